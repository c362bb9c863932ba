"""A Flask route that answers "ok", under the server's gunicorn options: ``bare.py PORT [WORKER]``.

WORKER is another class of gunicorn's workers in place of the server's own.
"""

import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from kg.settings import Settings
from kg.web.serve import gunicorn_options


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no type information
    """Gunicorn as ``kg serve`` runs it, with nothing but one route."""

    def __init__(self, settings: Settings, worker: str | None) -> None:
        self.settings = settings  # the server's own worker reads its limits there
        self.worker = worker
        super().__init__()

    def load_config(self) -> None:
        """Take the server's options, but for its announcement."""
        options = gunicorn_options(self.settings)
        del options["post_worker_init"]
        if self.worker:
            options["worker_class"] = self.worker
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application."""
        app = Flask(__name__)
        app.add_url_rule("/", "ok", lambda: "ok")
        return app


if __name__ == "__main__":
    Server(Settings(port=int(sys.argv[1])), next(iter(sys.argv[2:]), None)).run()
