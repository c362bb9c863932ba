"""SPARQL 1.1 Protocol §2.1 to §2.4, statement by statement."""

import csv
import io
import json
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

GRAPH = "https://w3id.org/sti-kg/graph/"
REGISTER, CASES = f"{GRAPH}register/municipalities", f"{GRAPH}cabinet-office-2020/cases"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
REGIONS = (
    "PREFIX sti: <https://w3id.org/sti-kg/ontology#> SELECT ?s WHERE { ?s a sti:Municipality }"
)
SHIBUYA = "https://w3id.org/sti-kg/id/region/131130"
FORM = "application/x-www-form-urlencoded"
RESULTS_JSON = "application/sparql-results+json"


def get(client: FlaskClient, query: str, accept: str = RESULTS_JSON, **more: Any) -> TestResponse:
    return client.get("/sparql", query_string={"query": query, **more}, headers={"Accept": accept})


def rows(response: TestResponse) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    bindings = json.loads(response.data)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]


def told(response: TestResponse) -> dict[str, Any]:
    assert response.mimetype == "application/problem+json"
    document: dict[str, Any] = json.loads(response.data)
    return document


def number(response: TestResponse) -> int:
    return int(rows(response)[0]["n"])


# §2.1.1 to §2.1.3: the three ways to send a query


def test_get(client: FlaskClient) -> None:
    assert rows(get(client, REGIONS)) == [{"s": SHIBUYA}]


def test_post_form(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": REGIONS})
    assert rows(response) == [{"s": SHIBUYA}]


def test_post_direct(client: FlaskClient) -> None:
    response = client.post("/sparql", data=REGIONS, content_type="application/sparql-query")
    assert rows(response) == [{"s": SHIBUYA}]


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8"])
def test_post_direct_in_japanese(client: FlaskClient, charset: str) -> None:
    query = 'SELECT ?s { ?s ?p "渋谷区"@ja }'
    kind = f"application/sparql-query; charset={charset}"
    response = client.post("/sparql", data=query.encode(), content_type=kind)
    assert rows(response) == [{"s": SHIBUYA}]


@pytest.mark.parametrize("method", ["get", "form", "direct"])
@pytest.mark.parametrize(
    ("subject", "predicate"),
    [
        ("http://www.wikidata.org/entity/渋谷区", "exactMatch"),
        ("http://www.wikidata.org/entity/%E6%B8%8B%E8%B0%B7%E5%8C%BA", "closeMatch"),
    ],
)
def test_parameters_are_decoded_once(
    client: FlaskClient, method: str, subject: str, predicate: str
) -> None:
    query = f"SELECT ?p {{ <{subject}> ?p ?o }}"
    if method == "get":
        response = client.get(f"/sparql?query={quote(query, safe='')}")
    elif method == "form":
        response = client.post("/sparql", data=urlencode({"query": query}), content_type=FORM)
    else:
        response = client.post(
            "/sparql", data=query.encode(), content_type="application/sparql-query"
        )
    assert rows(response) == [{"p": f"http://www.w3.org/2004/02/skos/core#{predicate}"}]


# §2.1: exactly one query


def test_two_queries_are_refused(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string=[("query", COUNT), ("query", COUNT)])
    assert response.status_code == 400
    assert told(response)["detail"] == "There must be exactly one query; there are 2."


def test_two_queries_in_a_form_are_refused(client: FlaskClient) -> None:
    assert client.post("/sparql", data={"query": [COUNT, COUNT]}).status_code == 400


def test_a_query_in_address_and_form_is_refused(client: FlaskClient) -> None:
    response = client.post("/sparql", query_string={"query": COUNT}, data={"query": COUNT})
    assert response.status_code == 400


def test_a_query_in_address_and_body_is_refused(client: FlaskClient) -> None:
    response = client.post(
        "/sparql",
        query_string={"query": COUNT},
        data=COUNT,
        content_type="application/sparql-query",
    )
    assert response.status_code == 400


def test_a_form_without_query_is_refused(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"x": "y"})
    assert response.status_code == 400
    assert told(response)["messages"]["ja"]["detail"] == (
        "queryパラメーターは一つだけ必要です（0個ありました）。"
    )


# §2.1.4: the dataset


def test_whole_dataset_counts_a_shared_triple_once(client: FlaskClient) -> None:
    assert number(get(client, COUNT)) == 37


@pytest.mark.parametrize(("graph", "triples"), [(REGISTER, 21), (CASES, 17)])
def test_default_graph_uri(client: FlaskClient, graph: str, triples: int) -> None:
    assert number(get(client, COUNT, **{"default-graph-uri": graph})) == triples


def test_several_default_graphs_are_merged(client: FlaskClient) -> None:
    both = [("query", COUNT), ("default-graph-uri", REGISTER), ("default-graph-uri", CASES)]
    assert number(client.get("/sparql", query_string=both)) == 37


def test_from_merges_likewise(client: FlaskClient) -> None:
    query = f"SELECT (COUNT(*) AS ?n) FROM <{REGISTER}> FROM <{CASES}> {{ ?s ?p ?o }}"
    assert number(get(client, query)) == 37


def test_named_graph_uri(client: FlaskClient) -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert rows(get(client, query, **{"named-graph-uri": CASES})) == [{"g": CASES}]


def test_named_graph_uri_leaves_the_default_graph_empty(client: FlaskClient) -> None:
    assert number(get(client, COUNT, **{"named-graph-uri": CASES})) == 0


def test_protocol_dataset_takes_precedence_over_from(client: FlaskClient) -> None:
    query = f"SELECT (COUNT(*) AS ?n) FROM <{REGISTER}> {{ ?s ?p ?o }}"
    assert number(get(client, query, **{"default-graph-uri": CASES})) == 17


def test_dataset_in_a_form(client: FlaskClient) -> None:
    data = {"query": COUNT, "default-graph-uri": CASES}
    assert number(client.post("/sparql", data=data)) == 17


def test_dataset_of_a_direct_query_is_in_the_address(client: FlaskClient) -> None:
    response = client.post(
        "/sparql",
        query_string={"default-graph-uri": CASES},
        data=COUNT,
        content_type="application/sparql-query",
    )
    assert number(response) == 17


@pytest.mark.parametrize(
    "unknown", ["http://example.org/elsewhere", "file:///etc/passwd", "https://w3id.org/sti-kg/"]
)
def test_graphs_elsewhere_are_refused(client: FlaskClient, unknown: str) -> None:
    for response in (
        get(client, f"SELECT * FROM <{unknown}> {{}}"),
        get(client, f"SELECT * FROM NAMED <{unknown}> {{}}"),
        get(client, COUNT, **{"default-graph-uri": unknown}),
    ):
        assert response.status_code == 400
        assert told(response)["rule"] == "graph"
        assert told(response)["detail"] == (
            f"There is no graph <{unknown}> in this dataset, "
            "and this endpoint fetches none from elsewhere."
        )


# §2.1.5 and §2.1.6: the answer's media type


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
        ("*/*", "application/sparql-results+json"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.2", "application/sparql-results+xml"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "text/html; charset=utf-8"),
        ("image/png, text/csv;q=0.5", "text/csv; charset=utf-8"),
    ],
)
def test_results_negotiation(client: FlaskClient, accept: str, given: str) -> None:
    response = get(client, REGIONS, accept)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == given
    assert "Accept" in response.vary
    assert SHIBUYA in response.text


def test_no_accept_header_means_anything(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": REGIONS})
    assert response.mimetype == RESULTS_JSON


def test_csv_rows(client: FlaskClient) -> None:
    query = 'SELECT ?s ?l { ?s ?p ?l FILTER(?l = "渋谷区"@ja) }'
    found = list(csv.reader(io.StringIO(get(client, query, "text/csv").text)))
    assert found == [["s", "l"], [SHIBUYA, "渋谷区"]]


@pytest.mark.parametrize(
    "form",
    [
        ox.RdfFormat.TURTLE,
        ox.RdfFormat.N_TRIPLES,
        ox.RdfFormat.RDF_XML,
        ox.RdfFormat.JSON_LD,
        ox.RdfFormat.N_QUADS,
        ox.RdfFormat.TRIG,
    ],
)
def test_graph_formats(client: FlaskClient, form: ox.RdfFormat) -> None:
    response = get(client, f"CONSTRUCT WHERE {{ <{SHIBUYA}> ?p ?o }}", form.media_type)
    assert response.mimetype == form.media_type
    found = {(quad.predicate.value, str(quad.object)) for quad in ox.parse(response.data, form)}
    sti, rdfs = "https://w3id.org/sti-kg/ontology#", "http://www.w3.org/2000/01/rdf-schema#"
    assert found == {
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"<{sti}Municipality>"),
        (f"{rdfs}label", '"渋谷区"@ja'),
        (f"{rdfs}label", '"Shibuya-ku"@en'),
        (f"{sti}kana", '"しぶやく"@ja-hrkt'),
        ("http://purl.org/dc/terms/identifier", '"131130"'),
        (
            "http://www.w3.org/ns/prov#hadPrimarySource",
            "<https://w3id.org/sti-kg/id/passage/register>",
        ),
    }


def test_turtle_declares_the_prefixes_it_uses(client: FlaskClient) -> None:
    query = f"CONSTRUCT WHERE {{ <{SHIBUYA}> a ?type }}"
    *prefixes, triple = get(client, query, "text/turtle").text.splitlines()
    assert sorted(prefixes) == [
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .",
        "@prefix sti: <https://w3id.org/sti-kg/ontology#> .",
    ]
    assert triple == f"<{SHIBUYA}> a sti:Municipality ."


def test_describe(client: FlaskClient) -> None:
    response = get(client, f"DESCRIBE <{SHIBUYA}>", "application/n-triples")
    assert len(list(ox.parse(response.data, ox.RdfFormat.N_TRIPLES))) == 6


@pytest.mark.parametrize(
    ("accept", "body"),
    [
        (RESULTS_JSON, b'{"head":{},"boolean":true}'),
        ("text/csv", b"true"),
    ],
)
def test_ask(client: FlaskClient, accept: str, body: bytes) -> None:
    assert get(client, "ASK { ?s ?p ?o }", accept).data == body


@pytest.mark.parametrize(
    ("query", "accept"), [(COUNT, "text/turtle"), ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv")]
)
def test_media_types_that_do_not_fit_the_form(client: FlaskClient, query: str, accept: str) -> None:
    response = get(client, query, accept)
    assert response.status_code == 406
    assert accept not in told(response)["offered"]
    assert len(told(response)["offered"]) in {4, 6, 7}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("csv", "text/csv"),
        ("xml", "application/sparql-results+xml"),
        ("text/tab-separated-values", "text/tab-separated-values"),
    ],
)
def test_format_in_place_of_accept(client: FlaskClient, name: str, given: str) -> None:
    response = get(client, REGIONS, "text/html", format=name)
    assert response.mimetype == given


def test_unknown_format(client: FlaskClient) -> None:
    assert get(client, REGIONS, format="xlsx").status_code == 406


# §2.1.7, §2.2: failures; no updates


def test_syntax_error_has_line_column_and_hint(client: FlaskClient) -> None:
    response = get(client, "SELECT *\nWHERE { ?s a skos:Concept }")
    assert response.status_code == 400
    assert told(response) == {
        "id": response.headers["X-Request-Id"],
        "type": "https://w3id.org/sti-kg/id/problem/query-syntax",
        "title": "Not a valid SPARQL query",
        "status": 400,
        "detail": "line 2, column 14: the prefix 'skos:' is not declared. "
        "Add at the top: PREFIX skos: <http://www.w3.org/2004/02/skos/core#>",
        "messages": {
            "ja": {
                "title": "SPARQLの構文が正しくありません",
                "detail": "2行14文字目：接頭辞「skos:」が宣言されていません。 "
                "先頭に加えてください：PREFIX skos: <http://www.w3.org/2004/02/skos/core#>",
            },
            "en": {
                "title": "Not a valid SPARQL query",
                "detail": "line 2, column 14: the prefix 'skos:' is not declared. "
                "Add at the top: PREFIX skos: <http://www.w3.org/2004/02/skos/core#>",
            },
        },
        "line": 2,
        "column": 14,
        "hint": "Add at the top: PREFIX skos: <http://www.w3.org/2004/02/skos/core#>",
    }


def test_update_sent_as_a_query(client: FlaskClient) -> None:
    response = get(client, "INSERT DATA { <a:a> <a:b> <a:c> }")
    assert (response.status_code, told(response)["rule"]) == (400, "update")


@pytest.mark.parametrize("sending", ["form", "direct", "address"])
def test_update_operations_are_refused(client: FlaskClient, sending: str) -> None:
    update = "LOAD <http://127.0.0.1:9/>"
    if sending == "form":
        response = client.post("/sparql", data={"update": update})
    elif sending == "direct":
        kind = "application/sparql-update"
        response = client.post("/sparql", data=update, content_type=kind)
    else:
        response = client.get("/sparql", query_string={"update": update})
    assert response.status_code == 403
    assert told(response)["detail"].startswith("This endpoint is read-only: updates")


def test_service_is_refused(client: FlaskClient) -> None:
    response = get(client, "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert (response.status_code, told(response)["rule"]) == (403, "service")


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods(client: FlaskClient, method: str) -> None:
    response = client.open("/sparql", method=method.upper())
    assert response.status_code == 405
    assert set(response.allow) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "application/sparql-query; charset=shift_jis", ""]
)
def test_other_bodies(client: FlaskClient, kind: str) -> None:
    response = client.post("/sparql", data=COUNT, content_type=kind)
    assert response.status_code == 415
    assert "application/sparql-query" in told(response)["detail"]


def test_body_that_is_not_utf8(client: FlaskClient) -> None:
    response = client.post("/sparql", data=b"\xff", content_type="application/sparql-query")
    assert (response.status_code, told(response)["detail"]) == (400, "The query is not UTF-8.")


@pytest.mark.parametrize("kind", [FORM, "application/sparql-query"])
def test_body_that_is_too_large(client: FlaskClient, kind: str) -> None:
    body = b"query=" + b"#" * 5000
    assert client.post("/sparql", data=body, content_type=kind).status_code == 413


def test_query_in_an_address_that_is_too_large(client: FlaskClient) -> None:
    assert get(client, f"{COUNT} #{'x' * 5000}").status_code == 414


def test_timeout_can_be_lowered(client: FlaskClient) -> None:
    crossed = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(8))
    response = get(client, f"SELECT (COUNT(*) AS ?n) {{ {crossed} }}", timeout="0.2")
    assert response.status_code == 503
    assert told(response)["type"] == "https://w3id.org/sti-kg/id/problem/query-timeout"
    assert told(response)["limit"] == {"seconds": 0.2}
    assert told(response)["dumps"] == "http://localhost/dumps/"
    assert told(response)["detail"] == (
        "The query ran longer than its limit of 0.2 seconds and was stopped. "
        "The whole data can be downloaded from http://localhost/dumps/"
    )


@pytest.mark.parametrize("timeout", ["0", "-1", "soon", "nan"])
def test_timeout_that_is_no_time(client: FlaskClient, timeout: str) -> None:
    assert get(client, COUNT, timeout=timeout).status_code == 400


def test_timeout_cannot_be_raised(client: FlaskClient) -> None:
    assert number(get(client, COUNT, timeout="1000000")) == 37


# HEAD, OPTIONS, CORS


def test_head(client: FlaskClient) -> None:
    got, head = get(client, COUNT), client.head("/sparql", query_string={"query": COUNT})
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["Content-Type"] == RESULTS_JSON
    assert head.content_length == got.content_length == len(got.data)


def test_preflight(client: FlaskClient) -> None:
    response = client.options("/sparql", headers={"Origin": "https://example.org"})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    methods = response.headers["Access-Control-Allow-Methods"].split(", ")
    assert sorted(methods) == ["GET", "HEAD", "OPTIONS", "POST"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sparql?query=ASK{}"),
        ("GET", "/sparql?query=x"),
        ("GET", "/sparql"),
        ("PUT", "/sparql"),
        ("GET", "/nowhere"),
        ("GET", "/healthz"),
    ],
)
def test_every_answer_may_be_read_by_other_sites(
    client: FlaskClient, method: str, path: str
) -> None:
    assert client.open(path, method=method).headers["Access-Control-Allow-Origin"] == "*"


# Service description and form


@pytest.mark.parametrize(
    "form",
    [ox.RdfFormat.TURTLE, ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML, ox.RdfFormat.N_TRIPLES],
)
def test_service_description(client: FlaskClient, form: ox.RdfFormat) -> None:
    response = client.get("/sparql", headers={"Accept": form.media_type})
    assert response.mimetype == form.media_type
    found = {(q.predicate.value, q.object.value) for q in ox.parse(response.data, form)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert {
        (f"{sd}endpoint", "http://localhost/sparql"),
        (f"{sd}supportedLanguage", f"{sd}SPARQL11Query"),
        (f"{sd}defaultDataset", "http://localhost/sparql#dataset"),
        (f"{sd}name", REGISTER),
    } < found
    assert len(found) == 13


def test_form_for_a_browser(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": "text/html", "Accept-Language": "ja"})
    assert response.mimetype == "text/html"
    assert {"Accept", "Accept-Language"} <= set(response.vary)
    assert '<form class="query" method="get" action="/sparql">' in response.text
    assert "SPARQL 1.1でグラフを検索できます" in response.text


def test_description_in_no_known_format(client: FlaskClient) -> None:
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406
