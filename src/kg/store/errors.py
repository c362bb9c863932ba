"""Why a query has no answer: one class per reason, each with its text in both languages."""

from kg.problems import KgError, SystemFault, Text


class QueryError(KgError):
    """What the person who asks can mend; never raised itself.

    Attributes:
        text: what happened, in both languages.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class QuerySyntaxError(QueryError):
    """The text is not a SPARQL query.

    Attributes:
        line: line of the fault, from 1.
        column: character within the line, from 1.
        hint: what to write instead, where that can be guessed.
    """

    def __init__(self, text: Text, line: int, column: int, hint: Text | None = None) -> None:
        self.line, self.column, self.hint = line, column, hint
        self.message = text
        hint_ja, hint_en = (f" {hint.ja}", f" {hint.en}") if hint else ("", "")
        super().__init__(
            Text(
                f"{line}行{column}文字目：{text.ja}{hint_ja}",
                f"line {line}, column {column}: {text.en}{hint_en}",
            )
        )


class QueryRefused(QueryError):
    """A query that is well formed but that this engine does not run.

    Attributes:
        rule: short evergreen name of the reason (``update``, ``service``, ``graph``, ...).
    """

    def __init__(self, rule: str, reason: Text) -> None:
        self.rule, self.reason = rule, reason
        super().__init__(reason)


class QueryTimeout(QueryError):
    """The query ran longer than its limit and was stopped.

    Attributes:
        seconds: the limit.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            Text(
                f"クエリは制限時間の{seconds:g}秒を超えたため、停止されました。",
                f"The query ran longer than its limit of {seconds:g} seconds and was stopped.",
            )
        )


class QueryTooLarge(QueryError):
    """The answer is larger than its limit; nothing of it is to be used.

    Attributes:
        bytes: the limit.
    """

    def __init__(self, limit: int) -> None:
        self.bytes = limit
        super().__init__(
            Text(
                f"結果が上限の{limit:,}バイトを超えたため、停止されました。",
                f"The answer is larger than the limit of {limit:,} bytes; the query was stopped.",
            )
        )


class QueryOutOfMemory(QueryError):
    """The query needed more memory than its limit.

    Attributes:
        bytes: the limit.
    """

    def __init__(self, limit: int) -> None:
        self.bytes = limit
        super().__init__(
            Text(
                f"クエリは上限の{limit:,}バイトを超えるメモリを必要としたため、停止されました。",
                f"The query needed more memory than its limit of {limit:,} bytes and was stopped.",
            )
        )


class QueryFailed(QueryError):
    """The engine gave up on the query: a fault of its own, that the same query meets each time.

    Attributes:
        words: what the engine said as it ended, for the log; not for those who ask.
    """

    _TEXT = Text(
        "検索エンジンの内部エラーのため、このクエリには答えられません。別の書き方をお試しください。",
        "The engine gave up on this query because of a fault of its own; try another wording.",
    )

    def __init__(self, words: str = "") -> None:
        self.words = words
        super().__init__(self._TEXT)


class QueryUnsortable(QueryFailed):
    """The engine cannot bring the values that the query sorts by into an order."""

    _TEXT = Text(
        "検索エンジンは、数値とほかの値が混在するこの組み合わせを並べ替えられません。"
        "ORDER BY ?x の代わりに ORDER BY STR(?x) を使ってください。",
        "The engine cannot sort this mix of values; use ORDER BY STR(?x) instead of ORDER BY ?x.",
    )


class ServiceFailed(QueryError):
    """Another server that the query asks by SERVICE gave no answer that can be used.

    Attributes:
        service: IRI of its endpoint.
    """

    def __init__(self, service: str, reason: Text) -> None:
        self.service = service
        super().__init__(
            Text(
                f"SERVICE <{service}> から結果を得られませんでした：{reason.ja}。",
                f"SERVICE <{service}> gave no answer that can be used: {reason.en}.",
            )
        )


class QueryCancelled(QueryError):
    """The one who asked has gone; the query was stopped."""

    def __init__(self) -> None:
        super().__init__(Text("クエリは取り消されました。", "The query was cancelled."))


class EngineUnavailable(SystemFault):
    """The engine cannot answer: not started, closed, or broken.

    Attributes:
        text: what happened, in both languages.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class EngineBusy(EngineUnavailable):
    """Every worker is taken, and none became free in time.

    Attributes:
        seconds: how long was waited.
    """

    def __init__(self, seconds: float, text: Text | None = None) -> None:
        self.seconds = seconds
        super().__init__(
            text
            or Text(
                f"ほかのクエリで混み合っています（{seconds:g}秒待ちました）。",
                f"All query workers are taken; none became free within {seconds:g} seconds.",
            )
        )


class LineFull(EngineBusy):
    """As many queries wait as may.

    Attributes:
        waiting: how many may.
    """

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        text = Text(
            f"ほかのクエリで混み合っています（順番待ちは{waiting}件までです）。",
            f"All query workers are taken, and {waiting} queries wait already.",
        )
        super().__init__(0, text)
