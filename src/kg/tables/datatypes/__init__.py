"""Datatypes of CSVW: from a cell's text to a checked value (tabular-data-model, section 6.4)."""

from .compile import compile_parser, constraint_value
from .values import BadFormatError, BadValue, Parsed, Parser

__all__ = ["BadFormatError", "BadValue", "Parsed", "Parser", "compile_parser", "constraint_value"]
