"""What kinds of files are offered, as catalogues name them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from kg.problems import Text
from kg.release.targets import FOLDER

_IANA: Final = "https://www.iana.org/assignments/media-types/"
_FILE_TYPE: Final = "http://publications.europa.eu/resource/authority/file-type/"


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file: IRIs of its format and media types, and its name.

    ``compress_format`` and ``package_format`` hold one IRI where a file is compressed or packed.
    """

    title: Text
    format: str
    media_type: str
    compress_format: tuple[str, ...] = ()
    package_format: tuple[str, ...] = ()


def _form(ja: str, en: str, file_type: str, media_type: str) -> Form:
    return Form(Text(ja, en), _FILE_TYPE + file_type, _IANA + media_type)


_FORMS: Final[Mapping[str, Form]] = {
    "nq": _form(
        "N-Quads、名前付きグラフを含む",
        "N-Quads with named graphs",
        "RDF_N_QUADS",
        "application/n-quads",
    ),
    "nt": _form("N-Triples", "N-Triples", "RDF_N_TRIPLES", "application/n-triples"),
    "ttl": _form("Turtle", "Turtle", "RDF_TURTLE", "text/turtle"),
    "jsonld": _form("JSON-LD", "JSON-LD", "JSON_LD", "application/ld+json"),
    "csv": _form("クラスごとのCSV", "CSV of one class", "CSV", "text/csv"),
}
_LINKS: Final = {
    "ttl": Text("他のデータセットへのリンク、Turtle", "links to another dataset, Turtle"),
    "csv": Text("他のデータセットへのリンクのCSV", "CSV of links to another dataset"),
}
_GZIP: Final = f"{_IANA}application/gzip"
_ZIP: Final = Form(
    Text("まとめたZIP", "all of it in one ZIP"),
    f"{_FILE_TYPE}ZIP",
    f"{_IANA}application/zip",
    package_format=(f"{_IANA}application/zip",),
)


def form_of(name: str) -> Form:
    """The kind of a dump by its file name.

    >>> form_of("sti-kg.ttl.gz").compress_format
    ('https://www.iana.org/assignments/media-types/application/gzip',)
    >>> form_of("linksets/wikidata.csv").title.en
    'CSV of links to another dataset'
    """
    ending = name.rpartition(".")[2]
    if name.startswith(f"{FOLDER}/"):
        return replace(_FORMS[ending], title=_LINKS[ending])
    if name.endswith(".zip"):
        return _ZIP
    if not name.endswith(".gz"):
        return _FORMS[ending]
    plain = form_of(name.removesuffix(".gz"))
    title = Text(f"{plain.title.ja}、gzip圧縮", f"{plain.title.en}, gzipped")
    return Form(title, plain.format, plain.media_type, compress_format=(_GZIP,))
