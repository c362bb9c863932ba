"""``Accept`` headers of every kind: the client gets what it likes best (RFC 9110 §12.5.1)."""

import re
from collections.abc import Sequence

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from fuzz.profile import FUZZ
from kg.web.negotiation import NothingAcceptable, Request, best

APP = Flask(__name__)
APP.request_class = Request
OFFERED = (
    "text/html",
    "text/turtle",
    "text/csv",
    "application/ld+json",
    "application/sparql-results+json",
    "application/json",
)

_type = st.sampled_from([*OFFERED, "image/png", "text/plain"])
_range = st.one_of(_type, st.sampled_from(["*/*", "text/*", "application/*", "image/*"]))
_quality = st.one_of(st.none(), st.integers(0, 1000).map(lambda n: f"{n / 1000:.3f}"))
Wish = tuple[str, str | None]
_wish = st.tuples(_range, _quality)
WISHES = st.lists(_wish, min_size=1, max_size=6, unique_by=lambda wish: wish[0])


def header(wishes: Sequence[Wish]) -> str:
    return ", ".join(range_ if q is None else f"{range_};q={q}" for range_, q in wishes)


def quality(media_type: str, wishes: Sequence[Wish]) -> float:
    """Of the most specific range that a media type is in; 0 where it is in none."""
    kind = media_type.partition("/")[0]
    for range_ in (media_type, f"{kind}/*", "*/*"):
        for wished, q in wishes:
            if wished == range_:
                return 1.0 if q is None else float(q)
    return 0.0


def chosen(accept: str | None, offered: Sequence[str] = OFFERED) -> str | None:
    headers = {} if accept is None else {"Accept": accept}
    with APP.test_request_context(headers=headers):
        try:
            return best(offered)
        except NothingAcceptable:
            return None


@FUZZ
@given(WISHES, st.permutations(OFFERED))
def test_the_best_liked_is_chosen_and_406_is_for_nothing_at_all(
    wishes: list[Wish], offered: list[str]
) -> None:
    liked = {media_type: quality(media_type, wishes) for media_type in offered}
    found = chosen(header(wishes), offered)
    if found is None:
        assert not any(liked.values())
    else:
        assert liked[found] == max(liked.values()) > 0


@FUZZ
@given(WISHES, st.text(" \t,;", max_size=3))
def test_white_space_and_empty_members_change_nothing(wishes: list[Wish], space: str) -> None:
    blank = re.sub("[,;]", "", space)
    spaced = header(wishes).replace(", ", f"{blank},{blank}").replace(";", f"{blank};{blank}")
    assert chosen(spaced) == chosen(header(wishes))


@FUZZ
@given(st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=60))
def test_garbage_is_one_of_the_offered_or_none(accept: str) -> None:
    assert chosen(accept) in {*OFFERED, None}


def test_no_header_and_an_empty_one_are_content_with_anything() -> None:
    assert chosen(None) == chosen("*/*") == chosen("") == OFFERED[0]
