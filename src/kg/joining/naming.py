"""Names of added columns: none takes the place of a column that the table has."""

from collections.abc import Iterable, Sequence

from kg.joining.wording import plain
from kg.problems import Text


def unique_names(
    taken: Iterable[str], wanted: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    """The names that columns get, and what to say of those that were taken.

    >>> unique_names(["IRI", "people"], ["iri", "match"])[0]
    ('iri_kg', 'match')
    """
    used = {plain(name) for name in taken}
    names, told = [], []
    for name in wanted:
        free, count = name, 1
        while plain(free) in used:
            free = f"{name}_kg" if count == 1 else f"{name}_kg{count}"
            count += 1
        if free != name:
            told.append(
                Text(
                    f"表に列「{name}」があるので、加える列は「{free}」とする",
                    f"the table has a column {name!r}; the one that is added is {free!r}",
                )
            )
        used.add(plain(free))
        names.append(free)
    return tuple(names), tuple(told)
