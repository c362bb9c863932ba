"""The releases that are kept: a list of them, and why one of them does not answer."""

import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final, NoReturn

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.exceptions import Gone, NotFound, ServiceUnavailable

from kg.problems import Text
from kg.release import Kept, Release, UnknownRelease, kept
from kg.release.diff import Comparison, Counts, count
from kg.web.conditional import PAGE_VARIES
from kg.web.language import both, reader_language
from kg.web.negotiation import best
from kg.web.shelf import ReleaseDeleted, ShelfBusy
from kg.web.site import site
from kg.web.switch import REFUSAL, ROOT
from kg.web.wording import date_in_words, number_in_words

blueprint = Blueprint("releases", __name__)

_HTML: Final = "text/html"
_JSON: Final = "application/json"
_DATE: Final = "http://www.w3.org/2001/XMLSchema#date"
_RETRY_SECONDS: Final = 5
_MOST: Final = 20_000
"""Resources whose changes are counted; of a release that changed more, no more is said."""

_comparing = threading.Lock()


class NoSuchRelease(NotFound):
    """No release has the name.

    Attributes:
        text: that there is none, in both languages.
    """

    def __init__(self) -> None:
        self.text = both("There is no release of this name.")
        super().__init__(self.text.en)


class DeletedRelease(Gone):
    """The release was deleted.

    Attributes:
        text: that it is gone, in both languages.
    """

    def __init__(self) -> None:
        self.text = both("This release was deleted.")
        super().__init__(self.text.en)


class ClosedRelease(ServiceUnavailable):
    """The release is kept but does not answer.

    Attributes:
        text: why, in both languages.
    """

    def __init__(self, text: Text, *, retry: bool) -> None:
        self.text = text
        super().__init__(text.en, retry_after=_RETRY_SECONDS if retry else None)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed since the release before; ``whole`` where all of it was counted."""

    counts: Counts
    whole: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One release as the page shows it; ``href`` is empty where it cannot be opened."""

    href: str
    id: str
    served: bool
    created: str
    created_in_words: str
    triples: str
    resources: str
    changes: str
    size: str


@blueprint.get("/releases/")
def releases() -> Response:
    """The releases that are kept, last first, as a page or as JSON."""
    chosen = best([_HTML, _JSON])
    if chosen == _HTML:
        page = render_template("releases.html", rows=[_row(*one) for one in _listed()])
        response = Response(page, content_type="text/html; charset=utf-8")
        response.vary.update(PAGE_VARIES)
        response.content_language.add(reader_language())
    else:
        response = jsonify(releases=[_entry(*one) for one in _listed()])
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.route("/releases/<release>/", defaults={"path": ""}, methods=["GET", "POST"])
@blueprint.route("/releases/<release>/<path:path>", methods=["GET", "POST"])
def elsewhere(release: str, path: str) -> NoReturn:
    """Says why a release does not answer; those that do are reached before this application is."""
    del release, path
    refusal = request.environ.get(REFUSAL)
    match refusal:
        case ShelfBusy():
            text = both("Other releases are in use; this one cannot be opened right now.")
            raise ClosedRelease(text, retry=True)
        case ReleaseDeleted():
            raise DeletedRelease
        case None | UnknownRelease():
            raise NoSuchRelease
    raise ClosedRelease(both("This release is damaged and cannot be served."), retry=False)


def _listed() -> Iterator[tuple[Kept, Difference | None]]:
    """Releases, last first, with what changed since the one before where that is kept too."""
    found = kept(site().release.path.parents[1])
    sound = {one.id: one.release for one in found if one.release and not one.fault}
    for one in reversed(found):
        release = sound.get(one.id)
        previous = sound.get(release.manifest.previous) if release else None
        yield one, _difference(previous, release) if previous and release else None


def _difference(before: Release, after: Release) -> Difference:
    with _comparing:  # one at a time, and each once
        return _compared(
            *(_Named(str(one.path), one.manifest.created, one) for one in (before, after))
        )


@dataclass(frozen=True, slots=True)
class _Named:
    """A release by what tells it from others; it cannot be a key itself."""

    path: str
    created: str
    release: Release

    def __hash__(self) -> int:
        return hash((self.path, self.created))


@lru_cache(256)
def _compared(before: _Named, after: _Named) -> Difference:
    with Comparison(before.release, after.release) as comparison:
        changes = comparison.changes()
        counts = count(islice(changes, _MOST))
        return Difference(counts, next(changes, None) is None)


def _address(one: Kept) -> str:
    root = request.environ.get(ROOT, request.script_root)
    return f"{root}/releases/{one.id}/" if one.release and not one.fault else ""


def _entry(one: Kept, difference: Difference | None) -> dict[str, Any]:
    manifest = one.release.manifest if one.release else None
    return {
        "id": one.id,
        "address": _address(one) or None,
        "served": one.id == site().release.id,
        "created": manifest.created if manifest else None,
        "triples": manifest.triples if manifest else None,
        "resources": manifest.resources if manifest else None,
        "bytes": one.size,
        "previous": (manifest.previous or None) if manifest else None,
        "changes": {**asdict(difference.counts), "whole": difference.whole} if difference else None,
    }


def _row(one: Kept, difference: Difference | None) -> Row:
    language = reader_language()

    def number(value: int) -> str:
        return number_in_words(str(value), language)

    release = one.release
    created = release.manifest.created if release else ""
    return Row(
        _address(one),
        one.id,
        one.id == site().release.id,
        created,
        date_in_words(created[:10], _DATE, language) or created,
        number(release.manifest.triples) if release else "",
        number(release.manifest.resources) if release else "",
        _changes(difference, language) if difference else "",
        number(one.size),
    )


def _changes(difference: Difference, language: str) -> str:
    counts = difference.counts
    if not difference.whole:
        return (
            both("more than {}").in_language(language).format(number_in_words(str(_MOST), language))
        )
    words = both("{} added, {} removed, {} changed").in_language(language)
    numbers = (counts.added, counts.removed, counts.changed)
    return words.format(*(number_in_words(str(value), language) for value in numbers))
