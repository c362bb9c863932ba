"""Compressed files and tables per class, byte by byte."""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable

import pyoxigraph as ox
import pytest

from kg.iris import STI, Iris, expand
from kg.release import Release
from kg.release.class_tables import ClassTables
from kg.release.frames import canonical
from kg.tables.columnar.ntriples import frame_of

ID = "https://w3id.org/sti-kg/id/"


def test_gzipped_dumps_hold_the_dumps_and_no_time(release: Release) -> None:
    for suffix in ("nq", "nt", "ttl", "jsonld"):
        packed = (release.dumps / f"sti-kg.{suffix}.gz").read_bytes()
        assert gzip.decompress(packed) == (release.dumps / f"sti-kg.{suffix}").read_bytes()
        assert packed[3:8] == bytes(5), "flags (no name) and time"


def test_a_zip_holds_the_tables_with_a_fixed_time(release: Release) -> None:
    with zipfile.ZipFile(release.dumps / "sti-kg-csv.zip") as packed:
        assert packed.namelist() == ["Passage.csv", "Prefecture.csv"]
        for info in packed.infolist():
            assert packed.read(info) == (release.dumps / "csv" / info.filename).read_bytes()
            assert info.date_time == (1980, 1, 1, 0, 0, 0)


def test_a_class_is_a_table_that_excel_reads(release: Release) -> None:
    content = (release.dumps / "csv/Prefecture.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert head[:4] == ["iri", "key", "label_ja", "label_en"]
    assert head[4:] == ["dcterms:identifier", "prov:wasQuotedFrom", "sti:kana@ja-hrkt"]
    first, second = f"{ID}passage/lines-1-3", f"{ID}passage/lines-4-5"
    assert rows == [
        [f"{ID}region/{key}", key, *rest]
        for key, *rest in (
            ("010006", "北海道", "Hokkaido", "010006", first, "ほっかいどう"),
            ("020001", "青森県", "Aomori", "020001", first, "あおもりけん"),
            ("130001", "東京都", "Tokyo", "130001", second, "とうきょうと"),
        )
    ]


def class_tables(triples: Iterable[ox.Triple]) -> dict[str, bytes]:
    """The tables of a graph, written in one part."""
    graph = canonical(frame_of(triples))
    tables = ClassTables(Iris())
    tables.survey(graph)
    rows = dict(tables.rows(graph))
    return {name: header + rows[name] for name, header in tables.headers().items()}


def test_several_values_and_classes_and_foreign_subjects() -> None:
    turtle = f"""
    @prefix : <https://w3id.org/sti-kg/ontology#> .
    @prefix qb: <http://purl.org/linked-data/cube#> .
    <{ID}x/one> a :Thing, qb:Observation ; :p "b", "a", 3 ; :q "b;\\"c"@ja .
    <{ID}x/two> a :Thing ; :q _:node . _:node a :Thing .
    <https://example.org/x> a :Thing ."""
    parsed = (quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    tables = {name: text.decode("utf-8-sig") for name, text in class_tables(parsed).items()}
    assert list(tables) == ["Thing.csv", "qb-Observation.csv"]
    assert tables["Thing.csv"].splitlines() == [
        "iri,key,label_ja,label_en,sti:p,sti:q,sti:q@ja",
        f'{ID}x/one,one,,,3; a; b,,"b;""c"',
        f"{ID}x/two,two,,,,_:node,",
    ]
    assert tables["qb-Observation.csv"].splitlines() == [
        "iri,key,label_ja,label_en,sti:p,sti:q@ja",
        f'{ID}x/one,one,,,3; a; b,"b;""c"',
    ]


@pytest.mark.parametrize("text", ["a,b", 'say "x"', "two\nlines", "\r", "\\n", "\x01\x7f\t", ""])
def test_texts_come_back_from_cells_as_they_are(text: str) -> None:
    subject, predicate = ox.NamedNode(f"{ID}x/one"), ox.NamedNode(f"{STI}words")
    thing = ox.Triple(subject, ox.NamedNode(expand("rdf:type")), ox.NamedNode(f"{STI}Thing"))
    graph = [thing, ox.Triple(subject, predicate, ox.Literal(text))]
    content = class_tables(graph)["Thing.csv"].decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content, newline=""))) == [
        ["iri", "key", "label_ja", "label_en", "sti:words"],
        [f"{ID}x/one", "one", "", "", text],
    ]
