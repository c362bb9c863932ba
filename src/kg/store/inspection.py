"""What the tokens of a query tell before an engine runs it: form, prefixes, graphs, services."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urljoin

from kg.problems import Text
from kg.store.errors import QueryRefused, QuerySyntaxError
from kg.store.grammar import key
from kg.store.lexer import Kind, Token, closing, iri_text, position, tokens
from kg.store.model import Dataset, Form, Query, UsedPrefix

UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
CHANCE = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))
"""Functions whose value differs from one run to the next (SPARQL 1.1 Query Language §17.4)."""
_REMEMBERED = 64


@lru_cache(_REMEMBERED)
def inspect(text: str) -> Query:
    """Reads a query's tokens; the last few texts are remembered.

    Raises:
        QuerySyntaxError: there is no query form after the prologue.
        QueryRefused: the text is an update (SPARQL 1.1 Update), rule ``update``.

    >>> query = inspect("PREFIX ex: <http://example.org/> ASK FROM ex:g { ?s a ex:A }")
    >>> query.form, query.dataset.default_graphs
    (<Form.ASK: 'ASK'>, ('http://example.org/g',))
    """
    reader = _Reader(text, list(tokens(text)))
    reader.prologue()
    form = reader.form()
    reader.body()
    return Query(
        text=text,
        form=form,
        base=reader.base,
        prefixes=MappingProxyType(reader.prefixes),
        used_prefixes=tuple(reader.used.values()),
        dataset=Dataset(tuple(reader.default_graphs), tuple(reader.named_graphs)),
        services=tuple(reader.services),
        asks_graphs=reader.asks_graphs,
        repeatable=reader.repeatable,
    )


def refuse_update() -> QueryRefused:
    """The error for an update, wherever it comes in."""
    return QueryRefused(
        "update",
        Text(
            "このエンドポイントは読み取り専用です。更新（INSERT、DELETE、LOADなど）は受け付けません。"
            "SELECT、ASK、CONSTRUCT、DESCRIBEで問い合わせてください。",
            "This endpoint is read-only: updates (INSERT, DELETE, LOAD and the like) are refused. "
            "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
        ),
    )


@dataclass
class _Reader:
    text: str
    tokens: Sequence[Token]
    at: int = 0
    base: str = ""
    prefixes: dict[str, str] = field(default_factory=dict)
    used: dict[str, UsedPrefix] = field(default_factory=dict)
    default_graphs: list[str] = field(default_factory=list)
    named_graphs: list[str] = field(default_factory=list)
    services: list[str | None] = field(default_factory=list)
    asks_graphs: bool = False
    repeatable: bool = True
    sent: int = 0
    """Index of the token at which the pattern sent to another server ends."""

    def peek(self, ahead: int = 0) -> Token:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def prologue(self) -> None:
        while (word := key(self.peek())) in {"BASE", "PREFIX"}:
            name, iri = self.peek(1), self.peek(1 if word == "BASE" else 2)
            if iri.kind is not Kind.IRI or (word == "PREFIX" and name.kind is not Kind.PNAME):
                return
            if word == "BASE":
                self.base = self._resolved(iri)
            else:
                self.prefixes[name.text.removesuffix(":")] = self._resolved(iri)
            self.at += 2 if word == "BASE" else 3

    def form(self) -> Form:
        first = self.peek()
        word = key(first)
        if word in UPDATES:
            raise refuse_update()
        if word not in Form.__members__ and word not in {"BASE", "PREFIX"}:
            raise _no_form(self.text, first)
        # A prologue that breaks off is for the engine to refuse and the grammar to locate.
        return Form(word) if word in Form.__members__ else Form.SELECT

    def body(self) -> None:
        for at in range(self.at, len(self.tokens)):
            self.at, token = at, self.tokens[at]
            if token.kind is Kind.PNAME:
                self._note_prefix(token)
            elif token.kind is Kind.WORD:
                self._note_word(token.text.upper())

    def _note_prefix(self, token: Token) -> None:
        prefix = token.text.partition(":")[0]
        if prefix not in self.used:
            self.used[prefix] = UsedPrefix(prefix, position(self.text, token.start))

    def _note_word(self, word: str) -> None:
        if word == "GRAPH":
            self.asks_graphs = True
        elif word == "FROM":
            named = key(self.peek(1)) == "NAMED"
            iri = self._iri(self.peek(2 if named else 1))
            if iri is not None:
                (self.named_graphs if named else self.default_graphs).append(iri)
        elif word == "SERVICE":
            self.repeatable = False
            self._note_service()
        elif word in CHANCE:
            self.repeatable = False

    def _note_service(self) -> None:
        if self.at < self.sent:
            return
        name = self.at + 1 + (key(self.peek(1)) == "SILENT")
        self.services.append(self._iri(self.tokens[min(name, len(self.tokens) - 1)]))
        if name + 1 < len(self.tokens) and key(self.tokens[name + 1]) == "{":
            self.sent = closing(self.tokens, name + 1)

    def _iri(self, token: Token) -> str | None:
        if token.kind is Kind.IRI:
            return self._resolved(token)
        if token.kind is Kind.PNAME:
            prefix, _, local = token.text.partition(":")
            return self.prefixes.get(prefix, f"{prefix}:") + local.replace("\\", "")
        return None

    def _resolved(self, token: Token) -> str:
        iri = iri_text(token)
        if not self.base:
            return iri
        # urljoin drops an empty fragment, with which many namespaces end.
        return urljoin(self.base, iri.removesuffix("#")) + ("#" if iri.endswith("#") else "")


def _no_form(text: str, token: Token) -> QuerySyntaxError:
    # Imported here: the diagnosis of a fault needs what this module defines.
    from kg.store.diagnosis import unexpected  # noqa: PLC0415

    return unexpected(text, token, frozenset(Form.__members__))
