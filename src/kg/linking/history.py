"""What became of areas: successors, first days, and areas that were taken out of others."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.linking.entities import Change, Gazetteer
from kg.linking.referents import Referent


def tell_history(gazetteer: Gazetteer) -> None:
    """Writes into the referents what the changes say of them."""
    referents = gazetteer.referents
    for iri, areas in gazetteer.successors.items():
        referents[iri].becomes = tuple(
            referents[area] for area in sorted(areas) if area in referents
        )
    _surround(referents)
    for iri, day in first_days(gazetteer.changes).items():
        if iri in referents and referents[iri].begins is None:
            referents[iri].begins = day
    _separate(gazetteer)


def first_days(changes: Iterable[Change]) -> dict[str, dt.date]:
    """The first day of each area that a change brought about.

    What absorbs another, or loses a part, goes on; so does what a merger turns into itself.
    """
    made: dict[str, dt.date] = {}
    before: dict[str, dt.date] = {}
    for change in changes:
        if change.old == change.new or change.kind == "absorption":
            before[change.new] = min(change.date, before.get(change.new, change.date))
        else:
            made[change.new] = min(change.date, made.get(change.new, change.date))
        if change.old != change.new:
            before[change.old] = min(change.date, before.get(change.old, change.date))
    return {iri: day for iri, day in made.items() if iri not in before or day < before[iri]}


def _surround(referents: Mapping[str, Referent]) -> None:
    """A former area lay in the prefecture of its code, and in what is around its successors."""
    prefectures = {
        referent.code5[:2]: referent
        for referent in referents.values()
        if referent.entity.kind == "Prefecture"
    }
    for referent in referents.values():
        if not referent.is_former:
            continue
        around = set[str]()
        if prefecture := prefectures.get(referent.code5[:2]):
            around |= {prefecture.entity.iri, *prefecture.around}
        for area in referent.becomes:
            around |= area.around
            if area.entity.label.ja != referent.entity.label.ja:
                around.add(area.entity.iri)
        referent.around = frozenset(around)


def _separate(gazetteer: Gazetteer) -> None:
    taken: dict[str, list[tuple[dt.date, Referent]]] = defaultdict(list)
    for change in gazetteer.changes:
        if change.kind == "separation" and change.new in gazetteer.referents:
            area = gazetteer.referents[change.new]
            taken[change.old] += [(change.date, one) for one in area.becomes or (area,)]
    for iri, parts in taken.items():
        if iri in gazetteer.referents:
            gazetteer.referents[iri].gave = tuple(parts)
