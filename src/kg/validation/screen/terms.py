"""Terms in queries, and comparisons that pyoxigraph and pySHACL answer alike."""

from typing import Final

import pyoxigraph as ox

from kg.iris import expand
from kg.validation.screen.logic import Judgement, all_of, any_of, negation, total
from kg.validation.screen.source import Inexpressible, Term
from kg.validation.spelling import is_plain

_NUMBERS: Final = ("xsd:integer", "xsd:decimal")
_SAME_TYPE: Final = ("xsd:string", "xsd:date", "xsd:double")
_DATETIME: Final = "xsd:dateTime"


def text(term: Term) -> str:
    """A term as SPARQL writes it; it has to be one that a store keeps as it is."""
    if isinstance(term, ox.BlankNode) or (isinstance(term, ox.Literal) and not is_plain(term)):
        raise Inexpressible(f"{term} means something else in a query")
    return str(term)


def one_of(variable: str, terms: list[Term]) -> str:
    """Whether a variable is the very term that one of several is."""
    return any_of(f"sameTerm({variable}, {text(term)})" for term in terms)


def comparison(left: str, operator: str, right: str) -> Judgement:
    """Whether two terms stand in an order.

    It is sure of numbers other than floating-point ones, of strings, dates and doubles, each among
    themselves, and of moments in the same time zone.
    """
    same = _comparable(left, right)
    return Judgement(
        negation(total(f"{same} && {left} {operator} {right}")),
        negation(
            any_of(
                [
                    total(f"!isLiteral({left})"),
                    total(f"{same} && !({left} {operator} {right})"),
                ]
            )
        ),
    )


def _comparable(left: str, right: str) -> str:
    def typed(variable: str, names: tuple[str, ...]) -> str:
        return f"DATATYPE({variable}) IN ({', '.join(f'<{expand(name)}>' for name in names)})"

    alike = f"DATATYPE({left}) = DATATYPE({right})"
    return any_of(
        [
            all_of([typed(left, _NUMBERS), typed(right, _NUMBERS)]),
            all_of([alike, typed(left, _SAME_TYPE)]),
            all_of([alike, typed(left, (_DATETIME,)), f"TZ({left}) = TZ({right})"]),
        ]
    )
