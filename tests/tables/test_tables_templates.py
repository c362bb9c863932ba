"""URI templates: the quick way gives what uritemplate gives."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uritemplate import URITemplate

from kg.tables.templates import BadTemplateError, Template

INDEXES = {"a": 0, "b": 1, "_row": 2}
BASE = "https://example.org/t.csv"
TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.one_of(TEXT, st.lists(TEXT, min_size=1, max_size=3), st.none())


def expanded(template: str, *texts: str | list[str] | None) -> str:
    return Template(template, INDEXES, {"_name": "名"}, BASE).expand(texts)


@given(
    VALUES, TEXT, st.sampled_from(["{a}", "{+a}", "{#a}", "x{a}y{b}z", "{a,b}", "{?a,b}", "{a:3}"])
)
def test_expansion_agrees_with_the_library(
    a: str | list[str] | None, b: str, template: str
) -> None:
    if template == "{a:3}" and not isinstance(a, str):
        return
    full = "https://example.org/_" + template
    given_values: dict[str, Any] = {"b": b} if a is None else {"a": a, "b": b}
    assert expanded(full, a, b, "1") == URITemplate(full).expand(given_values)


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("#{a}", "https://example.org/t.csv#x%20y"),
        ("{a}", "https://example.org/x%20y"),
        ("schema:{b}", "http://schema.org/z"),
        ("schema:name", "http://schema.org/name"),
        ("{#_name}", "https://example.org/t.csv#%E5%90%8D"),
        ("../{b}/./{_row}", "https://example.org/z/7"),
        ("urn:x:{b}", "urn:x:z"),
        ("{unknown}#{b}", "https://example.org/t.csv#z"),
        ("", "https://example.org/t.csv"),
        ("https://other.example/{b}/../{b}", "https://other.example/z"),
    ],
)
def test_results_are_absolute(template: str, url: str) -> None:
    assert expanded(template, "x y", "z", "7") == url


def test_a_whole_url_in_a_cell_stays_as_it_is() -> None:
    assert expanded("{+a}", "https://example.com/a%20b?c=d#e", "", "1") == (
        "https://example.com/a%20b?c=d#e"
    )


@pytest.mark.parametrize("template", ["{a", "a}", "{{a}}"])
def test_unbalanced_braces_are_refused(template: str) -> None:
    with pytest.raises(BadTemplateError):
        expanded(template, "", "", "")


@pytest.mark.parametrize("template", ["{a}", "{+a}", "{#a}"])
def test_an_empty_list_is_an_undefined_variable(template: str) -> None:
    assert expanded("https://example.org/x" + template, [], "", "") == "https://example.org/x"
