"""Rows to triples, in standard and minimal mode (csv2rdf, section 4.2)."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from .cells import Cell
from .columns import TableColumn
from .steps import Gives, Step, Steps
from .templates import Template, Texts
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
)

Node = NamedNode | BlankNode
Tell = Callable[[str, TableColumn, dict[str, object]], None]
"""Takes a fault of a row: its rule, the column, the details."""

_Objects = Callable[[Cell, Texts, list[Triple]], Sequence[Node | Literal]]
"""The objects that a cell gives; triples that describe them go to the list."""


class Mode(StrEnum):
    """Standard mode describes tables and rows as well; minimal mode gives the cells' triples."""

    STANDARD = "standard"
    MINIMAL = "minimal"


class _Step(NamedTuple):
    """A step with its property and what makes its objects.

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
        steps: what the columns add to a row.
        table: the table's node in standard mode, None in minimal mode.
        row_titles: names of the columns whose values are the row's titles.
        tell: takes the faults of a row (IRIs that are not valid).
    """

    def __init__(
        self,
        steps: Steps,
        table: Node | None,
        row_titles: Sequence[str],
        tell: Tell,
    ) -> None:
        self._url = steps.url
        self._table = table
        self._tell = tell
        places = {column.name: at for at, column in enumerate(steps.columns)}
        self._titles = [places[name] for name in row_titles if name in places]
        self._abouts = steps.subjects
        self._steps = [
            _Step(
                step.place,
                step.slot,
                None if step.fixed is None else self._node(step.fixed, step.column),
                self._objects(step),
                step.predicate,
                step.column,
            )
            for step in steps.steps
        ]

    def _objects(self, step: Step) -> _Objects | None:
        match step:
            case Step(gives=Gives.PRINTED):
                return _printed
            case Step(gives=Gives.LIST):
                return _list
            case Step(gives=Gives.LINK, value=Template() as value):
                return self._link(step.column, value)
            case Step(gives=Gives.LINKS, value=Template() as value):
                return self._links(step.place, step.column, value)
        return None

    def _link(self, column: TableColumn, value: Template) -> _Objects:
        """The node of ``valueUrl``: none for a null cell, unless the column is virtual."""

        def objects(cell: Cell, texts: Texts, _: list[Triple]) -> Sequence[Node]:
            if not cell.literals and not column.virtual:
                return ()
            node = self._node(value.expand(texts), column)
            return () if node is None else (node,)

        return objects

    def _links(self, at: int, column: TableColumn, value: Template) -> _Objects:
        """The nodes of ``valueUrl``, one for each member of the cell's list (an extension)."""

        def objects(_: Cell, texts: Texts, __: list[Triple]) -> Sequence[Node]:
            nodes = [self._node(url, column) for url in value.expand_each(at, texts)]
            return [node for node in nodes if node is not None]

        return objects

    def triples(self, cells: Sequence[Cell], number: int, source: int) -> list[Triple]:
        """The triples of one row: ``number`` counts rows of data, ``source`` rows of the file."""
        texts = [cell.text for cell in cells]
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
