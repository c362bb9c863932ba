"""Terms in queries, and their order as far as pyoxigraph's and pySHACL's cannot differ."""

from decimal import Decimal
from typing import Any, Final

import pyoxigraph as ox

from kg.iris import expand
from kg.validation.screen.logic import Judgement, any_of, negation, total
from kg.validation.screen.source import Inexpressible, Term
from kg.validation.spelling import is_plain

ORDER: Final = ox.NamedNode("urn:x-kg:screen:order")
"""The function that ``order`` is in queries."""

_NUMBERS: Final = frozenset(map(expand, ("xsd:integer", "xsd:decimal")))
_AS_TEXT: Final = frozenset(map(expand, ("xsd:string", "xsd:date")))
_DOUBLE: Final = expand("xsd:double")
_MOMENT: Final = expand("xsd:dateTime")
_LOCAL: Final = len("2020-01-01T00:00:00")


def text(term: Term) -> str:
    """A term as SPARQL writes it; it has to be one that a store keeps as it is."""
    if isinstance(term, ox.BlankNode) or (isinstance(term, ox.Literal) and not is_plain(term)):
        raise Inexpressible(f"{term} means something else in a query")
    return str(term)


def one_of(variable: str, terms: list[Term]) -> str:
    """Whether a variable is the very term that one of several is."""
    return any_of(f"sameTerm({variable}, {text(term)})" for term in terms)


def comparison(left: str, operator: str, right: str) -> Judgement:
    """Whether two terms stand in an order; unknown of literals that ``order`` does not know."""
    stands = f"{ORDER}({left}, {right}) {operator} 0"
    return Judgement(
        negation(total(stands)),
        negation(any_of([f"(!isLiteral({left}))", total(f"!({stands})")])),
    )


def order(left: Term, right: Term) -> ox.Literal | None:
    """-1, 0 or 1 for plain literals that pySHACL compares without regard to more than their value.

    They are numbers other than floating-point ones, strings, dates and doubles, each among
    themselves, and moments in the same time zone; None for all others.

    >>> order(ox.Literal(2), ox.Literal(1)).value
    '1'
    """
    if not isinstance(left, ox.Literal) or not isinstance(right, ox.Literal):
        return None
    one, two = _key(left, right), _key(right, left)
    return None if one is None or two is None else ox.Literal((one > two) - (one < two))


def _key(literal: ox.Literal, other: ox.Literal) -> Any:
    """What orders a literal among those of the other's kind; None if it is of another."""
    kind, value = literal.datatype.value, literal.value
    if kind in _NUMBERS and other.datatype.value in _NUMBERS:
        return Decimal(value) if is_plain(literal) else None
    if literal.datatype != other.datatype:
        return None
    if kind == _DOUBLE:
        return Decimal(value) if is_plain(literal) else None
    if kind in _AS_TEXT or (kind == _MOMENT and value[_LOCAL:] == other.value[_LOCAL:]):
        return value
    return None
