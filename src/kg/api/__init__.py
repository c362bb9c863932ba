"""The Python door: ``kg.open()`` and what it gives."""

from kg.api.endpoint import EndpointError
from kg.api.graph import Description, Graph, Quotation, UnknownFormat, WrongForm
from kg.api.opening import open_graph
from kg.api.rows import Rows, Value

__all__ = [
    "Description",
    "EndpointError",
    "Graph",
    "Quotation",
    "Rows",
    "UnknownFormat",
    "Value",
    "WrongForm",
    "open_graph",
]
