"""Observations as tables with CSVW metadata: a folder for ``data/``, or for a companion graph.

Six small tables, as every source of this project has them: the source, the passage in it, the
structure and its components, the datasets (one for each column of values) and the observations.
"""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.iris import DEFAULT_BASE, STI, Iris, expand
from kg.joining.observations import Observed
from kg.linking import Entity
from kg.problems import Text

_ID: Final = Iris(DEFAULT_BASE).resources
_AREA: Final = expand("sdmx-dimension:refArea")
_PERIOD: Final = expand("sdmx-dimension:refPeriod")
_VALUE: Final = expand("sdmx-measure:obsValue")
_UNIT: Final = expand("sdmx-attribute:unitMeasure")

Column = dict[str, Any]


class About(NamedTuple):
    """What a table does not say of itself.

    Attributes:
        source: key of the source: name of the folder.
        file: name of the table's file.
        licence: IRI of the licence that its publisher gave it.
        unit: key of the unit that its values are in (``id/unit/…``).
    """

    source: str
    file: str
    licence: str
    unit: str


class Table(NamedTuple):
    """A table to be written, with the columns of its description."""

    name: str
    kind: str
    title: Text
    columns: Sequence[Column]
    rows: Iterable[Sequence[str]]


def write(folder: Path, about: About, observed: Observed, areas: Mapping[str, Entity]) -> None:
    """Write all tables of a source.

    Args:
        folder: is made where it is not there; its tables of the same names are replaced.
        about: see there.
        observed: what the table says of areas.
        areas: key of an area → it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for table in (
        _sources(about),
        _passages(about),
        _components(about),
        _structures(about),
        _datasets(about, observed),
        _observations(about, observed, areas),
    ):
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(each["titles"]["ja"] for each in table.columns if "titles" in each)
            writer.writerows(table.rows)
        described = json.dumps(_metadata(table, about), ensure_ascii=False, indent=2)
        path.with_name(f"{path.name}-metadata.json").write_text(f"{described}\n", encoding="utf-8")


def _metadata(table: Table, about: About) -> dict[str, Any]:
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "ja"}],
        "url": f"{table.name}.csv",
        "dc:title": [
            {"@value": table.title.ja, "@language": "ja"},
            {"@value": table.title.en, "@language": "en"},
        ],
        "dc:source": {"@id": f"{_ID}source/{about.source}"},
        "dc:license": {"@id": about.licence},
        "tableSchema": {
            "null": "",
            "columns": list(table.columns),
            "primaryKey": "key",
            "aboutUrl": f"{_ID}{table.kind}/{{key}}",
        },
    }


def _column(name: str, ja: str, en: str, property_: str, **more: Any) -> Column:
    return {"name": name, "titles": {"ja": ja, "en": en}, "propertyUrl": property_, **more}


def _key(**more: Any) -> Column:
    return _column("key", "キー", "Key", "dcterms:identifier", required=True, **more)


def _labels() -> list[Column]:
    return [
        _column("label_ja", "名称", "Name (Japanese)", "rdfs:label", required=True, lang="ja"),
        _column("label_en", "英語名称", "Name (English)", "rdfs:label", required=True, lang="en"),
    ]


def _link(name: str, ja: str, en: str, property_: str, kind: str) -> Column:
    return _column(name, ja, en, property_, required=True, valueUrl=f"{_ID}{kind}/{{{name}}}")


def _always(name: str, property_: str, value: str) -> Column:
    return {"virtual": True, "name": name, "propertyUrl": property_, "valueUrl": value}


def _common(about: About, class_: str, status: str = "authored") -> list[Column]:
    return [
        _always("type", "rdf:type", class_),
        _always("english_status", f"{STI}englishStatus", f"{_ID}english-status/{status}"),
        _always("primary_source", "prov:hadPrimarySource", f"{_ID}passage/{_passage(about)}"),
    ]


def _passage(about: About) -> str:
    return f"{about.source}-table"


def _sources(about: About) -> Table:
    columns = [
        _key(),
        *_labels(),
        _link("kind", "文書の種類", "Kind of document", f"{STI}documentKind", "document-kind"),
        _column("publisher_printed", "発行者", "Publisher", f"{STI}publisherAsPrinted"),
        _column("url", "URL", "URL", f"{STI}url", datatype="anyURI"),
        *_common(about, f"{STI}Source", "as-printed"),
    ]
    rows = [[about.source, about.file, about.file, "statistics", "", ""]]
    return Table("sources", "source", Text("出典", "Source"), columns, rows)


def _passages(about: About) -> Table:
    columns = [
        _key(),
        *_labels(),
        _link("source", "出典", "Source", f"{STI}inSource", "source"),
        _column("locator_ja", "箇所", "Place (Japanese)", f"{STI}locator", lang="ja"),
        _column("locator_en", "英語箇所", "Place (English)", f"{STI}locator", lang="en"),
        *_common(about, f"{STI}Passage")[:2],
    ]
    row = [
        _passage(about),
        f"{about.file} の表",
        f"Table of {about.file}",
        about.source,
        "表の、その地域・時点の行",
        "The row of that area and time in the table",
    ]
    return Table("passages", "passage", Text("出典箇所", "Passages"), columns, [row])


_COMPONENTS: Final = (
    ("ref-area", "dimension", _AREA, Text("対象地域", "reference area")),
    ("ref-period", "dimension", _PERIOD, Text("対象時点", "reference period")),
    ("obs-value", "measure", _VALUE, Text("値", "observed value")),
    ("unit-measure", "attribute", _UNIT, Text("単位", "unit of measure")),
)


def _components(about: About) -> Table:
    roles = ("dimension", "measure", "attribute")
    titles = Text("構造の構成要素", "Components of the structure")
    columns = [
        _key(suppressOutput=True),
        *_labels(),
        _column("order", "順序", "Order", "qb:order", required=True, datatype="integer"),
        *(
            _column(role, ja, role.title(), f"qb:{role}", valueUrl=f"{{+{role}}}")
            for role, ja in zip(roles, ("次元", "測定項目", "属性"), strict=True)
        ),
        *_common(about, "qb:ComponentSpecification"),
    ]
    rows = [
        [
            f"{about.source}-{key}",
            f"{about.file} の構造：{label.ja}",
            f"Structure of {about.file}: {label.en}",
            str(order),
            *(property_ if role == own else "" for role in roles),
        ]
        for order, (key, own, property_, label) in enumerate(_COMPONENTS, 1)
    ]
    return Table("components", "component", titles, columns, rows)


def _structures(about: About) -> Table:
    columns = [
        _key(suppressOutput=True),
        *_labels(),
        *(
            _always(
                f"component_{order}", "qb:component", f"{_ID}component/{about.source}-{part[0]}"
            )
            for order, part in enumerate(_COMPONENTS, 1)
        ),
        *_common(about, "qb:DataStructureDefinition"),
    ]
    rows = [[about.source, f"{about.file} の構造", f"Structure of {about.file}"]]
    return Table("structures", "structure", Text("構造", "Structure"), columns, rows)


def _datasets(about: About, observed: Observed) -> Table:
    columns = [
        _key(),
        *_labels(),
        _column("note_ja", "説明", "Description (Japanese)", "dcterms:description", lang="ja"),
        _column(
            "note_en", "説明（英語）", "Description (English)", "dcterms:description", lang="en"
        ),
        _always("structure", "qb:structure", f"{_ID}structure/{about.source}"),
        *_common(about, "qb:DataSet"),
    ]
    rows = [
        [
            f"{about.source}-{number + 1}",
            f"{name}（{about.file}）",
            f"Column {number + 1} of {about.file}",
            f"{about.file} の列「{name}」。kg join で地域に結び付けた。",
            f"The column headed “{name}” of {about.file}, led to areas by kg join.",
        ]
        for number, name in observed.measures
    ]
    return Table("datasets", "dataset", Text("データセット", "Datasets"), columns, rows)


def _observations(about: About, observed: Observed, areas: Mapping[str, Entity]) -> Table:
    day = {"base": "date", "format": "yyyy-MM-dd"}
    columns = [
        _key(),
        *_labels(),
        _link("dataset", "データセット", "Dataset", "qb:dataSet", "dataset"),
        _link("area", "地域", "Area", _AREA, "region"),
        _column("period", "時点", "Period", _PERIOD, required=True, datatype=observed.datatype),
        _column("printed", "時点の表記", "Period as printed", f"{STI}periodAsPrinted", lang="ja"),
        _column("earliest", "最も早い日", "Earliest date", f"{STI}earliest", datatype=day),
        _column("latest", "最も遅い日", "Latest date", f"{STI}latest", datatype=day),
        _column("value", "値", "Value", _VALUE, required=True, datatype="integer"),
        _always("unit", _UNIT, f"{_ID}unit/{about.unit}"),
        *_common(about, "qb:Observation"),
    ]
    rows = (
        [
            f"{about.source}-{each.measure.number + 1}-{each.area}-{each.period}",
            f"{areas[each.area].label.ja}：{each.measure.name}（{each.printed}）",
            f"{areas[each.area].label.en}: column {each.measure.number + 1} of {about.file} "
            f"({each.period})",
            f"{about.source}-{each.measure.number + 1}",
            each.area,
            each.period,
            each.printed,
            each.time.first.isoformat(),
            each.time.last.isoformat(),
            each.value,
        ]
        for each in observed.rows
    )
    title = Text("観測値", "Observations")
    return Table("observations", "observation", title, columns, rows)
