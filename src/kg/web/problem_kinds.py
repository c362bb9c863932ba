"""The kinds of problem that have a name: status, title, and what to do about one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.iris import Iris
from kg.problems import Text


class ProblemKind(NamedTuple):
    """What all problems of a kind share.

    Attributes:
        status: of the HTTP answer.
        title: what happened, in a few words.
        advice: what it means to who asked, and what to do.
    """

    status: int
    title: Text
    advice: Text

    def document(self, name: str, language: str) -> dict[str, object]:
        """The kind as JSON: texts in one language, and in both under ``messages``."""
        return {
            "type": type_of(name),
            "status": self.status,
            "title": self.title.in_language(language),
            "advice": self.advice.in_language(language),
            "messages": {
                code: {
                    "title": self.title.in_language(code),
                    "advice": self.advice.in_language(code),
                }
                for code in ("ja", "en")
            },
        }


def type_of(name: str) -> str:
    """The URI of a kind of problem, by which documents name it and which tells what it means."""
    return Iris().resource("problem", name)


KINDS: Final[Mapping[str, ProblemKind]] = MappingProxyType(
    {
        "query-syntax": ProblemKind(
            400,
            Text("SPARQLの構文が正しくありません", "Not a valid SPARQL query"),
            Text(
                "lineとcolumnが誤りの位置、hintが直し方の例です。直して送り直してください。",
                "Members line and column tell where; hint, if there, what to write instead. "
                "Mend the query and send it again.",
            ),
        ),
        "query-refused": ProblemKind(
            400,
            Text("このクエリは実行できません", "Query refused"),
            Text(
                "構文は正しいものの、このエンドポイントでは実行しないクエリです"
                "（更新、ほかのサーバーへの問い合わせ、データセットにないグラフなど）。"
                "ruleが理由です。ほかのサーバーに関わるものは403です。",
                "The query is well formed, but this endpoint does not run it: an update, a call to "
                "another server, a graph that is not held. Member rule names the reason; "
                "what concerns other servers has status 403.",
            ),
        ),
        "query-timeout": ProblemKind(
            503,
            Text("クエリが制限時間を超えました", "Query timed out"),
            Text(
                "クエリは停止され、結果は一部も返されません。条件を絞るか、"
                "データ全体をダウンロードして手元で実行してください。",
                "The query was stopped, and nothing of its result is returned. Narrow it down, or "
                "download the whole data and ask there.",
            ),
        ),
        "answer-too-large": ProblemKind(
            503,
            Text("結果が大きすぎます", "Answer too large"),
            Text(
                "結果は切り詰めて返されることはありません。LIMITとORDER BYで分けるか、"
                "データ全体をダウンロードしてください。",
                "A result is never cut. Ask for parts of it by ORDER BY and LIMIT, or download the "
                "whole data.",
            ),
        ),
        "query-out-of-memory": ProblemKind(
            503,
            Text("クエリが使うメモリーが大きすぎます", "Query out of memory"),
            Text(
                "並べ替えや集計、つながりのないパターンの組み合わせを減らしてください。",
                "Sort or group less, and join patterns that share no variable less.",
            ),
        ),
        "query-failed": ProblemKind(
            500,
            Text("クエリの処理に失敗しました", "Query failed"),
            Text(
                "検索エンジンの不具合です。別の書き方を試し、idを添えて知らせてください。",
                "A fault of the engine. Try another wording, and report it with its id.",
            ),
        ),
        "query-unsortable": ProblemKind(
            501,
            Text("この値の組み合わせは並べ替えられません", "Values cannot be sorted"),
            Text(
                "ORDER BY STR(?x) のように、文字列として並べ替えてください。",
                "Sort them as strings, as in ORDER BY STR(?x).",
            ),
        ),
        "service-failed": ProblemKind(
            502,
            Text(
                "ほかのサーバーから結果を得られませんでした",
                "Another server gave no answer",
            ),
            Text(
                "SERVICEで問い合わせた先の不調か、答えが制限を超えました。serviceがその先です。"
                "条件を絞るか、あとで試してください。SERVICE SILENTなら失敗を無視します。",
                "A server that the query asks by SERVICE failed, or its answer exceeds a limit; "
                "member service names it. Narrow the pattern down or ask again later; SERVICE "
                "SILENT ignores such failures.",
            ),
        ),
        "query-stopped": ProblemKind(
            503,
            Text("クエリは停止されました", "Query stopped"),
            Text(
                "結果が届く前に停止されました。もう一度試してください。",
                "It was stopped before its result was complete. Ask again.",
            ),
        ),
        "engine-unavailable": ProblemKind(
            503,
            Text("クエリエンジンを利用できません", "Engine unavailable"),
            Text(
                "起動中か、不具合です。Retry-Afterの秒数を待ってから試してください。",
                "It is starting or has a fault. Ask again after as many seconds as Retry-After "
                "says.",
            ),
        ),
        "engine-busy": ProblemKind(
            503,
            Text("混み合っています", "Busy"),
            Text(
                "ほかのクエリで空きがありません。Retry-Afterの秒数を待ってから試してください。",
                "Other queries take all there is. Ask again after as many seconds as Retry-After "
                "says.",
            ),
        ),
        "budget-spent": ProblemKind(
            429,
            Text("クエリ時間を使い切りました", "Query time used up"),
            Text(
                "クライアントごとに1分あたりのクエリ時間が決まっています（停止されたものも含む）。"
                "Retry-Afterの秒数を待つか、データ全体をダウンロードしてください。",
                "Each client has so much query time per minute; stopped queries count. Wait as "
                "many seconds as Retry-After says, or download the whole data.",
            ),
        ),
        "too-many-queries": ProblemKind(
            429,
            Text("同時に実行するクエリが多すぎます", "Too many queries at a time"),
            Text(
                "クエリを順に送るか、並行して送る数を減らしてください。",
                "Send queries one after the other, or fewer at a time.",
            ),
        ),
    }
)
