"""Which SPARQL constraints may be asked once for all focus nodes."""

from itertools import product
from random import Random

import pyoxigraph as ox
import pytest

from kg.validation.screen.binding import binds_this

TOGETHER = [
    "SELECT $this ?v WHERE { $this :p ?v FILTER (?v < 2) }",
    "SELECT $this WHERE { ?v :p ?this ; a :C . # $this { is in the comment\n }",
    "SELECT $this { ?v :p 'a } string', $this }",
    "SELECT DISTINCT $this ?v WHERE { $this :p/^:q* ?v FILTER REGEX(STR($this), '^a') }",
    "SELECT $this ?v { { $this :p ?v } UNION { $this :q ?v } BIND (STR($this) AS ?s) }",
    "SELECT $this { $this :p ?v OPTIONAL { $this :q ?w FILTER (?w = $this) } }",
    "SELECT $this { ?a :p ?b OPTIONAL { ?a :q ?c } $this :p ?a }",
    "SELECT $this { $this :p ?v OPTIONAL { { $this :q ?w } UNION { $this a ?w } } "
    "FILTER (!BOUND(?w) || ?w = ?v) }",
    "SELECT $this ?v { $this :p ?v FILTER NOT EXISTS { $this :q ?w FILTER (?w = $this) } }",
    "SELECT $this ?v { $this :p ?v FILTER (!EXISTS { ?v :p* $this } && BOUND(?v)) }",
    "SELECT $this ?n { { SELECT $this (COUNT(?v) AS ?n) { $this :p ?v } GROUP BY $this } "
    "FILTER (?n > 1) }",
    "SELECT $this ?v { { SELECT DISTINCT $this ?v { $this :p ?v } } ?v a :C }",
    "SELECT $this { ?a :p [ :q $this ] }",
]

ONE_BY_ONE = [
    "SELECT $this { ?v a :C }",  # nothing binds it
    "SELECT $this { BIND (STR($this) AS ?s) $this :p ?v }",  # used before it is bound
    "SELECT $this { $this :p ?v { ?v :q ?w FILTER (?w = $this) } }",  # out of the filter's scope
    "SELECT $this { { $this :p ?v } UNION { ?v :q 1 } }",  # bound in one branch
    "SELECT $this { OPTIONAL { $this :p ?v } ?v a :C }",  # bound perhaps
    "SELECT $this { ?v a :C FILTER EXISTS { $this :p ?v } }",  # bound in the filter
    "SELECT $this ?n { { SELECT (COUNT(?v) AS ?n) { $this :p ?v } } $this a :C }",
    "SELECT $this (COUNT(?v) AS ?n) { $this :p ?v }",  # one group of everything
    "SELECT $this ?v { { SELECT $this (MAX(?w) AS ?v) { $this :p ?w } GROUP BY ?x } }",
    "SELECT $this { $this :p ?v } LIMIT 1",
    "SELECT $this { { SELECT $this { $this :p ?v } LIMIT 1 } }",
    "SELECT $this { $this :p ?v MINUS { ?v :q $this } }",
    "SELECT $this { VALUES ?v { 1 } $this :p ?v }",
    "SELECT $this { GRAPH ?g { $this :p ?v } }",
    "SELECT $this { $this :p ?v OPTIONAL { { ?v :q ?w FILTER (?w = $this) } } }",
    "SELECT $this { $this :p ?v FILTER EXISTS { SELECT ?w { ?w :q $this } } }",
    "SELECT $this { ?a :p ?b FILTER (?a <?this&&?b> 1) $this :q ?a }",  # no IRI
    "ASK { $this :p ?v }",
    "SELECT $this { $this :p ?v ",
    "SELECT $this { $this :p ?v ) }",
]


@pytest.mark.parametrize("query", TOGETHER)
def test_bound_wherever_it_is_used(query: str) -> None:
    assert binds_this(query)


@pytest.mark.parametrize("query", ONE_BY_ONE)
def test_perhaps_not_bound_where_it_is_used(query: str) -> None:
    assert not binds_this(query)


@pytest.mark.parametrize("query", TOGETHER)
def test_together_and_one_by_one_find_the_same(query: str) -> None:
    names = ("a", "b", "c", "C")
    every = [f":{s} :{p} :{o} ." for s, p, o in product(names, ("p", "q"), names)]
    every += [f":{name} a :C ." for name in names]
    head, this, prefixes = (
        "@prefix : <http://example.org/> .\n",
        "this",
        {"": "http://example.org/"},
    )
    for seed in range(40):
        store = ox.Store()
        lines = Random(seed).sample(every, 9)
        store.load(head + "\n".join(lines), format=ox.RdfFormat.TURTLE)
        together = store.query(query, prefixes=prefixes)
        assert isinstance(together, ox.QuerySolutions)
        found = {solution[this] for solution in together}
        for name in names:
            node = ox.NamedNode(f"http://example.org/{name}")
            alone = store.query(query, prefixes=prefixes, substitutions={ox.Variable(this): node})
            assert isinstance(alone, ox.QuerySolutions)
            assert (next(alone, None) is not None) == (node in found)
