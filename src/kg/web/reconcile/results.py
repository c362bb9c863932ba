"""Reconciliation result batches (Reconciliation API 0.2 §4.2)."""

from dataclasses import dataclass, field
from typing import Any

from kg.linking import Candidate
from kg.web.reconcile.finding import Found
from kg.web.reconcile.identifiers import Space
from kg.web.reconcile.types import Types


@dataclass(frozen=True)
class Results:
    """Words what was found for clients.

    Args:
        types: names of types.
        space: identifiers of entities.
        language: of names and descriptions.
    """

    types: Types
    space: Space
    language: str
    _briefs: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def document(self, found: Found) -> dict[str, Any]:
        """A reconciliation result: candidates, the best first."""
        return {
            "result": [
                self._candidate(one, found, match=found.certain and place == 0)
                for place, one in enumerate(found.candidates)
            ]
        }

    def _candidate(self, candidate: Candidate, found: Found, *, match: bool) -> dict[str, Any]:
        entity, language = candidate.entity, self.language
        told = (entity.note, candidate.reason, found.note)
        return {
            "id": self.space.identifier(entity.iri),
            "name": entity.label.in_language(language),
            "description": " · ".join(
                text.in_language(language) for text in told if text.in_language(language)
            ),
            "score": candidate.score,
            "match": match,
            "type": self._types(entity.kind),
            "features": [{"id": candidate.means.value, "value": candidate.score}],
        }

    def _types(self, kind: str) -> list[dict[str, str]]:
        if kind not in self._briefs:
            above = sorted(self.types.family(kind) - {kind})
            self._briefs[kind] = [self.types.brief(name) for name in (kind, *above)]
        return self._briefs[kind]
