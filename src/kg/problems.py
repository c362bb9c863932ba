"""Problems that the owner of the data can mend, and the two families of errors.

A problem names its place (file, row, column, value), the rule it breaks, and the way to mend it,
in Japanese and English. All problems are collected and reported once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Text(NamedTuple):
    """One message in both languages."""

    ja: str
    en: str

    def in_language(self, language: str) -> str:
        """The Japanese text for ``ja``, the English one for any other language."""
        return self.ja if language == "ja" else self.en


class Severity(StrEnum):
    """How much a problem matters: an error stops the build, the others are reported."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that the owner of the data can mend.

    ``row`` is the line of the file as a spreadsheet counts it (the header is row 1); ``column`` the
    header of the column; ``rule`` a short evergreen name (``bad-number``); empty means unknown.
    """

    rule: str
    says: Text
    mend: Text
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: Severity = Severity.ERROR

    def line(self, language: str = "en") -> str:
        """The problem in one line of text, place first.

        >>> p = Problem("bad-number", Text("数値ではない", "not a number"),
        ...             Text("数字で書く", "write digits"), "a.csv", 3, "count", "x")
        >>> p.line("en")
        "a.csv, row 3, column count, value 'x': not a number [bad-number] → write digits"
        >>> p.line("ja")
        'a.csv、3行目、列「count」、値「x」：数値ではない［bad-number］→ 数字で書く'
        """
        says, mend = self.says.in_language(language), self.mend.in_language(language)
        if language == "ja":
            row = f"{self.row}行目" if self.row else ""
            column = f"列「{self.column}」" if self.column else ""
            value = f"値「{self.value}」" if self.value else ""
            place = "、".join(part for part in (self.file, row, column, value) if part)
            return f"{place}：{says}［{self.rule}］→ {mend}"
        row = f"row {self.row}" if self.row else ""
        column = f"column {self.column}" if self.column else ""
        value = f"value {self.value!r}" if self.value else ""
        place = ", ".join(part for part in (self.file, row, column, value) if part)
        return f"{place}: {says} [{self.rule}] → {mend}"


class KgError(Exception):
    """Root of both families; never raised itself."""


class DataError(KgError):
    """What the owner of the data can mend: carries every problem found, at least one."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.line() for problem in self.problems))


class SystemFault(KgError):
    """What the people who run or write this software must mend."""
