"""What is wrong with a request to reconcile, all of it at once."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from werkzeug.exceptions import BadRequest, NotFound, ServiceUnavailable, UnsupportedMediaType

from kg.problems import Text

_TOLD: Final = 20
"""So many faults are told one by one; of the others, the number."""


class Fault(NamedTuple):
    """One thing to mend: the query or parameter that it is in, and what is wrong there."""

    at: str
    text: Text


class BadReconciliation(BadRequest):
    """A request that the service cannot take.

    Attributes:
        text: what is wrong with it, in both languages.
        extensions: the faults as data, for the problem document.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = list(faults)
        told, rest = found[:_TOLD], len(found) - _TOLD
        ja = [f"{fault.at}：{fault.text.ja}" for fault in told]
        en = [f"{fault.at}: {fault.text.en}" for fault in told]
        if rest > 0:
            ja.append(f"ほか{rest}件")
            en.append(f"{rest} more")
        self.text = Text("　".join(ja), " ".join(en))
        self.extensions = {
            "faults": [{"at": fault.at, "messages": fault.text._asdict()} for fault in told]
        }
        super().__init__(self.text.en)


class UnknownEntity(NotFound):
    """No resource of the graph has the identifier.

    Attributes:
        text: the same, in both languages.
    """

    def __init__(self) -> None:
        self.text = Text(
            "この識別子のリソースはありません。", "There is no resource of this identifier."
        )
        super().__init__(self.text.en)


class NoForm(UnsupportedMediaType):
    """The body of a POST is no form.

    Attributes:
        text: what is to be sent, in both languages.
    """

    def __init__(self) -> None:
        self.text = Text(
            "POSTの本文はapplication/x-www-form-urlencodedで送ってください。",
            "Send the body of a POST as application/x-www-form-urlencoded.",
        )
        super().__init__(self.text.en)


class BatchTimeout(ServiceUnavailable):
    """The batch took longer than a query may; nothing of its results is given.

    Attributes:
        text: the same, in both languages.
    """

    def __init__(self, seconds: float) -> None:
        self.text = Text(
            f"バッチの処理が制限時間（{seconds:g}秒）を超えたため、結果は一部も返しません。"
            "小さく分けて送ってください。",
            f"The batch took longer than {seconds:g} seconds; nothing of its results is given. "
            "Send smaller batches.",
        )
        super().__init__(self.text.en)


def refuse(at: str, ja: str, en: str) -> BadReconciliation:
    """The refusal of a request for a single fault."""
    return BadReconciliation([Fault(at, Text(ja, en))])
