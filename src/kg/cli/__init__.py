"""The command ``kg``."""

from kg.cli.group import main

__all__ = ["main"]
