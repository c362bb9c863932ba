"""Literals as written, beside literals as the store keeps them.

pyoxigraph keeps the value of a number, a date or a truth value, not its spelling ("01" becomes 1),
makes xsd:integer of xsd:int and its kin, and compares by SPARQL's rules, where pySHACL looks at the
spelling and compares as Python does. Both agree on plain literals: those whose spelling the store
keeps and whose meaning is beyond doubt. They agree on the value and datatype of respelled ones too,
such as 6.20. All others are doubtful; the screen catches whatever reaches one, and pySHACL gets to
see them as they are written.
"""

import mmap
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.iris import expand

Key = tuple[ox.NamedNode, ox.NamedNode, ox.Literal]


class _Triple(NamedTuple):
    subject: ox.NamedNode | ox.BlankNode | ox.Triple
    predicate: ox.NamedNode
    object: ox.Literal


_TYPED: Final = re.compile(rb"\^\^[ \t]*<([^>\n]*)>")
_QUOTED: Final = re.compile(rb'"([^"\\]*)"\^\^<([^>\\]*)>')
_JUDGED: Final = tuple(expand(f"{prefix}:").encode() for prefix in ("xsd", "rdf"))


def _matching(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


def _dated(pattern: str, read: Callable[[str], object]) -> Callable[[str], bool]:
    shaped = _matching(pattern)

    def plain(text: str) -> bool:
        with suppress(ValueError):
            return shaped(text) and read(text) is not None
        return False

    return plain


_DAY: Final = r"[1-9]\d{3}-\d\d-\d\d"
_ZONE: Final = r"(Z|[+-](0[1-9]|1[0-3]):00)?"
_PLAIN: Final[Mapping[str, Callable[[str], bool]]] = {
    # the canonical spellings of values that are small enough for every implementation; of fractions
    # beyond its own the store keeps the text
    "integer": _matching(r"0|-?[1-9]\d{0,14}"),
    "decimal": _matching(r"0|-?[1-9]\d{0,11}|-?(0|[1-9]\d{0,11})\.\d{0,25}[1-9]"),
    "double": _matching(r"0|-?[1-9]\d{0,5}|-?(0|[1-9]\d{0,5})\.\d{0,3}[1-9]"),
    "boolean": _matching("true|false"),
    "date": _dated(_DAY, date.fromisoformat),
    "dateTime": _dated(rf"{_DAY}T\d\d:\d\d:\d\d{_ZONE}", datetime.fromisoformat),
    "gYear": _matching(r"[1-9]\d{3}"),
    "gYearMonth": _matching(r"[1-9]\d{3}-(0[1-9]|1[0-2])"),
    "string": lambda _: True,
    "anyURI": lambda _: True,
}
_RESPELLED: Final[Mapping[str, Callable[[str], bool]]] = {
    "integer": _matching(r"[+-]?\d{1,15}"),
    "decimal": _matching(r"[+-]?\d{1,12}(\.\d{1,15})?"),
}


def is_plain(literal: ox.Literal) -> bool:
    """Whether pyoxigraph and pySHACL agree on what a literal is and what it means."""
    if literal.language or not literal.datatype.value.encode().startswith(_JUDGED):
        return True
    return _meets(_PLAIN, literal)


def _meets(judges: Mapping[str, Callable[[str], bool]], literal: ox.Literal) -> bool:
    space, name = expand("xsd:"), literal.datatype.value
    judge = judges.get(name.removeprefix(space)) if name.startswith(space) else None
    return judge is not None and judge(literal.value)


@dataclass(frozen=True)
class Spelling:
    """The literals of a graph that are not plain.

    Attributes:
        doubtful: the doubtful ones, as the store keeps them.
        respelled: those whose text alone differs from what the store keeps, as it keeps them.
        predicates: the predicates that lead to doubtful ones.
        written: subject, predicate and literal as stored → every literal written there; only
            where that is not the one that is stored.
        nameless: whether a blank node has one; what is written there cannot be given back, as the
            store renames blank nodes.
    """

    doubtful: frozenset[ox.Literal] = frozenset()
    respelled: frozenset[ox.Literal] = frozenset()
    predicates: frozenset[ox.NamedNode] = frozenset()
    written: Mapping[Key, tuple[ox.Literal, ...]] = field(default_factory=dict)
    nameless: bool = False


def read_spelling(file: Path) -> Spelling:
    """Find the doubtful literals of an N-Triples file, written as pyoxigraph writes it."""
    with file.open("rb") as stream:
        if not file.stat().st_size:
            stream.read()  # of a pipe
            return Spelling()
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            lines = dict.fromkeys(_doubtful_lines(data))
            triples = [triple for line in lines for triple in _doubtful_triples(line)]
            return _spelling(triples, data) if triples else Spelling()


def _doubtful_lines(data: mmap.mmap) -> Iterator[bytes]:
    plain: set[bytes] = set()
    for found in _TYPED.finditer(data):
        if not found[1].startswith(_JUDGED) and b"\\" not in found[1]:
            continue
        opening = data.rfind(b'"', 0, max(found.start() - 1, 0))
        token = data[opening : found.end()]
        if token in plain:
            continue
        if _is_plain(token):
            plain.add(token)
            continue
        ending = data.find(b"\n", found.end())
        yield data[data.rfind(b"\n", 0, opening) + 1 : ending if ending >= 0 else len(data)]


def _is_plain(token: bytes) -> bool:
    parts = _QUOTED.fullmatch(token)
    if parts is None:
        return False
    datatype = ox.NamedNode(parts[2].decode())
    return is_plain(ox.Literal(parts[1].decode(), datatype=datatype))


def _doubtful_triples(line: bytes) -> Iterator[_Triple]:
    for quad in ox.parse(line, format=ox.RdfFormat.N_TRIPLES):
        if isinstance(quad.object, ox.Literal) and not is_plain(quad.object):
            yield _Triple(quad.subject, quad.predicate, quad.object)


def _spelling(listed: list[_Triple], data: mmap.mmap) -> Spelling:
    stored = stored_forms(triple.object for triple in listed)
    written: dict[Key, list[ox.Literal]] = defaultdict(list)
    nameless = False
    for triple in listed:
        if isinstance(triple.subject, ox.NamedNode):
            written[triple.subject, triple.predicate, stored[triple.object]].append(triple.object)
        else:
            nameless = True
    changed = {key: forms for key, forms in written.items() if forms != [key[2]]}
    for key in _also_as_stored(changed, data):
        if key[2] not in changed[key]:
            changed[key].append(key[2])
    doubtful = {
        (t.predicate, stored[t.object]) for t in listed if not _meets(_RESPELLED, t.object)
    } | {(key[1], key[2]) for key, forms in changed.items() if len(forms) > 1}
    return Spelling(
        doubtful=frozenset(literal for _, literal in doubtful),
        respelled=frozenset(key[2] for key in changed),
        predicates=frozenset(predicate for predicate, _ in doubtful),
        written={key: tuple(forms) for key, forms in changed.items()},
        nameless=nameless,
    )


def stored_forms(literals: Iterable[ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    """What a store makes of each literal."""
    store, anything = ox.Store(), ox.NamedNode("urn:x:anything")
    numbered = dict(enumerate(dict.fromkeys(literals)))
    store.extend(
        ox.Quad(anything, anything, literal, ox.NamedNode(f"urn:x:{number}"))
        for number, literal in numbered.items()
    )
    kept: dict[ox.Literal, ox.Literal] = {}
    for quad in store:
        assert isinstance(quad.graph_name, ox.NamedNode)
        assert isinstance(quad.object, ox.Literal)
        kept[numbered[int(quad.graph_name.value.rpartition(":")[2])]] = quad.object
    return kept


def _also_as_stored(keys: Iterable[Key], data: mmap.mmap) -> list[Key]:
    """Those whose stored form is itself written in the file, beside other spellings."""
    lines = {f"{s} {p} {o} .".encode(): (s, p, o) for s, p, o in keys}
    if not lines:
        return []
    data.seek(0)
    return [
        lines[line] for line in lines.keys() & {row.rstrip() for row in iter(data.readline, b"")}
    ]
