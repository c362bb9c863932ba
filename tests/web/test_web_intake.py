"""Requests as they come in: whole, partial, too large, malformed, however they are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.web.intake import HEAD_BYTES, Intake, State

LIMIT = 100
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
CASES = {
    GET: State.WHOLE,
    GET[:-1]: State.PARTIAL,
    POST: State.WHOLE,
    POST[:-1]: State.PARTIAL,
    POST + GET: State.WHOLE,
    b"POST / HTTP/1.1\r\nCONTENT-LENGTH:5\r\n\r\n12345": State.WHOLE,
    b"POST / HTTP/1.1\r\nX-Content-Length: 5\r\n\r\n": State.WHOLE,
    b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n": State.PARTIAL,
    b"POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n": State.BODY_TOO_LARGE,
    b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n": State.BODY_TOO_LARGE,
    CHUNKED: State.PARTIAL,
    CHUNKED + b"5\r\n12345\r\n0\r\n\r\n": State.WHOLE,
    CHUNKED + b"5\r\n12345\r\n0\r\n": State.PARTIAL,
    CHUNKED + b"5;a=b\r\n1\r\n\r\n\r\n0 ;c\r\nTrailer: x\r\n\r\n": State.WHOLE,
    CHUNKED + b"5\r\n12345\r\n0\r\nTrailer: x\r\n": State.PARTIAL,
    CHUNKED + b"00000064\r\n" + b"x" * 100 + b"\r\n0\r\n\r\n": State.WHOLE,
    CHUNKED + b"64\r\n" + b"x" * 100 + b"\r\n1\r\nx": State.BODY_TOO_LARGE,
    CHUNKED + b"65\r\n": State.BODY_TOO_LARGE,
    CHUNKED + b"five\r\n12345\r\n": State.MALFORMED,
    CHUNKED + b"\r\n": State.MALFORMED,
    CHUNKED + b"-1\r\n": State.MALFORMED,
    CHUNKED + b"fffffffff\r\n": State.MALFORMED,
    CHUNKED + b"5;" + b"x" * 300: State.MALFORMED,
    CHUNKED + b"0\r\nTrailer: " + b"x" * HEAD_BYTES: State.HEAD_TOO_LARGE,
    b"GET / HTTP/1.1\r\nX: " + b"x" * HEAD_BYTES: State.HEAD_TOO_LARGE,
    b"GET / HTTP/1.1\r\nX: " + b"x" * HEAD_BYTES + b"\r\n\r\n": State.HEAD_TOO_LARGE,
    b"GET /" + b"x" * (HEAD_BYTES - 20) + b" HTTP/1.1\r\n\r\n": State.WHOLE,
    b"\x00\xff" * 100: State.PARTIAL,
}


@pytest.mark.parametrize("sent", CASES)
def test_what_has_come_in(sent: bytes) -> None:
    assert Intake(lambda _path: LIMIT).take(sent) is CASES[sent]


# By number: Hypothesis writes out what it draws, and the largest have tens of kilobytes.
@given(case=st.sampled_from(range(len(CASES))), cuts=st.lists(st.integers(1, 50), min_size=1))
def test_it_does_not_matter_how_it_comes(case: int, cuts: list[int]) -> None:
    intake, at, sent = Intake(lambda _path: LIMIT), 0, list(CASES)[case]
    for number in range(len(sent)):
        step = cuts[number % len(cuts)]
        if intake.take(sent[at : at + step]) is not State.PARTIAL:
            break
        at += step
        if at >= len(sent):
            break
    else:
        intake.take(sent[at:])
    assert intake.state is CASES[sent]


@pytest.mark.parametrize(
    ("sent", "wants"),
    [
        (b"POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n1", False),
        (b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 500\r\n\r\n", False),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", False),
        (b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Len", False),
    ],
)
def test_who_waits_for_leave_to_send_a_body(sent: bytes, wants: bool) -> None:
    intake = Intake(lambda _path: LIMIT)
    intake.take(sent)
    assert intake.wants_leave is wants


def test_the_limit_is_that_of_the_path() -> None:
    limits = {"/reconcile": 200, "/sparql": 100}
    head = b"POST %s?x=/sparql HTTP/1.1\r\nContent-Length: 150\r\n\r\n"
    for path, state in (("/reconcile", State.PARTIAL), ("/sparql", State.BODY_TOO_LARGE)):
        intake = Intake(limits.__getitem__)
        assert intake.take(head % path.encode()) is state
        assert intake.path == path
