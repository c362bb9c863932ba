"""One CSV per class, for people with a spreadsheet.

Columns: ``iri``, ``key``, ``label_ja``, ``label_en``, then the class's properties by name; texts
with a language have a column per language. Several values stand in one cell, sorted, joined by
``"; "``.
"""

import re
from collections.abc import Iterator
from typing import Final

import polars as pl

from kg.iris import Iris, expand, shrink
from kg.release.frames import alone, bare, is_iri, suffix
from kg.release.sheets import BOM, plain, sheet

_JOINT: Final = "; "
_TYPE: Final = f"<{expand('rdf:type')}>"
_LABELS: Final = {"label_ja": "rdfs:label@ja", "label_en": "rdfs:label@en"}
_HEAD: Final = ("iri", "key", *_LABELS)


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
        rows = _numbered(frame)
        used = (
            self._members(rows)
            .join(_facts(rows), on="node", how="left")
            .select("file", "predicate", "language")
            .unique()
        )
        for file, predicate, language in used.iter_rows():
            columns = self._columns.setdefault(file, set())
            if predicate:
                columns.add(shrink(predicate[1:-1]) + language)

    def headers(self) -> dict[str, bytes]:
        """File name → what the file begins with, by file name."""
        return {
            file: BOM + sheet(pl.DataFrame([(*_HEAD, *self._names(file))], orient="row"))
            for file in sorted(self._columns)
        }

    def rows(self, frame: pl.DataFrame) -> Iterator[tuple[str, bytes]]:
        """The rows of a part: file name, CSV.

        Args:
            frame: triples, sorted, all of their subjects.
        """
        rows = _numbered(frame)
        cells = _cells(rows)
        for (file,), own in self._members(rows).group_by("file", maintain_order=True):
            names = [*_LABELS.values(), *self._names(str(file))]
            table = own.join(_pivoted(cells, own, names), on="node", how="left")
            iri = bare("subject")
            key = iri.str.extract("([^/]*)$")
            yield str(file), sheet(table.select(iri.alias("iri"), key.alias("key"), *names))

    def _members(self, rows: pl.DataFrame) -> pl.DataFrame:
        """``node``, ``subject`` and the ``file`` of its class."""
        types = rows.filter(
            pl.col("predicate") == _TYPE,
            is_iri("object"),
            pl.col("subject").str.contains(self._resource),
        )
        classes = types["object"].unique().to_list()
        files = [file_name(name[1:-1]) for name in classes]
        file = pl.col("object").replace_strict(classes, files, return_dtype=pl.String)
        return types.select("node", "subject", file.alias("file")).unique(maintain_order=True)

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


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """The triples with the number of their subject, ``node``, and their object's ``suffix``."""
    return frame.with_columns(node=pl.col("subject").rle_id(), suffix=suffix())


def _facts(rows: pl.DataFrame) -> pl.DataFrame:
    """What gets a cell: ``node``, ``predicate``, ``language`` (``@ja``, or empty), ``object``."""
    language = pl.when(pl.col("suffix").str.starts_with("@")).then("suffix").otherwise(pl.lit(""))
    return rows.filter(pl.col("predicate") != _TYPE).select(
        "node", "predicate", language.alias("language"), "object", "suffix"
    )


def _cells(rows: pl.DataFrame) -> pl.DataFrame:
    """``node``, name of the ``column`` and ``value``; empty cells are null, and so not quoted."""
    facts = _facts(rows)
    predicates = facts["predicate"].unique().to_list()
    names = [shrink(name[1:-1]) for name in predicates]
    name = pl.col("predicate").replace_strict(predicates, names, return_dtype=pl.String)
    values = (
        facts.with_columns(column=pl.concat_str(name, "language"))
        .sort("node", "column", maintain_order=True)
        .select("node", "column", value=plain(pl.col("suffix")), alone=alone("node", "column"))
    )
    several = values.filter(~pl.col("alone")).group_by("node", "column", maintain_order=True)
    joined = pl.col("value").list.unique().list.sort().list.join(_JOINT)
    cells = pl.concat(
        [values.filter("alone").drop("alone"), several.agg("value").with_columns(joined)]
    )
    return cells.with_columns(pl.when(pl.col("value") != "").then("value").alias("value"))


def _pivoted(cells: pl.DataFrame, members: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """The cells of some nodes: a row for each, a column for each name."""
    own = cells.join(members, on="node", how="semi")
    return own.pivot(on="column", on_columns=names, index="node", values="value")
