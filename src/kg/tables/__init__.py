"""Tables with CSVW metadata, checked and converted to RDF."""

from .convert import Conversion, ConvertedTable, check, convert, read_tables, write_ntriples
from .fetch import Fetcher, Response
from .group import TableGroup
from .rdf import Mode
from .table import Table

__all__ = [
    "Conversion",
    "ConvertedTable",
    "Fetcher",
    "Mode",
    "Response",
    "Table",
    "TableGroup",
    "check",
    "convert",
    "read_tables",
    "write_ntriples",
]
