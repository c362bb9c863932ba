"""Screening: which focus nodes may violate which shape, asked of a store in sets."""

from kg.validation.screen.run import Caught, screen
from kg.validation.screen.source import Inexpressible

__all__ = ["Caught", "Inexpressible", "screen"]
