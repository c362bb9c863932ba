"""Reading what can be meant from the graph: a few SPARQL queries, one pass over their rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from kg.api.rows import Value
from kg.iris import PREFIXES, Iris, expand
from kg.linking.model import Entity
from kg.linking.referents import FORMER, LATER, Referent
from kg.problems import Text

Select = Callable[[str], Iterable[Mapping[str, Value]]]
"""Answers a SELECT query with rows: IRIs and texts as str, what is unbound as None."""

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "Country": ("Region",),
    "SupranationalArea": ("Region",),
    "StatisticalBlock": ("Region",),
    "Prefecture": ("Region",),
    "Municipality": ("Region",),
    "Ward": ("Region",),
    LATER: (),
    "City": ("Region",),
    "Agency": (),
    "Programme": (),
    "Strategy": (),
    "Project": (),
    "Case": (),
    "Concept": (),
    FORMER: (),
}
"""Kinds of what can be meant, in the order in which they are offered → the classes above each."""

AREAS: Final = frozenset(
    {*(kind for kind, classes in KINDS.items() if "Region" in classes), LATER, FORMER}
)
"""Kinds of areas."""

_CODES: Final = ("acronym", "printedVariant", "corporateNumber", "iso31662", "prefectureCode")
_ISO: Final = ("isoAlpha2", "isoAlpha3", "isoNumeric")
_WHOLES: Final = ("geo:sfWithin", "sti:country", "org:subOrganizationOf")
_LINKS: Final = ("skos:exactMatch", "skos:closeMatch")

_THINGS: Final = """
SELECT ?iri ?class ?ja ?en ?kana ?district ?code5 ?code6 ?from ?until ?note_ja ?note_en WHERE {
  VALUES ?class { %s }
  ?iri a ?class ; rdfs:label ?ja , ?en .
  FILTER(LANG(?ja) = "ja" && LANG(?en) = "en")
  OPTIONAL { ?iri sti:kana ?kana }
  OPTIONAL { ?iri sti:district ?district }
  OPTIONAL { ?iri sti:standardAreaCode ?code5 }
  OPTIONAL {
    ?iri dcterms:identifier ?code6
    FILTER(?class IN (sti:Prefecture, sti:Municipality, sti:Ward, sti:LaterArea))
  }
  OPTIONAL { ?iri sti:existedFrom ?from }
  OPTIONAL { ?iri sti:existedUntil ?until }
  OPTIONAL { ?iri sti:disambiguation ?note_ja FILTER(LANG(?note_ja) = "ja") }
  OPTIONAL { ?iri sti:disambiguation ?note_en FILTER(LANG(?note_en) = "en") }
}"""
_FACTS: Final = """
SELECT ?iri ?property ?value WHERE {
  VALUES ?property { %s }
  ?iri ?property ?value .
}"""
_FORMER: Final = """
SELECT ?iri ?ja ?en ?district ?code5 ?from ?until ?note_ja ?note_en WHERE {
  ?iri a sti:FormerArea ; rdfs:label ?ja , ?en ; sti:standardAreaCode ?code5 ;
    sti:disambiguation ?note_ja , ?note_en .
  FILTER(LANG(?ja) = "ja" && LANG(?en) = "en")
  FILTER(LANG(?note_ja) = "ja" && LANG(?note_en) = "en")
  OPTIONAL { ?iri sti:district ?district }
  OPTIONAL { ?iri sti:existedFrom ?from }
  OPTIONAL { ?iri sti:existedUntil ?until }
}"""
_SUCCESSORS: Final = (
    "SELECT ?iri ?area WHERE { ?iri a sti:FormerArea ; dcterms:isReplacedBy ?area }"
)
_CHANGES: Final = """
SELECT ?date ?kind ?old ?new WHERE {
  ?change a sti:AreaChange ; sti:date ?date ; sti:changeKind ?kind ;
    sti:changeFrom ?old ; sti:changeTo ?new .
}"""
_LABELS: Final = """
SELECT ?class ?ja ?en WHERE {
  VALUES ?class { %s }
  ?class rdfs:label ?ja , ?en FILTER(LANG(?ja) = "ja" && LANG(?en) = "en")
}"""


@dataclass(slots=True)
class Facts:
    """What is said of one resource besides its names.

    Attributes:
        codes: local name of the property (acronym, isoAlpha2, …) → values.
        wholes: IRIs of what it lies in or belongs to, one step up.
        links: IRIs of it elsewhere.
    """

    codes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    wholes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an area's code or name.

    Attributes:
        date: the first day of what came after.
        kind: merger, absorption, separation, …
        old: IRI of the area before.
        new: IRI of the area after.
    """

    date: dt.date
    kind: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All that can be meant.

    Attributes:
        referents: by IRI, former areas among them.
        facts: by IRI.
        successors: IRI of a former area → IRIs of the areas of today that it led to.
        changes: in the order of the graph's rows.
        kinds: kinds of the referents and their labels.
    """

    referents: Mapping[str, Referent]
    facts: Mapping[str, Facts]
    successors: Mapping[str, list[str]]
    changes: tuple[Change, ...]
    kinds: Mapping[str, Text]


def read_gazetteer(select: Select, iris: Iris) -> Gazetteer:
    """What the graph names; see :data:`Select` for how it is asked."""
    ask = _prefixed(select)
    referents = _things(ask, iris)
    referents.update(_former(ask))
    facts = _facts(ask, referents)
    for iri, referent in referents.items():
        referent.around = _around(iri, facts)
    _code(referents, facts)
    successors: dict[str, list[str]] = defaultdict(list)
    for row in ask(_SUCCESSORS):
        successors[str(row["iri"])].append(str(row["area"]))
    changes = tuple(_change(row) for row in ask(_CHANGES))
    return Gazetteer(referents, facts, successors, changes, _kinds(ask, referents))


def _prefixed(select: Select) -> Select:
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    return lambda query: select(head + query)


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _class(kind: str) -> str:
    return "skos:Concept" if kind == "Concept" else f"sti:{kind}"


def _things(ask: Select, iris: Iris) -> dict[str, Referent]:
    found: dict[str, Referent] = {}
    technologies = f"{iris.resources}technology/"
    kinds = {expand(_class(kind)): kind for kind in KINDS if kind != FORMER}
    rank = {kind: place for place, kind in enumerate(KINDS)}
    for row in ask(_THINGS % " ".join(_class(kind) for kind in kinds.values())):
        iri, kind = str(row["iri"]), kinds[str(row["class"])]
        if kind == "Concept" and not iri.startswith(technologies):
            continue
        if iri in found and rank[found[iri].entity.kind] <= rank[kind]:
            continue
        found[iri] = _referent(row, kind)
    return found


def _former(ask: Select) -> dict[str, Referent]:
    return {str(row["iri"]): _referent(row, FORMER) for row in ask(_FORMER)}


def _referent(row: Mapping[str, Value], kind: str) -> Referent:
    code5, code6 = _text(row.get("code5")), _text(row.get("code6"))
    return Referent(
        Entity(
            str(row["iri"]),
            kind,
            Text(str(row["ja"]), str(row["en"])),
            Text(_text(row["note_ja"]), _text(row["note_en"])),
            code6 or code5,
        ),
        frozenset((kind, *KINDS[kind])),
        code5=code5 or code6[:5],
        district=_text(row["district"]),
        kana=_text(row.get("kana")),
        begins=_date(row["from"]),
        ends=_date(row["until"]),
    )


def _date(value: Value) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def _facts(ask: Select, referents: Mapping[str, Referent]) -> dict[str, Facts]:
    codes = {expand(f"sti:{name}"): name for name in (*_CODES, *_ISO)}
    wholes, links = {expand(name) for name in _WHOLES}, {expand(name) for name in _LINKS}
    found: dict[str, Facts] = defaultdict(Facts)
    properties = " ".join(f"<{iri}>" for iri in (*codes, *wholes, *links))
    for row in ask(_FACTS % properties):
        iri, name, value = str(row["iri"]), str(row["property"]), str(row["value"])
        if iri not in referents:
            continue
        if name in codes:
            found[iri].codes[codes[name]].append(value)
        else:
            (found[iri].wholes if name in wholes else found[iri].links).append(value)
    return found


def _around(iri: str, facts: Mapping[str, Facts]) -> frozenset[str]:
    found: set[str] = set()
    ahead = [iri]
    while ahead:
        one = ahead.pop()
        steps = [whole for whole in facts[one].wholes if whole not in found] if one in facts else []
        found.update(steps)
        ahead += steps
    return frozenset(found)


def _code(referents: Mapping[str, Referent], facts: Mapping[str, Facts]) -> None:
    for iri, said in facts.items():
        entity = referents[iri].entity
        code = next(iter(said.codes["isoAlpha2"] or said.codes["acronym"]), "")
        if code and not entity.code:
            referents[iri].entity = Entity(iri, entity.kind, entity.label, entity.note, code)


def _change(row: Mapping[str, Value]) -> Change:
    date, kind = row["date"], str(row["kind"])
    assert isinstance(date, dt.date)
    return Change(date, kind.rpartition("/")[2], str(row["old"]), str(row["new"]))


def _kinds(ask: Select, referents: Mapping[str, Referent]) -> dict[str, Text]:
    present = {referent.entity.kind for referent in referents.values()}
    names = {expand(_class(kind)): kind for kind in KINDS if kind in present}
    rows = ask(_LABELS % " ".join(f"<{iri}>" for iri in names)) if names else ()
    labels = {names[str(row["class"])]: Text(str(row["ja"]), str(row["en"])) for row in rows}
    return {kind: labels.get(kind, Text(kind, kind)) for kind in names.values()}
