"""From a joined table to a folder of observations: what the user must say, and what is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.iris import Iris, expand
from kg.joining import observations, rdf
from kg.joining.guessing import SAMPLE, pick
from kg.joining.messages import refused
from kg.joining.observations import Measure, Observer
from kg.joining.options import Options, UnknownOption
from kg.joining.run import Door, Joined, Listener, head
from kg.problems import Text

_LICENCE: Final = Text(
    "元の表の利用条件のURLを書く（例：https://creativecommons.org/licenses/by/4.0/）",
    "give the URL of the licence that the table's publisher gave it "
    "(such as https://creativecommons.org/licenses/by/4.0/)",
)
_TIME: Final = Text(
    "観測値には時点が要る。--as-of か --year-column で示す",
    "observations have a time: name it with --as-of or --year-column",
)
_NAME: Final = Text(
    "フォルダーの名前は出典のキーになる。英数字と . _ - だけにする",
    "the folder's name becomes the key of the source: use ASCII letters, digits and . _ - only",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What observations are to be made.

    Attributes:
        folder: where they go; its name becomes the key of the source.
        measures: columns of values; all of whole numbers where none is named.
        unit: key of the values' unit (``id/unit/…``).
        licence: IRI of the licence of the table.
    """

    folder: Path
    measures: tuple[str, ...] = ()
    unit: str = ""
    licence: str = ""

    def require(self, options: Options) -> None:
        """Check what needs no graph; raises UnknownOption."""
        if not options.as_of and not options.told.year:
            raise UnknownOption("--rdf", str(self.folder), _TIME)
        if not self.licence.startswith(("http://", "https://")):
            raise UnknownOption("--licence", self.licence, _LICENCE)
        try:
            Iris().graph(self.folder.resolve().name, "observations")
        except ValueError:
            raise UnknownOption("--rdf", str(self.folder), _NAME) from None


def require_unit(door: Door, unit: str) -> None:
    """Check that the graph has a unit; raises UnknownOption with those that it has."""
    start = f"{door.base}id/unit/"
    rows = door.select(
        f"SELECT DISTINCT ?unit WHERE {{ ?unit <{expand('rdfs:label')}> ?label "
        f'FILTER (STRSTARTS(STR(?unit), "{start}")) }} ORDER BY ?unit'
    )
    known = [str(row["unit"]).removeprefix(start) for row in rows]
    if unit not in known:
        listed = ", ".join(known)
        raise UnknownOption(
            "--unit",
            unit,
            Text(f"値の単位を一つ選ぶ：{listed}", f"choose the unit of the values: {listed}"),
        )


def publish(
    joined: Joined, door: Door, options: Options, wanted: Wanted, listener: Listener
) -> int:
    """Write the observations of a joined table.

    Returns:
        How many there are.

    Raises:
        UnknownColumn: a measure is named that the table does not have.
        DataError: what is named cannot be observed.
    """
    columns = _measures(joined, wanted)
    observer = Observer(
        joined.source, joined.layout, joined.findings, Iris(door.base), columns, options.as_of
    )
    observed = observer.observe()
    iris = Iris(door.base)
    areas = {
        key: entity
        for key in {row.area for row in observed.rows}
        if (entity := door.matcher.entity(iris.resource("region", key)))
    }
    folder = wanted.folder.resolve()
    about = rdf.About(folder.name, joined.source.path.name, wanted.licence, wanted.unit)
    rdf.write(folder, about, observed, areas)
    for text in (_says(observed.measures), *observed.told):
        listener.tell(text)
    return len(observed.rows)


def _measures(joined: Joined, wanted: Wanted) -> list[Measure]:
    names = joined.layout.names
    if wanted.measures:
        return [Measure(pick(names, name), name) for name in wanted.measures]
    rows = head(joined.source, joined.layout.start + SAMPLE)[joined.layout.start :]
    found = observations.measures(joined.layout, rows, joined.keys.columns)
    if not found:
        raise refused("no-measures", file=joined.source.path.name)
    return found


def _says(measures: Iterable[Measure]) -> Text:
    listed = ", ".join(measure.name for measure in measures)
    return Text(f"観測値にした列：{listed}", f"columns that were made observations: {listed}")
