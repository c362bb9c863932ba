"""Names, codes and identifiers → resources of the graph."""

from kg.linking.model import Answer, Candidate, Entity, Means, Outcome, Question

__all__ = ["Answer", "Candidate", "Entity", "Means", "Outcome", "Question"]
