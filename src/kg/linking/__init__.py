"""Names, codes and identifiers → resources of the graph."""

from kg.linking.levels import level_remark
from kg.linking.matcher import Matcher
from kg.linking.model import Answer, Candidate, Entity, Means, Outcome, Question

__all__ = [
    "Answer",
    "Candidate",
    "Entity",
    "Matcher",
    "Means",
    "Outcome",
    "Question",
    "level_remark",
]
