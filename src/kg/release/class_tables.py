"""One CSV per class, for people with a spreadsheet.

Columns: ``iri``, ``key``, ``label_ja``, ``label_en``, then the class's properties by name; texts
with a language have a column per language. Several values stand in one cell, sorted, joined by
``"; "``. Files begin with the byte-order mark without which Excel garbles Japanese.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import polars as pl

from kg.iris import Iris, expand, shrink
from kg.release.frames import bare, is_iri, suffix

_BOM: Final = "\ufeff"
_JOINT: Final = "; "
_TYPE: Final = f"<{expand('rdf:type')}>"
_LABELS: Final = {"label_ja": "rdfs:label@ja", "label_en": "rdfs:label@en"}
_HEAD: Final = ("iri", "key", *_LABELS)
_ESCAPES: Final = {  # of canonical N-Triples
    **{f"\\u{code:04X}": chr(code) for code in (*range(0x20), 0x7F)},
    "\\t": "\t",
    "\\b": "\b",
    "\\n": "\n",
    "\\r": "\r",
    "\\f": "\f",
    '\\"': '"',
    "\\\\": "\\",
}


class ClassTables:
    """The tables of a graph's classes, written part by part; resources of this base get a row.

    Args:
        iris: the base of the build.
    """

    def __init__(self, iris: Iris) -> None:
        self._resource = f"^<{iris.resource_pattern}>$"
        self._columns: dict[str, set[str]] = {}

    def survey(self, frame: pl.DataFrame) -> None:
        """Learn from a part which columns the tables have; every part comes here before any row."""
        members = self._members(frame)
        cells = _cells(frame).select("subject", "column").unique()
        found = members.join(cells, on="subject", how="left").group_by("file").agg("column")
        for file, columns in found.iter_rows():
            self._columns.setdefault(file, set()).update(name for name in columns if name)

    def headers(self) -> dict[str, bytes]:
        """File name → what the file begins with, by file name."""
        return {
            file: _BOM.encode() + _csv(pl.DataFrame([(*_HEAD, *self._names(file))], orient="row"))
            for file in sorted(self._columns)
        }

    def rows(self, frame: pl.DataFrame) -> Iterator[tuple[str, bytes]]:
        """The rows of a part: file name, CSV.

        Args:
            frame: triples, sorted, all of their subjects.
        """
        members = self._members(frame)
        cells = _joined(_with_values(_cells(frame)))
        for (file,), own in members.group_by("file", maintain_order=True):
            names = (*_LABELS.values(), *self._names(str(file)))
            wide = own.join(_pivoted(cells, own, names), on="subject", how="left")
            name = bare("subject")
            key = name.str.extract("([^/]*)$")
            yield str(file), _csv(wide.select(name.alias("iri"), key.alias("key"), *names))

    def _members(self, frame: pl.DataFrame) -> pl.DataFrame:
        """``subject`` and the ``file`` of its class."""
        types = frame.filter(
            pl.col("predicate") == _TYPE,
            is_iri("object"),
            pl.col("subject").str.contains(self._resource),
        )
        classes = types["object"].unique().to_list()
        files = [file_name(name[1:-1]) for name in classes]
        return types.select(
            "subject", pl.col("object").replace_strict(classes, files).alias("file")
        ).unique(maintain_order=True)

    def _names(self, file: str) -> list[str]:
        return sorted(self._columns[file].difference(_LABELS.values()))


def file_name(iri: str) -> str:
    """The file of a class: its local name, with the prefix where it is not the project's own.

    >>> file_name("https://w3id.org/sti-kg/ontology#Agency")
    'Agency.csv'
    >>> file_name("http://purl.org/linked-data/cube#Observation")
    'qb-Observation.csv'
    >>> file_name("https://example.org/terms/Fête")
    'example.org-terms-F-te.csv'
    """
    short = shrink(iri).removeprefix("sti:").removeprefix("https://").removeprefix("http://")
    return re.sub(r"[^A-Za-z0-9._]+", "-", short).strip("-") + ".csv"


def _cells(frame: pl.DataFrame) -> pl.DataFrame:
    """``subject``, name of the ``column``, ``object`` and its ``suffix``."""
    facts = frame.filter(pl.col("predicate") != _TYPE).with_columns(suffix=suffix())
    predicates = facts["predicate"].unique().to_list()
    names = [shrink(name[1:-1]) for name in predicates]
    language = pl.when(pl.col("suffix").str.starts_with("@")).then("suffix").otherwise(pl.lit(""))
    return facts.select(
        "subject",
        pl.concat_str(pl.col("predicate").replace_strict(predicates, names), language).alias(
            "column"
        ),
        "object",
        "suffix",
    )


def _with_values(cells: pl.DataFrame) -> pl.DataFrame:
    quoted = pl.col("object").str.strip_suffix(pl.col("suffix"))
    text = quoted.str.strip_prefix('"').str.strip_suffix('"')
    plain = text.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))
    value = pl.when(pl.col("suffix").is_null()).then(bare("object")).otherwise(plain)
    return cells.select("subject", "column", value.alias("value"))


def _joined(cells: pl.DataFrame) -> pl.DataFrame:
    """One cell for each subject and column; what is empty is null, so that it is not quoted."""
    several = pl.col("value").list
    value = pl.when(several.len() > 1).then(several.unique().list.sort()).otherwise("value")
    joined = value.list.join(_JOINT)
    return (
        cells.group_by("subject", "column", maintain_order=True)
        .agg("value")
        .select("subject", "column", pl.when(joined != "").then(joined).alias("value"))
    )


def _pivoted(cells: pl.DataFrame, members: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """The cells of some subjects: a row for each, a column for each name."""
    wide = cells.join(members, on="subject", how="semi").pivot(
        on="column", index="subject", values="value"
    )
    missing = [pl.lit(None, pl.String).alias(name) for name in names if name not in wide.columns]
    return wide.with_columns(missing)


def _csv(frame: pl.DataFrame) -> bytes:
    return frame.write_csv(include_header=False, line_terminator="\r\n").encode()
