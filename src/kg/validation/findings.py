"""What validation found: findings for people, the verdict, and the report as RDF and as a table."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from kg.iris import PREFIXES, expand
from kg.problems import Problem, Severity, Text
from kg.validation.rdf import serialized

_SEVERITIES: Final = {
    expand("sh:Violation"): Severity.ERROR,
    expand("sh:Warning"): Severity.WARNING,
    expand("sh:Info"): Severity.INFO,
}

_MEND: Final[Mapping[str, Text]] = {
    "MinCount": Text("足りない値を書き足す", "add the missing value"),
    "QualifiedMinCount": Text("足りない値を書き足す", "add the missing value"),
    "MaxCount": Text("余分な値を取り除く", "remove the surplus value"),
    "QualifiedMaxCount": Text("余分な値を取り除く", "remove the surplus value"),
    "UniqueLang": Text("各言語の値を一つにする", "leave one value per language"),
    "LanguageIn": Text("決められた言語で書く", "write it in one of the languages asked for"),
    "Datatype": Text("決められたデータ型で書く", "write it with the datatype asked for"),
    "Pattern": Text("決められた形式で書く", "write it in the form asked for"),
    "In": Text("決められた値のどれかを書く", "write one of the values allowed"),
    "Class": Text("正しい種類の資源を指す", "point to a resource of the class asked for"),
    "NodeKind": Text(
        "IRIと文字列のどちらを書くかを見直す", "check whether an IRI or a text is asked for"
    ),
    "HasValue": Text("求められた値を書く", "write the value asked for"),
    "Closed": Text(
        "決められていない性質を取り除く", "remove the property that is not provided for"
    ),
}
_MEND_ELSE: Final = Text(
    "出典と照らし合わせて表の行を直す", "compare with the source and mend the row of the table"
)

COLUMNS: Final = (
    "severity",
    "focus",
    "label_ja",
    "label_en",
    "path",
    "value",
    "message_ja",
    "message_en",
    "mend_ja",
    "mend_en",
    "rule",
    "shape",
    "passages",
    "file",
    "row",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the tables a resource is written; ``row`` as a spreadsheet counts it."""

    file: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of validation.

    Attributes:
        focus: IRI of the resource that was checked.
        label: its label in both languages, empty where it has none.
        path: the property path as SPARQL writes it, empty where the whole resource is meant.
        value: the offending value, empty where it is missing.
        severity: only an error stops a build.
        message: what is wrong.
        shape: IRI of the shape that says so.
        component: the kind of constraint, ``MinCount`` for ``sh:MinCountConstraintComponent``.
        passages: IRIs of the passages that the resource is taken from.
        place: the table and row it is written in, where known.
    """

    focus: str
    label: Text
    path: str
    value: str
    severity: Severity
    message: Text
    shape: str
    component: str
    passages: tuple[str, ...] = ()
    place: Place = field(default_factory=Place)

    @property
    def rule(self) -> str:
        """Shape and kind of constraint in short: ``Municipality:MinCount``."""
        return f"{self.shape.rpartition('#')[2].rpartition('/')[2]}:{self.component}"

    @property
    def mend(self) -> Text:
        """How to mend it."""
        return _MEND.get(self.component, _MEND_ELSE)

    def problem(self) -> Problem:
        """The same in the form that all problems of the project have."""
        name_ja = self.label.ja or self.focus
        name_en = self.label.en or self.focus
        return Problem(
            rule=self.rule,
            says=Text(
                f"{name_ja}（{self.focus}）：{self.message.ja}",
                f"{name_en} ({self.focus}): {self.message.en}",
            ),
            mend=self.mend,
            file=self.place.file,
            row=self.place.row,
            column=self.path,
            value=self.value,
            severity=self.severity,
        )

    def row(self) -> tuple[str, ...]:
        """The finding as a row of the report table, in the order of COLUMNS."""
        return (
            self.severity.value,
            self.focus,
            self.label.ja,
            self.label.en,
            self.path,
            self.value,
            self.message.ja,
            self.message.en,
            self.mend.ja,
            self.mend.en,
            self.rule,
            self.shape,
            "; ".join(self.passages),
            self.place.file,
            "" if self.place.row is None else str(self.place.row),
        )


def severity_of(iri: str) -> Severity:
    """A severity of SHACL; one that SHACL 1.0 does not know counts as an error."""
    return _SEVERITIES.get(iri, Severity.ERROR)


def both(texts: Mapping[str, str]) -> Text:
    """One text per language from texts by language tag; a missing one is filled by another."""
    rest = texts.get("", next(iter(texts.values()), ""))
    return Text(texts.get("ja", rest), texts.get("en", rest))


@dataclass(frozen=True)
class Verdict:
    """The outcome of one validation.

    Attributes:
        conforms: SHACL's own verdict: false when there is any result, of whatever severity.
        report: the validation report, blank nodes canonical (RDFC-1.0), sorted.
        findings: the results, worst first, then by focus and path.
    """

    conforms: bool
    report: tuple[ox.Triple, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a build."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    def count(self, severity: Severity) -> int:
        """How many findings there are of one severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def turtle(self) -> bytes:
        """The report as Turtle, the same bytes for the same report."""
        return serialized(self.report, ox.RdfFormat.TURTLE, PREFIXES)

    def csv(self) -> bytes:
        """The findings as a table: UTF-8 without byte-order mark, one row each, header first."""
        return table(self.findings)


def table(findings: Iterable[Finding]) -> bytes:
    """Findings as CSV (RFC 4180), UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(finding.row() for finding in findings)
    return text.getvalue().encode()


_ORDER: Final = tuple(Severity)


def sort_key(finding: Finding) -> tuple[int, tuple[str, ...]]:
    """Worst first, then by focus, path, value and rule."""
    return (
        _ORDER.index(finding.severity),
        (finding.focus, finding.path, finding.value, finding.rule, *finding.message),
    )
