"""Where the terms of each step's triples are found in a block."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import polars as pl

from ..columns import TableColumn
from ..steps import Gives, Step, Steps
from ..templates import Template
from .cells import ROW, printed, raw, terms, text
from .links import CellLink, Link, MemberLinks, iri


class TripleTerms(NamedTuple):
    """What a step's triples are made of, as columns of a frame or constants."""

    subject: pl.Expr
    predicate: pl.Expr
    object: pl.Expr


class StepTerms:
    """The terms of a table's steps, and the links among them.

    Args:
        columns: all columns, in the order of the cells.
        steps: what the columns add to a row.
        blank: what the labels of blank nodes begin with.
    """

    def __init__(self, columns: Sequence[TableColumn], steps: Steps, blank: str) -> None:
        self._columns = columns
        self._lists = frozenset(at for at, each in enumerate(columns) if each.settings.separator)
        self.links: list[Link] = []
        subjects = [self._subject(template, blank) for template, _ in steps.subjects]
        self.triples = [
            TripleTerms(subjects[step.slot], self._predicate(step), self._object(step))
            for step in steps.steps
        ]

    def _subject(self, template: Template | None, blank: str) -> pl.Expr:
        if template is None:
            return pl.concat_str(pl.lit(f"_:{blank}"), ROW)
        return self._added(Link(self._name, template, self._keys(template.indexes), self._lists))

    def _predicate(self, step: Step) -> pl.Expr:
        if step.fixed is not None:
            return pl.lit(iri(step.fixed))
        keys = self._keys(step.predicate.indexes)
        return self._added(Link(self._name, step.predicate, keys, self._lists))

    def _object(self, step: Step) -> pl.Expr:
        if step.gives is Gives.PRINTED:
            return pl.col(printed(step.place))
        if step.value is None:
            return pl.col(terms(step.place))
        return self._added(self._value(step, step.value))

    def _value(self, step: Step, value: Template) -> Link:
        at, name = step.place, self._name
        keys = self._keys(value.indexes | {at})
        if step.gives is Gives.LINKS:
            return MemberLinks(name, value, keys, at)
        if step.column.virtual:
            return Link(name, value, keys, self._lists)
        return CellLink(name, value, keys, self._lists, at)

    @property
    def _name(self) -> str:
        return f"link {len(self.links)}"

    def _keys(self, places: Iterable[int]) -> list[str]:
        """Columns of a frame that determine the texts of some places."""
        width = len(self._columns)
        numbers = [text(at) for at in places if at >= width]
        real = [at for at in places if at < width and not self._columns[at].virtual]
        return [*map(raw, real), *numbers]

    def _added(self, link: Link) -> pl.Expr:
        self.links.append(link)
        return pl.col(link.name)
