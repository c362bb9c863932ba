"""What a name may be put behind: a prefecture, a city, a district, a country, an island."""

from dataclasses import dataclass
from typing import Final, Protocol

from kg.linking.referents import Referent
from kg.linking.spelling import fold


class Scope(Protocol):
    """A whole that names are put behind."""

    def holds(self, referent: Referent) -> bool:
        """Whether a referent lies in it, as far as the graph can tell."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """A resource that others lie in or belong to.

    Attributes:
        iri: of the resource.
        around: IRIs of all that it lies in itself.
    """

    iri: str
    around: frozenset[str]

    def holds(self, referent: Referent) -> bool:
        """Whether a referent lies in it at any depth; it does not lie in itself."""
        return self.iri in referent.around and self.iri != referent.entity.iri


@dataclass(frozen=True, slots=True)
class District:
    """A district (郡) that areas of today lie in.

    Attributes:
        name: folded.
        prefectures: two-digit codes of those that have one of that name.
    """

    name: str
    prefectures: frozenset[str]

    def holds(self, referent: Referent) -> bool:
        """Whether an area lies in it; one that is no more, and of which no district is known, may.

        That it lay in the same prefecture is then all that can be checked.
        """
        if referent.district:
            return fold(referent.district) == self.name
        return _may_lie_in_a_district(referent) and referent.code5[:2] in self.prefectures


@dataclass(frozen=True, slots=True)
class VanishedDistrict:
    """A district that no area of today lies in."""

    def holds(self, referent: Referent) -> bool:
        """Whether an area is no more, and no district of it is known."""
        return _may_lie_in_a_district(referent) and not referent.district


def _may_lie_in_a_district(referent: Referent) -> bool:
    """Whether it is a town or village that is no more: of these the graph knows few districts."""
    return referent.is_former and referent.entity.label.ja.endswith(("町", "村"))


@dataclass(frozen=True, slots=True)
class ReadDistrict:
    """A district in kana or Latin letters: the graph has no readings of districts."""

    def holds(self, referent: Referent) -> bool:
        """Whether an area lies in any district."""
        return bool(referent.district)


@dataclass(frozen=True, slots=True)
class Part:
    """A subprefecture or an island.

    Attributes:
        codes: what the standard area codes of the areas in it begin with.
    """

    codes: tuple[str, ...]

    def holds(self, referent: Referent) -> bool:
        """Whether a municipality or ward may lie in it."""
        return referent.entity.kind != "Prefecture" and referent.code5.startswith(self.codes)


VANISHED: Final = VanishedDistrict()
READ: Final = ReadDistrict()
