"""How the SPARQL constraints of shapes are evaluated: by pyoxigraph where it can, else by rdflib.

pySHACL hands the text of a constraint to rdflib once per focus node. rdflib parses it each time and
takes minutes for joins over a hundred thousand triples that pyoxigraph answers in a fraction of a
second. rdflib finds its processor by name, and the validation process registers this one under that
name; the verdict on what a constraint's answer means stays pySHACL's.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final
from weakref import WeakKeyDictionary

import pyoxigraph as ox
from rdflib import RDF, SH, Graph, plugin
from rdflib.plugins.sparql.processor import SPARQLProcessor, prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Processor
from rdflib.store import Store
from rdflib.term import Identifier, Variable

from kg.validation.loading import Terms, ox_term

_MIRRORS: Final[WeakKeyDictionary[Store, ox.Store]] = WeakKeyDictionary()


def register() -> None:
    """Make rdflib use the processor of this module for every query of this process."""
    plugin.register("sparql", Processor, __name__, ConstraintProcessor.__name__)


def mirror(data: Graph, store: ox.Store, shapes: Graph) -> None:
    """Have queries over a graph answered by pyoxigraph.

    Shapes with rules, which add triples while they are applied, or with functions of their own are
    left to rdflib.

    Args:
        data: the graph that is validated.
        store: its default graph is the same, blank nodes with the same labels.
        shapes: what it is validated against.
    """
    if (None, SH.rule, None) in shapes or (None, RDF.type, SH.SPARQLFunction) in shapes:
        return
    _MIRRORS[data.store] = store


@lru_cache(maxsize=256)
def _prepared(text: str, namespaces: frozenset[tuple[str, Any]], base: str | None) -> Query:
    return prepareQuery(text, dict(namespaces), base)


class ConstraintProcessor(SPARQLProcessor):
    """Evaluates queries over a mirrored graph by pyoxigraph, and parses others once."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)  # type: ignore[no-untyped-call]

    def query(  # type: ignore[override]  # as in rdflib: base stands where Processor has DEBUG
        self,
        text: str | Query,
        initBindings: Mapping[str, Identifier] | None = None,  # noqa: N803 (rdflib's names)
        initNs: Mapping[str, Any] | None = None,  # noqa: N803
        base: str | None = None,
        DEBUG: bool = False,  # noqa: N803
    ) -> Mapping[str, Any]:
        """Evaluate a query; the parameters are those of rdflib's SPARQLProcessor."""
        bindings, namespaces = initBindings or {}, initNs or {}
        if isinstance(text, str):
            store = _MIRRORS.get(self.graph.store)
            if store is not None:
                answer = _mirrored(store, text, bindings, namespaces)
                if answer is not None:
                    return answer
            text = _prepared(text, frozenset(namespaces.items()), base)
        return super().query(text, bindings, namespaces, base, DEBUG)


def _mirrored(
    store: ox.Store, text: str, bindings: Mapping[str, Identifier], namespaces: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Pyoxigraph's answer as rdflib gives one; None where it declines the query.

    It declines what is not SPARQL 1.1, and variables to be bound that the query does not project
    (SHACL section 5.2.1 wants ``$this`` projected); rdflib then answers, or says what is wrong.
    """
    try:
        found = store.query(
            text,
            prefixes={prefix: str(iri) for prefix, iri in namespaces.items()},
            substitutions={ox.Variable(str(n)): ox_term(term) for n, term in bindings.items()},
        )
    except (SyntaxError, RuntimeError):
        return None
    if isinstance(found, ox.QueryBoolean):
        return {"type_": "ASK", "askAnswer": bool(found)}
    if not isinstance(found, ox.QuerySolutions):
        return None
    names = [Variable(variable.value) for variable in found.variables]
    terms = Terms()
    rows = [
        {name: terms[term] for name, term in zip(names, row, strict=True) if term is not None}
        for row in found
    ]
    return {"type_": "SELECT", "vars_": names, "bindings": rows}
