"""A Flask route that answers "ok", under the server's gunicorn options: ``bare.py PORT``."""

import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from kg.settings import Settings
from kg.web.serve import gunicorn_options


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no type information
    """Gunicorn as ``kg serve`` runs it, with nothing but one route."""

    def load_config(self) -> None:
        """Take the server's options, but for its announcement."""
        for name, value in gunicorn_options(Settings(port=int(sys.argv[1]))).items():
            if not callable(value):
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application."""
        app = Flask(__name__)
        app.add_url_rule("/", "ok", lambda: "ok")
        return app


if __name__ == "__main__":
    Server().run()
