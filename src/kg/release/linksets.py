"""Linksets (W3C VoID, section 5): what links to each other dataset, as Turtle and as a table.

A table has the columns ``iri``, ``target``, ``label_ja`` and ``label_en``.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl
import pyoxigraph as ox

from kg.iris import Iris, expand, fragment
from kg.problems import Text
from kg.release.facts import LICENCE
from kg.release.frames import bare, canonical
from kg.release.sheets import BOM, label, sheet
from kg.release.targets import TARGETS, Target, links
from kg.release.turtle import turtle
from kg.release.vocabulary import Description, integer, iri, term, texts
from kg.tables.columnar.ntriples import frame_of

_HEADER: Final = ("iri", "target", "label_ja", "label_en")
_LABEL: Final = f"<{expand('rdfs:label')}>"


def describe(out: Description, target: Target, triples: int, iris: Iris) -> str:
    """State what a linkset is; gives its IRI."""
    subject = iris.linkset(target.key)
    elsewhere = fragment(subject, "target")
    out.add(
        subject,
        {
            "rdf:type": term("void:Linkset"),
            "dcterms:title": texts(
                Text(f"リンク先：{target.title.ja}", f"Links to: {target.title.en}")
            ),
            "dcterms:license": iri(LICENCE),
            "void:linkPredicate": term(target.predicate),
            "void:subjectsTarget": iri(iris.dataset),
            "void:objectsTarget": iri(elsewhere),
            "void:triples": integer(triples),
        },
    )
    out.add(
        elsewhere,
        {
            "rdf:type": term("void:Dataset"),
            "dcterms:title": texts(target.title),
            "void:uriSpace": ox.Literal(target.space),
            "foaf:homepage": iri(target.homepage),
        },
    )
    return subject


def heads(counts: Mapping[str, int], iris: Iris) -> dict[str, bytes]:
    """File name → what the file begins with, for each target that something links to.

    Args:
        counts: key of the target → triples that link to it.
        iris: the base of the build.
    """
    files = {}
    for target in TARGETS:
        if target.key in counts:
            out = Description()
            describe(out, target, counts[target.key], iris)
            description = turtle(canonical(frame_of(out.triples())))
            files[f"{target.key}.ttl"] = description + b"\n"
            files[f"{target.key}.csv"] = BOM + sheet(pl.DataFrame([_HEADER], orient="row"))
    return files


def rows(frame: pl.DataFrame, iris: Iris) -> Iterator[tuple[str, bytes]]:
    """The links of a part: file name, what is appended to that file.

    Args:
        frame: triples, sorted, all of their subjects.
        iris: the base of the build.
    """
    for target, found in links(frame, iris):
        line = pl.format(f"{{}} {target.predicate} {{}} .\n", "subject", "object")
        yield f"{target.key}.ttl", found.select(line.str.join("")).item().encode()
        yield f"{target.key}.csv", sheet(_labelled(found, frame))


def _labelled(found: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    own = frame.filter(pl.col("predicate") == _LABEL)
    table = found.select("subject", "object")
    for language in ("ja", "en"):
        named = own.select("subject", label(language).alias(language)).drop_nulls()
        table = table.join(
            named.unique("subject", keep="first"), on="subject", how="left", maintain_order="left"
        )
    return table.select(bare("subject"), bare("object").alias("target"), "ja", "en")
