"""Inside a worker: one query over the store, its answer written in chunks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Final, NamedTuple

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    serialize,
)

from kg.store.federation.terms import BLANK, Term, restored
from kg.store.formats import GRAPHS, RESULTS
from kg.store.frames import CHUNK

LOOKED_AT = 5000
"""A graph with fewer triples than this declares only the prefixes that it uses."""

_FUNCTIONS: Final[dict[NamedNode, Callable[..., Term | None]]] = {NamedNode(BLANK): restored}

GraphName = NamedNode | BlankNode | DefaultGraph


class Stores(NamedTuple):
    """What a worker asks.

    Most queries ask the default graph alone, and the engine takes half as long again to find its
    triples where those of named graphs stand among them.

    Attributes:
        default: answers what is asked of the default graph alone.
        whole: answers everything; may be the same.
    """

    default: Store
    whole: Store


@dataclass(frozen=True, slots=True)
class Request:
    """What a worker is asked.

    ``graphs`` is None for the whole store, else the IRIs of the graphs whose merge is the default
    graph (None for the store's own) and of the named graphs. ``empty`` asks over no triples at all:
    it tells whether the engine takes the query, and its variables.
    """

    text: str
    media_type: str
    prefixes: Mapping[str, str]
    graphs: tuple[Sequence[str] | None, Sequence[str]] | None
    asks_graphs: bool
    base: str = ""
    empty: bool = False


class ChunkWriter:
    """A binary file that hands on what is written to it in chunks of about 64 KiB."""

    def __init__(self, sink: Callable[[bytes], None]) -> None:
        self._sink = sink
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """Takes bytes; hands on a chunk when enough are held."""
        self._held += data
        if len(self._held) >= CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        """Hands on what is held."""
        if self._held:
            self._sink(self.rest())

    def rest(self) -> bytes:
        """Lets go of what is held."""
        held = bytes(self._held)
        self._held.clear()
        return held


def evaluate(stores: Stores, request: Request, sink: Callable[[bytes], None]) -> bytes:
    """Answers a query; the serialised answer goes to ``sink`` in chunks, all but its end.

    Returns:
        The end of the answer, to be sent together with the word that it is whole.

    Raises:
        SyntaxError: the engine's parser refuses the text.
        RuntimeError, ValueError, OSError: the engine cannot evaluate it.
    """
    writer = ChunkWriter(sink)
    answer = _asked(stores, request)
    if isinstance(answer, QueryTriples):
        _write_graph(answer, request, writer)
    else:
        answer.serialize(writer, RESULTS[request.media_type])  # type: ignore[arg-type]
    return writer.rest()


def _asked(stores: Stores, request: Request) -> QuerySolutions | QueryBoolean | QueryTriples:
    ask = partial(
        Store.query,
        query=request.text,
        base_iri=request.base or None,
        custom_functions=_FUNCTIONS,
    )
    if request.empty:
        return ask(Store())
    if request.graphs is None:
        return ask(stores.whole if request.asks_graphs else stores.default)
    store = stores.whole
    default, named = request.graphs
    named_nodes: list[NamedNode | BlankNode] = [NamedNode(iri) for iri in dict.fromkeys(named)]
    own = DefaultGraph()
    if default is None:
        return ask(store, default_graph=own, named_graphs=named_nodes)
    default_nodes: list[NamedNode | BlankNode | DefaultGraph] = [
        NamedNode(iri) for iri in dict.fromkeys(default)
    ]
    if len(default_nodes) > 1:
        # The engine would count a triple once for each graph that holds it; SPARQL's default graph
        # is a merge, in which it stands once (SPARQL 1.1 Query Language §13.2).
        store = merged(store, default_nodes, named_nodes if request.asks_graphs else [])
        return ask(store, default_graph=own, named_graphs=named_nodes)
    return ask(store, default_graph=default_nodes, named_graphs=named_nodes)


def merged(store: Store, default: Iterable[GraphName], named: Iterable[GraphName]) -> Store:
    """A store in memory: the merge of some graphs as default graph, and some named graphs."""
    copy = Store()
    copy.bulk_extend(_merge(store, default))
    for graph in named:
        copy.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    return copy


def _merge(store: Store, graphs: Iterable[GraphName]) -> Iterator[Quad]:
    for graph in graphs:
        for quad in store.quads_for_pattern(None, None, None, graph):
            yield Quad(quad.subject, quad.predicate, quad.object)


def _write_graph(triples: QueryTriples, request: Request, writer: ChunkWriter) -> None:
    first = list(islice(triples, LOOKED_AT))
    prefixes = dict(request.prefixes)
    if len(first) < LOOKED_AT:
        iris = set(_iris(first))
        prefixes = {p: n for p, n in prefixes.items() if any(iri.startswith(n) for iri in iris)}
    serialize(
        chain(first, triples),
        writer,  # type: ignore[arg-type]
        GRAPHS[request.media_type],
        prefixes=prefixes,
    )


def _iris(triples: Iterable[Triple]) -> Iterator[str]:
    for triple in triples:
        for term in triple:
            if isinstance(term, NamedNode):
                yield term.value
            elif isinstance(term, Literal):
                yield term.datatype.value
