"""Conversion by columns, with Polars: the same triples and problems as row by row."""

from .convert import frames
from .ntriples import write

__all__ = ["frames", "write"]
