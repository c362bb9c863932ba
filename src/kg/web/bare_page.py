"""Pages where there is no application: drawn from the same templates, by the request alone."""

from functools import cache
from pathlib import Path
from typing import Final

from flask import Request
from jinja2 import Environment, FileSystemLoader

from kg.web.language import template_values, translate

_TEMPLATES: Final = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True)


def bare_page(template: str, asking: Request, language: str, **values: object) -> str:
    """A page that needs nothing of a release; links lead to where the server is mounted."""

    def url_for(endpoint: str, filename: str) -> str:
        return f"{asking.script_root}/{endpoint}/{filename}"

    return (
        _environment()
        .get_template(template)
        .render(
            {**template_values(asking, language), **values},
            _=lambda message: translate(message, language),
            request=asking,
            url_for=url_for,
        )
    )
