"""Datatype descriptions as metadata documents write them (tabular-metadata, section 5.11)."""

from collections.abc import Mapping
from dataclasses import replace

from . import properties
from .context import Scope, is_common_name, show
from .datatypes import BadFormatError, BadValue, compile_parser, constraint_value
from .datatypes.compile import ORDERED
from .datatypes.durations import DURATIONS, less
from .datatypes.strings import LENGTHY
from .model import Datatype, Json, NumberFormat
from .terms import DATATYPES

_LENGTHS: Mapping[str, str] = {
    "length": "length",
    "minLength": "min_length",
    "maxLength": "max_length",
}
_LIMITS: Mapping[str, str] = {
    "minimum": "min_inclusive",
    "minInclusive": "min_inclusive",
    "maximum": "max_inclusive",
    "maxInclusive": "max_inclusive",
    "minExclusive": "min_exclusive",
    "maxExclusive": "max_exclusive",
}


def read_datatype(scope: Scope, name: str, value: Json) -> Datatype | None:
    """A datatype from its name or its description; None (with a warning) for anything else."""
    if isinstance(value, str) and value in DATATYPES:
        return Datatype(value)
    if not isinstance(value, dict):
        scope.invalid(
            name,
            value,
            "組み込みのデータ型の名前を書く",
            "the name of a built-in datatype is expected",
        )
        return None
    datatype = Datatype(_base(scope, value.get("base", "string")), _identity(scope, value))
    datatype = _with_limits(scope, datatype, value)
    _check(scope, datatype)
    for key in value:
        if key not in _KNOWN and not is_common_name(key):
            scope.report.warn("unknown-property", file=scope.file, owner="Datatype", property=key)
    return _with_format(scope, datatype, value.get("format"))


_KNOWN = {"@id", "@type", "base", "format", *_LENGTHS, *_LIMITS}


def _base(scope: Scope, value: Json) -> str:
    if isinstance(value, str) and value in DATATYPES:
        return value
    scope.invalid(
        "base",
        value,
        "組み込みのデータ型の名前を書く",
        "the name of a built-in datatype is expected",
    )
    return "string"


def _identity(scope: Scope, value: dict[str, Json]) -> str | None:
    if "@type" in value:
        properties.check_type(scope, "Datatype", value["@type"])
    if "@id" not in value:
        return None
    iri = properties.identifier(scope, "Datatype", value["@id"])
    if iri in DATATYPES.values():
        _wrong(
            scope, iri, "組み込みのデータ型の URL は使えない", "@id is that of a built-in datatype"
        )
        return None
    return iri


def _wrong(scope: Scope, value: Json, ja: str, en: str) -> None:
    scope.wrong("bad-datatype", value, expected_ja=ja, expected_en=en)


def _with_limits(scope: Scope, datatype: Datatype, value: dict[str, Json]) -> Datatype:
    found: dict[str, object] = {}
    for key, field in _LENGTHS.items():
        if key in value:
            found[field] = properties.count(scope, key, value[key])
    for key, field in _LIMITS.items():
        if key in value:
            found[field] = _limit(scope, key, value[key])
    return replace(datatype, **found)  # type: ignore[arg-type]


def _limit(scope: Scope, key: str, value: Json) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    scope.invalid(key, value, "値を書く", "a value of the datatype is expected")
    return None


def _check(scope: Scope, datatype: Datatype) -> None:
    """The consistency that section 5.11.2 demands: whatever breaks it is an error."""
    shortest, longest, exact = datatype.min_length, datatype.max_length, datatype.length
    if (shortest, longest, exact) != (None, None, None) and datatype.base not in LENGTHY:
        ja, en = "長さの制約は文字列とバイナリだけに付く", "only strings and binary have a length"
        _wrong(scope, datatype.base, ja, en)
    lower = shortest if shortest is not None else 0
    upper = min((size for size in (longest, exact) if size is not None), default=None)
    if upper is not None and (lower > upper or (exact is not None and exact > upper)):
        _wrong(scope, datatype.base, "長さの制約が矛盾する", "the length constraints disagree")
    _check_range(scope, datatype)


def _check_range(scope: Scope, datatype: Datatype) -> None:
    low, low_open = datatype.min_inclusive, datatype.min_exclusive
    high, high_open = datatype.max_inclusive, datatype.max_exclusive
    if (low, low_open, high, high_open) == (None, None, None, None):
        return
    if datatype.base not in ORDERED:
        ja, en = "範囲は数と日時と期間だけに付く", "only numbers, dates and durations have limits"
        _wrong(scope, datatype.base, ja, en)
        return
    if None not in (low, low_open) or None not in (high, high_open):
        ja, en = "同じ側の限りを二つ書けない", "a limit is given both inclusive and exclusive"
        _wrong(scope, datatype.base, ja, en)
        return
    bottom, top = low if low is not None else low_open, high if high is not None else high_open
    if bottom is None or top is None:
        _readable(scope, datatype.base, bottom if bottom is not None else top)
    elif _readable(scope, datatype.base, bottom) and _readable(scope, datatype.base, top):
        strict = low is None or high is None
        both_open = low is None and high is None
        if _empty(datatype.base, bottom, top, strict=strict and not both_open):
            _wrong(scope, f"{bottom} … {top}", "範囲に値がない", "the range is empty")


def _readable(scope: Scope, base: str, text: str | None) -> bool:
    try:
        constraint_value(base, text or "")
    except BadValue:
        ja, en = f"限りが {base} の値でない", f"a limit is no value of {base}"
        _wrong(scope, text, ja, en)
        return False
    return True


def _empty(base: str, bottom: str, top: str, *, strict: bool) -> bool:
    low, high = constraint_value(base, bottom), constraint_value(base, top)
    if base in DURATIONS:
        return less(high, low)
    return high < low or (strict and high == low)  # type: ignore[operator]


def _with_format(scope: Scope, datatype: Datatype, value: Json) -> Datatype:
    form = _format(scope, value)
    if form is None:
        return datatype
    formatted = replace(datatype, format=form)
    try:
        compile_parser(formatted)
    except (BadFormatError, BadValue):
        ja, en = f"{datatype.base} の書式を書く", f"a format for {datatype.base} is expected"
        scope.invalid("format", show(value), ja, en)
        return datatype
    return formatted


def _format(scope: Scope, value: Json) -> str | NumberFormat | None:
    if not isinstance(value, dict):
        return None if value is None else properties.string(scope, "format", value)
    texts = {
        key: properties.string(scope, key, value[key])
        for key in ("pattern", "decimalChar", "groupChar")
        if value.get(key) is not None
    }
    return NumberFormat(
        texts.get("pattern"), texts.get("decimalChar") or ".", texts.get("groupChar")
    )
