"""Where bytes come from: local folders that stand for URLs, and a fetcher that the caller hands in.

Nothing here goes to the network: an http(s) URL outside the local folders is asked of the fetcher,
and without one it is a problem that the caller can mend.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from .messages import Report


@dataclass(frozen=True, slots=True)
class Response:
    """What a fetcher gives for a URL.

    ``media_type`` is the Content-Type header with its parameters; ``links`` are the Link headers as
    received; ``language`` is the Content-Language header.
    """

    url: str
    body: bytes
    media_type: str = ""
    links: tuple[str, ...] = ()
    language: str = ""


Fetcher = Callable[[str], Response | None]
"""Gets a URL: a Response, or None where nothing is found; raises OSError for any other failure."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A local folder and the URL that it stands for (ends in a slash)."""

    folder: Path
    url: str

    def path(self, url: str) -> Path | None:
        """The file that a URL stands for; None for a URL that is not below this mount."""
        bare = url.partition("#")[0].partition("?")[0]
        if not bare.startswith(self.url):
            return None
        below = unquote(bare[len(self.url) :])
        if ".." in below.split("/"):
            return None
        return self.folder / below


@dataclass(slots=True)
class Library:
    """Opens URLs: mounts first, then ``file:`` URLs (if allowed), then the fetcher."""

    mounts: tuple[Mount, ...] = ()
    fetch: Fetcher | None = None
    local_files: bool = True
    shown_from: Path | None = None
    _responses: dict[str, Response | None] = field(default_factory=dict)

    def path(self, url: str) -> Path | None:
        """The local file that a URL stands for, whether or not it exists."""
        for mount in self.mounts:
            path = mount.path(url)
            if path is not None:
                return path
        parts = urlsplit(url)
        if parts.scheme == "file" and self.local_files:
            return Path(url2pathname(parts.path))
        return None

    def shown(self, url: str) -> str:
        """How problems name the document: a path for local files, else the URL."""
        path = self.path(url)
        if path is None:
            return url
        for folder in (self.shown_from, Path.cwd()):
            if folder is not None and path.is_relative_to(folder):
                return path.relative_to(folder).as_posix()
        return path.as_posix()

    def open(self, url: str, report: Report) -> BinaryIO | None:
        """The bytes of a document; None (and a problem in the report) where there is none."""
        path = self.path(url)
        if path is None:
            response = self.get(url, report)
            return None if response is None else io.BytesIO(response.body)
        try:
            return path.open("rb")
        except FileNotFoundError:
            report.error("missing-file", file=self.shown(url))
        except OSError as error:
            report.error("unreadable-file", file=self.shown(url), reason=error.strerror or "")
        return None

    def get(self, url: str, report: Report) -> Response | None:
        """What the fetcher gives; each URL is asked once. None where there is nothing."""
        if self.fetch is None:
            report.error("needs-fetcher", file=url)
            return None
        response = self.response(url)
        if response is None:
            report.error("missing-file", file=url)
        return response

    def response(self, url: str) -> Response | None:
        """Headers and body of a remote document; None for local files and what is not found."""
        if self.fetch is None or self.path(url) is not None:
            return None
        if url not in self._responses:
            try:
                self._responses[url] = self.fetch(url)
            except OSError:
                self._responses[url] = None
        return self._responses[url]

    def find(self, url: str) -> bytes | None:
        """The document where there is one, silently None where there is none."""
        path = self.path(url)
        if path is None:
            response = self.response(url)
            return None if response is None else response.body
        return path.read_bytes() if path.is_file() else None
