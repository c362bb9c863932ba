"""The log: one event a line, JSON for machines, colours for a terminal.

What the standard library's loggers say (Flask's, gunicorn's, ours) comes in the same form, with the
identifier of the request that it was said in.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable
from typing import Final

import structlog
from structlog.typing import FilteringBoundLogger, Processor

from kg.settings import Settings
from kg.web.front.sink import Sink

_LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, default=str)
_QUIET: Final = ("gunicorn.error",)
"""Loggers that have handlers of their own until they are told to hand on what they say."""

Put = Callable[[str], object]


class Log:
    """Where events go in one process.

    Args:
        settings: level and form.
        put: takes each line; written to standard error where it is not given.
    """

    def __init__(self, settings: Settings, put: Put | None = None) -> None:
        self._sink = None if put else Sink(sys.stderr.fileno())
        self._put: Put = put or self._sink.put  # type: ignore[union-attr]
        self._level = _LEVELS[settings.log_level]
        console = settings.log_format == "console" or (
            settings.log_format == "auto" and os.isatty(2)
        )
        self._rendering = _console() if console else _json()

    @property
    def events(self) -> FilteringBoundLogger:
        """Logs events of the front, each with the ``id`` that it is given.

        Fast, since it takes no way through the standard library.
        """
        logger: FilteringBoundLogger = structlog.wrap_logger(
            _Lines(self._put),
            processors=[*_MARKS, *self._rendering],
            wrapper_class=structlog.make_filtering_bound_logger(self._level),
            context_class=dict,
        ).bind()
        return logger

    def take_over(self, others: Iterable[str] = _QUIET) -> None:
        """Has the loggers of the standard library come out in the same form."""
        handler = _Handler(self._put)
        handler.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=[
                    structlog.contextvars.merge_contextvars,
                    *_MARKS,
                    structlog.stdlib.add_logger_name,
                ],
                processors=[
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *self._rendering,
                ],
            )
        )
        root = logging.getLogger()
        root.handlers[:] = [handler]
        root.setLevel(max(self._level, logging.INFO))
        for name in others:
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.propagate = True


def _json() -> list[Processor]:
    return [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(lambda event, **_: _ENCODER.encode(event)),
    ]


def _console() -> list[Processor]:
    return [structlog.dev.ConsoleRenderer(timestamp_key="time", colors=os.isatty(2))]


_MARKS: Final[list[Processor]] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
]


class _Lines:
    """A logger of structlog that hands on rendered lines."""

    def __init__(self, put: Put) -> None:
        for name in (*_LEVELS, "critical", "exception", "msg"):
            setattr(self, name, put)


class _Handler(logging.Handler):
    """The same for the standard library."""

    def __init__(self, put: Put) -> None:
        super().__init__()
        self._put = put

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._put(self.format(record))
        except Exception:  # a log that cannot be written ends no request
            self.handleError(record)
