"""Linked data of others beside the graph: named graphs of their own, kept outside releases."""

from kg.companion.errors import CompanionFault, DamagedCompanion, UnknownCompanion
from kg.companion.model import NONE, Companion, Companions, Details
from kg.companion.shelf import Shelf, sound
from kg.companion.stores import beside

__all__ = [
    "NONE",
    "Companion",
    "CompanionFault",
    "Companions",
    "DamagedCompanion",
    "Details",
    "Shelf",
    "UnknownCompanion",
    "beside",
    "sound",
]
