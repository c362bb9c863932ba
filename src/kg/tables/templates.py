"""URI template properties, compiled once per column (tabular-metadata, section 5.1.3; RFC 6570).

Expressions of one variable without a modifier (``{x}``, ``{+x}``, ``{#x}``) are expanded here, for
they are nearly all there are; any other expression is handed to ``uritemplate``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from uritemplate import URITemplate

from .terms import expand

Texts = Sequence[str | list[str] | None]
"""The canonical texts of a row's cells, then its row number and its source row number."""

Expansion = Callable[[Texts], str]

_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_CHARACTER = "(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})"
_NAME = rf"{_CHARACTER}(?:\.?{_CHARACTER})*"
_SIMPLE = re.compile(rf"([+#]?)({_NAME})")
_VARIABLE = rf"{_NAME}(?:\*|:[1-9][0-9]{{0,3}})?"
_ANY = re.compile(rf"[+#./;?&]?{_VARIABLE}(?:,{_VARIABLE})*")
_RESERVED = ":/?#[]@!$&'()*+,;="
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?!.*/\.)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class BadTemplateError(ValueError):
    """A template with an expression that is not closed, or is none (RFC 6570, section 2.2)."""


@dataclass(frozen=True, slots=True)
class Variable:
    """An expression of one variable: its place among the texts and its operator.

    >>> Variable(0, "#")(["a b"]), Variable(0, "")([["a", "ü"]]), Variable(0, "+")([None])
    ('#a%20b', 'a,%C3%BC', '')
    """

    index: int
    operator: str

    def __call__(self, texts: Texts) -> str:
        """The text that takes the expression's place."""
        value, encode = texts[self.index], _ENCODERS[self.operator]
        mark = "#" if self.operator == "#" else ""
        if isinstance(value, str):
            return mark + encode(value)
        return mark + ",".join(map(encode, value)) if value else ""


class Template:
    """A template bound to the columns of one table and to one of them.

    Args:
        text: the template.
        indexes: where a column's text stands in ``Texts``, by name, ``_row`` and ``_sourceRow``
            among them.
        constants: variables that are the same in all rows (``_column``, ``_sourceColumn``,
            ``_name``).
        base: URL of the table, against which the result is resolved.

    Raises:
        BadTemplateError: a brace is not closed, or what it holds is no expression.
    """

    def __init__(
        self, text: str, indexes: Mapping[str, int], constants: Mapping[str, str], base: str
    ) -> None:
        if re.search("[{}]", _EXPRESSION.sub("", text)):
            raise BadTemplateError(text)
        self._base = base
        pieces = _EXPRESSION.split(text)
        self._parts: list[str | Variable | Expansion] = []
        self.indexes = frozenset(
            indexes[name] for piece in pieces[1::2] for name in _names(piece) if name in indexes
        )
        for at, piece in enumerate(pieces):
            part = piece if at % 2 == 0 else _expression(piece, indexes, constants)
            if isinstance(part, str) and self._parts and isinstance(self._parts[-1], str):
                self._parts[-1] += part
            elif part != "":
                self._parts.append(part)
        first = self._parts[0] if self._parts else ""
        head = expand(first) if isinstance(first, str) else ""
        self._is_absolute = _SCHEME.match(head) is not None and "/." not in text
        if self._is_absolute:
            self._parts[0] = head
        self.constant: str | None = None
        if all(isinstance(part, str) for part in self._parts):
            self.constant = self._resolved("".join(map(str, self._parts)))
        self._single = self._one_expression()

    @property
    def pieces(self) -> list[str | Variable] | None:
        """Texts and variables to put in a row; None for a template that takes more than that."""
        found = [part for part in self._parts if isinstance(part, str | Variable)]
        return found if self._is_absolute and len(found) == len(self._parts) else None

    def _one_expression(self) -> tuple[str, Expansion, str] | None:
        """Text, expression, text: what most templates are."""
        match self._parts:
            case [str(head), expansion] if not isinstance(expansion, str):
                return head, expansion, ""
            case [str(head), expansion, str(tail)] if not isinstance(expansion, str):
                return head, expansion, tail
        return None

    def expand(self, texts: Texts) -> str:
        """The URL for one row."""
        if self.constant is not None:
            return self.constant
        if self._single is not None:
            head, expansion, tail = self._single
            joined = head + expansion(texts) + tail
        else:
            joined = "".join(
                [part if isinstance(part, str) else part(texts) for part in self._parts]
            )
        if self._is_absolute or _ABSOLUTE.match(joined):
            return joined
        return self._resolved(joined)

    def expand_each(self, at: int, texts: Texts) -> list[str]:
        """The URLs for one row whose text at a place is a list: one for each member of it."""
        text = texts[at]
        items = text if isinstance(text, list) else [text]
        return [
            self.expand([*texts[:at], item, *texts[at + 1 :]]) for item in items if item is not None
        ]

    def _resolved(self, text: str) -> str:
        return _without_dots(urljoin(self._base, expand(text)))


def _without_dots(url: str) -> str:
    """A URL without dot segments, which ``urljoin`` leaves in absolute ones (RFC 3986, 5.2.2)."""
    parts = urlsplit(url)
    if not parts.netloc or "/." not in parts.path:
        return url
    root = urlunsplit((parts.scheme, parts.netloc, "/", "", ""))
    return urljoin(root, urlunsplit(("", "", parts.path, parts.query, parts.fragment)))


def _names(expression: str) -> Sequence[str]:
    """The variables of an expression."""
    found = _SIMPLE.fullmatch(expression)
    return [found[2]] if found else list(URITemplate("{" + expression + "}").variable_names)


def _expression(
    text: str, indexes: Mapping[str, int], constants: Mapping[str, str]
) -> str | Variable | Expansion:
    found = _SIMPLE.fullmatch(text)
    if found is None:
        return _other(text, indexes, constants)
    operator, name = found[1], found[2]
    encode = _ENCODERS[operator]
    mark = "#" if operator == "#" else ""
    if name in constants:
        return mark + encode(constants[name])
    if name not in indexes:
        return ""
    return Variable(indexes[name], operator)


def _unreserved(value: str) -> str:
    return value if value.isascii() and value.isalnum() else _quoted(value)


@lru_cache(maxsize=65536)
def _quoted(value: str) -> str:
    return quote(value, safe="~")


@lru_cache(maxsize=65536)
def _reserved(value: str) -> str:
    escaped = re.split("(%[0-9A-Fa-f]{2})", value)
    return "".join(
        part if at % 2 else quote(part, safe=_RESERVED + "~") for at, part in enumerate(escaped)
    )


_ENCODERS: Mapping[str, Callable[[str], str]] = {
    "": _unreserved,
    "+": _reserved,
    "#": _reserved,
}


def _other(text: str, indexes: Mapping[str, int], constants: Mapping[str, str]) -> Expansion:
    if not _ANY.fullmatch(text):
        raise BadTemplateError(text)
    template = URITemplate("{" + text + "}")
    wanted = {name: indexes[name] for name in template.variable_names if name in indexes}
    fixed = {name: constants[name] for name in template.variable_names if name in constants}

    def expansion(texts: Texts) -> str:
        given = {name: texts[index] for name, index in wanted.items() if texts[index] is not None}
        return template.expand({**fixed, **given})

    return expansion


def decoded_name(name: str) -> str:
    """A column name as the variable ``_name`` gives it: without percent-encoding."""
    return unquote(name)
