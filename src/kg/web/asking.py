"""What a request to ``/sparql`` asks: a query, its dataset and limits, the form of its answer."""

import math
from dataclasses import dataclass, replace
from typing import Final

from flask import current_app, g
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from kg.problems import Text
from kg.settings import Settings
from kg.store import Dataset, Limits

SETTINGS: Final = "kg.settings"
_KEPT: Final = frozenset({"default-graph-uri", "named-graph-uri", "timeout"})


class BadQueryRequest(BadRequest):
    """A request that is not one of the protocol.

    Attributes:
        text: what is wrong with it, in both languages.
    """

    def __init__(self, ja: str, en: str) -> None:
        self.text = Text(ja, en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query operation (SPARQL 1.1 Protocol §2.1).

    Attributes:
        query: its text.
        dataset: the graphs that the request names.
        limits: what it may use.
        format: the form of the answer by name, empty where ``Accept`` decides.
        kept: the parameters of dataset and limits as given, for pages to ask the same again.
    """

    query: str
    dataset: Dataset
    limits: Limits
    format: str
    kept: tuple[tuple[str, str], ...] = ()


def settings() -> Settings:
    """The settings of the application that answers this request."""
    found: Settings = current_app.extensions[SETTINGS]
    return found


def read(values: MultiDict[str, str]) -> Asked:
    """The query operation of a request's parameters, kept for :func:`asked_before`.

    Raises:
        BadQueryRequest: there is not exactly one query, or a limit that is none.
    """
    queries = values.getlist("query")
    if len(queries) != 1:
        raise BadQueryRequest(
            f"queryパラメーターは一つだけ必要です（{len(queries)}個ありました）。",
            f"There must be exactly one query; there are {len(queries)}.",
        )
    dataset = Dataset(
        tuple(values.getlist("default-graph-uri")), tuple(values.getlist("named-graph-uri"))
    )
    kept = tuple(pair for pair in values.items(multi=True) if pair[0] in _KEPT)
    asked = Asked(queries[0], dataset, _limits(values), values.get("format", ""), kept)
    g.asked = asked
    return asked


def asked_before() -> Asked | None:
    """The query operation that was read of this request, if any."""
    found: Asked | None = g.get("asked")
    return found


def _limits(values: MultiDict[str, str]) -> Limits:
    """The limits of the settings; a client may lower the time."""
    limits = settings().limits
    wished = values.get("timeout")
    if wished is None:
        return limits
    try:
        seconds = float(wished)
    except ValueError:
        seconds = math.nan
    if not seconds > 0:
        raise BadQueryRequest(
            "timeoutは正の秒数で指定してください。", "timeout must be a positive number of seconds."
        )
    return replace(limits, seconds=min(seconds, limits.seconds))
