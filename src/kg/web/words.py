"""The words in which a request asks for data, as one hash: the same words want the same answer."""

import hashlib
import io
from wsgiref.types import WSGIEnvironment


def words_of(environ: WSGIEnvironment, largest: int) -> bytes | None:
    """A hash of all of a request that data for it depend on; a body can still be read afterwards.

    Args:
        environ: a request by GET, HEAD or POST.
        largest: bytes that its body may have.

    Returns:
        None where the body is larger or of unknown length.
    """
    body, kind = b"", ""
    if environ["REQUEST_METHOD"] == "POST":
        length = environ.get("CONTENT_LENGTH", "")
        if not length.isdecimal() or int(length) > largest:
            return None
        body, kind = environ["wsgi.input"].read(int(length)), environ.get("CONTENT_TYPE", "")
        environ["wsgi.input"] = io.BytesIO(body)
    parts = (kind, environ.get("HTTP_ACCEPT", ""), environ.get("QUERY_STRING", ""))
    return hashlib.sha256("\n".join(parts).encode("latin-1") + b"\n" + body).digest()
