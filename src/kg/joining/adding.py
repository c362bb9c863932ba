"""The columns that ``--add`` names: what each asks of the graph is a row of a table here."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import polars as pl

from kg.api import Value
from kg.iris import PREFIXES
from kg.joining.matching import SEPARATOR
from kg.problems import KgError, Text
from kg.properties import PROPERTIES

Select: TypeAlias = Callable[[str], Iterable[Mapping[str, Value]]]
"""Answers a SELECT query; :meth:`kg.api.Graph.query` fits."""

NO_TEXT: Final = Text("", "")
_CHUNK: Final = 1_000
_PATH: Final = re.compile(r"\^?[A-Za-z][\w-]*:[\w.-]+")
_QUERY_FILES: Final = (".rq", ".sparql")
_PREFIXED: Final = re.compile(r"(?<![<\w:])([a-z][\w-]*):")


@dataclass(frozen=True, slots=True)
class Asked:
    """One column to add.

    Attributes:
        name: of the column.
        pattern: SPARQL that leads from ``?iri`` to ``?value``.
        whole: whether its values are whole numbers.
        lack: what people should know where it has no value for any row.
    """

    name: str
    pattern: str
    whole: bool = False
    lack: Text = NO_TEXT


class UnknownAddition(KgError):
    """``--add`` names what is neither a known column, a property nor a query file."""

    def __init__(self, name: str, detail: Text = NO_TEXT) -> None:
        known = ", ".join(NAMES)
        self.text = Text(
            f"「{name}」は加えられない{detail.ja and f'（{detail.ja}）'}。使えるのは：{known}、"
            "接頭辞付きの性質（sti:surfaceArea、rdfs:label@ja）、"
            "?iri のある問い合わせファイル（.rq）",
            f"{name!r} cannot be added{detail.en and f' ({detail.en})'}; there are: {known}, "
            "properties as prefixed names (sti:surfaceArea, rdfs:label@ja), and query files with "
            "?iri (.rq)",
        )
        super().__init__(self.text.en)


def _label(language: str, path: str = "rdfs:label") -> str:
    return f'?iri {path} ?value FILTER (LANG(?value) = "{language}")'


_WITHIN: Final = "?iri geo:sfWithin* ?area . ?area a sti:Prefecture . "
_NO_STATUS: Final = Text(
    "資料は計画の策定状況を都道府県・市町村という層ごとに示すだけで、団体ごとには示していない。空欄のままとする",
    "the source gives the status of plans per tier (prefectures, municipalities) only, not per "
    "area; the column stays empty",
)

_OWN: Final = (
    Asked("prefecture", _WITHIN + _label("ja").replace("?iri", "?area")),
    Asked("prefecture_en", _WITHIN + _label("en").replace("?iri", "?area")),
    Asked(
        "plan_status",
        "?observation sdmx-dimension:refArea ?iri ; sti:planStatus ?status . "
        "FILTER NOT EXISTS { ?observation sti:tier ?tier } ?status rdfs:label ?value "
        'FILTER (LANG(?value) = "ja")',
        lack=_NO_STATUS,
    ),
)
"""What a table has as a word where others have a resource."""
_SHARED: Final = tuple(
    Asked(name, PROPERTIES[name].pattern, whole=name.startswith("population_"))
    for name in (
        "code5", "code6", "label_ja", "label_en", "kana", "district", "prefecture_code",
        "population_2018", "population_2019", "population_2020", "wikidata", "geonames", "ror",
        "sac", "nuts", "eu_country", "gbizinfo", "imi", "corporate_number", "iso_alpha2",
        "iso_alpha3", "iso_numeric", "iso_3166_2",
    )
)  # fmt: skip
NAMES: Final[Mapping[str, Asked]] = MappingProxyType(
    {asked.name: asked for asked in (*_SHARED, *_OWN)}
)
"""What ``--add`` knows by name; ``iri`` is there in any case."""


@dataclass(frozen=True, slots=True)
class Added:
    """Columns by what rows mean.

    Attributes:
        frame: a row for each row that was asked for, a column for each addition.
        told: what people should know of what is missing.
    """

    frame: pl.DataFrame
    told: tuple[Text, ...] = ()


class Additions:
    """The columns to add.

    Args:
        names: as ``--add`` has them: names above, prefixed properties, files of queries.

    Raises:
        UnknownAddition: a name is none of these.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._asked: list[Asked | str] = []
        for name in dict.fromkeys(names):
            if name.endswith(_QUERY_FILES):
                self._asked.append(_query(name))
            elif name != "iri":
                self._asked.append(NAMES.get(name) or _property(name))

    def of(self, select: Select, base: str, wanted: Sequence[tuple[str, ...]]) -> Added:
        """The columns for what rows mean.

        Args:
            select: answers queries.
            base: what IRIs of resources begin with.
            wanted: the IRIs of each row; several give their values one after the other.
        """
        iris = list(dict.fromkeys(iri for row in wanted for iri in row))
        columns: dict[str, pl.Series] = {}
        told: list[Text] = []
        for asked in self._asked:
            if isinstance(asked, str):
                columns |= _of_query(select, asked, wanted)
                continue
            values = _values(select, _text(asked, base), iris)
            columns[asked.name] = _series(asked, values, wanted)
            told += _lack(asked, values, iris)
        return Added(pl.DataFrame(columns), tuple(told))


def _text(asked: Asked, base: str) -> str:
    """The query for some IRIs, which take the place of ``%s``."""
    pattern = asked.pattern.replace("{base}", base)
    return _with_prefixes(f"SELECT ?iri ?value WHERE {{ VALUES ?iri {{ %s }} {pattern} }}")


def _property(name: str) -> Asked:
    """A property, or a path of them, with a language where one is named.

    >>> _property("geo:sfWithin/rdfs:label@ja").pattern
    '?iri geo:sfWithin/rdfs:label ?value FILTER (LANG(?value) = "ja")'
    """
    path, _, language = name.partition("@")
    steps = path.split("/")
    if not all(_PATH.fullmatch(step) for step in steps):
        raise UnknownAddition(name)
    for step in steps:
        prefix = step.lstrip("^").partition(":")[0]
        if prefix not in PREFIXES:
            raise UnknownAddition(
                name,
                Text(f"接頭辞 {prefix} を知らない", f"the prefix {prefix} is not known"),
            )
    if language and not re.fullmatch(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*", language):
        raise UnknownAddition(name)
    pattern = _label(language.lower(), path) if language else f"?iri {path} ?value"
    return Asked(name, pattern)


def _query(name: str) -> str:
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnknownAddition(name, Text("ファイルを読めない", "no such file")) from error
    if not re.search(r"[?$]iri\b", text):
        raise UnknownAddition(name, Text("?iri がない", "it lacks ?iri"))
    return text


def _with_prefixes(text: str) -> str:
    used = sorted(set(_PREFIXED.findall(text)) & set(PREFIXES))
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used) + text


def _values(select: Select, text: str, iris: Sequence[str]) -> dict[str, list[Value]]:
    found: dict[str, dict[Value, None]] = {}
    for start in range(0, len(iris), _CHUNK):
        values = " ".join(f"<{iri}>" for iri in iris[start : start + _CHUNK])
        for row in select(text.replace("%s", values)):
            if row["value"] is not None:
                found.setdefault(str(row["iri"]), {})[row["value"]] = None
    return {iri: sorted(values, key=str) for iri, values in found.items()}


def _of_query(select: Select, text: str, wanted: Sequence[tuple[str, ...]]) -> dict[str, pl.Series]:
    """The other variables of a query with ``?iri``, a column each."""
    found: dict[str, dict[str, list[Value]]] = {}
    for row in select(text):
        iri = str(row["iri"])
        for name, value in row.items():
            if name != "iri":
                values = found.setdefault(name, {}).setdefault(iri, [])
                if value is not None and value not in values:
                    values.append(value)
    return {name: _series(Asked(name, ""), values, wanted) for name, values in found.items()}


def _series(
    asked: Asked, values: Mapping[str, list[Value]], wanted: Sequence[tuple[str, ...]]
) -> pl.Series:
    """Numbers where each value is one and no row has several; else texts."""
    single = all(len(row) <= 1 for row in wanted) and all(len(v) <= 1 for v in values.values())
    every = [value for several in values.values() for value in several]
    kind = _kind(every, whole=asked.whole) if single else pl.String()
    cells = [list(_cells(values, row)) for row in wanted]
    if isinstance(kind, pl.String):
        joined = (SEPARATOR.join(map(str, cell)) if cell else None for cell in cells)
        return pl.Series(asked.name, list(joined), dtype=pl.String)
    return pl.Series(asked.name, [cell[0] if cell else None for cell in cells], dtype=kind)


def _cells(values: Mapping[str, list[Value]], row: tuple[str, ...]) -> Iterator[Value]:
    for iri in row:
        yield from values.get(iri, ())


def _kind(values: Sequence[Value], *, whole: bool) -> pl.DataType:
    if whole or (values and all(type(value) is int for value in values)):
        return pl.Int64()
    if values and all(isinstance(value, int | float | Decimal) for value in values):
        return pl.Float64()
    return pl.String()


def _lack(asked: Asked, values: Mapping[str, object], iris: Sequence[str]) -> Iterator[Text]:
    missing = sum(iri not in values for iri in iris)
    if not missing:
        return
    if asked.lack.en and not values:
        yield Text(f"{asked.name}：{asked.lack.ja}", f"{asked.name}: {asked.lack.en}")
        return
    yield Text(
        f"{asked.name}：一致した{len(iris):,}件のうち{missing:,}件は、グラフに値がない",
        f"{asked.name}: the graph has no value for {missing:,} of the {len(iris):,} resources "
        "that were matched",
    )
