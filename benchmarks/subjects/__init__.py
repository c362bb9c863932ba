"""What is measured, one module each: ``measure(bench)`` yields rows of the table."""

from typing import Final

NAMES: Final = (
    "conversion",
    "validation",
    "building",
    "analytics",
    "lookups",
    "dumping",
    "starting",
    "curated",
    "joining",
    "growth",
)
"""In the order of the table, and of running."""
