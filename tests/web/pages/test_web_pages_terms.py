"""Names of classes and properties: from the ontology, else from the table of foreign terms."""

from collections import defaultdict

import pyoxigraph as ox

from kg.iris import PREFIXES, STI, expand
from kg.web.vocabulary import TERMS_FILE, Vocabulary


def _vocabulary(turtle: str) -> Vocabulary:
    prefixes = "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items())
    return Vocabulary(q.triple for q in ox.parse(prefixes + turtle, format=ox.RdfFormat.TURTLE))


def test_every_foreign_term_has_one_name_in_each_language() -> None:
    names: dict[str, list[str]] = defaultdict(list)
    for quad in ox.parse(path=TERMS_FILE, format=ox.RdfFormat.TURTLE):
        if quad.predicate.value == expand("rdfs:label"):
            assert isinstance(quad.object, ox.Literal)
            names[str(quad.subject)].append(str(quad.object.language))
    assert {
        term: sorted(tags) for term, tags in names.items() if sorted(tags) != ["en", "ja"]
    } == {}


def test_the_ontology_comes_first() -> None:
    vocabulary = _vocabulary('skos:note rdfs:label "備考"@ja, "remark"@en .')
    assert vocabulary.label(expand("skos:note"), "ja") == ox.Literal("備考", language="ja")


def test_english_alone_yields_to_the_table_with_both() -> None:
    vocabulary = _vocabulary('skos:note rdfs:label "note"@en .')
    assert vocabulary.label(expand("skos:note"), "ja") == ox.Literal("注記", language="ja")


def test_a_term_that_nobody_names_has_its_prefixed_name() -> None:
    vocabulary = _vocabulary("")
    assert vocabulary.label(STI + "nameless", "ja") == ox.Literal("sti:nameless")
    assert vocabulary.definition(STI + "nameless", "ja") is None


def test_another_language_is_better_than_none() -> None:
    vocabulary = _vocabulary('sti:only rdfs:label "nur"@de ; skos:definition "一"@ja .')
    assert vocabulary.label(STI + "only", "ja") == ox.Literal("nur", language="de")
    assert vocabulary.definition(STI + "only", "en") == ox.Literal("一", language="ja")


def test_entries_hold_what_the_ontology_says() -> None:
    vocabulary = _vocabulary(
        """
        sti:Thing a owl:Class ; rdfs:subClassOf sti:Wider, [ a owl:Restriction ] .
        sti:of a owl:ObjectProperty ; rdfs:domain sti:Thing ; rdfs:range sti:Wider ;
          owl:inverseOf sti:has ; skos:closeMatch schema:about .
        schema:about a owl:ObjectProperty .
        """
    )
    assert [entry.name for entry in vocabulary.classes] == ["Thing"]
    assert vocabulary.classes[0].supers == [STI + "Wider"]
    (of,) = vocabulary.properties
    assert (of.domains, of.ranges, of.inverses, of.matches) == (
        [STI + "Thing"],
        [STI + "Wider"],
        [STI + "has"],
        [expand("schema:about")],
    )
