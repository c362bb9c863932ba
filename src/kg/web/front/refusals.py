"""Why the front lets a request through no further, and the problems that these are."""

from werkzeug.exceptions import RequestEntityTooLarge, RequestURITooLarge, TooManyRequests

from kg.problems import Text
from kg.web.problem import Problem, named, problem_of


class AddressTooLong(RequestURITooLarge):
    """The request's address is longer than the limit (in bytes)."""

    def __init__(self, limit: int) -> None:
        self.text = Text(
            f"アドレスは{limit}バイトまでです。長いクエリはPOSTで送ってください。",
            f"An address may have {limit} bytes; send longer queries by POST.",
        )
        self.extensions = {"limit": {"bytes": limit}}
        super().__init__(self.text.en)


class BodyTooLarge(RequestEntityTooLarge):
    """The request's body is larger than the limit (in bytes)."""

    def __init__(self, limit: int) -> None:
        self.text = Text(
            f"リクエストの本文は{limit}バイトまでです。",
            f"The body of a request may have {limit} bytes.",
        )
        self.extensions = {"limit": {"bytes": limit}}
        super().__init__(self.text.en)


class BatchTooLarge(RequestEntityTooLarge):
    """A batch for reconciliation has more queries than the limit, or a larger body (in bytes)."""

    def __init__(self, queries: int, body_bytes: int | None = None) -> None:
        size = (
            ("", "")
            if body_bytes is None
            else (f"、{body_bytes}バイト", f" and {body_bytes} bytes")
        )
        self.text = Text(
            f"一度に送れるのは{queries}件{size[0]}までです。分けて送ってください。",
            f"A batch may have {queries} queries{size[1]}; send several.",
        )
        self.extensions = {
            "limit": {"queries": queries, **({"bytes": body_bytes} if body_bytes else {})}
        }
        super().__init__(self.text.en)


class BudgetSpent(TooManyRequests):
    """The client has used up its query time; ``wait`` seconds bring some back."""

    def __init__(self, per_minute: float, wait: int) -> None:
        self.per_minute, self.wait = per_minute, wait
        self.text = Text(
            f"使えるクエリ時間（1分あたり{per_minute:g}秒）を使い切りました。"
            f"{wait}秒後にもう一度試してください。",
            f"Your query time of {per_minute:g} seconds per minute is used up; "
            f"come again in {wait} seconds.",
        )
        super().__init__(self.text.en)


class TooManyQueries(TooManyRequests):
    """As many queries of the client run as may at a time."""

    wait = 1

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.text = Text(
            f"同時に実行できるクエリは{at_once}個までです。一つ終わるのを待ってください。",
            f"You may have {at_once} queries running at a time; wait for one to end.",
        )
        super().__init__(self.text.en)


@problem_of.register
def _(error: BudgetSpent) -> Problem:
    members = {"limit": {"seconds": error.per_minute}}
    return named("budget-spent", error.text, members, {"Retry-After": str(error.wait)})


@problem_of.register
def _(error: TooManyQueries) -> Problem:
    members = {"limit": {"queries": error.at_once}}
    return named("too-many-queries", error.text, members, {"Retry-After": str(error.wait)})
