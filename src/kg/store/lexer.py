"""The tokens of a SPARQL query (SPARQL 1.1 Query Language §19.8), with their places.

White space and comments are skipped. A character that starts no token becomes a token of its own
(``BAD``), so that every text has tokens and the fault has a place.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.store.model import Position


class Kind(StrEnum):
    """The kinds of tokens."""

    IRI = "iri"
    PNAME = "pname"
    BLANK = "blank"
    VAR = "var"
    LANG = "lang"
    NUMBER = "number"
    SIGNED = "signed"
    STRING = "string"
    WORD = "word"
    NIL = "nil"
    ANON = "anon"
    PUNCT = "punct"
    BAD = "bad"
    END = "end"


class Token(NamedTuple):
    """One token; ``start`` is its offset in characters."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.start + len(self.text)


OPENING: Final = MappingProxyType({"{": "}", "(": ")", "[": "]"})

_BASE = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_CHAR = _BASE + r"_0-9\u00B7\u0300-\u036F\u203F-\u2040"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
# Prefixes are held to 200 characters: an unbounded look for the colon would be tried again from
# each letter of a long text, in quadratic time.
_PREFIX = rf"(?:[{_BASE}](?:[{_CHAR}.-]{{0,199}}[{_CHAR}-])?)?:"
_LOCAL = rf"(?:(?:[{_BASE}_:0-9]|{_ESCAPED})(?:(?:[{_CHAR}:-]|{_ESCAPED}|\.+(?=[{_CHAR}:%\\-])))*)?"
_EXPONENT = r"[eE][+-]?[0-9]+"
_NUMBER = rf"(?:[0-9]+\.[0-9]*{_EXPONENT}|\.?[0-9]+{_EXPONENT}|[0-9]*\.[0-9]+|[0-9]+)"
_TOKEN = re.compile(
    "|".join(
        (
            r"(?P<skip>(?:[ \t\r\n]+|\#[^\r\n]*)+)",
            r"(?P<iri><(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)",
            r"(?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
            r'|"""(?:"{0,2}(?:[^"\\]|\\.))*"""'
            r"|'(?:[^'\\\n\r]|\\.)*'"
            r'|"(?:[^"\\\n\r]|\\.)*")',
            rf"(?P<blank>_:[{_BASE}_0-9](?:[{_CHAR}.-]*[{_CHAR}-])?)",
            rf"(?P<var>[?$][{_BASE}_0-9][{_BASE}_0-9\u00B7\u0300-\u036F\u203F-\u2040]*)",
            rf"(?P<pname>{_PREFIX}{_LOCAL})",
            r"(?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
            rf"(?P<number>{_NUMBER})",
            rf"(?P<signed>[+-]{_NUMBER})",
            r"(?P<nil>\([ \t\r\n]*\))",
            r"(?P<anon>\[[ \t\r\n]*\])",
            rf"(?P<word>[{_BASE}_][{_CHAR}]*)",
            r"(?P<punct>\^\^|&&|\|\||!=|<=|>=|[{}()\[\].,;*/|^?+\-!=<>])",
            r"(?P<bad>.)",
        )
    ),
    re.DOTALL,
)
_KINDS = {kind.value: kind for kind in Kind}
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, and an ``END`` behind the last.

    >>> [t.text for t in tokens("SELECT * { ?s a ex:A # not } this")]
    ['SELECT', '*', '{', '?s', 'a', 'ex:A', '']
    """
    for match in _TOKEN.finditer(text):
        kind = _KINDS.get(match.lastgroup or "")
        if kind:  # else white space and comments
            yield Token(kind, match.group(), match.start())
    yield Token(Kind.END, "", len(text))


def iri_text(token: Token) -> str:
    """The IRI that an ``IRI`` token writes, without brackets, its escapes resolved."""
    return _ESCAPE.sub(lambda m: chr(int(m.group(1) or m.group(2), 16)), token.text[1:-1])


def position(text: str, offset: int) -> Position:
    r"""The line and column of an offset.

    >>> position("a\nbc", 3)
    Position(line=2, column=2)
    """
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def closing(tokens: Sequence[Token], at: int) -> int:
    """The index of the bracket that closes the one at an index; of the end where none does."""
    depth = 0
    opening, closes = tokens[at].text, OPENING[tokens[at].text]
    for index in range(at, len(tokens)):
        if tokens[index].kind is Kind.PUNCT:
            depth += (tokens[index].text == opening) - (tokens[index].text == closes)
            if not depth:
                return index
    return len(tokens) - 1
