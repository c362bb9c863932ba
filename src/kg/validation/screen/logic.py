"""Boolean SPARQL expressions that never end in an error, and judgements made of them."""

from collections.abc import Iterable
from typing import Final, NamedTuple

TRUE: Final = "true"
FALSE: Final = "false"


class Judgement(NamedTuple):
    """What is known of a node by queries alone: two expressions, either of which errs towards true.

    Attributes:
        fails: true of every node that does not conform (and perhaps of others).
        passes: true of every node that conforms (and perhaps of others).
    """

    fails: str
    passes: str


def total(expression: str) -> str:
    """The expression, false where it would be an error."""
    return f"COALESCE({expression}, false)"


def negation(expression: str) -> str:
    """Not that."""
    if expression in (TRUE, FALSE):
        return FALSE if expression == TRUE else TRUE
    return f"(!{expression})"


def any_of(expressions: Iterable[str]) -> str:
    """At least one of them."""
    parts = [part for part in dict.fromkeys(expressions) if part != FALSE]
    if TRUE in parts:
        return TRUE
    return f"({' || '.join(parts)})" if parts else FALSE


def all_of(expressions: Iterable[str]) -> str:
    """Every one of them."""
    parts = [part for part in dict.fromkeys(expressions) if part != TRUE]
    if FALSE in parts:
        return FALSE
    return f"({' && '.join(parts)})" if parts else TRUE


def certain(passes: str) -> Judgement:
    """A judgement by an expression that is exact and never an error."""
    return Judgement(negation(passes), passes)


def both(judgements: Iterable[Judgement]) -> Judgement:
    """Conforming to every one."""
    listed = list(judgements)
    return Judgement(any_of(j.fails for j in listed), all_of(j.passes for j in listed))


def either(judgements: Iterable[Judgement]) -> Judgement:
    """Conforming to at least one."""
    return opposite(both(opposite(judgement) for judgement in judgements))


def opposite(judgement: Judgement) -> Judgement:
    """Not conforming."""
    return Judgement(judgement.passes, judgement.fails)


def exactly_one(judgements: Iterable[Judgement]) -> Judgement:
    """Conforming to one and no more."""
    listed = list(judgements)
    others = [
        (one, [other for at, other in enumerate(listed) if at != number])
        for number, one in enumerate(listed)
    ]
    sure = (
        all_of([negation(one.fails), *(negation(o.passes) for o in rest)]) for one, rest in others
    )
    perhaps = (all_of([one.passes, *(o.fails for o in rest)]) for one, rest in others)
    return Judgement(negation(any_of(sure)), any_of(perhaps))
