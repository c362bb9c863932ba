"""One table of settings: name, type, default, unit and help.

Each is read from the environment variable ``KG_`` + its name in capitals, else it has its default.
Documentation, ``--help`` and ``kg settings`` come from :func:`kg.setting_table.table`.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from kg.iris import DEFAULT_BASE, DEFAULT_SITE
from kg.setting_errors import ENV_PREFIX, WrongSettings
from kg.store.model import DEFAULT_CAPACITY, DEFAULT_LIMITS, DEFAULT_SERVICES, Limits, Services

_LONGEST_URL: Final = 8100
"""Gunicorn reads no first line of a request that is longer than 8190 bytes."""


def _setting(default: Any, en: str, ja: str, *, unit: str = "", **rules: Any) -> Any:
    extra: dict[str, Any] = {"unit": unit, "ja": ja}
    return Field(default=default, description=en, json_schema_extra=extra, **rules)


class Settings(BaseSettings):
    """The settings of one process; an empty variable counts as one that is not set.

    Raises:
        WrongSettings: values that are none.
    """

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_ignore_empty=True, frozen=True)

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise WrongSettings(error, type(self).model_fields, given) from None

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
        min_length=1,
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
    processors: Literal["one", "all"] = _setting(
        "one",
        "On how many processors the server's threads run; queries always run on all.",
        "サーバーのスレッドを動かすプロセッサーの数。クエリは常にすべてのプロセッサーで動く。",
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
    companion_quads: int = _setting(
        3_000_000,
        "How many quads one companion (kg companion add) may have.",
        "一つの併置データ（kg companion add）に含められるクアッド数の上限。",
        unit="quads",
        ge=1,
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
    reconcile_queries: int = _setting(
        1000,
        "How many queries a batch to /reconcile may have, and entities a data extension query.",
        "/reconcileに送るバッチのクエリの数、データ拡張で一度に問い合わせるリソースの数の上限。",
        unit="queries",
        ge=1,
    )
    reconcile_bytes: int = _setting(
        1024**2,
        "Size of the body of a request to /reconcile.",
        "/reconcileに送るリクエスト本文の大きさの上限。",
        unit="bytes",
        ge=1024,
    )
    max_url_bytes: int = _setting(
        8000,
        "Length of a request's address; longer queries are sent by POST.",
        "リクエストのアドレスの長さの上限。長いクエリはPOSTで送る。",
        unit="bytes",
        ge=1024,
        le=_LONGEST_URL,
    )
    request_seconds: float = _setting(
        10.0,
        "Time that a client has to send a whole request; what is slower is dropped.",
        "クライアントがリクエスト全体を送り終えるまでの時間。遅いものは切断する。",
        unit="s",
        gt=0,
    )
    send_seconds: float = _setting(
        30.0,
        "Time that a client has to take each part of an answer; what is slower is dropped.",
        "クライアントが応答の各部分を受け取るまでの時間。遅いものは切断する。",
        unit="s",
        gt=0,
    )
    keepalive_seconds: int = _setting(
        5,
        "How long an idle connection is kept open for another request.",
        "次のリクエストを待って接続を保つ時間。",
        unit="s",
        ge=1,
    )
    connections: int = _setting(
        1000,
        "How many connections are open at a time; more wait to be accepted.",
        "同時に開く接続の数。超えたものは受け付けを待つ。",
        unit="connections",
        ge=1,
    )
    client_connections: int = _setting(
        100,
        "How many of them one address may have; 0 for any number. Not applied behind proxies.",
        "そのうち一つのアドレスが持てる数。0なら制限しない。プロキシの後ろでは適用しない。",
        unit="connections",
        ge=0,
    )
    client_queries: int = _setting(
        5,
        "How many queries a client may have running at a time; 0 for any number.",
        "一つのクライアントが同時に実行できるクエリの数。0なら制限しない。",
        unit="queries",
        ge=0,
    )
    budget_seconds: float = _setting(
        60.0,
        "Query time that a client is given per minute; 0 for no budget.",
        "クライアントごとに1分あたり使えるクエリ時間。0なら制限しない。",
        unit="s",
        ge=0,
    )
    budget_burst: float = _setting(
        120.0,
        "Query time that a client can save up, and has at first.",
        "クライアントがためておけるクエリ時間。最初に持っている時間でもある。",
        unit="s",
        gt=0,
    )
    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "info",
        "From which level on events are logged; requests are info, failed ones error.",
        "記録するログのレベル。リクエストはinfo、失敗したものはerror。",
    )
    log_format: Literal["auto", "json", "console"] = _setting(
        "auto",
        "Form of the log on standard error; auto: console on a terminal, else JSON lines.",
        "標準エラーに書くログの形式。autoなら端末ではconsole、ほかではJSON（1行1件）。",
    )
    log_client: Literal["full", "short", "none"] = _setting(
        "short",
        "Client addresses in the log are personal data; short keeps the /24 or /48 network only.",
        "ログに書くクライアントのアドレスは個人情報。shortなら/24か/48のネットワークだけ残す。",
    )
    metrics_host: str = _setting(
        "127.0.0.1",
        "Address that Prometheus metrics are served on; never the public one.",
        "Prometheus用メトリクスを提供するアドレス。公開アドレスとは別にする。",
        min_length=1,
    )
    metrics_port: int | None = _setting(
        None,
        "Port of the Prometheus metrics; 0 takes a free one, which the log tells; unset: none.",
        "Prometheus用メトリクスのポート。0なら空いているもの（ログに示す）。未設定なら提供しない。",
        ge=0,
        le=65535,
    )
    service_allowlist: Annotated[tuple[str, ...], NoDecode] = _setting(
        (),
        "Endpoints that SERVICE may name, separated by spaces or commas (examples: docs/joins.md).",
        "SERVICEで指定できるエンドポイント。空白かコンマで区切る（例：docs/joins.md）。",
    )
    service_seconds: float = _setting(
        DEFAULT_SERVICES.seconds,
        "Time that a server asked by SERVICE has for each answer, within the query's own.",
        "SERVICEで問い合わせたサーバーが一つの答えに使える時間（クエリの制限時間の内）。",
        unit="s",
        gt=0,
    )
    service_bytes: int = _setting(
        DEFAULT_SERVICES.result_bytes,
        "Size that such an answer may have; a larger one is an error, never cut.",
        "その答えの大きさの上限。超えた場合は切り詰めずにエラーとする。",
        unit="bytes",
        ge=1024,
    )
    service_addresses: Literal["public", "any"] = _setting(
        "public",
        "To which addresses SERVICE connects; any also reaches this machine and its network: for "
        "tests, or for endpoints of one's own.",
        "SERVICEの接続先。anyならこの機械や内部のネットワークにも届く（テスト用、"
        "または自分のエンドポイント用）。",
    )

    @field_validator("service_allowlist", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part for part in re.split(r"[\s,]+", value) if part)
        return value

    @property
    def body_bytes(self) -> int:
        """Size that the body of any request may have; which of them may, the front knows."""
        return max(self.max_query_bytes, self.reconcile_bytes)

    @property
    def limits(self) -> Limits:
        """What one query of the public may use."""
        return Limits(self.query_seconds, self.query_memory, self.result_bytes)

    @property
    def services(self) -> Services:
        """Which other servers queries may ask."""
        return Services(
            frozenset(self.service_allowlist),
            self.service_seconds,
            self.service_bytes,
            public_only=self.service_addresses == "public",
        )
