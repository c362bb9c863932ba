"""Identifiers of entities: what stands behind the identifier space in their IRIs.

The space and the identifier make the IRI, as the convention of reconciliation services has it:
``https://w3id.org/sti-kg/id/`` and ``region/131130``.
"""

from dataclasses import dataclass

from kg.iris import BadIriPart, Iris


@dataclass(frozen=True, slots=True)
class Space:
    """The identifier space of a release (Reconciliation API 0.2 §2.5).

    Args:
        iris: the IRIs of the release's base.
    """

    iris: Iris

    @property
    def start(self) -> str:
        """What every IRI of an entity begins with."""
        return self.iris.resources

    def identifier(self, iri: str) -> str:
        """The identifier of an entity.

        >>> Space(Iris()).identifier("https://w3id.org/sti-kg/id/region/131130")
        'region/131130'
        """
        return iri.removeprefix(self.start)

    def iri(self, identifier: str) -> str | None:
        """The IRI of an identifier, or of an IRI; None for what is neither.

        >>> Space(Iris()).iri("region/131130")
        'https://w3id.org/sti-kg/id/region/131130'
        >>> Space(Iris()).iri("渋谷区") is None
        True
        """
        kind, slash, key = identifier.removeprefix(self.start).partition("/")
        if not slash:
            return None
        try:
            return self.iris.resource(kind, key)
        except BadIriPart:
            return None
