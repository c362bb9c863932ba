"""The converter as the W3C test runner calls it: fetching through urllib, not validating."""

import urllib.error
import urllib.request

from pyoxigraph import RdfFormat, serialize

from kg.tables import Mode, Response, convert


def fetch(url: str) -> Response | None:
    """Gets a URL through the runner's proxy; None for what is not found."""
    request = urllib.request.Request(url)
    try:
        with urllib.request.urlopen(request) as answer:
            return Response(
                url,
                answer.read(),
                answer.headers.get("Content-Type", ""),
                tuple(answer.headers.get_all("Link", [])),
                answer.headers.get("Content-Language", ""),
            )
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 404:
                return None
            raise


class Engine:
    """What ``w3c_csvw_run.py module:Class`` asks for."""

    def rdf(self, url: str, minimal: bool, metadata_url: str | None) -> str:
        """The N-Triples of a conversion; raises DataError where the standard asks for an error."""
        mode = Mode.MINIMAL if minimal else Mode.STANDARD
        done = convert(url, metadata=metadata_url, mode=mode, fetch=fetch, strict=False)
        lines = serialize(done.triples, format=RdfFormat.N_TRIPLES)
        assert lines is not None  # without an output to write to, it gives the bytes
        return lines.decode()
