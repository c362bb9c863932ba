"""The reader's language, and the catalogues of messages in Japanese and English.

Message ids are the English source strings. Catalogues are read from their ``.po`` files, so that
no compiled file can be out of date.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pyoxigraph as ox
from babel.messages.pofile import read_po
from flask import Flask, Request, Response, g, request

from kg.problems import SystemFault, Text

LANGUAGES: Final = ("ja", "en")
COOKIE: Final = "lang"
_YEAR: Final = 365 * 24 * 3600
_CATALOGUES: Final = Path(__file__).parent / "messages"


class MissingMessageError(SystemFault):
    """A text that a page shows and a catalogue lacks."""

    def __init__(self, message: str, language: str) -> None:
        super().__init__(f"no message in the {language} catalogue for {message!r}")


@cache
def catalogue(language: str) -> dict[str, str]:
    """Source string → text of one language, as its ``.po`` file has it."""
    path = _CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        messages = read_po(file, locale=language)
    return {str(entry.id): str(entry.string) for entry in messages if entry.id and entry.string}


def translate(message: str, language: str) -> str:
    """A message in a language.

    Raises:
        MissingMessageError: the catalogue has no text for it.
    """
    try:
        return catalogue(language)[message]
    except KeyError:
        raise MissingMessageError(message, language) from None


def both(message: str) -> Text:
    """A message in both languages."""
    return Text(translate(message, "ja"), translate(message, "en"))


def reader_language() -> str:
    """``ja`` or ``en``: by ``lang`` parameter, else cookie, else Accept-Language, else English."""
    if "language" not in g:
        g.language = asked_language(request)
    return str(g.language)


def asked_language(asking: Request) -> str:
    """The same of a request outside the application."""
    for asked in (asking.args.get("lang"), asking.cookies.get(COOKIE)):
        if asked in LANGUAGES:
            return asked
    # By hand: werkzeug's best_match takes an exact "en;q=0.5" for better than "ja-JP".
    for tag, quality in asking.accept_languages:
        primary = tag.lower().partition("-")[0]
        if quality > 0 and primary in LANGUAGES:
            return primary
    return "en"


def best_text(texts: list[ox.Literal], language: str) -> ox.Literal | None:
    """The text in the language; else one without or with another language; None of none."""
    ranked = sorted(texts, key=lambda text: (text.language != language, bool(text.language)))
    return ranked[0] if ranked else None


def install(app: Flask) -> None:
    """Give templates ``_``, ``lang`` and ``other_lang``, and remember a choice of language."""
    app.jinja_env.globals["_"] = lambda message: translate(message, reader_language())
    app.context_processor(lambda: template_values(request, reader_language()))
    app.after_request(_remember)


def template_values(asking: Request, language: str) -> dict[str, Any]:
    """What every page needs to know of languages: its own, the other, and the link to that."""
    other = "en" if language == "ja" else "ja"
    kept = [(key, value) for key, value in asking.args.items(multi=True) if key != "lang"]
    return {
        "lang": language,
        "other_lang": other,
        "switch": "?" + urlencode([*kept, ("lang", other)]),
    }


def _remember(response: Response) -> Response:
    asked = request.args.get("lang")
    if asked in LANGUAGES and response.mimetype == "text/html":
        response.set_cookie(COOKIE, asked, max_age=_YEAR, samesite="Lax", httponly=True)
    return response
