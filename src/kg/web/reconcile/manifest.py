"""The service manifest (Reconciliation API 0.2 §3.1)."""

from importlib.metadata import version
from typing import Any, Final

from kg.iris import STI
from kg.problems import Text
from kg.web.reconcile.identifiers import Space
from kg.web.reconcile.types import DEFAULT, Types

PREVIEW: Final = {"width": 480, "height": 300}
"""Size of the frame that previews are drawn for, in pixels."""

SUGGESTED: Final = ("entity", "property", "type")

_NAME: Final = Text(
    "科学技術・イノベーション政策ナレッジグラフ", "Science, technology and innovation policy graph"
)
_LIMIT: Final = Text("値の数の上限", "Limit of values")
_LIMIT_HELP: Final = Text(
    "一つの項目につき返す値の数。0ならすべて。", "How many values an entity gets; 0 for all."
)


def manifest(site: str, service: str, space: Space, types: Types, most: int) -> dict[str, Any]:
    """The manifest.

    Args:
        site: address of the release, without a slash at the end.
        service: address of the service, likewise.
        space: identifiers of entities.
        types: of entities; their language is that of the service.
        most: queries that a batch may have.
    """
    language = types.language
    return {
        "versions": ["0.2"],
        "name": _NAME.in_language(language),
        "identifierSpace": space.start,
        "schemaSpace": STI,
        "documentation": f"{service}/help",
        "serviceVersion": version("sti-kg"),
        "logo": f"{site}/static/icon.svg",
        "defaultTypes": [types.brief(name) for name in DEFAULT],
        "view": {"url": f"{site}/id/{{{{id}}}}"},
        "feature_view": {"url": f"{service}/help#{{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", **PREVIEW},
        "suggest": {thing: _suggest(service, thing) for thing in SUGGESTED},
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "type": "number",
                    "default": 0,
                    "label": _LIMIT.in_language(language),
                    "help_text": _LIMIT_HELP.in_language(language),
                }
            ],
        },
        "batchSize": most,
    }


def _suggest(service: str, thing: str) -> dict[str, str]:
    return {
        "service_url": service,
        "service_path": f"/suggest/{thing}",
        "flyout_service_url": service,
        "flyout_service_path": f"/flyout/{thing}?id=${{id}}",
    }
