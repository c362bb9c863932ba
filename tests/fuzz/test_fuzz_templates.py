"""URI templates of every kind: RFC 6570 as ``uritemplate`` has it, and what any expansion has."""

import re
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st
from uritemplate import URITemplate

from fuzz.profile import FUZZ
from kg.tables.templates import BadTemplateError, Template

BASE = "https://example.org/t.csv"
HEAD = "https://example.org/"
NAMES = ("a", "b", "c.d", "_e")
INDEXES = {name: index for index, name in enumerate(NAMES)}
TEXT = st.text(st.characters(codec="utf-8"), max_size=10)
VALUE = st.one_of(TEXT, st.lists(TEXT, min_size=1, max_size=3), st.none())
ROW = st.tuples(*[VALUE] * len(NAMES))
RESERVED_OR_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*")

_plain = st.text(st.characters(categories=["Ll", "Lu", "Nd"]), max_size=5)
_variable = st.sampled_from([*NAMES, "unknown"])
_modified = st.builds("{}{}".format, _variable, st.sampled_from(["*", ":1", ":3", ":20"]))
_operator = st.sampled_from(["", "+", "#", ".", "/", ";", "?", "&"])
_expression = st.builds(
    lambda operator, variables: f"{{{operator}{','.join(variables)}}}",
    _operator,
    st.lists(st.one_of(_variable, _modified), min_size=1, max_size=3, unique=True),
)
TEMPLATE = st.lists(st.one_of(_plain, _expression), max_size=4).map("".join)


def expanded(template: str, row: tuple[str | list[str] | None, ...]) -> str:
    return Template(template, INDEXES, {}, BASE).expand(row)


def reference(template: str, row: tuple[str | list[str] | None, ...]) -> str:
    given_values: dict[str, Any] = {
        name: value for name, value in zip(NAMES, row, strict=True) if value is not None
    }
    return URITemplate(template).expand(given_values)


def has_dots(url: str) -> bool:
    return re.search(r"/\.", url.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]) is not None


@FUZZ
@given(TEMPLATE, ROW)
def test_any_expansion_is_the_library_s(
    template: str, row: tuple[str | list[str] | None, ...]
) -> None:
    wanted = reference(HEAD + "_" + template, row)
    if not has_dots(wanted):  # dot segments are resolved, as those of any URL
        assert expanded(HEAD + "_" + template, row) == wanted


@FUZZ
@given(TEMPLATE, ROW)
def test_an_expansion_is_of_ascii_and_has_a_scheme(
    template: str, row: tuple[str | list[str] | None, ...]
) -> None:
    found = expanded("x/" + re.sub("[^ -~]", "", template), row)
    assert found.startswith(HEAD)
    assert RESERVED_OR_UNRESERVED.fullmatch(found)


@FUZZ
@given(TEXT)
def test_a_simple_expansion_can_be_read_back(text: str) -> None:
    found = expanded(HEAD + "_{a}", (text, None, None, None))
    assert unquote(found.removeprefix(HEAD + "_")) == text


@FUZZ
@given(st.text("ab{}+#?,:*%.é ", max_size=12), ROW)
def test_any_text_is_a_template_or_refused(
    text: str, row: tuple[str | list[str] | None, ...]
) -> None:
    with suppress(BadTemplateError):
        expanded(text, row)
