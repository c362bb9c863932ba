"""What is sent to another server: the pattern, and the values that the query binds before it."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from federation.conftest import Asking
from federation.peer import JSON, Peer, says, table
from kg.store import EngineUnavailable, ProcessEngine, QuerySyntaxError, ServiceFailed

PREFIXES = "PREFIX e: <http://e/> PREFIX w: <http://w/>\n"


def queries(there: Peer) -> list[str]:
    """The queries that came, by GET or POST."""
    found = []
    for asked in there.asked:
        form = asked.body.decode() if asked.method == "POST" else urlsplit(asked.path).query
        found.append(parse_qs(form)["query"][0])
    return found


def ask(engine: ProcessEngine, text: str) -> bytes:
    with engine.query(text, media_type=JSON) as answer:
        return answer.read()


def sent(asking: Asking, text: str) -> list[str]:
    ask(asking.engine, PREFIXES + text.replace("<S>", f"<{asking.there.address}>"))
    return queries(asking.there)


ABC = "VALUES (?w) { (<http://w/A>) (<http://w/B>) (<http://w/C>) }"
BC = "VALUES (?w) { (<http://w/B>) (<http://w/C>) }"
AB = "VALUES (?w) { (<http://w/A>) (<http://w/B>) }"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("SELECT * { ?a e:same ?w SERVICE <S> { ?w w:people ?n } }", ABC),
        ("SELECT * { ?a e:same ?w . SERVICE <S> { ?w w:people ?n } }", ABC),
        ("SELECT * { ?a e:same ?w OPTIONAL { SERVICE <S> { ?w w:people ?n } } }", ABC),
        ("SELECT * { ?a e:same ?w { SERVICE <S> { ?w w:people ?n } } UNION {} }", ABC),
        ("SELECT * { ?a e:same ?w MINUS { SERVICE <S> { ?w w:people ?n } } }", ABC),
        ("SELECT * { ?a e:same ?w { ?a e:size ?s SERVICE <S> { ?w w:people ?n } } }", BC),
        ("SELECT * { GRAPH ?g { ?a e:same ?w } ?a e:label ?l "
         "SERVICE <S> { ?w w:people ?n } }", AB),
        ("SELECT * { { SELECT ?w { ?a e:same ?w SERVICE <S> { ?w w:people ?n } } } }", ABC),
        # Filters of what is bound there hold, wherever in the group they stand; others do not.
        ("SELECT * { ?a e:same ?w ; e:size ?s SERVICE <S> { ?w w:people ?n } FILTER(?s < 3) }",
         "VALUES (?w) { (<http://w/B>) }"),
        ("SELECT * { ?a e:same ?w FILTER(?n > 2) SERVICE <S> { ?w w:people ?n } }", ABC),
        ("SELECT * { ?a e:same ?w FILTER(!BOUND(?n)) SERVICE <S> { ?w w:people ?n } }", ABC),
        # Nothing bound before, or nothing that it certainly binds itself.
        ("SELECT * { SERVICE <S> { ?w w:people ?n } ?a e:same ?w }", None),
        ("SELECT * { ?a e:size ?s SERVICE <S> { ?w w:people ?n } }", None),
        ("SELECT * { ?a e:same ?w SERVICE <S> { OPTIONAL { ?w w:people ?n } } }", None),
        ("SELECT * { ?a e:same ?w SERVICE <S> { SELECT ?w ?n { ?w w:people ?n } } }", None),
        ("SELECT * { OPTIONAL { ?a e:same ?w FILTER(?w = w:A) } OPTIONAL { ?a e:x ?w } "
         "SERVICE <S> { ?w w:people ?n } }", "VALUES (?w) { (<http://w/A>) }"),
        ("SELECT * { ?a e:size ?s OPTIONAL { ?a e:label ?l . ?a e:same ?w } "
         "SERVICE <S> { ?w w:people ?n } }", None),
        # What counts or cuts by itself is asked by itself; chance gives something else each time.
        ("SELECT * { ?a e:same ?w { SELECT ?w { SERVICE <S> { ?w w:people ?n } } LIMIT 1 } }",
         None),
        ("SELECT * { ?a e:same ?w FILTER EXISTS { SERVICE <S> { ?w w:people ?n } } }", None),
        ("SELECT * { ?a e:same ?x BIND(IF(RAND() < .5, ?x, w:Z) AS ?w) "
         "SERVICE <S> { ?w w:people ?n } }", None),
    ],
)  # fmt: skip
def test_values_bound_before_are_sent_along(asking: Asking, text: str, values: str | None) -> None:
    (query,) = sent(asking, text)
    found = re.search(r"VALUES .*?\) }", query)
    assert (_sorted(found[0]) if found else None) == values


def _sorted(values: str) -> str:
    """A VALUES block with its rows in order."""
    head, _, data = values.partition("{ ")
    rows = sorted(re.findall(r"\(.*?\)", data))
    return f"{head}{{ {' '.join(rows)} }}"


def test_a_query_is_sent_with_what_it_declares_and_uses(asking: Asking) -> None:
    text = (
        "PREFIX n: <http://n/> BASE <http://w/> "
        "SELECT * { SERVICE <S> { ?w w:people ?n ; <name> '}' } }"
    )
    assert sent(asking, text) == [
        "BASE <http://w/> PREFIX w: <http://w/> SELECT * WHERE { ?w w:people ?n ; <name> '}' }"
    ]


def test_where_nothing_can_be_joined_nothing_is_sent(asking: Asking) -> None:
    service = f"SERVICE <{asking.there.address}> {{ ?w w:people ?n }}"
    found = json.loads(ask(asking.engine, f"{PREFIXES}SELECT * {{ ?a e:none ?w {service} }}"))
    assert sorted(found["head"]["vars"]) == ["a", "n", "w"]
    assert found["results"]["bindings"] == []
    assert asking.there.asked == []


@pytest.mark.parametrize(
    ("number", "sizes"), [(200, [200]), (201, [200, 1]), (2000, [200] * 10), (2001, [0])]
)
def test_many_values_go_some_at_a_time_and_too_many_not_at_all(
    asking: Asking, number: int, sizes: list[int]
) -> None:
    asking.there.answer = says(table(names='"w", "n"'))
    many = " ".join(f"w:x{n}" for n in range(number))
    found = sent(asking, f"SELECT * {{ VALUES ?w {{ {many} }} SERVICE <S> {{ ?w w:people ?n }} }}")
    assert [query.count("(<http://w/") for query in found] == sizes


def test_short_queries_go_by_get_and_long_ones_by_post(asking: Asking) -> None:
    there = asking.there
    for text in ("x", "x" * 3000):
        sent(asking, f"SELECT * {{ SERVICE <S> {{ ?w w:people ?n, '{text}' }} }}")
    assert [asked.method for asked in there.asked] == ["GET", "POST"]
    assert [len(query) > 3000 for query in queries(there)] == [False, True]
    headers = there.asked[1].headers
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["Accept"].startswith(JSON)
    assert headers["Accept-Encoding"] == "identity"
    assert headers["Host"] == urlsplit(there.address).netloc
    assert headers["User-Agent"].startswith("sti-kg/")


def test_an_endpoints_own_parameters_stay(asking: Asking) -> None:
    address = f"{asking.there.address}?default-graph-uri=http://g/"
    asking.limit(endpoints=frozenset({address}))
    ask(asking.engine, f"{PREFIXES}SELECT * {{ SERVICE <{address}> {{ ?w w:people ?n }} }}")
    asked = parse_qs(urlsplit(asking.there.asked[0].path).query)
    assert asked["default-graph-uri"] == ["http://g/"]
    assert asked["query"] == ["PREFIX w: <http://w/> SELECT * WHERE { ?w w:people ?n }"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <S> { ?w w:people ?n } } }",
        "SELECT * { SERVICE <S> { ?w w:people } }",
        "SELECT * { SERVICE <S> { ?w x:people ?n } }",
        "SELECT ?n ?n { SERVICE <S> { ?w w:people ?n } }",
        "SELECT * { BIND(1 AS ?n) SERVICE <S> { ?w w:people ?n BIND(2 AS ?n) } }",
    ],
)
def test_a_query_that_is_none_is_sent_to_nobody(asking: Asking, text: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        sent(asking, text)
    assert caught.value.line == 2
    assert asking.there.asked == []


def test_a_worker_finds_no_way_out_by_itself(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the query to reach it as it is, the worker still could not ask."""
    monkeypatch.setattr(
        "kg.store.federation.federation.Federation.resolved",
        lambda _self, query, _asker: query.text,
    )
    with pytest.raises(EngineUnavailable):
        sent(asking, "SELECT * { SERVICE <S> { ?w w:people ?n } }")
    assert asking.there.asked == []


def test_the_answers_variables_are_those_of_the_pattern(asking: Asking) -> None:
    """A server that gives more could bind what the query takes from elsewhere."""
    asking.there.answer = says(table(names='"w", "n", "a"'))
    with pytest.raises(ServiceFailed, match="not asked for: a"):
        sent(asking, "SELECT * { SERVICE <S> { ?w w:people ?n } }")
