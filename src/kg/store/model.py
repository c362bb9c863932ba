"""What a query is, over what it is asked, and within which limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urljoin

_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")


class Kind(StrEnum):
    """What an answer holds: a table of bindings, a truth value, or a graph."""

    BINDINGS = "bindings"
    BOOLEAN = "boolean"
    GRAPH = "graph"


class Form(StrEnum):
    """The four query forms (SPARQL 1.1 Query Language §16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def kind(self) -> Kind:
        """What an answer to this form holds."""
        return _KINDS[self]


_KINDS = {
    Form.SELECT: Kind.BINDINGS,
    Form.ASK: Kind.BOOLEAN,
    Form.CONSTRUCT: Kind.GRAPH,
    Form.DESCRIBE: Kind.GRAPH,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use.

    Attributes:
        seconds: wall-clock time from the moment a worker first takes the query to its last byte.
        memory_bytes: address space beyond what the graph itself takes.
        result_bytes: size of the serialised answer.
    """

    seconds: float = 30.0
    memory_bytes: int = 2 * 1024**3
    result_bytes: int = 256 * 1024**2


@dataclass(frozen=True, slots=True)
class Services:
    """Which other servers queries may ask by SERVICE, and within which limits.

    Attributes:
        endpoints: their IRIs, as queries name them.
        seconds: how long one request may take, within the time of the query.
        result_bytes: size that one of their answers may have.
        public_only: connections go to addresses of the public internet only.
    """

    endpoints: frozenset[str] = frozenset()
    seconds: float = 15.0
    result_bytes: int = 16 * 1024**2
    public_only: bool = True


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much is done at a time.

    Attributes:
        quick: how many queries of the public run in quick places; one more place is kept for the
            application's own.
        long: how many queries run in long places.
        waiting: how many queries wait; a quarter of them for a long place.
        wait_seconds: how long a query waits for a quick place.
        quick_seconds: how long a query may stay in a quick place.
    """

    quick: int = 4
    long: int = 4
    waiting: int = 64
    wait_seconds: float = 10.0
    quick_seconds: float = 0.1

    @property
    def waiting_long(self) -> int:
        """How many queries wait for a long place."""
        return self.waiting // 4


@dataclass(frozen=True, slots=True)
class Dataset:
    """The RDF dataset a query is asked over (SPARQL 1.1 Protocol §2.1.4).

    Both empty: the whole store. Either given: the default graph is the merge of
    ``default_graphs`` (each triple once), the named graphs are ``named_graphs`` and no others.
    """

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default_graphs or self.named_graphs)

    def within(self, base: str) -> "Dataset":
        """The same graphs, relative IRIs among their names resolved (RFC 3986 §5.2)."""
        default, named = (
            tuple(iri if _SCHEME.match(iri) else urljoin(base, iri) for iri in graphs)
            for graphs in (self.default_graphs, self.named_graphs)
        )
        return Dataset(default, named)


WHOLE_STORE = Dataset()
DEFAULT_LIMITS = Limits()
DEFAULT_CAPACITY = Capacity()
DEFAULT_SERVICES = Services()


class Position(NamedTuple):
    """A place in a query's text; both numbers start at 1, columns count characters."""

    line: int
    column: int


class UsedPrefix(NamedTuple):
    """A prefix as it first stands in front of a name, without its colon."""

    prefix: str
    position: Position


@dataclass(frozen=True, slots=True)
class Query:
    """What the tokens of a query tell, before any engine sees it.

    Attributes:
        text: the query as given.
        form: its form.
        base: what its relative IRIs are relative to, of its last BASE; empty where there is none.
        prefixes: declared prefixes (without colon) and their namespaces.
        used_prefixes: each prefix used after the prologue, at its first use.
        dataset: the graphs of FROM and FROM NAMED, resolved to IRIs.
        services: the targets of SERVICE, resolved to IRIs; ``None`` for a variable. Those within
            the pattern of another are that server's affair.
        asks_graphs: the query holds a GRAPH clause.
        repeatable: the same graph gives the same answer each time: the query names no other
            service, and no function of time or chance.
    """

    text: str
    form: Form
    base: str
    prefixes: Mapping[str, str]
    used_prefixes: tuple[UsedPrefix, ...]
    dataset: Dataset
    services: tuple[str | None, ...]
    asks_graphs: bool
    repeatable: bool

    @property
    def kind(self) -> Kind:
        """What an answer holds."""
        return self.form.kind

    def within(self, base: str) -> "Query":
        """The same query as it stands where relative IRIs are relative to a base.

        >>> from kg.store.inspection import inspect
        >>> inspect("ASK FROM <g> {}").within("http://example.org/").dataset.default_graphs
        ('http://example.org/g',)
        """
        if not base:
            return self
        return replace(self, base=self.base or base, dataset=self.dataset.within(base))
