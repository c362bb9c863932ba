"""The verdict of the validation process on small graphs, whole reports compared."""

import csv
import io
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.iris import PREFIXES, Iris
from kg.problems import Problem, Severity, SystemFault, Text
from kg.validation import Finding, Validation, Verdict, validate
from kg.validation.findings import COLUMNS, Place

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
ID = "https://w3id.org/sti-kg/id/"
SHAPES = "https://w3id.org/sti-kg/shapes/"

DATA = f"""
<{ID}region/131130> a sti:Municipality ; rdfs:label "渋谷区"@ja, "Shibuya City"@en ;
  dcterms:identifier "131130" ; prov:hadPrimarySource <{ID}passage/p1> .
<{ID}region/131148> a sti:Municipality ; rdfs:label "中野区"@ja, "Nakano City"@en ;
  dcterms:identifier "13114X" ; prov:hadPrimarySource <{ID}passage/p1> .
<{ID}region/131156> a sti:Municipality ; rdfs:label "杉並区"@ja ; dcterms:identifier "131156" .
<{ID}passage/p1> a sti:Passage ; rdfs:label "一行目"@ja, "line one"@en .
"""

MUNICIPALITY = f"""
<{SHAPES}Municipality> a sh:NodeShape ; sh:targetClass sti:Municipality ;
  sh:property <{SHAPES}Code>, <{SHAPES}Source> ;
  sh:property [ sh:path rdfs:label ; sh:minCount 2 ; sh:severity sh:Info ;
    sh:message "名前は日英の二つ"@ja, "a label in each language"@en ] .
<{SHAPES}Code> sh:path dcterms:identifier ; sh:pattern "^[0-9]{{6}}$" ;
  sh:message "六桁の数字でない"@ja, "not six digits"@en .
<{SHAPES}Source> sh:path prov:hadPrimarySource ; sh:minCount 1 ; sh:severity sh:Warning ;
  sh:message "出典がない"@ja, "no passage"@en .
"""


def files(folder: Path, shapes: str, data: str = DATA) -> tuple[Path, list[Path]]:
    triples = [q.triple for q in ox.parse(HEAD + data, format=ox.RdfFormat.TURTLE)]
    nt = folder / "data.nt"
    ox.serialize(triples, str(nt), format=ox.RdfFormat.N_TRIPLES)
    ttl = folder / "shape.ttl"
    ttl.write_text(HEAD + shapes, encoding="utf-8")
    return nt, [ttl]


def verdict(folder: Path, shapes: str, data: str = DATA, *, meta: bool = False) -> Verdict:
    nt, ttl = files(folder, shapes, data)
    return validate(nt, ttl, meta=meta)


NAKANO = Finding(
    focus=f"{ID}region/131148",
    label=Text("中野区", "Nakano City"),
    path="dcterms:identifier",
    value="13114X",
    severity=Severity.ERROR,
    message=Text("六桁の数字でない", "not six digits"),
    shape=f"{SHAPES}Code",
    component="Pattern",
    passages=(f"{ID}passage/p1",),
)
SUGINAMI_SOURCE = Finding(
    focus=f"{ID}region/131156",
    label=Text("杉並区", "杉並区"),
    path="prov:hadPrimarySource",
    value="",
    severity=Severity.WARNING,
    message=Text("出典がない", "no passage"),
    shape=f"{SHAPES}Source",
    component="MinCount",
)
SUGINAMI_LABEL = Finding(
    focus=f"{ID}region/131156",
    label=Text("杉並区", "杉並区"),
    path="rdfs:label",
    value="",
    severity=Severity.INFO,
    message=Text("名前は日英の二つ", "a label in each language"),
    shape=f"{SHAPES}Municipality",
    component="MinCount",
)


def test_each_severity_is_found_and_the_worst_comes_first(tmp_path: Path) -> None:
    outcome = verdict(tmp_path, MUNICIPALITY, meta=True)
    assert outcome.findings == (NAKANO, SUGINAMI_SOURCE, SUGINAMI_LABEL)
    assert outcome.errors == (NAKANO,)
    assert not outcome.conforms
    assert [outcome.count(s) for s in Severity] == [1, 1, 1]


def test_report_as_rdf_says_the_same_and_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    first, second = (verdict(tmp_path, MUNICIPALITY) for _ in range(2))
    assert first.turtle() == second.turtle()
    store = ox.Store()
    store.load(first.turtle(), format=ox.RdfFormat.TURTLE)
    rows = store.query(
        """PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT ?focus ?severity ?message WHERE {
          ?report a sh:ValidationReport ; sh:conforms false ; sh:result ?r .
          ?r a sh:ValidationResult ; sh:focusNode ?focus ; sh:resultSeverity ?severity ;
             sh:resultMessage ?message .
        } ORDER BY ?focus ?message"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    sh = PREFIXES["sh"]
    assert [tuple(str(term) for term in row) for row in rows] == [
        (f"<{ID}region/131148>", f"<{sh}Violation>", '"not six digits"@en'),
        (f"<{ID}region/131148>", f"<{sh}Violation>", '"六桁の数字でない"@ja'),
        (f"<{ID}region/131156>", f"<{sh}Info>", '"a label in each language"@en'),
        (f"<{ID}region/131156>", f"<{sh}Warning>", '"no passage"@en'),
        (f"<{ID}region/131156>", f"<{sh}Warning>", '"出典がない"@ja'),
        (f"<{ID}region/131156>", f"<{sh}Info>", '"名前は日英の二つ"@ja'),
    ]


def test_graph_without_findings_conforms_and_its_report_is_two_triples(tmp_path: Path) -> None:
    shapes = f"<{SHAPES}P> a sh:NodeShape ; sh:targetClass sti:Passage ; sh:nodeKind sh:IRI ."
    outcome = verdict(tmp_path, shapes)
    assert outcome == Verdict(True, outcome.report, ())
    assert b"".join(outcome.turtle().splitlines()[-2:]) == (
        b"_:c14n0 a sh:ValidationReport ;\tsh:conforms true ."
    )
    assert outcome.csv().decode() == ",".join(COLUMNS) + "\r\n"


def test_report_table_has_a_row_for_each_finding(tmp_path: Path) -> None:
    outcome = verdict(tmp_path, MUNICIPALITY)
    rows = list(csv.DictReader(io.StringIO(outcome.csv().decode(), newline="")))
    assert rows[0] == {
        "severity": "error",
        "focus": f"{ID}region/131148",
        "label_ja": "中野区",
        "label_en": "Nakano City",
        "path": "dcterms:identifier",
        "value": "13114X",
        "message_ja": "六桁の数字でない",
        "message_en": "not six digits",
        "mend_ja": "決められた形式で書く",
        "mend_en": "write it in the form asked for",
        "rule": "Code:Pattern",
        "shape": f"{SHAPES}Code",
        "passages": f"{ID}passage/p1",
        "file": "",
        "row": "",
    }
    assert [row["rule"] for row in rows] == [
        "Code:Pattern",
        "Source:MinCount",
        "Municipality:MinCount",
    ]


def test_sparql_constraint_keeps_the_languages_of_its_message_and_fills_it_in(
    tmp_path: Path,
) -> None:
    shapes = f"""
    <{SHAPES}Dup> a sh:NodeShape ; sh:targetClass sti:Municipality ; sh:message "形の伝言"@ja ;
      sh:sparql [ sh:message "コード{{?value}}が違う"@ja, "code {{?value}} differs"@en ;
        sh:select '''SELECT $this ?value WHERE {{ $this <{PREFIXES["dcterms"]}identifier> ?value
          FILTER (!STRENDS(STR($this), ?value)) }}''' ] ."""
    outcome = verdict(tmp_path, shapes)
    assert [(f.focus, f.message, f.value) for f in outcome.findings] == [
        (f"{ID}region/131148", Text("コード13114Xが違う", "code 13114X differs"), "13114X")
    ]
    messages = {
        str(t.object) for t in outcome.report if t.predicate.value.endswith("resultMessage")
    }
    assert messages == {'"コード13114Xが違う"@ja', '"code 13114X differs"@en', '"形の伝言"@ja'}


def test_totals_are_counted_once_for_a_class(tmp_path: Path) -> None:
    shapes = f"""
    <{SHAPES}Count> a sh:NodeShape ; sh:targetNode sti:Municipality ;
      sh:sparql [ sh:message "{{?n}}件"@ja, "{{?n}} of them"@en ; sh:prefixes <{SHAPES}p> ;
        sh:select '''SELECT $this ?n WHERE {{
          {{ SELECT $this (COUNT(?m) AS ?n) WHERE {{ ?m a $this }} GROUP BY $this }}
          FILTER (?n != 47) }}''' ] ."""
    outcome = verdict(tmp_path, shapes)
    assert [f.message for f in outcome.findings] == [Text("3件", "3 of them")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("[ sh:inversePath prov:hadPrimarySource ]", "^prov:hadPrimarySource"),
        ("( prov:hadPrimarySource rdfs:label )", "prov:hadPrimarySource/rdfs:label"),
        ("[ sh:alternativePath ( skos:note rdfs:comment ) ]", "skos:note|rdfs:comment"),
        ("[ sh:zeroOrMorePath skos:broader ]", "skos:broader*"),
        ("[ sh:oneOrMorePath skos:broader ]", "skos:broader+"),
        ("[ sh:zeroOrOnePath skos:broader ]", "skos:broader?"),
    ],
)
def test_paths_are_written_as_in_sparql(tmp_path: Path, path: str, text: str) -> None:
    shapes = f"""<{SHAPES}P> a sh:NodeShape ; sh:targetNode <{ID}x/y> ;
      sh:property [ sh:path {path} ; sh:minCount 2 ] ."""
    finding = verdict(tmp_path, shapes).findings[0]
    assert (finding.path, finding.label, finding.rule) == (text, Text("", ""), "P:MinCount")


def test_message_in_one_language_stands_for_the_other(tmp_path: Path) -> None:
    shapes = f"""<{SHAPES}P> a sh:NodeShape ; sh:targetClass sti:Passage ;
      sh:property [ sh:path sti:words ; sh:minCount 1 ; sh:message "no words"@en ] ."""
    assert verdict(tmp_path, shapes).findings[0].message == Text("no words", "no words")


def test_unknown_severity_stops_the_build(tmp_path: Path) -> None:
    shapes = f"""<{SHAPES}P> a sh:NodeShape ; sh:targetClass sti:Passage ;
      sh:property [ sh:path sti:words ; sh:minCount 1 ; sh:severity sti:Grave ] ."""
    assert verdict(tmp_path, shapes).findings[0].severity is Severity.ERROR


def test_shapes_of_several_files_are_one_graph(tmp_path: Path) -> None:
    nt, (ttl,) = files(tmp_path, MUNICIPALITY)
    half, rest = MUNICIPALITY.split(f"<{SHAPES}Code> sh:path")
    other = tmp_path / "other.ttl"
    ttl.write_text(HEAD + half, encoding="utf-8")
    other.write_text(f"{HEAD}<{SHAPES}Code> sh:path{rest}", encoding="utf-8")
    assert validate(nt, [ttl, other]).findings == (NAKANO, SUGINAMI_SOURCE, SUGINAMI_LABEL)


def test_shapes_follow_the_base_of_the_build_in_sparql_texts_too(tmp_path: Path) -> None:
    iris = Iris("https://example.org/kg/")
    shapes = f"""
    <{SHAPES}S> a sh:NodeShape ; sh:targetNode <{ID}region/131130> ;
      sh:property [ sh:path dcterms:identifier ; sh:hasValue <{ID}region/131130> ] ;
      sh:sparql [ sh:prefixes <{SHAPES}p> ; sh:message "引用"@ja, "quoted"@en ;
        sh:select '''SELECT $this WHERE {{ $this prov:hadPrimarySource passage:p1 ;
          prov:hadPrimarySource <{ID}passage/p1> }}''' ] .
    <{SHAPES}p> sh:declare [ sh:prefix "passage" ; sh:namespace "{ID}passage/" ],
      [ sh:prefix "prov" ; sh:namespace "{PREFIXES["prov"]}"^^xsd:anyURI ] ."""
    nt, ttl = files(tmp_path, shapes, DATA.replace(ID, iris.base + "id/"))
    outcome = validate(nt, ttl, iris=iris)
    assert {(f.focus, f.component) for f in outcome.findings} == {
        (iris.resource("region", "131130"), "HasValue"),
        (iris.resource("region", "131130"), "SPARQL"),
    }


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ("<a> a sh:NodeShape ; sh:property [", "shapes file shape.ttl cannot be read"),
        (
            "<a> a sh:NodeShape ; sh:targetClass sti:Passage ; sh:property [ sh:minCount 1 ] .",
            "the shapes are malformed",
        ),
        (
            "<a> a sh:NodeShape ; sh:targetClass sti:Passage ; "
            'sh:sparql [ sh:message "x" ; sh:select "SELECT $this WHERE {" ] .',
            "ended with code 1: ",
        ),
        (
            "<a> a sh:NodeShape ; sh:targetClass sti:Passage ; sh:sparql [ sh:message 'x' ; "
            'sh:select "SELECT $this WHERE { $this ?p ?o MINUS { $this a ?o } }" ] .',
            "must not contain a MINUS clause",
        ),
    ],
)
def test_malformed_shapes_are_a_fault_of_the_system(
    tmp_path: Path, shapes: str, words: str
) -> None:
    with pytest.raises(SystemFault, match=words):
        verdict(tmp_path, shapes)


def test_shapes_for_shapes_find_what_the_validator_overlooks(tmp_path: Path) -> None:
    shapes = f"""<{SHAPES}P> a sh:NodeShape ; sh:targetClass sti:Passage ;
      sh:property [ sh:path sti:words ; sh:severity "grave" ] ."""
    with pytest.raises(SystemFault, match="the shapes are malformed"):
        verdict(tmp_path, shapes, meta=True)


def test_missing_data_file_is_a_fault_of_the_system(tmp_path: Path) -> None:
    _, ttl = files(tmp_path, MUNICIPALITY)
    with pytest.raises(SystemFault, match="No such file"):
        validate(tmp_path / "absent.nt", ttl)


def test_process_that_cannot_start_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = ", ".join(f'"{number:06}"' for number in range(20_000))  # more than a pipe holds
    nt, ttl = files(tmp_path, f"<{SHAPES}P> sti:words {lists} .")
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(SystemFault, match="ended with code 1: no message"):
        validate(nt, ttl)


def test_closing_ends_the_process_before_it_answers(tmp_path: Path) -> None:
    nt, ttl = files(tmp_path, MUNICIPALITY)
    with Validation(nt, ttl) as validation:
        pass
    assert validation._process.returncode is not None


def test_finding_becomes_a_problem_with_its_place() -> None:
    finding = Finding(
        focus=NAKANO.focus,
        label=NAKANO.label,
        path=NAKANO.path,
        value=NAKANO.value,
        severity=NAKANO.severity,
        message=NAKANO.message,
        shape=NAKANO.shape,
        component=NAKANO.component,
        place=Place("register/municipalities.csv", 3),
    )
    assert finding.problem() == Problem(
        rule="Code:Pattern",
        says=Text(
            f"中野区（{ID}region/131148）：六桁の数字でない",
            f"Nakano City ({ID}region/131148): not six digits",
        ),
        mend=Text("決められた形式で書く", "write it in the form asked for"),
        file="register/municipalities.csv",
        row=3,
        column="dcterms:identifier",
        value="13114X",
    )
