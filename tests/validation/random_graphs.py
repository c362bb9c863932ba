"""Random graphs and shapes in Turtle, made to meet each other often."""

from typing import Final

from hypothesis import strategies as st

PLAIN: Final = (
    *("1", "2", "1.5", "0.1", "true", '"a"', '"ab"', '"12"', '""', '"A\\n"'),
    *('"a"@en', '"b"@en', '"a"@en-US', '"a"@ja', '"x"^^:dt', '"2019"^^xsd:gYear'),
    *('"2019-01-01"^^xsd:date', '"2020-01-01"^^xsd:date', '"1.5"^^xsd:double'),
    *('"2019-01-01T00:00:00Z"^^xsd:dateTime', '"2019-06-01T00:00:00Z"^^xsd:dateTime'),
)
DOUBTFUL: Final = (
    *('"01"^^xsd:integer', '"1.50"^^xsd:decimal', '"1.0"^^xsd:decimal', '"1"^^xsd:boolean'),
    *('"1"^^xsd:int', '"2"^^xsd:nonNegativeInteger', '"NaN"^^xsd:double', '"0.10"^^xsd:double'),
    *('"x"^^xsd:integer', '"2019-02-30"^^xsd:date', '"2019-01-01Z"^^xsd:date'),
    *('"2019-01-01T00:00:00"^^xsd:dateTime', '"2019-01-01T09:00:00+09:00"^^xsd:dateTime'),
)
NODES: Final = (":n0", ":n1", ":n2", ":n3")
BLANKS: Final = ("_:b0", "_:b1")
PREDICATES: Final = (":p0", ":p1", ":p2")
CLASSES: Final = (":C0", ":C1", ":C2")
DATATYPES: Final = (
    *("xsd:integer", "xsd:string", "rdf:langString", "xsd:decimal", "xsd:date", "xsd:int"),
    *("xsd:boolean", ":dt", "xsd:dateTime", "xsd:double", "xsd:gYear"),
)
KINDS: Final = (
    *("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"),
)
PATTERNS: Final = ('"^a"', '"^[0-9]+$"', '"b$"', '"^\\\\d$"', '"A" ; sh:flags "i"')

_node = st.sampled_from(NODES)
_predicate = st.sampled_from(PREDICATES)
_class = st.sampled_from(CLASSES)
_small = st.integers(0, 3).map(str)


def _terms(*, calm: bool) -> st.SearchStrategy[str]:
    return st.sampled_from(PLAIN if calm else PLAIN + DOUBTFUL)


@st.composite
def graphs(draw: st.DrawFn, *, calm: bool) -> str:
    """A graph of a few nodes; if ``calm``, all its literals are plain."""
    # a doubtful literal of a blank node leaves everything to pySHACL, and so tells little
    of_blank = st.sampled_from((*NODES, *PLAIN))
    triples = st.one_of(
        st.tuples(_node, _predicate, st.one_of(_node, st.sampled_from(BLANKS), _terms(calm=calm))),
        st.tuples(st.sampled_from(BLANKS), _predicate, of_blank),
        st.tuples(st.sampled_from(NODES + BLANKS), st.just("a"), _class),
        st.tuples(st.sampled_from(CLASSES + BLANKS), st.just("rdfs:subClassOf"), _class),
    )
    return "\n".join(f"{' '.join(triple)} ." for triple in draw(st.lists(triples, max_size=24)))


_path_kinds = st.sampled_from(("inverse", "zeroOrMore", "oneOrMore", "zeroOrOne"))
_paths: st.SearchStrategy[str] = st.recursive(
    _predicate,
    lambda inner: st.one_of(
        st.tuples(_path_kinds, inner).map(lambda pair: f"[ sh:{pair[0]}Path {pair[1]} ]"),
        st.tuples(inner, inner).map(lambda pair: f"( {pair[0]} {pair[1]} )"),
        st.tuples(inner, inner).map(lambda pair: f"[ sh:alternativePath ( {' '.join(pair)} ) ]"),
    ),
    max_leaves=3,
)


def _of_values(*, calm: bool) -> st.SearchStrategy[str]:
    term = st.one_of(_node, _terms(calm=calm))
    ranges = st.sampled_from(("minInclusive", "minExclusive", "maxInclusive", "maxExclusive"))
    languages = st.sampled_from(('"en"', '"en" "ja"', '"en-US"', '"*"'))
    return st.one_of(
        _class.map(lambda c: f"sh:class {c}"),
        st.sampled_from(DATATYPES).map(lambda d: f"sh:datatype {d}"),
        st.sampled_from(KINDS).map(lambda k: f"sh:nodeKind sh:{k}"),
        st.tuples(ranges, _terms(calm=calm)).map(lambda r: f"sh:{r[0]} {r[1]}"),
        _small.map(lambda n: f"sh:minLength {n}"),
        _small.map(lambda n: f"sh:maxLength {n}"),
        st.sampled_from(PATTERNS).map(lambda p: f"sh:pattern {p}"),
        languages.map(lambda tags: f"sh:languageIn ( {tags} )"),
        st.lists(term, min_size=1, max_size=4).map(lambda t: f"sh:in ( {' '.join(t)} )"),
        term.map(lambda t: f"sh:hasValue {t}"),
        _predicate.map(lambda p: f"sh:equals {p}"),
        _predicate.map(lambda p: f"sh:disjoint {p}"),
        st.just("sh:closed true"),
        _predicate.map(lambda p: f"sh:closed true ; sh:ignoredProperties ( rdf:type {p} )"),
    )


_of_property = st.one_of(
    _small.map(lambda n: f"sh:minCount {n}"),
    _small.map(lambda n: f"sh:maxCount {n}"),
    st.just("sh:uniqueLang true"),
    _predicate.map(lambda p: f"sh:lessThan {p}"),
    _predicate.map(lambda p: f"sh:lessThanOrEquals {p}"),
)


@st.composite
def _shape(draw: st.DrawFn, *, calm: bool, depth: int, is_property: bool | None = None) -> str:
    if is_property is None:
        is_property = draw(st.booleans())
    kinds = [_of_values(calm=calm)]
    if is_property:
        kinds.append(_of_property)
    if depth < 2:
        kinds.append(_of_shapes(calm=calm, depth=depth + 1, is_property=is_property))
    constraints = draw(st.lists(st.one_of(kinds), min_size=1, max_size=3))
    # each parameter once: SHACL allows no more of most
    by_parameter = {each.split()[0]: each for each in constraints}
    # messages of pySHACL's own are cut off differently for the same shape
    path = [f"sh:path {draw(_paths)}"] if is_property else []
    return " ; ".join([*path, 'sh:message "m"', *by_parameter.values()])


@st.composite
def _of_shapes(draw: st.DrawFn, *, calm: bool, depth: int, is_property: bool) -> str:
    def shape(kind: bool | None = None) -> str:
        return f"[ {draw(_shape(calm=calm, depth=depth, is_property=kind))} ]"

    forms = ["not", "and", "or", "xone", "node", "property"] + ["qualified"] * is_property
    form = draw(st.sampled_from(forms))
    if form in ("and", "or", "xone"):
        return f"sh:{form} ( {shape()} {shape()} )"
    if form == "qualified":
        limit = draw(st.sampled_from(("Min", "Max")))
        apart = draw(st.sampled_from(("", " ; sh:qualifiedValueShapesDisjoint true")))
        count = draw(st.integers(0, 2))
        return f"sh:qualifiedValueShape {shape()} ; sh:qualified{limit}Count {count}{apart}"
    return f"sh:{form} {shape({'node': False, 'property': True}.get(form))}"


_targets = st.one_of(
    _class.map(lambda c: f"sh:targetClass {c}"),
    st.sampled_from((*NODES, ":nowhere")).map(lambda n: f"sh:targetNode {n}"),
    _predicate.map(lambda p: f"sh:targetSubjectsOf {p}"),
    _predicate.map(lambda p: f"sh:targetObjectsOf {p}"),
)


@st.composite
def shapes(draw: st.DrawFn, *, calm: bool) -> str:
    """One to three shapes with targets."""
    lines = []
    for number in range(draw(st.integers(1, 3))):
        is_property = draw(st.booleans())
        kind = "PropertyShape" if is_property else "NodeShape"
        targets = " ; ".join(draw(st.lists(_targets, min_size=1, max_size=2)))
        body = draw(_shape(calm=calm, depth=0, is_property=is_property))
        lines.append(f":S{number} a sh:{kind} ; {targets} ; {body} .")
    return "\n".join(lines)
