"""One table of settings: name, type, default, unit and help.

Each is read from the environment variable ``KG_`` + its name in capitals, else it has its default.
Documentation and ``--help`` come from ``table()``.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from kg.iris import DEFAULT_BASE, DEFAULT_SITE
from kg.problems import Text
from kg.store.model import DEFAULT_CAPACITY, DEFAULT_LIMITS, Limits

ENV_PREFIX = "KG_"


def _setting(default: Any, en: str, ja: str, *, unit: str = "", **rules: Any) -> Any:
    extra: dict[str, Any] = {"unit": unit, "ja": ja}
    return Field(default=default, description=en, json_schema_extra=extra, **rules)


class Settings(BaseSettings):
    """The settings of one process; wrong values raise pydantic's ValidationError."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True)

    home: Path = _setting(
        Path("kg-data"),
        "Folder that holds the releases and the build's cache.",
        "リリースと構築用キャッシュを置くフォルダー。",
    )
    base: str = _setting(
        DEFAULT_BASE,
        "What the IRIs of resources begin with; ends in / or #.",
        "リソースのIRIの先頭部分。/か#で終わる。",
    )
    site: str = _setting(
        DEFAULT_SITE,
        "Public address of the server, for the links of the catalogue.",
        "公開するサーバーのアドレス。カタログのリンクに使う。",
    )
    host: str = _setting(
        "127.0.0.1",
        "Address that the server listens on.",
        "サーバーが待ち受けるアドレス。",
    )
    port: int = _setting(
        8000,
        "Port that the server listens on; 0 takes a free one.",
        "サーバーが待ち受けるポート。0なら空いているもの。",
        ge=0,
        le=65535,
    )
    threads: int = _setting(
        96,
        "How many requests are served at a time.",
        "同時に処理するリクエストの数。",
        unit="threads",
        ge=1,
    )
    proxies: int = _setting(
        0,
        "How many trusted proxies stand before the server and set X-Forwarded headers.",
        "サーバーの前にあり、X-Forwardedヘッダーを付ける、信頼できるプロキシの数。",
        unit="proxies",
        ge=0,
    )
    store: Literal["auto", "memory", "disk"] = _setting(
        "auto",
        "Where the graph is served from; auto: memory up to memory_quads, else disk.",
        "グラフの置き場所。autoならmemory_quadsまではメモリー、それを超えればディスク。",
    )
    memory_quads: int = _setting(
        3_000_000,
        "Up to how many quads a graph is served from memory where store is auto.",
        "storeがautoのとき、メモリーに置くクアッド数の上限。",
        unit="quads",
        ge=0,
    )
    query_seconds: float = _setting(
        DEFAULT_LIMITS.seconds,
        "Time that a query may take; what exceeds it is stopped.",
        "一つのクエリの制限時間。超えたものは停止する。",
        unit="s",
        gt=0,
    )
    query_memory: int = _setting(
        DEFAULT_LIMITS.memory_bytes,
        "Memory that a query may take beyond the graph's own.",
        "グラフ自体のほかに一つのクエリが使えるメモリー。",
        unit="bytes",
        ge=16 * 1024**2,
    )
    result_bytes: int = _setting(
        DEFAULT_LIMITS.result_bytes,
        "Size that an answer may have; a larger one is an error, never cut.",
        "結果の大きさの上限。超えた場合は切り詰めずにエラーとする。",
        unit="bytes",
        ge=1024,
    )
    query_workers: int = _setting(
        DEFAULT_CAPACITY.quick,
        "How many of the public's queries run at a time, long ones aside.",
        "同時に実行する公開クエリの数（長いクエリを除く）。",
        unit="processes",
        ge=1,
    )
    query_quick_seconds: float = _setting(
        DEFAULT_CAPACITY.quick_seconds,
        "A query that runs longer is a long one: it yields to others.",
        "これより長く実行されるクエリは長いクエリとし、ほかのクエリを優先する。",
        unit="s",
        gt=0,
    )
    query_long: int = _setting(
        DEFAULT_CAPACITY.long,
        "How many long queries run at a time.",
        "同時に実行する長いクエリの数。",
        unit="processes",
        ge=1,
    )
    query_queue: int = _setting(
        DEFAULT_CAPACITY.waiting,
        "How many queries may wait, a quarter of them as long ones; more are refused as busy.",
        "待つことのできるクエリの数（長いクエリはその4分の1）。超えた分は混雑として断る。",
        unit="queries",
        ge=0,
    )
    query_wait: float = _setting(
        DEFAULT_CAPACITY.wait_seconds,
        "How long a query waits for a free worker before it is refused as busy.",
        "クエリが空きを待つ時間。超えた場合は混雑として断る。",
        unit="s",
        ge=0,
    )
    cache_bytes: int = _setting(
        64 * 1024**2,
        "Memory for answers that are given again, per release; 0 keeps none.",
        "同じクエリに再び返す結果を保つメモリー（公開版ごと）。0なら保たない。",
        unit="bytes",
        ge=0,
    )
    max_query_bytes: int = _setting(
        256 * 1024,
        "Size of a request's body, or of a query in an address.",
        "リクエスト本文、またはアドレスに書くクエリの大きさの上限。",
        unit="bytes",
        ge=1024,
    )
    service_allowlist: Annotated[tuple[str, ...], NoDecode] = _setting(
        (),
        "Endpoints that SERVICE may name, separated by spaces or commas.",
        "SERVICEで指定できるエンドポイント。空白かコンマで区切る。",
    )

    @field_validator("service_allowlist", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part for part in re.split(r"[\s,]+", value) if part)
        return value

    @property
    def limits(self) -> Limits:
        """What one query of the public may use."""
        return Limits(self.query_seconds, self.query_memory, self.result_bytes)


class Row(NamedTuple):
    """One setting as documentation shows it."""

    name: str
    variable: str
    type: str
    default: str
    unit: str
    help: Text


def table() -> list[Row]:
    """Every setting, in the order of their definition."""
    return [_row(name, field) for name, field in Settings.model_fields.items()]


def _row(name: str, field: FieldInfo) -> Row:
    extra = field.json_schema_extra
    assert isinstance(extra, dict)
    kind = field.annotation
    shown = kind.__name__ if isinstance(kind, type) else str(kind).replace("typing.", "")
    return Row(
        name,
        ENV_PREFIX + name.upper(),
        "list" if shown.startswith("tuple") else shown,
        " ".join(field.default) if isinstance(field.default, tuple) else str(field.default),
        str(extra["unit"]),
        Text(str(extra["ja"]), str(field.description)),
    )
