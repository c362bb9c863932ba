"""Readers of single metadata properties, one per kind of section 5.1 of tabular-metadata.

Each takes the scope, the property's name and its JSON value, and gives the typed value, or None
(and a warning in the report) where the value is not allowed.
"""

import re
from collections.abc import Callable

from .context import Scope, show
from .languages import is_language
from .model import NO_SEPARATOR, Json

_NAME = re.compile(
    r"(?:[A-Za-z0-9]|%[0-9A-Fa-f]{2})(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}|\.(?=[A-Za-z0-9_%]))*"
)


def boolean(scope: Scope, name: str, value: Json) -> bool | None:
    """True or false."""
    if isinstance(value, bool):
        return value
    scope.invalid(name, value, "true か false を書く", "true or false is expected")
    return None


def string(scope: Scope, name: str, value: Json) -> str | None:
    """Any string."""
    if isinstance(value, str):
        return value
    scope.invalid(name, value, "文字列を書く", "a string is expected")
    return None


def count(scope: Scope, name: str, value: Json) -> int | None:
    """A whole number, zero or more."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    scope.invalid(name, value, "0 以上の整数を書く", "an integer of 0 or more is expected")
    return None


def language(scope: Scope, name: str, value: Json) -> str | None:
    """A BCP 47 language tag."""
    if isinstance(value, str) and is_language(value):
        return value
    scope.invalid(name, value, "BCP 47 の言語コードを書く", "a BCP 47 tag is expected")
    return None


def strings(scope: Scope, name: str, value: Json) -> tuple[str, ...] | None:
    """One string or a list of them; members that are no strings are dropped."""
    items = value if isinstance(value, list) else [value]
    found = tuple(item for item in items if isinstance(item, str))
    if len(found) != len(items):
        scope.invalid(name, value, "文字列かその配列を書く", "strings are expected")
    return found or None


def separator(scope: Scope, name: str, value: Json) -> str | None:
    """A string; null says that the cell holds no list."""
    return NO_SEPARATOR if value is None else string(scope, name, value)


def link(scope: Scope, name: str, value: Json) -> str:
    """A URL, resolved against the base URL; anything but a string counts as empty."""
    return scope.resolve(string(scope, name, value) or "")


def template(scope: Scope, name: str, value: Json) -> str:
    """A URI template; anything but a string counts as empty."""
    return string(scope, name, value) or ""


def column_name(scope: Scope, name: str, value: Json) -> str | None:
    """A name that can be a variable of a URI template and does not start with ``_``."""
    if isinstance(value, str) and _NAME.fullmatch(value):
        return value
    scope.invalid(
        name,
        value,
        "英数字で始まる英数字と _ と . の名前を書く",
        "a name of ASCII letters, digits, _ and . is expected, the first a letter or digit",
    )
    return None


def one_of(*allowed: str) -> Callable[[Scope, str, Json], str | None]:
    """A reader of a string out of a list."""

    def read(scope: Scope, name: str, value: Json) -> str | None:
        if isinstance(value, str) and value in allowed:
            return value
        words = ", ".join(allowed)
        scope.invalid(name, value, f"{words} のどれかを書く", f"one of {words} is expected")
        return None

    return read


def titles(scope: Scope, name: str, value: Json) -> dict[str, tuple[str, ...]] | None:
    """A natural language property: titles by language (section 5.1.6)."""
    if isinstance(value, str | list):
        found = strings(scope, name, value)
        return None if found is None else {scope.language: found}
    if isinstance(value, dict):
        return _titles_by_language(scope, name, value)
    scope.invalid(name, value, "文字列か言語ごとの文字列を書く", "strings by language are expected")
    return None


def _titles_by_language(
    scope: Scope, name: str, value: dict[str, Json]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for tag, items in value.items():
        if not is_language(tag):
            language(scope, name, tag)
            continue
        texts = strings(scope, name, items)
        if texts is not None:
            found[tag] = texts
    return found


def items(scope: Scope, name: str, value: Json) -> list[Json]:
    """An array property; anything else counts as an empty array (section 5.1.1)."""
    if isinstance(value, list):
        return value
    scope.invalid(name, value, "配列を書く", "an array is expected")
    return []


def objects(scope: Scope, name: str, value: Json) -> list[dict[str, Json]]:
    """An array of objects; other members are dropped."""
    members = items(scope, name, value)
    found = [member for member in members if isinstance(member, dict)]
    if len(found) != len(members):
        scope.invalid(name, value, "オブジェクトの配列を書く", "an array of objects is expected")
    return found


def identifier(scope: Scope, owner: str, value: Json) -> str | None:
    """An ``@id``: a URL; one that names a blank node is an error."""
    if isinstance(value, str) and value.startswith("_:"):
        scope.wrong(
            "bad-property",
            value,
            property=f"{owner} @id",
            expected_ja="_: で始めない",
            expected_en="it must not start with _:",
        )
        return None
    return link(scope, f"{owner} @id", value)


def check_type(scope: Scope, owner: str, value: Json) -> None:
    """An ``@type`` must be the name of the description's own class."""
    if value != owner:
        scope.wrong(
            "bad-property",
            show(value),
            property=f"{owner} @type",
            expected_ja=f'"{owner}" と書く',
            expected_en=f'it must be "{owner}"',
        )
