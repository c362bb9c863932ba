"""The constraint components of SHACL Core (section 4), each as a question in SPARQL."""

import re
from collections.abc import Callable, Mapping
from typing import Final

import pyoxigraph as ox

from kg.iris import expand
from kg.validation.screen.context import Context
from kg.validation.screen.logic import (
    TRUE,
    Judgement,
    all_of,
    any_of,
    both,
    certain,
    either,
    exactly_one,
    negation,
    opposite,
    total,
)
from kg.validation.screen.source import Inexpressible, Term, count, iri, literal, sh, truth
from kg.validation.screen.terms import comparison, one_of, text

Component = Callable[[Context, list[Term]], Judgement]
"""From the values of a parameter to a judgement; a value is ``context.value``."""


def _single(values: list[Term]) -> Term:
    if len(values) != 1:
        raise Inexpressible("a parameter with several values")
    return values[0]


def _of_property(context: Context) -> None:
    if context.path is None:
        raise Inexpressible("a constraint of property shapes at a node shape")


# 4.1 value types


def _class(context: Context, values: list[Term]) -> Judgement:
    return both(certain(context.is_instance(context.value, iri(value))) for value in values)


def _datatype(context: Context, values: list[Term]) -> Judgement:
    datatype = iri(_single(values))
    if datatype.value == expand("rdfs:Datatype"):
        raise Inexpressible("a datatype that pySHACL treats specially")
    if datatype.value == expand("rdfs:Literal"):
        return certain(f"isLiteral({context.value})")
    return certain(total(f"DATATYPE({context.value}) = {datatype}"))


_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "IRI": ("isIRI",),
    "BlankNode": ("isBlank",),
    "Literal": ("isLiteral",),
    "BlankNodeOrIRI": ("isBlank", "isIRI"),
    "BlankNodeOrLiteral": ("isBlank", "isLiteral"),
    "IRIOrLiteral": ("isIRI", "isLiteral"),
}


def _node_kind(context: Context, values: list[Term]) -> Judgement:
    kind = iri(_single(values)).value.removeprefix(expand("sh:"))
    if kind not in _KINDS:
        raise Inexpressible(f"node kind {kind}")
    return certain(any_of(f"{test}({context.value})" for test in _KINDS[kind]))


# 4.2 cardinality


def _min_count(context: Context, values: list[Term]) -> Judgement:
    _of_property(context)
    return certain(context.at_least(count(_single(values))))


def _max_count(context: Context, values: list[Term]) -> Judgement:
    _of_property(context)
    return certain(negation(context.at_least(count(_single(values)) + 1)))


# 4.3 value ranges


def _range(operator: str) -> Component:
    def component(context: Context, values: list[Term]) -> Judgement:
        if not all(isinstance(value, ox.Literal) for value in values):
            raise Inexpressible("a limit that is no literal")
        return both(comparison(context.value, operator, text(value)) for value in values)

    return component


# 4.4 strings


def _length(operator: str) -> Component:
    def component(context: Context, values: list[Term]) -> Judgement:
        limit = count(_single(values))
        if operator == ">=" and limit == 0:
            return certain(TRUE)
        length = f"STRLEN(STR({context.value}))"
        return context.by_text(certain(total(f"{length} {operator} {limit}")))

    return component


def _pattern(context: Context, values: list[Term]) -> Judgement:
    flags = context.source.only(context.shape, sh("flags"))
    letters = "" if flags is None else literal(flags, "xsd:string").lower()
    options = (re.IGNORECASE if "i" in letters else 0) | (re.MULTILINE if "m" in letters else 0)
    matches = [total(context.matches(literal(value, "xsd:string"), options)) for value in values]
    return context.by_text(certain(all_of(matches)))


def _language_in(context: Context, values: list[Term]) -> Judgement:
    tags = {
        literal(item, "xsd:string").lower() for item in context.source.items(_single(values))
    } - {""}
    tag = f"LCASE(LANG({context.value}))"
    allowed = ", ".join(str(ox.Literal(each)) for each in sorted(tags))
    within = any_of(f"{part} IN ({allowed})" for part in (tag, f'STRBEFORE({tag}, "-")'))
    return certain(total(all_of([f'{tag} != ""', TRUE if "*" in tags else within])))


def _unique_lang(context: Context, values: list[Term]) -> Judgement:
    _of_property(context)
    if not truth(_single(values)):
        return certain(TRUE)
    one, two = context.variable(), context.variable()
    return certain(
        f"(!EXISTS {{ {context.values(one)} {context.values(two)} FILTER (!sameTerm({one}, {two})"
        f' && LANG({one}) != "" && LCASE(LANG({one})) = LCASE(LANG({two}))) }})'
    )


# 4.5 property pairs


def _equals(context: Context, values: list[Term]) -> Judgement:
    def equal(predicate: ox.NamedNode) -> str:
        other = context.variable()
        strange = negation(context.among(other))
        return all_of(
            [
                negation(context.some(lambda v: negation(context.has(predicate, v)))),
                f"(!EXISTS {{ {context.focus} {predicate} {other} FILTER ({strange}) }})",
            ]
        )

    return _pairs(context, equal, values)


def _disjoint(context: Context, values: list[Term]) -> Judgement:
    def apart(predicate: ox.NamedNode) -> str:
        return negation(context.some(lambda v: context.has(predicate, v)))

    return _pairs(context, apart, values)


def _pairs(context: Context, holds: Callable[[ox.NamedNode], str], values: list[Term]) -> Judgement:
    others = [iri(value) for value in values]
    return both(
        context.by_texts(context.pair(other, certain(holds(other))), other) for other in others
    )


def _less(operator: str) -> Component:
    def component(context: Context, values: list[Term]) -> Judgement:
        _of_property(context)
        if not context.asserted:
            raise Inexpressible("a comparison that may be an error, in a choice")

        def disordered(predicate: ox.NamedNode) -> str:
            other = context.variable()
            pattern = f"{context.focus} {predicate} {other}"

            def against(value: str) -> str:
                # pySHACL ends with an error at a blank node, whether there is another value or not
                fails = comparison(value, operator, other).fails
                return f"(isBlank({value}) || EXISTS {{ {pattern} FILTER ({fails}) }})"

            return context.some(against)

        return both(
            context.pair(iri(value), Judgement(disordered(iri(value)), TRUE)) for value in values
        )

    return component


# 4.6 logic, 4.7 shapes


def _not(context: Context, values: list[Term]) -> Judgement:
    return both(opposite(context.judge(value, chosen=True)) for value in values)


def _of_lists(combine: Callable[[list[Judgement]], Judgement], *, chosen: bool) -> Component:
    def component(context: Context, values: list[Term]) -> Judgement:
        return both(
            combine([context.judge(item, chosen=chosen) for item in context.source.items(value)])
            for value in values
        )

    return component


def _node(context: Context, values: list[Term]) -> Judgement:
    return both(context.judge(value, is_property=False) for value in values)


def _property(context: Context, values: list[Term]) -> Judgement:
    return both(context.judge(value, is_property=True) for value in values)


def _qualified(context: Context, values: list[Term]) -> Judgement:
    if context.path is None:
        return certain(TRUE)  # pySHACL passes over it
    limits = {
        name: context.source.only(context.shape, sh(name))
        for name in ("qualifiedMinCount", "qualifiedMaxCount")
    }
    if all(limit is None for limit in limits.values()):
        raise Inexpressible("a qualified value shape without a count")
    least, most = (None if limit is None else count(limit) for limit in limits.values())
    return both(
        _counted(context, value, _siblings(context, value), least, most) for value in values
    )


def _counted(
    context: Context, value: Term, siblings: list[Term], least: int | None, most: int | None
) -> Judgement:
    def counts(variable: str) -> Judgement:
        return both(
            [
                context.judge(value, chosen=True, of=variable),
                *(opposite(context.judge(s, chosen=True, of=variable)) for s in siblings),
            ]
        )

    def surely(variable: str) -> str:
        return negation(counts(variable).fails)

    def perhaps(variable: str) -> str:
        return counts(variable).passes

    judgements = []
    if least is not None:
        judgements.append(
            Judgement(negation(context.at_least(least, surely)), context.at_least(least, perhaps))
        )
    if most is not None:
        judgements.append(
            Judgement(
                context.at_least(most + 1, perhaps), negation(context.at_least(most + 1, surely))
            )
        )
    return both(judgements)


def _siblings(context: Context, value: Term) -> list[Term]:
    """The sibling shapes of a qualified value shape (section 4.7.3), those that are shapes."""
    source = context.source
    disjoint = [truth(v) for v in source.objects(context.shape, sh("qualifiedValueShapesDisjoint"))]
    if not any(disjoint):
        return []
    found = {
        sibling: None
        for parent in source.subjects(sh("property"), context.shape)
        for shape in source.objects(parent, sh("property"))
        for sibling in source.objects(shape, sh("qualifiedValueShape"))
        if sibling != value and context.is_shape(sibling)
    }
    return list(found)


# 4.8 other


def _closed(context: Context, values: list[Term]) -> Judgement:
    source = context.source
    if not truth(_single(values)):
        return certain(TRUE)
    ignored = source.only(context.shape, sh("ignoredProperties"))
    allowed = [] if ignored is None else [iri(term) for term in source.items(ignored)]
    for shape in source.objects(context.shape, sh("property")):
        path = source.only(shape, sh("path"))
        if path is None:
            raise Inexpressible("a property without path")
        if isinstance(path, ox.NamedNode):
            allowed.append(path)
    predicate, value = context.variable(), context.variable()
    outside = (
        [f"{predicate} NOT IN ({', '.join(str(each) for each in allowed)})"] if allowed else []
    )
    resource = (
        f"!(sameTerm({predicate}, <{expand('rdf:type')}>)"
        f" && sameTerm({value}, <{expand('rdfs:Resource')}>))"
    )
    return certain(
        f"(!EXISTS {{ {context.value} {predicate} {value}"
        f" FILTER ({all_of([*outside, resource])}) }})"
    )


def _has_value(context: Context, values: list[Term]) -> Judgement:
    return context.by_texts(certain(all_of(context.among(text(value)) for value in values)))


def _in(context: Context, values: list[Term]) -> Judgement:
    allowed = one_of(context.value, context.source.items(_single(values)))
    return context.by_text(certain(allowed))


def _unknown(_: Context, __: list[Term]) -> Judgement:
    raise Inexpressible("a component beyond SHACL Core")


OF_VALUES: Final[Mapping[ox.NamedNode, Component]] = {
    sh("class"): _class,
    sh("datatype"): _datatype,
    sh("nodeKind"): _node_kind,
    sh("minExclusive"): _range(">"),
    sh("minInclusive"): _range(">="),
    sh("maxExclusive"): _range("<"),
    sh("maxInclusive"): _range("<="),
    sh("minLength"): _length(">="),
    sh("maxLength"): _length("<="),
    sh("pattern"): _pattern,
    sh("languageIn"): _language_in,
    sh("not"): _not,
    sh("and"): _of_lists(both, chosen=False),
    sh("or"): _of_lists(either, chosen=True),
    sh("xone"): _of_lists(exactly_one, chosen=True),
    sh("node"): _node,
    sh("property"): _property,
    sh("closed"): _closed,
    sh("in"): _in,
}
"""Components that hold of each value for itself, by parameter."""

OF_FOCUS: Final[Mapping[ox.NamedNode, Component]] = {
    sh("minCount"): _min_count,
    sh("maxCount"): _max_count,
    sh("uniqueLang"): _unique_lang,
    sh("equals"): _equals,
    sh("disjoint"): _disjoint,
    sh("lessThan"): _less("<"),
    sh("lessThanOrEquals"): _less("<="),
    sh("qualifiedValueShape"): _qualified,
    sh("hasValue"): _has_value,
    sh("sparql"): _unknown,
    sh("expression"): _unknown,
}
"""Components that hold of all values of a focus node together, by parameter."""

COMPANIONS: Final[Mapping[ox.NamedNode, ox.NamedNode]] = {
    sh("ignoredProperties"): sh("closed"),
    sh("qualifiedMinCount"): sh("qualifiedValueShape"),
    sh("qualifiedMaxCount"): sh("qualifiedValueShape"),
    sh("qualifiedValueShapesDisjoint"): sh("qualifiedValueShape"),
}
"""Parameters that are an error without another one."""
