"""Properties of resources by short names, as tables ask for them: one row of a table each.

Joining and reconciliation speak of ``population_2019`` where SPARQL speaks of observations; what a
name asks is a pattern that leads from ``?iri`` to ``?value``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kg.description import node
from kg.iris import PREFIXES
from kg.problems import Text

_NOTHING: Final = Text("", "")

_QUESTION: Final = (
    "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    + """
SELECT DISTINCT ?iri ?value ?name WHERE {
  VALUES ?iri { %s }
  %s
  %s
} ORDER BY ?iri ?value"""
)
_NAME: Final = 'OPTIONAL { ?value rdfs:label ?name FILTER(LANG(?name) = "%s") }'

_TODAY: Final = ("Prefecture", "Municipality", "Ward")
_AREAS: Final = (*_TODAY, "LaterArea", "City", "StatisticalBlock")
_WITHIN: Final = "?iri geo:sfWithin* ?area . ?area a sti:Prefecture"


@dataclass(frozen=True, slots=True)
class Property:
    """What can be asked of a resource.

    Attributes:
        name: short and evergreen; the same wherever tables are worked with.
        label: its name for people.
        about: what it is, where the label does not say all.
        pattern: SPARQL from ``?iri`` to ``?value``, with ``{base}`` for what IRIs begin with.
        kinds: kinds of resources that may have it; empty for every kind.
        term: the property of the ontology that it is, where it is a single one.
        leads_to: kind of its values, where they are resources of the graph.
    """

    name: str
    label: Text
    about: Text
    pattern: str
    kinds: tuple[str, ...] = ()
    term: str = ""
    leads_to: str = ""

    def question(self, iris: Iterable[str], base: str, language: str = "") -> str:
        """A SELECT query for ``?iri``, ``?value`` and, where the value has one, its ``?name``.

        Args:
            iris: of the resources that are asked about.
            base: what the IRIs of resources begin with.
            language: of the names; empty where the values are no resources.
        """
        return _QUESTION % (
            " ".join(node(iri) for iri in iris),
            self.pattern.replace("{base}", base),
            _NAME % language if language else "",
        )


def _simple(
    name: str, term: str, label: Text, kinds: tuple[str, ...] = (), leads_to: str = ""
) -> Property:
    return Property(name, label, _NOTHING, f"?iri {term} ?value", kinds, term, leads_to=leads_to)


def _label(language: str, label: Text) -> Property:
    pattern = f'?iri rdfs:label ?value FILTER(LANG(?value) = "{language}")'
    return Property(f"label_{language}", label, _NOTHING, pattern)


def _link(
    name: str, start: str, label: Text, kinds: tuple[str, ...], term: str = "skos:exactMatch"
) -> Property:
    pattern = f'?iri {term} ?value FILTER(STRSTARTS(STR(?value), "{start}"))'
    return Property(name, label, _NOTHING, pattern, kinds)


def _population(year: int, dataset: str, ja: str, en: str) -> Property:
    pattern = (
        f"?observation sdmx-dimension:refArea ?iri ; qb:dataSet <{{base}}id/dataset/{dataset}> ; "
        "sdmx-measure:obsValue ?value"
    )
    label = Text(f"人口（{year}年）", f"population ({year})")
    return Property(f"population_{year}", label, Text(ja, en), pattern, ("Municipality",))


_ROWS: Final = (
    Property("iri", Text("IRI", "IRI"), _NOTHING, "BIND(STR(?iri) AS ?value)"),
    _label("ja", Text("日本語の名称", "Japanese name")),
    _label("en", Text("英語の名称", "English name")),
    _simple("kana", "sti:kana", Text("読み（かな）", "reading in kana"), _TODAY),
    _simple("acronym", "sti:acronym", Text("略称", "acronym"), ("Agency", "Programme")),
    _simple(
        "code5",
        "sti:standardAreaCode",
        Text("標準地域コード（5桁）", "standard area code (5 digits)"),
        ("Municipality", "Ward", "FormerArea", "LaterArea"),
    ),
    Property(
        "code6",
        Text("全国地方公共団体コード（6桁）", "local government code (6 digits)"),
        _NOTHING,
        '?iri dcterms:identifier ?value FILTER(REGEX(?value, "^[0-9]{6}$"))',
        (*_TODAY, "LaterArea"),
    ),
    Property(
        "prefecture",
        Text("都道府県", "prefecture"),
        Text("それ自体、またはそれを含む都道府県", "that it is, or lies in"),
        f"{_WITHIN} BIND(?area AS ?value)",
        (*_TODAY, "LaterArea"),
        leads_to="Prefecture",
    ),
    Property(
        "prefecture_code",
        Text("都道府県コード（2桁）", "prefecture code (2 digits)"),
        _NOTHING,
        f"{_WITHIN} ; sti:prefectureCode ?value",
        (*_TODAY, "LaterArea"),
        "sti:prefectureCode",
    ),
    Property(
        "within",
        Text("含まれる地域", "lies within"),
        Text(
            "一つ上の地域：区は市、市区町村は都道府県、都道府県は国",
            "one level up: the city of a ward, the prefecture of a municipality",
        ),
        "?iri geo:sfWithin ?value",
        _AREAS,
        "geo:sfWithin",
        leads_to="Region",
    ),
    _simple(
        "municipality_kind",
        "sti:municipalityKind",
        Text("市・特別区・町・村の別", "kind of municipality"),
        ("Municipality",),
        leads_to="Concept",
    ),
    _simple(
        "district", "sti:district", Text("郡", "district (gun)"), ("Municipality", "FormerArea")
    ),
    _simple(
        "country",
        "sti:country",
        Text("国・地域", "country"),
        ("Agency", "Programme", "Strategy", "Project", "Case"),
        leads_to="Country",
    ),
    _simple(
        "part_of",
        "org:subOrganizationOf",
        Text("上位の組織", "part of the organisation"),
        ("Agency",),
        leads_to="Agency",
    ),
    _population(
        2018,
        "residents-2018-01-01",
        "2018年1月1日現在、住民基本台帳",
        "by the basic resident register, on 1 January 2018",
    ),
    _population(
        2019,
        "residents-2019-01-01",
        "2019年1月1日現在、住民基本台帳",
        "by the basic resident register, on 1 January 2019",
    ),
    _population(
        2020,
        "census-2020-10-01-preliminary",
        "2020年10月1日現在、国勢調査の速報値",
        "by the census, preliminary figures, on 1 October 2020",
    ),
    Property(
        "plan_status",
        Text("官民データ活用推進計画の策定状況", "status of the data plan"),
        Text(
            "資料は都道府県・市町村という層ごとの数だけを示し、団体ごとには示していないため、値はない",
            "the source tells numbers per tier only and nothing of single areas, so that there is "
            "no value",
        ),
        "?observation sdmx-dimension:refArea ?iri ; sti:planStatus ?value "
        "FILTER NOT EXISTS { ?observation sti:tier ?tier } FILTER EXISTS { ?iri sti:kana ?kana }",
        ("Prefecture", "Municipality"),
        leads_to="Concept",
    ),
    _simple(
        "surface_area",
        "sti:surfaceArea",
        Text("面積（km²）", "surface area (km²)"),
        ("Municipality",),
    ),
    _simple("latitude", "schema:latitude", Text("緯度", "latitude"), _TODAY),
    _simple("longitude", "schema:longitude", Text("経度", "longitude"), _TODAY),
    _simple(
        "existed_from",
        "sti:existedFrom",
        Text("存在の始まり", "existed from"),
        ("FormerArea", "LaterArea"),
    ),
    Property(
        "existed_until",
        Text("存在の終わり", "existed until"),
        Text("もう存在しない最初の日", "the first day on which it no longer existed"),
        "?iri sti:existedUntil ?value",
        ("FormerArea", "Ward"),
        "sti:existedUntil",
    ),
    _simple(
        "replaced_by",
        "dcterms:isReplacedBy",
        Text("現在の地域", "became"),
        ("FormerArea",),
        leads_to="Region",
    ),
    Property(
        "former_areas",
        Text("以前の地域", "former areas"),
        Text("合併・改称などでこの地域になったもの", "those that have become this area"),
        "?value dcterms:isReplacedBy ?iri",
        ("Municipality", "Ward"),
        leads_to="FormerArea",
    ),
    _simple(
        "corporate_number",
        "sti:corporateNumber",
        Text("法人番号", "corporate number"),
        ("Prefecture", "Municipality", "Agency"),
    ),
    _simple(
        "iso_alpha2",
        "sti:isoAlpha2",
        Text("ISO 3166-1 英字2文字", "ISO 3166-1 alpha-2"),
        ("Country",),
    ),
    _simple(
        "iso_alpha3",
        "sti:isoAlpha3",
        Text("ISO 3166-1 英字3文字", "ISO 3166-1 alpha-3"),
        ("Country",),
    ),
    _simple(
        "iso_numeric", "sti:isoNumeric", Text("ISO 3166-1 数字", "ISO 3166-1 numeric"), ("Country",)
    ),
    _simple("iso_3166_2", "sti:iso31662", Text("ISO 3166-2", "ISO 3166-2"), ("Prefecture",)),
    _link(
        "wikidata",
        "http://www.wikidata.org/entity/",
        Text("Wikidata", "Wikidata"),
        ("Country", "Prefecture", "Municipality", "City", "Agency", "SupranationalArea"),
    ),
    _link(
        "geonames",
        "https://sws.geonames.org/",
        Text("GeoNames", "GeoNames"),
        ("Country", "Prefecture", "Municipality", "City"),
    ),
    _link(
        "ror",
        "https://ror.org/",
        Text("ROR（研究機関）", "ROR (research organisations)"),
        ("Agency",),
    ),
    _link(
        "sac",
        "http://data.e-stat.go.jp/lod/sac/",
        Text("e-Stat 標準地域コード", "e-Stat standard area code"),
        (*_TODAY, "LaterArea"),
    ),
    _link(
        "nuts",
        "http://data.europa.eu/nuts/code/",
        Text("NUTS（国のレベル）", "NUTS (country level)"),
        ("Country",),
    ),
    _link(
        "eu_country",
        "http://publications.europa.eu/resource/authority/country/",
        Text("EU の国コード", "EU country authority"),
        ("Country",),
    ),
    _link(
        "gbizinfo",
        "http://hojin-info.go.jp/data/basic/",
        Text("gBizINFO", "gBizINFO"),
        ("Prefecture", "Municipality", "Agency"),
        "skos:closeMatch",
    ),
    _link(
        "imi",
        "http://imi.go.jp/ns/code_id/code/",
        Text("IMI 共通語彙基盤のコード", "IMI code"),
        ("Municipality", "Ward"),
        "skos:closeMatch",
    ),
)

PROPERTIES: Final[Mapping[str, Property]] = MappingProxyType({row.name: row for row in _ROWS})
"""By name, in the order in which they are offered."""
