"""The converter as the W3C test runner calls it: fetching through urllib, not validating."""

import urllib.error
import urllib.request

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse, serialize

from kg.tables import Mode, Response, Table, convert, read_tables

DIFFERS = "<urn:x:columns> <urn:x:differ> <urn:x:rows> ."
"""What fails any test, negative ones too: a graph that none expects, and no error."""


def fetch(url: str) -> Response | None:
    """Gets a URL through the runner's proxy; None for what is not found."""
    request = urllib.request.Request(url)
    try:
        with urllib.request.urlopen(request) as answer:
            return Response(
                url,
                answer.read(),
                answer.headers.get("Content-Type", ""),
                tuple(answer.headers.get_all("Link", [])),
                answer.headers.get("Content-Language", ""),
            )
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 404:
                return None
            raise


class Engine:
    """What ``w3c_csvw_run.py module:Class`` asks for."""

    def rdf(self, url: str, minimal: bool, metadata_url: str | None) -> str:
        """The N-Triples of a conversion; raises DataError where the standard asks for an error."""
        mode = Mode.MINIMAL if minimal else Mode.STANDARD
        done = convert(url, metadata=metadata_url, mode=mode, fetch=fetch, strict=False)
        return _lines(done.triples)


def _lines(triples: list[Triple]) -> str:
    lines = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert lines is not None  # without an output to write to, it gives the bytes
    return lines.decode()


def _canonical(dataset: Dataset) -> Dataset:
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def _by_rows(table: Table) -> Dataset:
    return _canonical(Dataset(Quad(*triple) for triple in table.triples(Mode.MINIMAL)))


def _by_columns(table: Table) -> Dataset:
    lines = [" ".join(row) + " .\n" for frame in table.frames() for row in frame.iter_rows()]
    return _canonical(Dataset(parse("".join(lines), format=RdfFormat.N_TRIPLES)))


class ByColumns(Engine):
    """The same in standard mode; minimal mode by columns, which must give what rows give."""

    def rdf(self, url: str, minimal: bool, metadata_url: str | None) -> str:
        """The N-Triples of a conversion; raises DataError where the standard asks for an error."""
        rows, columns = (
            read_tables([metadata_url or url], fetch=fetch, strict=False) for _ in range(2)
        )
        found = [_by_columns(table) for table in columns.tables]
        if found != [_by_rows(table) for table in rows.tables]:
            return DIFFERS
        if columns.problems != rows.problems:
            return DIFFERS
        if not minimal:
            return super().rdf(url, minimal, metadata_url)
        columns.require_sound()
        return _lines([quad.triple for dataset in found for quad in dataset])
