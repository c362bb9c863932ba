"""How large the body of a request may be: batches for reconciliation more than queries."""

from werkzeug.exceptions import HTTPException

from kg.settings import Settings
from kg.web.front.refusals import BatchTooLarge, BodyTooLarge
from kg.web.front.routes import route_of


def body_bytes(settings: Settings, path: str) -> int:
    """Size that the body of a request to a path may have."""
    return settings.reconcile_bytes if _is_batch(path) else settings.max_query_bytes


def too_large(settings: Settings, path: str) -> HTTPException:
    """The refusal of a request to a path whose body is larger."""
    if _is_batch(path):
        return BatchTooLarge(settings.reconcile_queries, settings.reconcile_bytes)
    return BodyTooLarge(settings.max_query_bytes)


def _is_batch(path: str) -> bool:
    return route_of(path) == "reconcile"
