"""Data extension: exactly what the graph says of entities, and nothing where it says nothing."""

import pytest

import kg
from kg.iris import DEFAULT_BASE, PREFIXES
from kg.properties import PROPERTIES, Property
from reconcile.conftest import Check, Client

TOLD_OF_NOTHING = {"plan_status"}
"""Properties of which the source tells numbers alone, not which area has which value."""


def test_values_of_every_sort(english: Client, japanese: Client) -> None:
    wanted = (
        "iri", "label_ja", "label_en", "kana", "code5", "code6", "prefecture", "population_2019",
        "surface_area", "plan_status", "corporate_number", "wikidata", "sac", "gbizinfo", "imi",
        "municipality_kind", "ror",
    )  # fmt: skip
    rows = english.extend(["region/131130"], *wanted)["rows"]
    assert rows == {
        "region/131130": {
            "iri": [{"str": "https://w3id.org/sti-kg/id/region/131130"}],
            "label_ja": [{"str": "渋谷区"}],
            "label_en": [{"str": "Shibuya"}],
            "kana": [{"str": "しぶやく"}],
            "code5": [{"str": "13113"}],
            "code6": [{"str": "131130"}],
            "prefecture": [{"id": "region/130001", "name": "Tokyo"}],
            "population_2019": [{"int": 226594}],
            "surface_area": [{"float": 15.11}],
            "plan_status": [],
            "corporate_number": [{"str": "9000020131130"}],
            "wikidata": [{"str": "http://www.wikidata.org/entity/Q193638"}],
            "sac": [{"str": "http://data.e-stat.go.jp/lod/sac/C13113"}],
            "gbizinfo": [{"str": "http://hojin-info.go.jp/data/basic/9000020131130"}],
            "imi": [{"str": "http://imi.go.jp/ns/code_id/code/jisx0402#13113"}],
            "municipality_kind": [{"id": "municipality-kind/special-ward", "name": "special ward"}],
            "ror": [],
        }
    }
    of_ward = japanese.extend(["region/011011"], "within", "prefecture")["rows"]["region/011011"]
    assert of_ward == {
        "within": [{"id": "region/011002", "name": "札幌市"}],
        "prefecture": [{"id": "region/010006", "name": "北海道"}],
    }


def test_agencies_countries_and_former_areas(english: Client) -> None:
    jst, germany = "agency/jp-jst", "region/de"
    rows = english.extend([jst, germany], "acronym", "country", "ror", "iso_alpha3", "geonames")[
        "rows"
    ]
    assert rows[jst] == {
        "acronym": [{"str": "JST"}],
        "country": [{"id": "region/jp", "name": "Japan"}],
        "ror": [{"str": "https://ror.org/00097mb19"}],
        "iso_alpha3": [],
        "geonames": [],
    }
    assert rows[germany]["iso_alpha3"] == [{"str": "DEU"}]
    assert rows[germany]["geonames"] == [{"str": "https://sws.geonames.org/2921044/"}]
    [omiya] = [
        one["id"]
        for one in english.extend(["region/111007"], "former_areas")["rows"]["region/111007"][
            "former_areas"
        ]
        if one["id"].startswith("former-area/11205-")
    ]
    of_omiya = english.extend([omiya], "existed_until", "replaced_by")["rows"][omiya]
    assert of_omiya == {
        "existed_until": [{"date": "2001-05-01T00:00:00"}],
        "replaced_by": [{"id": "region/111007", "name": "Saitama"}],
    }


def test_what_is_not_there_has_no_values(english: Client) -> None:
    ids = ["region/131130", "region/000000", "渋谷区", ""]
    assert english.extend(ids, "kana") == {
        "meta": [{"id": "kana", "name": "reading in kana"}],
        "rows": {
            "region/131130": {"kana": [{"str": "しぶやく"}]},
            "region/000000": {"kana": []},
            "渋谷区": {"kana": []},
            "": {"kana": []},
        },
    }
    assert english.extend([], "kana")["rows"] == {}
    assert english.extend(["region/131130"]) == {"meta": [], "rows": {"region/131130": {}}}


def test_any_property_of_the_graph_and_iris_as_identifiers(english: Client) -> None:
    iri = "https://w3id.org/sti-kg/id/region/131130"
    for name in ("sti:kana", "https://w3id.org/sti-kg/ontology#kana", "schema:latitude"):
        assert len(english.extend([iri], name)["rows"][iri][name]) == 1
    labels = english.extend([iri], "rdfs:label")["rows"][iri]["rdfs:label"]
    assert sorted(one["str"] for one in labels) == ["Shibuya", "渋谷区"]


@pytest.mark.parametrize(("limit", "number"), [(1, 1), ("1", 1), (0, 2), ("", 2), (99, 2)])
def test_as_many_values_as_are_wanted(english: Client, limit: object, number: int) -> None:
    iri, wanted = "region/131130", {"id": "rdf:type", "settings": {"limit": limit}}
    rows = english.extend([iri], wanted)["rows"][iri]
    assert len(rows["rdf:type"]) == number


def test_entities_among_the_values_have_a_type(japanese: Client) -> None:
    meta = japanese.extend([], "prefecture", "population_2020")["meta"]
    assert meta == [
        {
            "id": "prefecture",
            "name": "都道府県",
            "type": {"id": "Prefecture", "name": "都道府県"},
        },
        {"id": "population_2020", "name": "人口（2020年）"},
    ]


@pytest.mark.parametrize("property_", PROPERTIES.values(), ids=lambda one: one.name)
def test_kinds_have_the_properties_that_are_proposed_for_them(
    graph: kg.Graph, property_: Property
) -> None:
    kinds = {kind for one in PROPERTIES.values() for kind in one.kinds}
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    among = " ".join(f"sti:{kind}" for kind in sorted(kinds))
    pattern = property_.pattern.replace("{base}", DEFAULT_BASE)
    found = graph.query(
        f"{prefixes} SELECT DISTINCT ?kind {{"
        f" VALUES ?kind {{ {among} }} ?iri a ?kind . {pattern} }}"
    )
    having = {str(row["kind"]).rpartition("#")[2] for row in found}
    if property_.name in TOLD_OF_NOTHING:
        assert having == set()
    else:
        assert having == (set(property_.kinds) or kinds)


def test_proposals(english: Client, conforms: Check) -> None:
    for kind in ("Municipality", "Agency", "sti:Country"):
        answer = english.get("/properties", type=kind, limit=4)
        assert answer.status == 200
        conforms("data-extension-property-proposal", answer.document)
        assert (answer.document["type"], answer.document["limit"]) == (kind, 4)
        assert len(answer.document["properties"]) == 4

    def proposed(kind: str) -> set[str]:
        document = english.get("/properties", type=kind).document
        return {one["id"] for one in document["properties"]}

    assert {"population_2019", "plan_status", "code6", "wikidata"} <= proposed("Municipality")
    assert proposed("Agency") == {
        "iri", "label_ja", "label_en", "acronym", "country", "part_of", "corporate_number",
        "wikidata", "ror", "gbizinfo",
    }  # fmt: skip
    assert proposed("Ward") < proposed("Region") < proposed("")
    assert proposed("") == set(PROPERTIES)


def test_queries_and_answers_are_the_standards(japanese: Client, conforms: Check) -> None:
    ids = ["region/131130", "region/011011", "agency/jp-jst", "region/de", "former-area/x", "?"]
    query = {"ids": ids, "properties": [{"id": name} for name in PROPERTIES]}
    conforms("data-extension-query", query)
    answer = japanese.post(extend=query)
    assert answer.status == 200
    conforms("data-extension-response", answer.document)
    assert list(answer.document["rows"]) == ids
    assert japanese.get(extend={"ids": ids[:1], "properties": [{"id": "kana"}]}).status == 200
