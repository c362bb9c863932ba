"""What a table's CSVW metadata says about the table as a whole: title, licence, source.

Common properties of tables (W3C Metadata Vocabulary for Tabular Data, section 5.8): values are
texts, texts with a language, or references, alone or in lists.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.iris import DEFAULT_BASE, Iris
from kg.problems import Text
from kg.release.project import Table

_PREFIXES: Final = ("dc:", "dcterms:", "http://purl.org/dc/terms/")


@dataclass(frozen=True, slots=True)
class Card:
    """A table described as a whole.

    Attributes:
        graph: IRI of the named graph that holds its triples.
        file: ``data/{source}/{name}.csv``.
        title: the title given, or the source and name.
        description: the description given, or a sentence made of the title.
        licences: IRIs.
        sources: IRIs of what the table was made from.
        citations: sources that are named in words only.
    """

    graph: str
    file: str
    title: Text
    description: Text
    licences: tuple[str, ...]
    sources: tuple[str, ...]
    citations: tuple[str, ...]


def read_card(table: Table, iris: Iris) -> Card:
    """The card of one table; metadata that passed the reading of tables is expected."""
    about = _table_object(table)
    name = f"{table.source}/{table.name}"
    title = _text(about, "title", Text(name, name))
    sources = [iris.rebase(value) for value in _references(about, "source")]
    return Card(
        graph=iris.graph(table.source, table.name),
        file=table.file,
        title=title,
        description=_text(
            about,
            "description",
            Text(f"表「{title.ja}」の内容", f"Content of the table {title.en}"),
        ),
        licences=tuple(sorted(value for value in _references(about, "license") if _is_iri(value))),
        sources=tuple(sorted(value for value in sources if _is_iri(value))),
        citations=tuple(sorted(value for value in sources if not _is_iri(value))),
    )


def _table_object(table: Table) -> Mapping[str, Any]:
    """The object that describes this table, over the properties of its group."""
    group: dict[str, Any] = json.loads(Path(table.metadata).read_text(encoding="utf-8-sig"))
    described: list[dict[str, Any]] = group.get("tables", [])
    own = [one for one in described if _names(one.get("url", ""), table)]
    return {**group, **(own[0] if own else {})}


def _names(url: str, table: Table) -> bool:
    return url.rpartition("/")[2] == table.csv.name


def _values(about: Mapping[str, Any], name: str) -> Iterator[Any]:
    for prefix in _PREFIXES:
        value = about.get(prefix + name, [])
        yield from value if isinstance(value, list) else [value]


def _text(about: Mapping[str, Any], name: str, otherwise: Text) -> Text:
    """The texts of a property; a text without language stands for both."""
    found = {"ja": "", "en": ""}
    for value in _values(about, name):
        if isinstance(value, str):
            found = {language: text or value for language, text in found.items()}
        elif isinstance(value, dict) and value.get("@language") in found:
            found[value["@language"]] = value.get("@value", "")
    ja, en = found["ja"], found["en"]
    return Text(ja or en or otherwise.ja, en or ja or otherwise.en)


def _references(about: Mapping[str, Any], name: str) -> Iterator[str]:
    for value in _values(about, name):
        text = value.get("@id", value.get("@value", "")) if isinstance(value, dict) else value
        if isinstance(text, str) and text:
            yield text


def _is_iri(value: str) -> bool:
    return value.startswith(("https://", "http://", "urn:", DEFAULT_BASE)) and " " not in value
