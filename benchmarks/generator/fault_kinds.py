"""The ways in which a planted row breaks the shapes, as data.

Texts are templates: ``{n}`` is the fault's number, ``{iri}`` the faulty row's resource, ``{id}``
what all resources begin with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Kind:
    """One way, with the validation result that it gives.

    Attributes:
        name: what is wrong.
        table: the table that it stands in.
        change: cells that differ from a sound row.
        rule: shape and constraint component, as findings name them.
        path: the result's path; empty for a constraint on the whole resource.
        resource: the result's focus node.
        value: the result's value; empty for none.
        again: cells of a second row about the same resource.
        twin: whether a second sound row bears the same Japanese label; two results then.
    """

    name: str
    table: str
    change: Mapping[str, str]
    rule: str
    path: str = ""
    resource: str = "{iri}"
    value: str = ""
    again: Mapping[str, str] = field(default_factory=dict)
    twin: bool = False


_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
_LINES: Final = {
    "locator_ja": "",
    "locator_en": "",
    "slide": "A",
    "first_line": "1",
    "last_line": "2",
    "words": "資料のことば",
}
"""A passage by lines, as in the data book."""


def _stray(name: str, table: str, column: str, prefix: str, rule: str) -> Kind:
    """A link to a resource that is not there, so that it is not of the class asked for."""
    stray = f"{{id}}{prefix}/nowhere-{{n}}"
    return Kind(name, table, {column: "nowhere-{n}"}, f"{rule}:Class", resource=stray, value=stray)


def _unlisted(name: str, table: str, column: str, scheme: str) -> Kind:
    """A value that its code list lacks."""
    return Kind(
        name,
        table,
        {column: "unlisted-{n}"},
        f"list-{scheme}:HasValue",
        "skos:inScheme",
        resource=f"{{id}}{scheme}/unlisted-{{n}}",
    )


KINDS: Final = (
    Kind("label missing", "projects", {"label_en": ""}, "label:MinCount", "rdfs:label"),
    Kind(
        "label in a third language",
        "projects",
        {"label_en": "", "label_fr": "Essai {n}"},
        "label:LanguageIn",
        "rdfs:label",
        value="Essai {n}",
    ),
    Kind(
        "two labels in a language",
        "projects",
        {},
        "label:UniqueLang",
        "rdfs:label",
        again={"label_ja": "別名{n}"},
    ),
    Kind(
        "label tagged as kana",
        "projects",
        {"label_kana": "かな{n}"},
        "label-language-tag:SPARQL",
        resource=_LABEL,
        value="{iri}",
    ),
    Kind(
        "label of another programme",
        "programmes",
        {},
        "label-collision:SPARQL",
        resource=_LABEL,
        value="{iri}",
        twin=True,
    ),
    Kind("passage missing", "cases", {"passage": ""}, "passage:MinCount",
         "prov:wasQuotedFrom|prov:hadPrimarySource"),
    Kind("no source named", "cases", {"cited_source": "", "no_source": ""}, "source-named:Or",
         value="{iri}"),
    Kind("origin of English missing", "cases", {"en_status": ""}, "english-status:MinCount",
         "sti:englishStatus"),
    _unlisted("unlisted origin of English", "cases", "en_status", "english-status"),
    Kind("malformed key", "cases", {"key": "_fault-{n}"}, "Case:Pattern", value="{iri}"),
    Kind("place missing", "cases", {"place": ""}, "case-place:MinCount", "dcterms:spatial"),
    Kind("place not as printed", "cases", {"place_printed": ""}, "case-place-as-printed:MinCount",
         "sti:placeAsPrinted"),
    Kind("summary missing", "cases", {"summary_ja": "", "summary_en": ""}, "case-abstract:MinCount",
         "dcterms:abstract"),
    Kind("summary in one language", "cases", {"summary_ja": ""}, "both-abstract:MinCount",
         "dcterms:abstract"),
    Kind("assumption in one language", "cases", {"assumption_ja": "推定{n}", "assumption_en": ""},
         "both-assumption:MinCount", "sti:assumption"),
    Kind("two themes", "cases", {"theme": "efficiency"}, "case-theme:MaxCount", "sti:caseLabel",
         again={"theme": "agriculture"}),
    Kind("mention of the plan not as printed", "cases",
         {"master_plan": "not-mentioned", "master_plan_printed": ""},
         "case-master-plan-as-printed:MinCount", "sti:masterPlanAsPrinted"),
    _stray("place that is no region", "cases", "place", "region", "used-as-region"),
    _stray("source that is none", "cases", "cited_source", "source", "used-as-source"),
    Kind("country missing", "programmes", {"country": ""}, "programme-country:MinCount",
         "sti:country"),
    Kind("description missing", "programmes", {"note_ja": "", "note_en": ""},
         "programme-description:MinCount", "dcterms:description"),
    Kind("period ends before it starts", "programmes",
         {"period_start": "2020", "period_end": "2019"}, "period-order:SPARQL", value="2020"),
    Kind("period without an end", "programmes", {"period_end": ""}, "period-end:MinCount",
         "sti:periodEnd"),
    _stray("authority that is no agency", "programmes", "authority", "agency", "used-as-agency"),
    Kind("status missing", "projects", {"status": ""}, "project-status:MinCount", "sti:status"),
    Kind("two statuses", "projects", {"status": "planned"}, "project-status:MaxCount", "sti:status",
         again={"status": "completed"}),
    _unlisted("unlisted status", "projects", "status", "status"),
    _stray("part of no programme", "projects", "programme", "programme", "used-as-programme"),
    Kind("currency in words", "budgets", {"currency": "ユーロ"}, "budget-currency:Pattern",
         "schema:currency", value="ユーロ"),
    Kind("two currencies", "budgets", {}, "budget-currency:MaxCount", "schema:currency",
         again={"currency": "USD"}),
    Kind("unit missing", "budgets", {"unit": ""}, "quantity-unit:MinCount", "sti:unit"),
    Kind("figure not as printed", "budgets", {"as_printed": ""}, "quantity-as-printed:MinCount",
         "sti:asPrinted"),
    _unlisted("unlisted qualifier", "budgets", "qualifier", "qualifier"),
    Kind("exact without an amount", "budgets", {"qualifier": "exact", "amount": "", "max": ""},
         "quantity-point:SPARQL", value="{id}qualifier/exact"),
    Kind("at most, yet an amount", "budgets",
         {"qualifier": "upper-bound", "amount": "1000", "max": ""}, "quantity-below:SPARQL",
         value="{id}qualifier/upper-bound"),
    Kind("amount of another datatype", "budgets",
         {"qualifier": "exact", "amount": "", "max": "", "amount_whole": "1000"},
         "quantity-amount:Datatype", "sti:amount", value="1000"),
    Kind("budget of nothing", "budgets", {"of": "programme/nothing-{n}"}, "exists:MinCount",
         "rdf:type", resource="{id}programme/nothing-{n}"),
    Kind("line below 1", "passages", {**_LINES, "first_line": "0"},
         "passage-first-line:MinInclusive", "sti:firstLine", value="0"),
    Kind("line beyond the last", "passages",
         {**_LINES, "slide": "K", "first_line": "463", "last_line": "491"},
         "passage-last-line:MaxInclusive", "sti:lastLine", value="491"),
    Kind("first line after the last", "passages", {**_LINES, "first_line": "3"},
         "passage-first-line:LessThanOrEquals", "sti:firstLine", value="3"),
    Kind("no such slide", "passages", {**_LINES, "slide": "Z"}, "passage-slide:Pattern",
         "sti:slide", value="Z"),
    Kind("lines and a locator", "passages",
         {**_LINES, "locator_ja": "1ページ", "locator_en": "page 1"}, "passage-place:Xone",
         value="{iri}"),
)  # fmt: skip
