"""Decisions of people: a report that was filled in, handed back."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from kg.joining.messages import problem, refused
from kg.joining.model import Matches
from kg.joining.reading import open_source
from kg.linking import Entity, Outcome, Question
from kg.problems import DataError, Problem

_NOTHING: Final = frozenset({"-", "－", "ー", "—", "なし", "該当なし", "none"})
_NEEDED: Final = ("decision", "id")


class Knows(Matches, Protocol):
    """A matcher that also gives entities by their IRIs."""

    def entity(self, iri: str) -> Entity | None:
        """The entity of an IRI."""
        ...


def read(path: Path, matcher: Knows) -> dict[str, tuple[str, ...]]:
    """Key of a decision → IRIs; none for "nothing in the graph".

    A decision is the number of a candidate, an IRI, a code or a name that means one thing; several
    are separated by spaces. Rows without one are passed over.

    Raises:
        DataError: all decisions that lead nowhere, or a file that is no report.
    """
    decisions: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for number, row in _rows(path):
        decision = row["decision"].strip().removeprefix("'")
        if not decision:
            continue
        iris = _meant(decision, row, matcher)
        if iris is None:
            rule = "bad-decision"
        elif decisions.get(row["id"], iris) != iris:
            rule = "conflicting-decisions"
        else:
            decisions[row["id"]] = iris
            continue
        problems.append(
            problem(
                rule,
                file=path.name,
                row=number,
                column="decision",
                value=row.get("value", ""),
                decision=decision,
            )
        )
    if problems:
        raise DataError(problems)
    return decisions


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Rows by the first word of each header, with their numbers; of CSV or of a spreadsheet."""
    source = open_source(path)
    number = 0
    names: Sequence[str] = ()
    for block in source.blocks():
        for cells in block.cells.iter_rows():
            number += 1
            texts = [str(cell or "") for cell in cells]
            if number == 1:
                names = [_name(text) for text in texts]
                for needed in _NEEDED:
                    if needed not in names:
                        raise refused("not-a-report", file=path.name, lacks=needed)
            else:
                yield number, dict(zip(names, texts, strict=True))


def _name(header: str) -> str:
    """The English part of a header of the report.

    >>> _name("decision 判断"), _name("IRI 2"), _name("candidate 1 候補")
    ('decision', 'iri 2', 'candidate 1')
    """
    return " ".join(word for word in header.split() if word.isascii()).lower()


def _meant(decision: str, row: Mapping[str, str], matcher: Knows) -> tuple[str, ...] | None:
    if decision.lower() in _NOTHING:
        return ()
    whole = _one(decision, row, matcher)
    if whole is not None:
        return (whole,)
    parts = [_one(part, row, matcher) for part in decision.split()]
    return tuple(part for part in parts if part) if all(parts) else None


def _one(text: str, row: Mapping[str, str], matcher: Knows) -> str | None:
    number = text.removesuffix(".0")
    if number.isdecimal() and len(number) == 1:
        return row.get(f"iri {number}") or None
    if matcher.entity(text) is not None:
        return text
    (answer,) = matcher.match_all([Question(text)], limit=1)
    if answer.outcome is Outcome.MATCHED and len(answer.meant) == 1:
        return answer.meant[0].entity.iri
    return None
