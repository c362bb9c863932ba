"""Metadata documents: from JSON to the records of ``model`` (tabular-metadata, section 5)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from . import properties
from .annotations import annotation, normal
from .context import Scope, is_common_name, read_scope, show
from .datatype_metadata import read_datatype
from .dialect import read_dialect
from .extensions import extension
from .messages import Report
from .model import (
    UNDETERMINED,
    Annotation,
    Column,
    Dialect,
    GroupDescription,
    Inherited,
    Json,
    Schema,
    TableDescription,
)
from .references import column_names, read_foreign_keys

Reader = Callable[[Scope, str, Json], object]

_INHERITED: Mapping[str, tuple[str, Reader]] = {
    "aboutUrl": ("about_url", properties.template),
    "datatype": ("datatype", read_datatype),
    "default": ("default", properties.string),
    "lang": ("lang", properties.language),
    "null": ("null", properties.strings),
    "ordered": ("ordered", properties.boolean),
    "propertyUrl": ("property_url", properties.template),
    "required": ("required", properties.boolean),
    "separator": ("separator", properties.separator),
    "textDirection": ("text_direction", properties.one_of("ltr", "rtl", "auto", "inherit")),
    "valueUrl": ("value_url", properties.template),
}
_EXTENSIONS: Mapping[str | None, tuple[str, Reader]] = {
    "asPrinted": ("as_printed", properties.string),
    "valueUrlPerItem": ("value_url_per_item", properties.boolean),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """A description object taken apart: own properties, inherited ones, annotations."""

    own: dict[str, Json]
    inherited: Inherited
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """What reading a document may need besides its text: other documents, by URL."""

    load: Callable[[str, Report], Json]
    """The JSON of a referenced schema or dialect; None (and a problem) where there is none."""


def parse_json(body: bytes, file: str, report: Report) -> Json:
    """The JSON of a document; None, and a problem that says where, for anything else."""
    try:
        found: Json = json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        report.error("metadata-encoding", file=file)
    except json.JSONDecodeError as error:
        report.error(
            "not-json", file=file, line=error.lineno, character=error.colno, reason=error.msg
        )
    except RecursionError:
        report.error("not-json", file=file, line=1, character=1, reason="nested too deeply")
    else:
        if isinstance(found, dict):
            return found
        report.error("not-json", file=file, line=1, character=1, reason="no object")
    return None


def read_metadata(
    document: dict[str, Json], url: str, file: str, report: Report, sources: Sources
) -> GroupDescription | None:
    """The group of tables that a document describes; None where it describes none.

    A document that describes one table is a group of that table.
    """
    scope = read_scope(document.get("@context"), url, file, report)
    if "tables" in document:
        return _group(scope, document, sources)
    if "url" in document:
        table = _table(scope, document, _NO_PARTS, sources)
        return None if table is None else GroupDescription((table,))
    scope.wrong("missing-property", owner="TableGroup", property="tables")
    return None


def _take_apart(scope: Scope, owner: str, value: dict[str, Json], own: frozenset[str]) -> Parts:
    kept: dict[str, Json] = {}
    inherited: dict[str, object] = {}
    annotations: list[Annotation] = []
    for key, item in value.items():
        if key in own:
            kept[key] = item
        elif key in _INHERITED:
            field, read = _INHERITED[key]
            inherited[field] = read(scope, key, item)
        elif extension(key) in _EXTENSIONS:
            field, read = _EXTENSIONS[extension(key)]
            inherited[field] = read(scope, key, item)
        elif key == "@id":
            kept[key] = properties.identifier(scope, owner, item)
        elif key == "@type":
            properties.check_type(scope, owner, item)
        elif is_common_name(key):
            annotations.append(annotation(scope, key, item))
        elif key != "@context":
            scope.report.warn("unknown-property", file=scope.file, owner=owner, property=key)
    return Parts(kept, Inherited(**inherited), tuple(annotations))  # type: ignore[arg-type]


_TABLE_PROPERTIES = frozenset(
    {"dialect", "notes", "tableDirection", "tableSchema", "transformations"}
)
_NO_PARTS = Parts({}, Inherited(), ())


def _group(scope: Scope, document: dict[str, Json], sources: Sources) -> GroupDescription | None:
    parts = _take_apart(scope, "TableGroup", document, _TABLE_PROPERTIES | {"tables"})
    described = properties.objects(scope, "tables", parts.own.pop("tables"))
    if not described:
        scope.wrong("missing-property", owner="TableGroup", property="tables")
    tables = [_table(scope, item, parts, sources) for item in described]
    return GroupDescription(
        tuple(table for table in tables if table is not None),
        _text(parts.own.get("@id")),
        _notes(scope, parts.own),
        parts.annotations,
    )


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _notes(scope: Scope, own: dict[str, Json]) -> tuple[Json, ...]:
    if "notes" not in own:
        return ()
    notes = properties.items(scope, "notes", own["notes"])
    return tuple(normal(scope, "notes", note) for note in notes)


def _table(
    scope: Scope, value: dict[str, Json], group: Parts, sources: Sources
) -> TableDescription | None:
    parts = _take_apart(scope, "Table", value, _TABLE_PROPERTIES | {"url", "suppressOutput"})
    own = {key: item for key, item in group.own.items() if key not in ("@id", "notes")} | parts.own
    url = parts.own.get("url")
    if not isinstance(url, str):
        scope.wrong("missing-property", url, owner="Table", property="url")
        return None
    _check_transformations(scope, own)
    suppress = own.get("suppressOutput", False)
    direction = own.get("tableDirection", "auto")
    read_direction = properties.one_of("ltr", "rtl", "auto")
    return TableDescription(
        url=scope.resolve(url),
        iri=_text(own.get("@id")),
        schema=_schema(scope, own["tableSchema"], sources) if "tableSchema" in own else Schema(),
        dialect=_dialect(scope, own["dialect"], sources) if "dialect" in own else None,
        direction=read_direction(scope, "tableDirection", direction) or "auto",
        suppress_output=properties.boolean(scope, "suppressOutput", suppress) or False,
        notes=_notes(scope, parts.own),
        annotations=parts.annotations,
        inherited=parts.inherited.within(group.inherited),
        document=scope.file,
    )


_TRANSFORMATION = frozenset({"url", "targetFormat", "scriptFormat", "source", "titles"})


def _check_transformations(scope: Scope, own: dict[str, Json]) -> None:
    """Transformations are not carried out; their errors are told all the same."""
    for item in properties.objects(scope, "transformations", own.pop("transformations", [])):
        parts = _take_apart(scope, "Template", item, _TRANSFORMATION)
        for name in ("url", "targetFormat", "scriptFormat"):
            if name not in parts.own:
                scope.wrong("missing-property", owner="Template", property=name)
        if "titles" in parts.own:
            properties.titles(scope, "titles", parts.own["titles"])


def _referenced(
    scope: Scope, name: str, value: Json, sources: Sources
) -> tuple[Scope, dict[str, Json]] | None:
    """An object property: the object itself, or the one that a URL leads to (section 5.1.5)."""
    if isinstance(value, dict):
        return scope, value
    if not isinstance(value, str):
        scope.invalid(name, value, "オブジェクトか URL を書く", "an object or a URL is expected")
        return None
    url = scope.resolve(value)
    found = sources.load(url, scope.report)
    if not isinstance(found, dict):
        return None
    return read_scope(found.get("@context"), url, url, scope.report), {"@id": url, **found}


def _dialect(scope: Scope, value: Json, sources: Sources) -> Dialect | None:
    found = _referenced(scope, "dialect", value, sources)
    return None if found is None else read_dialect(found[0], _without_context(found[1]))


def _without_context(value: dict[str, Json]) -> dict[str, Json]:
    return {key: item for key, item in value.items() if key != "@context"}


_SCHEMA = frozenset({"columns", "primaryKey", "rowTitles", "foreignKeys"})


def _schema(scope: Scope, value: Json, sources: Sources) -> Schema:
    found = _referenced(scope, "tableSchema", value, sources)
    if found is None:
        return Schema(has_columns=True)
    scope, value = found
    parts = _take_apart(scope, "Schema", value, _SCHEMA)
    described = properties.objects(scope, "columns", parts.own.get("columns", []))
    columns = tuple(_column(scope, item) for item in described)
    _check_columns(scope, columns)
    schema = Schema(
        _text(parts.own.get("@id")), "columns" in parts.own, columns, inherited=parts.inherited
    )
    return replace(
        schema,
        primary_key=column_names(scope, "primaryKey", parts.own, schema),
        row_titles=column_names(scope, "rowTitles", parts.own, schema),
        foreign_keys=read_foreign_keys(scope, parts.own.get("foreignKeys", []), schema),
    )


_COLUMN = frozenset({"name", "titles", "virtual", "suppressOutput"})


def _column(scope: Scope, value: dict[str, Json]) -> Column:
    parts = _take_apart(scope, "Column", value, _COLUMN)
    own = parts.own
    titles = (properties.titles(scope, "titles", own["titles"]) or {}) if "titles" in own else {}
    return Column(
        name=properties.column_name(scope, "name", own["name"]) if "name" in own else None,
        titles=titles,
        named_after=next(iter(titles.get(scope.language) or titles.get(UNDETERMINED, ())), None),
        virtual=properties.boolean(scope, "virtual", own.get("virtual", False)) or False,
        suppress_output=properties.boolean(
            scope, "suppressOutput", own.get("suppressOutput", False)
        )
        or False,
        inherited=parts.inherited,
    )


def _check_columns(scope: Scope, columns: tuple[Column, ...]) -> None:
    seen: set[str] = set()
    virtual = False
    for column in columns:
        if column.name in seen:
            scope.wrong("duplicate-column", name=show(column.name))
        if virtual and not column.virtual:
            scope.wrong("virtual-order", column.name)
        virtual = virtual or column.virtual
        if column.name is not None:
            seen.add(column.name)
