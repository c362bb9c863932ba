"""SPARQL 1.1 Protocol, section 2.1: the query operation, statement by statement.

Each docstring says in our words what the section asks, and how strongly.
"""

import csv
import io
import json
from collections.abc import Mapping
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from protocol.client import DIRECT, FORM, JSON, WAYS, number, rows, send
from protocol.worlds import BASE, EX, SHARED, Graph, iri, merge
from served import Answer, Request, Served

LEFT, RIGHT = map(iri, SHARED)
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
A = f"<{BASE}id/node/a>"
WORDS = "渋谷区 + 100%25 & = ; é 𠮷"
ECHO = f'SELECT ("{WORDS}" AS ?n) {{}}'


def post(server: Served, body: bytes, kind: str, path: str = "/sparql", **more: str) -> Answer:
    return server.ask(Request(path, {"Content-Type": kind, **more}, "POST", body))


# 2.1: one query


@pytest.mark.parametrize("times", [0, 2])
@pytest.mark.parametrize("way", ["get", "form"])
def test_2_1_exactly_one_query_is_asked(endpoint: Served, way: str, times: int) -> None:
    """MUST: an operation has one query string; none and several are no operation."""
    sent = urlencode([("query", "ASK {}")] * times or [("timeout", "1")])
    if way == "form":
        answer = post(endpoint, sent.encode(), FORM)
    elif times:
        answer = endpoint.get(f"/sparql?{sent}")
    else:
        answer = endpoint.get("/sparql?query=")
    assert (answer.status, answer.media_type) == (400, "application/problem+json")


def test_2_1_a_query_in_the_body_and_in_the_address_are_two(endpoint: Served) -> None:
    """MUST: likewise where one stands in the address and one in the body."""
    for kind, body in ((FORM, b"query=ASK+%7B%7D"), (DIRECT, b"ASK {}")):
        assert post(endpoint, body, kind, "/sparql?query=ASK%7B%7D").status == 400


def test_2_1_get_and_post_give_the_same(endpoint: Served) -> None:
    """MUST: the operation is offered by GET and by POST."""
    answers = [send(endpoint, COUNT, way=way) for way in WAYS]
    assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_2_1_other_methods_are_no_operation(endpoint: Served, method: str) -> None:
    """The protocol binds the operation to no other method; HTTP has 405 with Allow for them."""
    answer = endpoint.ask(Request("/sparql", method=method))
    assert answer.status == 405
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


# 2.1.1: by GET


def test_2_1_1_the_query_is_percent_encoded_utf_8(endpoint: Served) -> None:
    """MUST: parameters are percent-encoded; they are decoded once, as UTF-8."""
    found = rows(endpoint.get(f"/sparql?query={quote(ECHO, safe='')}", JSON))
    assert found == [{"n": WORDS}]


def test_2_1_1_a_plus_is_a_space(endpoint: Served) -> None:
    """The query string is written as forms are: a space may be a plus, a plus is escaped."""
    found = rows(endpoint.get(f"/sparql?{urlencode({'query': ECHO})}", JSON))
    assert found == [{"n": WORDS}]


def test_2_1_1_parameters_are_joined_by_ampersands_in_any_order(endpoint: Served) -> None:
    """MUST: several parameters are separated by ``&``; their order means nothing."""
    graph, query = f"default-graph-uri={quote(LEFT, safe='')}", f"query={quote(COUNT, safe='')}"
    for asked in (f"{graph}&{query}", f"{query}&{graph}"):
        assert number(endpoint.get(f"/sparql?{asked}", JSON)) == len(SHARED["shared/left"])


def test_2_1_1_other_parameters_change_nothing(endpoint: Served) -> None:
    """The protocol names three parameters; one that it does not name is passed over."""
    answer = endpoint.get(f"/sparql?query={quote(COUNT)}&default-graph=x&reasoning=true", JSON)
    assert answer.body == send(endpoint, COUNT).body


# 2.1.2: by POST, as a form


def test_2_1_2_the_parameters_stand_in_the_body(endpoint: Served) -> None:
    """MUST: percent-encoded in the body, of the media type of forms."""
    body = f"query={quote(ECHO, safe='')}".encode()
    assert rows(post(endpoint, body, FORM, Accept=JSON)) == [{"n": WORDS}]


def test_2_1_2_the_media_type_may_have_parameters(endpoint: Served) -> None:
    """The media type is compared, not the header."""
    body = urlencode({"query": ECHO}).encode()
    kind = "Application/X-WWW-Form-URLencoded; charset=UTF-8"
    assert rows(post(endpoint, body, kind, Accept=JSON)) == [{"n": WORDS}]


def test_2_1_2_graphs_stand_in_the_body_too(endpoint: Served) -> None:
    """MUST: the graphs of the dataset are parameters beside the query, each as often as needed."""
    both = [("default-graph-uri", LEFT), ("default-graph-uri", RIGHT)]
    assert number(send(endpoint, COUNT, both, "form")) == len(merge(SHARED.values()))


# 2.1.3: by POST, directly


def test_2_1_3_the_body_is_the_query_as_it_is(endpoint: Served) -> None:
    """MUST: unencoded, of the query's own media type; SHOULD: in UTF-8."""
    assert rows(post(endpoint, ECHO.encode(), DIRECT, Accept=JSON)) == [{"n": WORDS}]


def test_2_1_3_another_character_set_is_refused_not_guessed(endpoint: Served) -> None:
    """The query language is UTF-8; bytes that are none are the client's error."""
    assert post(endpoint, ECHO.encode("utf-16"), f"{DIRECT}; charset=utf-16").status == 415
    assert post(endpoint, b"ASK { ?s ?p '\xff' }", DIRECT).status == 400


def test_2_1_3_graphs_stand_in_the_address(endpoint: Served) -> None:
    """MUST: graphs of the dataset are given in the query string of the address."""
    assert number(send(endpoint, COUNT, [("default-graph-uri", RIGHT)], "direct")) == len(
        SHARED["shared/right"]
    )


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "multipart/form-data; boundary=x"]
)
def test_2_1_3_another_media_type_is_refused(endpoint: Served, kind: str) -> None:
    """MUST for clients: the two media types of 2.1.2 and 2.1.3 and no others."""
    assert post(endpoint, b"ASK {}", kind).status == 415


# 2.1.4: the dataset (see test_protocol_datasets for random ones)


@pytest.mark.parametrize("way", WAYS)
def test_2_1_4_no_graphs_named_is_the_service_s_own_dataset(
    endpoint: Served, graphs: Mapping[str, Graph], way: str
) -> None:
    """Neither query nor request names graphs: the service's default dataset, here the merge."""
    assert number(send(endpoint, COUNT, way=way)) == len(merge(graphs.values()))


@pytest.mark.parametrize("way", WAYS)
def test_2_1_4_several_default_graphs_are_merged(endpoint: Served, way: str) -> None:
    """MUST: the default graph is their RDF merge, in which a shared statement stands once."""
    both = [("default-graph-uri", LEFT), ("default-graph-uri", RIGHT)]
    found = number(send(endpoint, COUNT, both, way))
    assert found == len(merge(SHARED.values())) < sum(map(len, SHARED.values()))


@pytest.mark.parametrize("way", WAYS)
def test_2_1_4_a_graph_named_twice_is_there_once(endpoint: Served, way: str) -> None:
    """A dataset is of sets: naming a graph again adds nothing, named or default."""
    twice = [("default-graph-uri", LEFT)] * 2
    assert number(send(endpoint, COUNT, twice, way)) == len(SHARED["shared/left"])
    named = [("named-graph-uri", LEFT)] * 2
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert number(send(endpoint, query, named, way)) == len(SHARED["shared/left"])


@pytest.mark.parametrize("way", WAYS)
def test_2_1_4_only_the_named_graphs_that_are_named(endpoint: Served, way: str) -> None:
    """MUST: the named graphs are those of named-graph-uri, and the default graph is empty."""
    named = [("named-graph-uri", RIGHT)]
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert rows(send(endpoint, query, named, way)) == [{"g": RIGHT}]
    assert number(send(endpoint, COUNT, named, way)) == 0


@pytest.mark.parametrize("way", WAYS)
def test_2_1_4_default_and_named_graphs_together(endpoint: Served, way: str) -> None:
    """MUST: both kinds make one dataset."""
    dataset = [("default-graph-uri", LEFT), ("named-graph-uri", RIGHT)]
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }"
    left, right = SHARED.values()
    assert number(send(endpoint, query, dataset, way)) == len(left & right)


@pytest.mark.parametrize("way", WAYS)
def test_2_1_4_the_request_s_dataset_wins_over_the_query_s(endpoint: Served, way: str) -> None:
    """MUST: where both name graphs, those of the request are the dataset, whole and alone."""
    query = f"SELECT (COUNT(*) AS ?n) FROM <{LEFT}> FROM NAMED <{LEFT}> {{ ?s ?p ?o }}"
    right = len(SHARED["shared/right"])
    assert number(send(endpoint, query, [("default-graph-uri", RIGHT)], way)) == right
    named = f"SELECT DISTINCT ?g FROM NAMED <{LEFT}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert rows(send(endpoint, named, [("default-graph-uri", RIGHT)], way)) == []


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_2_1_4_a_graph_that_is_not_held_is_refused(endpoint: Served, clause: str) -> None:
    """MAY: a service refuses datasets that it cannot or will not make; it says so, with 400."""
    elsewhere = "http://example.org/elsewhere"
    name = "default-graph-uri" if clause == "FROM" else "named-graph-uri"
    for answer in (
        send(endpoint, f"SELECT * {clause} <{elsewhere}> {{ ?s ?p ?o }}"),
        send(endpoint, COUNT, [(name, elsewhere)]),
    ):
        assert (answer.status, answer.problem) == (400, "query-refused")
        assert elsewhere in answer.document["detail"]


# 2.1.5: the formats that the client accepts

BINDINGS = (JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")


@pytest.mark.parametrize("accept", BINDINGS)
def test_2_1_5_bindings_in_the_format_accepted(endpoint: Served, accept: str) -> None:
    """SHOULD: the format is negotiated by HTTP's means."""
    answer = send(endpoint, COUNT, [("default-graph-uri", LEFT)], accept=accept)
    assert (answer.status, answer.media_type) == (200, accept)
    assert "Accept" in answer.headers["Vary"]
    assert numbers_in(answer) == [str(len(SHARED["shared/left"]))]


def numbers_in(answer: Answer) -> list[str]:
    if answer.media_type == "text/csv":
        return [row[0] for row in list(csv.reader(io.StringIO(answer.body.decode())))[1:]]
    form = ox.QueryResultsFormat.from_media_type(answer.media_type)
    found = ox.parse_query_results(answer.body, form)
    assert isinstance(found, ox.QuerySolutions)
    return [str(solution["n"].value) for solution in found if isinstance(solution["n"], ox.Literal)]


@pytest.mark.parametrize("accept", GRAPHS)
@pytest.mark.parametrize("query", [f"CONSTRUCT WHERE {{ {A} ?p ?o }}", f"DESCRIBE {A}"])
def test_2_1_5_graphs_in_the_format_accepted(endpoint: Served, query: str, accept: str) -> None:
    """SHOULD: likewise for graphs; their media types are those of RDF."""
    answer = send(endpoint, query, [("default-graph-uri", LEFT)], accept=accept)
    assert (answer.status, answer.media_type) == (200, accept)
    form = ox.RdfFormat.from_media_type(accept)
    assert form is not None
    found = {(str(q.predicate), str(q.object)) for q in ox.parse(answer.body, form)}
    assert found == {
        (f"<{EX}next>", f"<{BASE}id/node/b>"),
        (f"<{EX}next>", f"<{BASE}id/node/c>"),
        (f"<{EX}weight>", '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    }


def test_2_1_5_the_better_liked_format_is_chosen(endpoint: Served) -> None:
    """SHOULD: by the client's qualities, whatever their order."""
    accept = f"text/csv;q=0.2, {BINDINGS[1]};q=0.9, {JSON};q=0.5, */*;q=0.1"
    assert send(endpoint, COUNT, accept=accept).media_type == BINDINGS[1]


def test_2_1_5_nothing_acceptable_is_406_and_says_what_there_is(endpoint: Served) -> None:
    """HTTP's answer where no format fits; here with the list of those that there are."""
    answer = send(endpoint, COUNT, accept="image/png")
    assert answer.status == 406
    assert set(BINDINGS) <= set(answer.document["offered"])
    assert send(endpoint, COUNT, accept="text/turtle").status == 406


# 2.1.6: success


def test_2_1_6_success_is_200_with_the_media_type_of_the_body(endpoint: Served) -> None:
    """MUST: a status of success; SHOULD: the media type says what the body is."""
    for query, kind in (
        (COUNT, JSON),
        ("ASK {}", JSON),
        (f"DESCRIBE {A}", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle"),
    ):
        answer = send(endpoint, query, accept="*/*")
        assert (answer.status, answer.media_type) == (200, kind)


def test_2_1_6_bindings_as_the_standard_has_them(endpoint: Served) -> None:
    """SELECT and ASK: a document of the SPARQL results formats, head and all."""
    query = f"SELECT ?o ?none {{ {A} <{EX}weight> ?o }}"
    answer = send(endpoint, query, [("default-graph-uri", LEFT)])
    assert json.loads(answer.body) == {
        "head": {"vars": ["o", "none"]},
        "results": {
            "bindings": [
                {
                    "o": {
                        "type": "literal",
                        "value": "1",
                        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
                    }
                }
            ]
        },
    }
    assert json.loads(send(endpoint, "ASK { ?s ?p 9 }").body) == {"head": {}, "boolean": False}


def test_2_1_6_an_empty_graph_is_a_success(endpoint: Served) -> None:
    """No solutions are an answer like any other."""
    answer = send(endpoint, "CONSTRUCT WHERE { ?s ?p 9 }", accept="application/n-triples")
    assert (answer.status, answer.body) == (200, b"")


# 2.1.7: failure


@pytest.mark.parametrize("way", WAYS)
def test_2_1_7_what_is_no_query_is_400(endpoint: Served, way: str) -> None:
    """MUST: a status of 4xx or 5xx; 400 for a string that is no query. MAY: the body tells more."""
    answer = send(endpoint, "SELECT * WHERE {\n?s ?p }", way=way)
    assert (answer.status, answer.problem) == (400, "query-syntax")
    assert (answer.document["line"], answer.document["column"]) == (2, 7)


def test_2_1_7_a_refused_query_fails(endpoint: Served) -> None:
    """A request that the service refuses gets an error, whose status the service chooses."""
    query = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    answer = send(endpoint, query)
    assert (answer.status, answer.problem) == (403, "query-refused")


def test_2_1_7_a_query_out_of_time_fails(endpoint: Served) -> None:
    """A query that cannot be carried out gets a status of 5xx, never an empty success."""
    crossed = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(12))
    answer = send(endpoint, f"SELECT (COUNT(*) AS ?n) {{ {crossed} }}", [("timeout", "0.3")])
    assert (answer.status, answer.problem) == (503, "query-timeout")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_2_1_7_a_failure_is_told_to_people_and_machines(endpoint: Served, language: str) -> None:
    """MAY: the body of a failure is negotiated too."""
    for accept, kind in (("text/html", "text/html"), ("*/*", "application/problem+json")):
        headers = {"Accept": accept, "Accept-Language": language}
        answer = endpoint.ask(Request("/sparql?query=SELECT", headers))
        assert (answer.status, answer.media_type) == (400, kind)
        assert answer.headers["Content-Language"] == language
