"""What a request to ``/sparql`` asks: a query, its dataset and limits, the form of its answer.

SPARQL 1.1 Protocol §2.1: a query comes in the address, in a form, or as the body itself.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    RequestURITooLarge,
    UnsupportedMediaType,
)
from werkzeug.wrappers import Request

from kg.problems import Text
from kg.settings import Settings
from kg.store import Dataset, Limits
from kg.store.inspection import refuse_update

_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_KEPT: Final = frozenset({"default-graph-uri", "named-graph-uri", "timeout"})


class BadQueryRequest(BadRequest):
    """A request that is not one of the protocol.

    Attributes:
        text: what is wrong with it, in both languages.
    """

    def __init__(self, ja: str, en: str) -> None:
        self.text = Text(ja, en)
        super().__init__(en)


class UpdateForbidden(Forbidden):
    """An update: this endpoint is read-only.

    Attributes:
        text: the same, in both languages.
    """

    def __init__(self) -> None:
        self.text = refuse_update().text
        super().__init__(self.text.en)


class UnsupportedBody(UnsupportedMediaType):
    """A body of a POST that is none of the protocol's.

    Attributes:
        text: which are, in both languages.
    """

    def __init__(self) -> None:
        self.text = Text(
            f"POSTの本文は{_FORM}か{_DIRECT}（UTF-8）で送ってください。",
            f"Send the body of a POST as {_FORM} or as {_DIRECT} (in UTF-8).",
        )
        super().__init__(self.text.en)


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


def operation(request: Request, settings: Settings) -> Asked | None:
    """The query operation of a request; None where it asks for no more than a description.

    Raises:
        BadQueryRequest: there is not exactly one query, or a limit that is none.
        UpdateForbidden, UnsupportedBody: an update; a body of another kind.
        RequestURITooLarge, RequestEntityTooLarge: more than the settings allow.
    """
    if request.method == "POST":
        return _read(_posted(request), settings.limits)
    values = request.args
    _refuse_update(values)
    if "query" not in values:
        return None
    asked = _read(values, settings.limits)
    if len(asked.query.encode()) > settings.max_query_bytes:
        raise RequestURITooLarge
    return asked


def _posted(request: Request) -> MultiDict[str, str]:
    """The parameters of a form (§2.1.2), or of a query that is the body itself (§2.1.3)."""
    if request.mimetype == _UPDATE:
        raise UpdateForbidden
    if request.mimetype == _FORM:
        values = MultiDict([*request.args.items(multi=True), *request.form.items(multi=True)])
        _refuse_update(values)
        return values
    if request.mimetype != _DIRECT:
        raise UnsupportedBody
    values = MultiDict(request.args)
    values.add("query", _direct_text(request))
    return values


def _direct_text(request: Request) -> str:
    if request.mimetype_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise UnsupportedBody
    try:
        return request.get_data().decode()
    except UnicodeDecodeError as error:
        raise BadQueryRequest("クエリがUTF-8ではありません。", "The query is not UTF-8.") from error


def _refuse_update(values: MultiDict[str, str]) -> None:
    if "update" in values:
        raise UpdateForbidden


def _read(values: MultiDict[str, str], limits: Limits) -> Asked:
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
    return Asked(queries[0], dataset, _lowered(limits, values), values.get("format", ""), kept)


def _lowered(limits: Limits, values: MultiDict[str, str]) -> Limits:
    """The limits of the settings; a client may lower the time."""
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
