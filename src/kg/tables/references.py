"""Column references: primary keys, row titles and foreign keys (sections 5.1.4 and 5.5)."""

from . import properties
from .context import Scope
from .model import ForeignKey, Json, Schema


def column_names(scope: Scope, name: str, own: dict[str, Json], schema: Schema) -> tuple[str, ...]:
    """The columns that a property of the schema names.

    Names of columns that are not there void the property, with a warning.
    """
    if name not in own:
        return ()
    found = properties.strings(scope, name, own[name]) or ()
    known = {column.name for column in schema.columns}
    for each in found:
        if each not in known:
            scope.report.warn("unknown-column", file=scope.file, property=name, name=each)
            return ()
    return found


def read_foreign_keys(scope: Scope, value: Json, schema: Schema) -> tuple[ForeignKey, ...]:
    """The foreign keys of a schema; what breaks section 5.5.2 is an error in the report."""
    found = []
    for item in properties.objects(scope, "foreignKeys", value):
        _only(scope, "ForeignKey", item, {"columnReference", "reference"})
        columns = _reference(scope, item)
        target = item.get("reference")
        if not isinstance(target, dict):
            scope.wrong("missing-property", owner="ForeignKey", property="reference")
            continue
        _only(scope, "reference", target, {"resource", "schemaReference", "columnReference"})
        target_columns = _reference(scope, target)
        table, by_schema = target.get("resource"), target.get("schemaReference")
        if isinstance(table, str) == isinstance(by_schema, str):
            scope.wrong("missing-property", owner="reference", property="resource")
            continue
        if not columns or not target_columns:
            continue
        _check_known(scope, columns, schema)
        found.append(
            ForeignKey(
                columns,
                target_columns,
                scope.resolve(table) if isinstance(table, str) else None,
                scope.resolve(by_schema) if isinstance(by_schema, str) else None,
            )
        )
    return tuple(found)


def _reference(scope: Scope, owner: dict[str, Json]) -> tuple[str, ...]:
    value = owner.get("columnReference")
    items = value if isinstance(value, list) else [value]
    names = tuple(item for item in items if isinstance(item, str))
    if not names or len(names) != len(items):
        scope.wrong("missing-property", value, owner="ForeignKey", property="columnReference")
        return ()
    return names


def _only(scope: Scope, owner: str, value: dict[str, Json], allowed: set[str]) -> None:
    for key, item in value.items():
        if key not in allowed:
            scope.wrong(
                "bad-property",
                item,
                property=key,
                expected_ja=f"{owner} には書けない",
                expected_en=f"it may not stand in a {owner}",
            )


def _check_known(scope: Scope, columns: tuple[str, ...], schema: Schema) -> None:
    known = {column.name for column in schema.columns}
    for name in columns:
        if name not in known:
            scope.wrong("unknown-column", property="foreignKeys", name=name)
