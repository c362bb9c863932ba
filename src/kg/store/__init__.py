"""Answering SPARQL queries within limits: one small interface, and its engine.

The engine keeps the graph in a process of its own and answers each query in a fork of it, which
can be killed: a query that exceeds its limits is really stopped.
"""

from kg.store.answer import Answer
from kg.store.engine import Engine, ProcessEngine, open_engine
from kg.store.errors import (
    EngineBusy,
    EngineUnavailable,
    LineFull,
    QueryCancelled,
    QueryError,
    QueryFailed,
    QueryOutOfMemory,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    QueryUnsortable,
    ServiceFailed,
)
from kg.store.formats import media_types
from kg.store.inspection import inspect
from kg.store.model import Dataset, Form, Kind, Limits, Query, Services
from kg.store.pool import Lane
from kg.store.run import Caller

__all__ = [
    "Answer",
    "Caller",
    "Dataset",
    "Engine",
    "EngineBusy",
    "EngineUnavailable",
    "Form",
    "Kind",
    "Lane",
    "Limits",
    "LineFull",
    "ProcessEngine",
    "Query",
    "QueryCancelled",
    "QueryError",
    "QueryFailed",
    "QueryOutOfMemory",
    "QueryRefused",
    "QuerySyntaxError",
    "QueryTimeout",
    "QueryTooLarge",
    "QueryUnsortable",
    "ServiceFailed",
    "Services",
    "inspect",
    "media_types",
    "open_engine",
]
