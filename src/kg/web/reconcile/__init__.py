"""The Reconciliation Service API 0.2 at ``/reconcile``: other people's tables meet the graph."""

from kg.web.reconcile.routes import install

__all__ = ["install"]
