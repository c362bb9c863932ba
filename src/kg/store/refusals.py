"""The errors for queries that name what this engine does not have or does not ask."""

from kg.problems import Text
from kg.store.errors import QueryRefused


def refuse_service(target: str | None) -> QueryRefused:
    """The error for a server that is not on the list; None for a variable in its place."""
    name = f"<{target}>" if target is not None else "?"
    return QueryRefused(
        "service",
        Text(
            f"SERVICE {name} は許可されていません。"
            "このエンドポイントは、設定の一覧にあるサーバーだけに問い合わせます。",
            f"SERVICE {name} is refused: this endpoint asks only servers on its list.",
        ),
    )


def refuse_graph(iri: str) -> QueryRefused:
    """The error for a named graph that is not held."""
    return QueryRefused(
        "graph",
        Text(
            f"グラフ <{iri}> はこのデータセットにありません。"
            "このエンドポイントは外部のグラフを取りに行きません。",
            f"There is no graph <{iri}> in this dataset, and this endpoint fetches none "
            "from elsewhere.",
        ),
    )
