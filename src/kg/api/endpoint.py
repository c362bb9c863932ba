"""A SPARQL endpoint elsewhere, asked over HTTP by the SPARQL 1.1 Protocol."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Final

from kg.problems import KgError

_SLACK_SECONDS: Final = 5.0


class EndpointError(KgError):
    """An endpoint refused a query or could not be reached.

    Attributes:
        url: the endpoint.
        status: HTTP status; None where no answer came at all.
    """

    def __init__(self, url: str, status: int | None, detail: str) -> None:
        self.url, self.status = url, status
        code = f" ({status})" if status else ""
        super().__init__(f"{url}{code}: {detail}")


class Endpoint:
    """Asks one SPARQL endpoint.

    Args:
        url: the endpoint's address, such as ``http://127.0.0.1:8000/sparql``.
    """

    def __init__(self, url: str) -> None:
        if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
            raise EndpointError(url, None, "an endpoint's address begins with http:// or https://")
        self.url = url

    def ask(self, text: str, media_type: str, seconds: float) -> bytes:
        """The answer to a query in the media type.

        Raises:
            EndpointError: with the endpoint's own words where it sent problem details (RFC 9457).
        """
        request = urllib.request.Request(
            self.url,
            data=text.encode(),
            headers={"Content-Type": "application/sparql-query", "Accept": media_type},
        )
        try:
            with urllib.request.urlopen(request, timeout=seconds + _SLACK_SECONDS) as answer:
                body: bytes = answer.read()
        except urllib.error.HTTPError as error:
            raise EndpointError(self.url, error.code, _detail(error)) from error
        except OSError as error:
            raise EndpointError(self.url, None, str(error)) from error
        return body

    def close(self) -> None:
        """Nothing to let go of: each query has its own connection."""


def _detail(error: urllib.error.HTTPError) -> str:
    body = error.read()
    try:
        problem = json.loads(body)
    except ValueError:
        return body.decode(errors="replace").strip() or error.reason
    if isinstance(problem, dict):
        return str(problem.get("detail") or problem.get("title") or error.reason)
    return error.reason
