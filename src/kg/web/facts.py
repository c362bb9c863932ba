"""What a resource's page shows: facts in groups, each with the passage that states it."""

from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from kg.iris import STI, expand
from kg.web.repeated import repeated
from kg.web.values import LABEL, Description, Object, Value
from kg.web.wording import QUALIFIERS, Figure, status_in_words

TYPE: Final = expand("rdf:type")
QUOTED: Final = (expand("prov:wasQuotedFrom"), expand("prov:hadPrimarySource"))
STATEMENT: Final = STI + "sourceStatement"
WORDS: Final = STI + "words"
STATUS: Final = STI + "status"
STATE_AS_OF: Final = STI + "stateAsOf"
IN_SOURCE: Final = STI + "inSource"
ISSUED: Final = expand("dcterms:issued")
OBSERVATION: Final = expand("qb:Observation")
AREA: Final = expand("sdmx-dimension:refArea")
PERIOD: Final = (expand("sdmx-dimension:refPeriod"), expand("sdmx-dimension:timePeriod"))
DATA_SET: Final = expand("qb:dataSet")

_VALUE: Final = (STI + "amount", expand("sdmx-measure:obsValue"))
_LOW: Final = expand("schema:minValue")
_HIGH: Final = expand("schema:maxValue")
_UNITS: Final = (STI + "unit", expand("sdmx-attribute:unitMeasure"))
_CURRENCY: Final = expand("schema:currency")
_QUALIFIER: Final = STI + "valueQualifier"
_FIGURE: Final = (*_VALUE, _LOW, _HIGH, *_UNITS, _CURRENCY, _QUALIFIER)

# Shown at the head of the page or with the passages, hence not in the table of facts.
_ELSEWHERE: Final = frozenset(
    {TYPE, LABEL, STATEMENT, WORDS, STI + "kana", STI + "englishStatus", *QUOTED}
)
# What a row of figures leaves to the observation's own page.
_BESIDE: Final = frozenset(
    {expand("dcterms:identifier"), STI + "citedSource", STI + "dateAsPrinted"}
)
_FIRST: Final = tuple(
    expand(name)
    for name in (
        "dcterms:identifier", "sti:standardAreaCode", "skos:notation", "dcterms:title",
        "skos:definition", "dcterms:description", "sti:amount", "sdmx-measure:obsValue",
        "schema:minValue", "sti:asPrinted", "sti:status", "dcterms:issued",
    )
)  # fmt: skip
_LAST: Final = (expand("skos:exactMatch"), expand("rdfs:seeAlso"), expand("rdfs:isDefinedBy"))


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a table of facts.

    Attributes:
        property: the property's name in the reader's language, leading to where it is defined.
        definition: what the property means, empty where nobody says.
        values: at least one.
    """

    property: Value
    definition: str
    values: list[Value]


@dataclass(frozen=True, slots=True)
class Passage:
    """The place that states a fact, and its words as printed."""

    itself: Value
    words: list[Value]
    slide: str
    first_line: str
    last_line: str
    locator: Value | None
    source: Value | None


@dataclass(frozen=True, slots=True)
class Group:
    """Facts of one resource with the passages that state them.

    Attributes:
        itself: the resource's name and page.
        kinds: its classes.
        facts: rows of the table.
        passages: where it is stated.
        remarks: what is said where the document names no source.
    """

    itself: Value
    kinds: list[Value]
    facts: list[Fact]
    passages: list[Passage]
    remarks: list[Value]


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """One observation as a row: of what, when, how much, and where that is said."""

    itself: Value
    data_set: Value | None
    period: Value | None
    details: list[Fact]
    figure: Value | None
    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class ResourcePage:
    """All that a resource's page shows but the links that come in.

    Attributes:
        iri: permanent IRI.
        names: every label, the reader's language first.
        kana: readings.
        english_status: how the English name came about, if known.
        main: the resource's own facts.
        observations: figures on it, as rows.
        dependents: budgets, milestones, statements, memberships that concern it.
    """

    iri: str
    names: list[Value]
    kana: list[Value]
    english_status: Value | None
    main: Group
    observations: list[ObservationRow] = field(default_factory=list)
    dependents: list[Group] = field(default_factory=list)


def resource_page(description: Description, iri: str) -> ResourcePage:
    """The page of a resource from its description."""
    pointing = [s for s in description.subjects() if s != iri and _points(description, s, iri)]
    observations = [s for s in pointing if OBSERVATION in description.iris(s, TYPE)]
    names = sorted(
        description.texts(iri, LABEL),
        key=lambda name: (name.language != description.language, name.language or ""),
    )
    status = description.iris(iri, STI + "englishStatus")
    return ResourcePage(
        iri=iri,
        names=[description.value(name) for name in names],
        kana=[description.value(kana) for kana in description.texts(iri, STI + "kana")],
        english_status=description.resource(status[0]) if status else None,
        main=group(description, iri),
        observations=[_observation(description, s) for s in observations],
        dependents=[group(description, s) for s in pointing if s not in observations],
    )


def _points(description: Description, subject: str, iri: str) -> bool:
    # Passages and linked resources come with a description too; those point elsewhere.
    return any(
        isinstance(value, ox.NamedNode) and value.value == iri
        for values in description.properties(subject).values()
        for value in values
    )


def group(description: Description, iri: str, leave_out: frozenset[str] = frozenset()) -> Group:
    """The facts of one resource of a description but some, and where they are stated."""
    statements = description.iris(iri, STATEMENT)
    sources = description.iris(iri, *QUOTED)
    if description.texts(iri, WORDS):
        sources = [iri, *sources]
    return Group(
        itself=description.resource(iri),
        kinds=[description.resource(kind) for kind in description.iris(iri, TYPE)],
        facts=facts(description, iri, _ELSEWHERE | repeated(description, iri) | leave_out),
        passages=[_passage(description, source) for source in sources],
        remarks=[description.resource(statement) for statement in statements],
    )


def facts(description: Description, iri: str, leave_out: frozenset[str]) -> list[Fact]:
    """The rows of a resource's table but some: figures in words, statuses with their date."""
    found = dict(description.properties(iri))
    figure = figure_of(description, iri)
    if figure is not None:
        carrier = next(p for p in (*_VALUE, _LOW, _HIGH) if p in found)
        found = {p: values for p, values in found.items() if p == carrier or p not in _FIGURE}
    rows = []
    for property_ in sorted(found, key=lambda p: _rank(description, p)):
        if property_ in leave_out:
            continue
        if figure is not None and property_ in (*_VALUE, _LOW, _HIGH):
            values = [figure]
        elif property_ == STATUS:
            values = [_status(description, iri, value) for value in found[property_]]
        else:
            values = description.values(found[property_])
        rows.append(_fact(description, property_, values))
    return rows


def _rank(description: Description, property_: str) -> tuple[int, str]:
    label = description.vocabulary.label(property_, description.language).value
    if property_ in _FIRST:
        return _FIRST.index(property_), label
    return len(_FIRST) + (property_ in _LAST), label


def _fact(description: Description, property_: str, values: list[Value]) -> Fact:
    vocabulary, language = description.vocabulary, description.language
    label = vocabulary.label(property_, language)
    meaning = vocabulary.definition(property_, language)
    href, external = description.links.to(property_)
    name = Value(label.value, label.language or "", href, external, code=not label.language)
    return Fact(name, meaning.value if meaning else "", values)


def figure_of(description: Description, iri: str) -> Value | None:
    """The number that a resource states, with unit and qualifier; None where it states none."""
    qualifiers = description.iris(iri, _QUALIFIER)
    qualifier = qualifiers[0].rpartition("/")[2] if qualifiers else ""
    units = [description.resource(unit).text for unit in description.iris(iri, *_UNITS)]
    figure = Figure(
        qualifier=qualifier,
        amount=description.first(iri, *_VALUE),
        low=description.first(iri, _LOW),
        high=description.first(iri, _HIGH),
        unit=" ".join(units) or description.first(iri, *_UNITS, _CURRENCY),
    )
    words = figure.in_words(description.language)
    if not words:
        return None
    # A qualifier that the wording does not know stands beside the figure under its own name.
    unsaid = qualifier and qualifier not in QUALIFIERS
    note = description.resource(qualifiers[0]).text if unsaid else ""
    return Value(words, description.language, note=note)


def _status(description: Description, iri: str, value: Object) -> Value:
    named = description.value(value)
    dates = _dates_of(description, iri)
    as_of = description.value(dates[0]).text if dates else ""
    return Value(status_in_words(named.text, as_of, description.language), named.lang, named.href)


def _dates_of(description: Description, iri: str) -> list[ox.Literal]:
    """When the state held: as stated, else when the document that states it was issued."""
    passages = description.iris(iri, *QUOTED)
    sources = [s for passage in passages for s in description.iris(passage, IN_SOURCE)]
    issued = [date for source in sources for date in description.texts(source, ISSUED)]
    return [*description.texts(iri, STATE_AS_OF), *issued]


def _observation(description: Description, iri: str) -> ObservationRow:
    dataset = description.iris(iri, DATA_SET)
    periods = [v for p in PERIOD for v in description.properties(iri).get(p, ())]
    shown = _ELSEWHERE | _BESIDE | {AREA, DATA_SET, *PERIOD, *_FIGURE}
    return ObservationRow(
        itself=description.resource(iri),
        data_set=description.resource(dataset[0]) if dataset else None,
        period=description.value(periods[0]) if periods else None,
        details=facts(description, iri, shown),
        figure=figure_of(description, iri),
        passages=[_passage(description, source) for source in description.iris(iri, *QUOTED)],
    )


def _passage(description: Description, iri: str) -> Passage:
    locators = description.texts(iri, STI + "locator")
    locators.sort(key=lambda text: text.language != description.language)
    sources = description.iris(iri, IN_SOURCE)
    return Passage(
        itself=description.resource(iri),
        words=[description.value(words) for words in description.texts(iri, WORDS)],
        slide=description.first(iri, STI + "slide"),
        first_line=description.first(iri, STI + "firstLine"),
        last_line=description.first(iri, STI + "lastLine"),
        locator=description.value(locators[0]) if locators else None,
        source=description.resource(sources[0]) if sources else None,
    )
