"""The application: one release, one engine, every door of HTTP."""

from importlib.resources import files

from flask import Blueprint, Flask, Response, jsonify, render_template
from werkzeug.exceptions import NotFound

from kg.settings import Settings
from kg.store import Engine
from kg.web import (
    answering,
    documents,
    linksets,
    problem,
    reconcile,
    releases,
    resources,
    site,
    sparql,
)
from kg.web.conditional import PAGE_VARIES, not_modified, tagged
from kg.web.language import reader_language
from kg.web.negotiation import Request, best
from kg.web.problem_kinds import KINDS
from kg.web.site import ServedRelease

blueprint = Blueprint("about", __name__)
_OPENAPI_TYPE = "application/vnd.oai.openapi; charset=utf-8"


def create_app(release: ServedRelease, engine: Engine, settings: Settings | None = None) -> Flask:
    """The WSGI application of a release.

    Args:
        release: what is served.
        engine: answers queries over it; whoever opened it closes it.
        settings: those of the environment where none are given.
    """
    settings = settings or Settings()
    app = Flask(__name__)
    app.request_class = Request
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_query_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_query_bytes,
    )
    app.extensions[sparql.SETTINGS] = settings
    problem.install(app)
    site.install(app, release, engine)
    for room in (sparql, resources, documents, linksets, releases):
        app.register_blueprint(room.blueprint)
    app.register_blueprint(blueprint)
    reconcile.install(app, release, engine, settings)
    answering.install(app, release.id, engine, settings)
    return app


@blueprint.get("/healthz")
def health() -> dict[str, str]:
    """That the process lives; where this fails it is to be started again."""
    return {"status": "ok", "release": site.site().release.id}


@blueprint.get("/readyz")
def readiness() -> dict[str, str]:
    """That queries are answered; where this fails, send requests elsewhere until it does not.

    Raises:
        EngineUnavailable: they are not.
    """
    here = site.site()
    with here.engine.query("ASK {}", media_type="application/sparql-results+json") as answer:
        answer.read()
    return {"status": "ok", "release": here.release.id}


@blueprint.get("/id/problem/<name>")
def problem_kind(name: str) -> Response:
    """What a kind of problem means, by its ``type``: a page, or JSON."""
    if name not in KINDS:
        raise NotFound
    language, document = reader_language(), KINDS[name].document(name, reader_language())
    if best(("application/json", "text/html")) == "application/json":
        response = jsonify(document)
    else:
        page = render_template("problem_kind.html", kind=document)
        response = Response(page, content_type="text/html; charset=utf-8")
    response.vary.update(("Accept", *PAGE_VARIES))
    response.content_language.add(language)
    return response


@blueprint.get("/openapi.yaml")
def openapi() -> Response:
    """The written specification of this interface (OpenAPI 3.1)."""
    unchanged = not_modified(by_language=False)
    body = b"" if unchanged else files("kg.web").joinpath("openapi.yaml").read_bytes()
    response = Response(body, content_type=_OPENAPI_TYPE)
    return tagged(response, by_language=False, not_modified=unchanged)
