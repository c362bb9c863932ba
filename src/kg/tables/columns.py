"""The columns of a table as they are used: the metadata's, held against the file's header.

Source: tabular-metadata, sections 5.6 and 6 (schema compatibility).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from kg.problems import Text

from .encodings import ungarbled
from .languages import languages_match
from .messages import Report
from .model import UNDETERMINED, Column, Inherited, TableDescription

_SAFE = "_."


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table: its name, where it stands, what it inherits.

    ``number`` counts all columns from 1, ``source`` the columns of the file (0 for virtual ones);
    ``header`` is what people see: the header of the file, or a title, or the name.
    """

    name: str
    number: int
    source: int
    header: str
    settings: Inherited
    virtual: bool = False
    suppress_output: bool = False


def name_from(title: str) -> str:
    """A title as a column name: percent-encoded where a URI template's variable asks for it.

    >>> name_from("On Street"), name_from("-0"), name_from("0.#")
    ('On%20Street', '%2D0', '0.%23')
    """
    encoded = quote(title, safe=_SAFE).replace("-", "%2D").replace("~", "%7E")
    return "%5F" + encoded[1:] if encoded.startswith("_") else encoded


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a file: its rows' values, the number of columns, the row it begins in."""

    rows: Sequence[Sequence[str]]
    width: int
    row: int = 1

    @property
    def titles(self) -> list[list[str]]:
        """The titles of each column, empty where a header row has none."""
        return [
            [values[at] if at < len(values) else "" for values in self.rows]
            for at in range(self.width)
        ]


def table_columns(table: TableDescription, header: Header, skipped: int) -> tuple[TableColumn, ...]:
    """All columns of a table: those of the file, then the virtual ones.

    Columns that the description lacks are named after their position. ``skipped`` is the number of
    columns passed over at the start of each row.
    """
    defaults = table.column_defaults
    titles = header.titles
    described = [column for column in table.schema.columns if not column.virtual]
    if not table.schema.has_columns:
        described = [Column(named_after=next(filter(str.strip, each), None)) for each in titles]
    described.extend(Column() for _ in range(header.width - len(described)))
    virtual = [column for column in table.schema.columns if column.virtual]
    found = []
    for number, column in enumerate([*described, *virtual], start=1):
        name = _name(column, number)
        real = not column.virtual and number <= len(titles)
        head = " ".join(dict.fromkeys(filter(None, titles[number - 1]))) if real else ""
        found.append(
            TableColumn(
                name,
                number,
                0 if column.virtual else number + skipped,
                head or _first_title(column) or name,
                column.inherited.within(defaults),
                column.virtual,
                column.suppress_output,
            )
        )
    return tuple(found)


def _first_title(column: Column) -> str:
    return next((title for titles in column.titles.values() for title in titles), "")


def _name(column: Column, number: int) -> str:
    if column.name is not None:
        return column.name
    return f"_col.{number}" if column.named_after is None else name_from(column.named_after)


def check_header(table: TableDescription, header: Header, file: str, report: Report) -> None:
    """Holds the header against the metadata's columns; what disagrees is a fault in the report."""
    if not table.schema.has_columns:
        for title in (title for titles in header.titles for title in titles):
            meant = ungarbled(title)
            if meant is not None:
                place = {"file": file, "row": header.row, "column": title}
                report.fault("garbled-header", meant=meant, **place)
        return
    described = [column for column in table.schema.columns if not column.virtual]
    if described and len(described) != header.width:
        sizes = {"found": header.width, "expected": len(described)}
        report.fault("column-count", file=file, row=header.row or None, **sizes)
    if not header.rows:
        return
    language = table.column_defaults.lang or UNDETERMINED
    for column, titles in zip(described, header.titles, strict=False):
        if not _compatible(column, titles, language):
            expected, mend = _expected(column), _mend(titles, described, language)
            report.fault(
                "column-title",
                file=file,
                row=header.row,
                column=" ".join(filter(None, titles)),
                expected=expected,
                mend_ja=mend.ja,
                mend_en=mend.en,
            )


def _compatible(column: Column, titles: Sequence[str], language: str) -> bool:
    """Whether a header fits a description; a name counts as a title where titles are absent."""
    found = {title for title in titles if title.strip()}
    if not found or (column.name is None and not column.titles):
        return True
    if not column.titles:
        return column.name in found
    return any(
        languages_match(tag, language) and found.intersection(wanted)
        for tag, wanted in column.titles.items()
    )


def _expected(column: Column) -> str:
    wanted = [title for titles in column.titles.values() for title in titles]
    return ", ".join(wanted) or column.name or ""


def _mend(titles: Sequence[str], described: Sequence[Column], language: str) -> Text:
    """How to mend a header, with a hint at what it may have meant."""
    meant = next((each for each in map(ungarbled, titles) if each is not None), None)
    if meant is not None:
        return Text(
            f"文字化けしている（「{meant}」と思われる）。UTF-8 で保存し直す",
            f"it is garbled (probably {meant!r}): save the file as UTF-8 again",
        )
    if any(_compatible(other, titles, language) for other in described):
        return Text("列の順序をメタデータに揃える", "put the columns in the metadata's order")
    return Text("見出しか titles を直す", "mend the header or the titles")
