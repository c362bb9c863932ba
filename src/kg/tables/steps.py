"""What the columns of a table add to each row, compiled once (csv2rdf, section 4.2).

Both ways of conversion, by rows and by columns, follow these steps.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

from .columns import TableColumn
from .extensions import extension_iri
from .templates import Template, decoded_name
from .terms import expand

_VARIES = re.compile("_name|_column|_sourceColumn")


class Gives(Enum):
    """What the objects of a step are."""

    VALUES = auto()
    PRINTED = auto()
    LINK = auto()
    LINKS = auto()
    LIST = auto()


class Step(NamedTuple):
    """What a column adds to each row.

    ``place`` is its place among the cells, ``slot`` that of its subject among the row's subjects.
    Without ``fixed``, the IRI of the property, ``predicate`` gives it row by row; ``value`` gives
    the IRI of a link.
    """

    place: int
    slot: int
    column: TableColumn
    gives: Gives
    fixed: str | None
    predicate: Template
    value: Template | None = None


class Steps:
    """The steps of one table.

    ``subjects`` are the templates of a row's subjects (None for a blank node), each with a column
    that problems can name; columns whose subject is the same in each row share one.

    Args:
        columns: all columns, in the order of the cells.
        url: URL of the table.

    Raises:
        BadTemplateError: a template's brace is not closed.
    """

    def __init__(self, columns: Sequence[TableColumn], url: str) -> None:
        self.columns = columns
        self.url = url
        names = {column.name: at for at, column in enumerate(columns)}
        self._indexes: Mapping[str, int] = names | {
            "_row": len(columns),
            "_sourceRow": len(columns) + 1,
        }
        self._slots: dict[tuple[str | None, int], int] = {}
        self.subjects: list[tuple[Template | None, TableColumn]] = []
        self.steps = [
            step
            for at, column in enumerate(columns)
            if not column.suppress_output
            for step in self._of(at, column)
        ]

    def _of(self, at: int, column: TableColumn) -> Iterator[Step]:
        settings = column.settings
        slot = self._slot(column)
        given = settings.property_url
        predicate = self._template(f"#{column.name}" if given is None else given, column)
        printed = settings.as_printed
        if printed is not None:
            fixed = extension_iri(printed) or expand(printed)
            yield Step(at, slot, column, Gives.PRINTED, fixed, predicate)
        gives, value = Gives.VALUES, None
        if settings.value_url is not None:
            value = self._template(settings.value_url, column)
            gives = Gives.LINKS if settings.value_url_per_item else Gives.LINK
        elif settings.separator and settings.ordered:
            gives = Gives.LIST
        yield Step(at, slot, column, gives, predicate.constant, predicate, value)

    def _slot(self, column: TableColumn) -> int:
        text = column.settings.about_url
        varies = text is not None and _VARIES.search(text) is not None
        key = (text, column.number if varies else 0)
        if key not in self._slots:
            self._slots[key] = len(self.subjects)
            template = None if text is None else self._template(text, column)
            self.subjects.append((template, column))
        return self._slots[key]

    def _template(self, text: str, column: TableColumn) -> Template:
        constants = {
            "_column": str(column.number),
            "_sourceColumn": str(column.source),
            "_name": decoded_name(column.name),
        }
        return Template(text, self._indexes, constants, self.url)
