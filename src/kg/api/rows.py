"""The rows of a SELECT query as plain Python values, pandas or polars frames."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias, overload

import pyoxigraph as ox

from kg.iris import expand

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Value: TypeAlias = str | int | float | bool | Decimal | dt.date | dt.datetime | None


def _truth(text: str) -> bool:
    return text in {"true", "1"}


_PYTHON: Final[Mapping[str, Callable[[str], Value]]] = {
    **{
        expand(f"xsd:{name}"): int
        for name in (
            "integer",
            "int",
            "long",
            "short",
            "byte",
            "nonNegativeInteger",
            "positiveInteger",
            "nonPositiveInteger",
            "negativeInteger",
            "unsignedInt",
            "unsignedLong",
            "unsignedShort",
            "unsignedByte",
        )
    },
    expand("xsd:decimal"): Decimal,
    expand("xsd:double"): float,
    expand("xsd:float"): float,
    expand("xsd:boolean"): _truth,
    expand("xsd:date"): dt.date.fromisoformat,
    expand("xsd:dateTime"): dt.datetime.fromisoformat,
}


def python_value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Value:
    """A term as the Python value that a researcher expects.

    Numbers, truth values and full dates become those of Python; IRIs, texts, and dates known only
    to the month or year stay strings, as do values that Python's types cannot hold (the year 0000).

    >>> python_value(ox.Literal("22", datatype=ox.NamedNode(expand("xsd:integer"))))
    22
    >>> python_value(ox.Literal("2020-03", datatype=ox.NamedNode(expand("xsd:gYearMonth"))))
    '2020-03'
    """
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        convert = _PYTHON.get(term.datatype.value)
        if convert is None:
            return term.value
        try:
            return convert(term.value)
        except (ValueError, ArithmeticError):
            return term.value
    return term.value if isinstance(term, ox.NamedNode) else str(term)


class Rows(Sequence[Mapping[str, Value]]):
    """The rows of a SELECT query, in order, each a mapping from column to value.

    Unbound variables are None.

    >>> rows = Rows(["tier", "count"], [["prefecture", 22], ["municipality", 74]])
    >>> rows.columns, len(rows), rows[0]["count"]
    (('tier', 'count'), 2, 22)
    >>> [row["tier"] for row in rows]
    ['prefecture', 'municipality']
    """

    def __init__(self, columns: Iterable[str], rows: Iterable[Iterable[Value]]) -> None:
        self.columns = tuple(columns)
        self._rows = [dict(zip(self.columns, row, strict=True)) for row in rows]

    @classmethod
    def from_json(cls, answer: bytes) -> "Rows":
        """Read an answer in the SPARQL 1.1 Query Results JSON Format."""
        solutions = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
        if not isinstance(solutions, ox.QuerySolutions):
            message = "a truth value is not a table of rows"
            raise TypeError(message)
        columns = [variable.value for variable in solutions.variables]
        return cls(columns, ([python_value(term) for term in row] for row in solutions))

    @overload
    def __getitem__(self, index: int) -> Mapping[str, Value]: ...
    @overload
    def __getitem__(self, index: slice) -> "Rows": ...
    def __getitem__(self, index: int | slice) -> "Mapping[str, Value] | Rows":
        if isinstance(index, slice):
            return Rows(self.columns, (row.values() for row in self._rows[index]))
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Mapping[str, Value]]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rows):
            return NotImplemented
        return self.columns == other.columns and self._rows == other._rows

    __hash__ = None  # type: ignore[assignment]  # rows are a mutable sequence's equal

    def __repr__(self) -> str:
        return f"<Rows: {len(self)} × ({', '.join(self.columns)})>"

    def _by_column(self) -> dict[str, list[Any]]:
        return {name: [row[name] for row in self._rows] for name in self.columns}

    def to_pandas(self) -> "pd.DataFrame":
        """A pandas frame, one column per variable; raises ImportError without pandas."""
        import pandas as pd  # noqa: PLC0415 - an optional dependency

        return pd.DataFrame(self._by_column(), columns=list(self.columns))

    def to_polars(self) -> "pl.DataFrame":
        """A polars frame, one column per variable; raises ImportError without polars."""
        import polars as pl  # noqa: PLC0415 - an optional dependency

        return pl.DataFrame(self._by_column(), strict=False)
