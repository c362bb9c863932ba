"""Rows to triples, in standard and minimal mode (csv2rdf, section 4.2)."""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from .cells import Cell
from .columns import TableColumn
from .extensions import extension_iri
from .templates import Template, decoded_name
from .terms import (
    CSVW_DESCRIBES,
    CSVW_ROW,
    CSVW_ROW_CLASS,
    CSVW_ROWNUM,
    CSVW_TITLE,
    CSVW_URL,
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    XSD_INTEGER,
    expand,
)

Node = NamedNode | BlankNode
Texts = list[str | list[str] | None]
Tell = Callable[[str, TableColumn, dict[str, object]], None]
"""Takes a fault of a row: its rule, the column, the details."""

_Objects = Callable[[Cell, Texts, list[Triple]], Sequence[Node | Literal]]
"""The objects that a cell gives; triples that describe them go to the list."""

_VARIES = re.compile("_name|_column|_sourceColumn")


class Mode(StrEnum):
    """Standard mode describes tables and rows as well; minimal mode gives the cells' triples."""

    STANDARD = "standard"
    MINIMAL = "minimal"


class _Step(NamedTuple):
    """What a column adds to each row.

    ``place`` is its place among the cells, ``slot`` that of its subject among the row's subjects.
    Without ``predicate``, ``template`` gives it row by row; without ``objects``, the cell's
    literals are the objects.
    """

    place: int
    slot: int
    predicate: NamedNode | None
    objects: _Objects | None
    template: Template
    column: TableColumn


class RowWriter:
    """Makes the triples of each row of one table.

    Args:
        columns: all columns, in the order of the cells.
        url: URL of the table.
        table: the table's node in standard mode, None in minimal mode.
        row_titles: names of the columns whose values are the row's titles.
        tell: takes the faults of a row (IRIs that are not valid).
    """

    def __init__(
        self,
        columns: Sequence[TableColumn],
        url: str,
        table: Node | None,
        row_titles: Sequence[str],
        tell: Tell,
    ) -> None:
        self._url = url
        self._table = table
        self._tell = tell
        names = {column.name: at for at, column in enumerate(columns)}
        self._indexes = names | {"_row": len(columns), "_sourceRow": len(columns) + 1}
        self._titles = [names[name] for name in row_titles if name in names]
        self._abouts: list[tuple[Template | None, TableColumn]] = []
        self._slots: dict[tuple[str | None, int], int] = {}
        self._steps = [
            step
            for at, column in enumerate(columns)
            if not column.suppress_output
            for step in self._steps_of(at, column)
        ]

    def _steps_of(self, at: int, column: TableColumn) -> Iterator[_Step]:
        settings = column.settings
        constants = {
            "_column": str(column.number),
            "_sourceColumn": str(column.source),
            "_name": decoded_name(column.name),
        }

        def compiled(text: str) -> Template:
            return Template(text, self._indexes, constants, self._url)

        slot = self._slot(column, compiled)
        given = settings.property_url
        template = compiled(f"#{column.name}" if given is None else given)
        fixed = template.constant
        predicate = None if fixed is None else self._node(fixed, column)
        if settings.as_printed is not None:
            printed = NamedNode(extension_iri(settings.as_printed) or expand(settings.as_printed))
            yield _Step(at, slot, printed, _printed, template, column)
        yield _Step(at, slot, predicate, self._objects(at, column, compiled), template, column)

    def _slot(self, column: TableColumn, compiled: Callable[[str], Template]) -> int:
        """Columns whose subject is the same in each row share one, made once per row."""
        text = column.settings.about_url
        varies = text is not None and _VARIES.search(text) is not None
        key = (text, column.number if varies else 0)
        if key not in self._slots:
            self._slots[key] = len(self._abouts)
            self._abouts.append((None if text is None else compiled(text), column))
        return self._slots[key]

    def _objects(
        self, at: int, column: TableColumn, compiled: Callable[[str], Template]
    ) -> _Objects | None:
        settings = column.settings
        if settings.value_url is not None:
            value = compiled(settings.value_url)
            if settings.value_url_per_item:
                return self._items(at, column, value)
            return self._link(column, value)
        return _list if settings.separator and settings.ordered else None

    def _link(self, column: TableColumn, value: Template) -> _Objects:
        """The node of ``valueUrl``: none for a null cell, unless the column is virtual."""

        def objects(cell: Cell, texts: Texts, _: list[Triple]) -> Sequence[Node]:
            if not cell.literals and not column.virtual:
                return ()
            node = self._node(value.expand(texts), column)
            return () if node is None else (node,)

        return objects

    def _items(self, at: int, column: TableColumn, value: Template) -> _Objects:
        """The nodes of ``valueUrl``, one for each member of the cell's list (an extension)."""

        def objects(cell: Cell, texts: Texts, _: list[Triple]) -> Sequence[Node]:
            items = cell.text if isinstance(cell.text, list) else [cell.text]
            urls = [
                value.expand([*texts[:at], item, *texts[at + 1 :]])
                for item in items
                if item is not None
            ]
            nodes = [self._node(url, column) for url in urls]
            return [node for node in nodes if node is not None]

        return objects

    def triples(self, cells: Sequence[Cell], number: int, source: int) -> list[Triple]:
        """The triples of one row: ``number`` counts rows of data, ``source`` rows of the file."""
        texts: Texts = [cell.text for cell in cells]
        texts.append(str(number))
        texts.append(str(source))
        subjects = [
            BlankNode() if about is None else self._node(about.expand(texts), column)
            for about, column in self._abouts
        ]
        found: list[Triple] = []
        add = found.append
        for place, slot, fixed, objects, template, column in self._steps:
            subject, cell = subjects[slot], cells[place]
            terms = cell.literals if objects is None else objects(cell, texts, found)
            if terms and subject is not None:
                predicate = fixed or self._node(template.expand(texts), column)
                if predicate is not None:
                    for term in terms:
                        add(Triple(subject, predicate, term))
        if self._table is not None:
            found.extend(self._row_triples(self._table, cells, subjects, number, source))
        return found

    def _node(self, iri: str, column: TableColumn) -> NamedNode | None:
        try:
            return NamedNode(iri)
        except ValueError:
            self._tell("bad-iri", column, {"iri": iri})
            return None

    def _row_triples(
        self,
        table: Node,
        cells: Sequence[Cell],
        subjects: Sequence[Node | None],
        number: int,
        source: int,
    ) -> Iterator[Triple]:
        row = BlankNode()
        yield Triple(table, CSVW_ROW, row)
        yield Triple(row, RDF_TYPE, CSVW_ROW_CLASS)
        yield Triple(row, CSVW_ROWNUM, Literal(str(number), datatype=XSD_INTEGER))
        yield Triple(row, CSVW_URL, NamedNode(f"{self._url}#row={source}"))
        for at in self._titles:
            for literal in cells[at].literals:
                yield Triple(row, CSVW_TITLE, literal)
        for subject in dict.fromkeys(subjects):
            if subject is not None:
                yield Triple(row, CSVW_DESCRIBES, subject)


def _printed(cell: Cell, _: Texts, __: list[Triple]) -> Sequence[Literal]:
    """The words of the file."""
    return () if cell.printed is None else (cell.printed,)


def _list(cell: Cell, _: Texts, found: list[Triple]) -> Sequence[Node]:
    """The head of an ``rdf:List`` of the cell's values; none for a null cell."""
    if not isinstance(cell.text, list):
        return ()
    nodes: list[Node] = [BlankNode() for _ in cell.literals]
    nodes.append(RDF_NIL)
    for node, following, value in zip(nodes, nodes[1:], cell.literals, strict=False):
        found.append(Triple(node, RDF_FIRST, value))
        found.append(Triple(node, RDF_REST, following))
    return (nodes[0],)
