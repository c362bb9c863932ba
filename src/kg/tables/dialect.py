"""Dialect descriptions (tabular-metadata, section 5.9) and this project's two extensions."""

import codecs
from collections.abc import Callable, Mapping
from dataclasses import replace

from . import properties
from .context import Scope
from .encodings import codec
from .extensions import extension
from .model import Dialect, Json


def _encoding(scope: Scope, name: str, value: Json) -> str | None:
    if isinstance(value, str):
        try:
            codecs.lookup(codec(value))
        except LookupError:
            pass
        else:
            return value
    scope.invalid(name, value, "文字コードの名前を書く", "the name of an encoding is expected")
    return None


def _quote(scope: Scope, name: str, value: Json) -> str | None:
    return "" if value is None else properties.string(scope, name, value)


def _filled(scope: Scope, name: str, value: Json) -> str | None:
    if value == "":
        scope.invalid(name, value, "空でない文字列を書く", "a string that is not empty is expected")
        return None
    return properties.string(scope, name, value)


def _trim(scope: Scope, name: str, value: Json) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return properties.one_of("true", "false", "start", "end")(scope, name, value)


_READERS: Mapping[str, tuple[str, Callable[[Scope, str, Json], object]]] = {
    "commentPrefix": ("comment_prefix", _quote),
    "delimiter": ("delimiter", _filled),
    "doubleQuote": ("double_quote", properties.boolean),
    "encoding": ("encoding", _encoding),
    "header": ("header", properties.boolean),
    "headerRowCount": ("header_row_count", properties.count),
    "lineTerminators": ("line_terminators", properties.strings),
    "quoteChar": ("quote_char", _quote),
    "skipBlankRows": ("skip_blank_rows", properties.boolean),
    "skipColumns": ("skip_columns", properties.count),
    "skipInitialSpace": ("skip_initial_space", properties.boolean),
    "skipRows": ("skip_rows", properties.count),
    "trim": ("trim", _trim),
    "detectEncoding": ("detect_encoding", properties.boolean),
    "japanese": ("japanese", properties.boolean),
}
_EXTENSIONS = frozenset({"detectEncoding", "japanese"})


def read_dialect(scope: Scope, value: Json) -> Dialect | None:
    """A dialect from its JSON object; None (with a warning) for anything else."""
    if not isinstance(value, dict):
        scope.invalid("dialect", value, "オブジェクトを書く", "an object is expected")
        return None
    settings: dict[str, object] = {}
    for key, item in value.items():
        local = extension(key)
        name = local if local in _EXTENSIONS else key
        if key == "@id":
            properties.identifier(scope, "Dialect", item)
        elif key == "@type":
            properties.check_type(scope, "Dialect", item)
        elif name not in _READERS or (key in _EXTENSIONS):
            scope.report.warn("unknown-property", file=scope.file, owner="Dialect", property=key)
        else:
            setting, read = _READERS[name]
            found = read(scope, key, item)
            if found is not None:
                settings[setting] = found
    for optional in ("quote_char", "comment_prefix"):
        if settings.get(optional) == "":
            settings[optional] = None
    return replace(Dialect(), **settings)  # type: ignore[arg-type]
