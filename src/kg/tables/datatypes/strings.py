"""Booleans, binary values, names and the other datatypes whose values are checked by their form."""

import base64
import re
from collections.abc import Mapping

from . import japanese
from .values import BadFormatError, Parsed, Parser, refused

_NAME_START = r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF"
_NAME_START += r"\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD"
_NAME_START += r"\U00010000-\U000EFFFF"
_NAME_CHAR = _NAME_START + r"\-.0-9\u00B7\u0300-\u036F\u203F\u2040"
_NCNAME = rf"[{_NAME_START}][{_NAME_CHAR}]*"

_FORMS: Mapping[str, re.Pattern[str]] = {
    "language": re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
    "Name": re.compile(rf"[:{_NAME_START}][:{_NAME_CHAR}]*"),
    "NCName": re.compile(_NCNAME),
    "NMTOKEN": re.compile(rf"[:{_NAME_CHAR}]+"),
    "QName": re.compile(rf"(?:{_NCNAME}:)?{_NCNAME}"),
    "anyURI": re.compile(r"[^\s<>\"{}|\\^`]*"),
}
_JS_GROUP = re.compile(r"\(\?<(?![=!])")
_HINT = ("値を直すか、メタデータのデータ型を変える", "mend the value, or its datatype")

BINARY = frozenset({"base64Binary", "binary", "hexBinary"})
LENGTHY = frozenset(
    {"string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN", "QName"}
    | {"anyURI", "anyAtomicType", "any", "html", "xml", "json"}
    | BINARY
)
"""Datatypes that length constraints apply to."""


def form_parser(base: str) -> Parser:
    """A parser of one of the datatypes above; those without a form take any text."""
    if base in BINARY:
        return _binary_parser(base)
    form = _FORMS.get(base)
    if form is None:
        return _any_text

    def parse(text: str) -> Parsed:
        if not form.fullmatch(text):
            raise refused("bad-value", base, _HINT)
        return text, text

    return parse


def _any_text(text: str) -> Parsed:
    return text, text


def _binary_parser(base: str) -> Parser:
    def parse(text: str) -> Parsed:
        packed = text.replace(" ", "")
        try:
            size(base, packed)
        except ValueError:
            raise refused("bad-value", base, _HINT) from None
        return packed, packed

    return parse


def size(base: str, lexical: str) -> int:
    """The length that constraints count: bytes of binary values, else characters.

    Raises:
        ValueError: the text is not of the binary datatype.
    """
    if base == "hexBinary":
        return len(bytes.fromhex(lexical))
    return len(base64.b64decode(lexical, validate=True)) if base in BINARY else len(lexical)


def boolean_parser(form: str | None, *, widen: bool) -> Parser:
    """A parser of booleans; a format has the words for true and false, with ``|`` between.

    Raises:
        BadFormatError: the format is not of that shape.
    """
    words = {"true": "true", "1": "true", "false": "false", "0": "false"}
    shown = "true|false"
    if form is not None:
        yes, bar, no = form.partition("|")
        if not (yes and bar and no) or "|" in no or yes == no:
            raise BadFormatError(form)
        words, shown = {yes: "true", no: "false"}, form
        if widen:
            words |= {japanese.plain_text(yes): "true", japanese.plain_text(no): "false"}
    hint = (f"{shown} のどちらかを書く", f"write one of {shown}")

    def parse(text: str) -> Parsed:
        found = words.get(text)
        if found is None and widen:
            found = words.get(japanese.plain_text(text))
        if found is None:
            raise refused("bad-boolean", "boolean", hint)
        return found, found

    return parse


def text_format(form: str) -> re.Pattern[str]:
    """A format that is a regular expression (ECMAScript), for the whole text.

    Raises:
        BadFormatError: it is not a regular expression.
    """
    try:
        return re.compile(_JS_GROUP.sub("(?P<", form), re.ASCII)
    except re.error as error:
        raise BadFormatError(form) from error
