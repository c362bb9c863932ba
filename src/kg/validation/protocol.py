"""What the validation process is asked and what it answers, as JSON."""

from typing import NotRequired, TypedDict


class Request(TypedDict):
    """What to validate.

    ``data`` is the path of an N-Triples file, ``store`` that of a pyoxigraph store of the same
    triples, if there is one, ``shapes`` is N-Triples, ``meta`` asks that the shapes themselves be
    checked.
    """

    data: str
    store: NotRequired[str | None]
    shapes: str
    meta: bool


class Record(TypedDict):
    """One validation result, as plain text."""

    focus: str
    labels: dict[str, str]
    path: str
    value: str
    severity: str
    messages: dict[str, str]
    shape: str
    component: str
    passages: list[str]


class Answer(TypedDict, total=False):
    """Either ``fault``, a sentence, or ``conforms``, ``report`` (N-Triples) and ``records``."""

    fault: str
    conforms: bool
    report: str
    records: list[Record]
