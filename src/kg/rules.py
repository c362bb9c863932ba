"""Rules that data can break: one row a rule, its texts filled in where it is broken."""

from typing import NamedTuple

from kg.problems import Problem, Severity, Text


class Rule(NamedTuple):
    """What is wrong and how to mend it, with placeholders (``{…}``)."""

    says: Text
    mend: Text


def rule(says_ja: str, says_en: str, mend_ja: str, mend_en: str) -> Rule:
    """One rule in both languages."""
    return Rule(Text(says_ja, says_en), Text(mend_ja, mend_en))


class Rules(dict[str, Rule]):
    """Rules by their names."""

    def problem(  # noqa: PLR0913 - the fields of a problem, all by name
        self,
        name: str,
        /,
        *,
        file: str = "",
        row: int | None = None,
        column: str = "",
        value: str = "",
        severity: Severity = Severity.ERROR,
        **details: object,
    ) -> Problem:
        """A problem of one of the rules; raises KeyError for a rule or detail that is unknown.

        >>> rules = Rules({"empty": rule("{what}が空", "the {what} is empty", "直す", "mend it")})
        >>> rules.problem("empty", file="a.csv", what="file").line()
        'a.csv: the file is empty [empty] → mend it'
        """
        says, mend = self[name]
        return Problem(
            name,
            Text(says.ja.format(**details), says.en.format(**details)),
            Text(mend.ja.format(**details), mend.en.format(**details)),
            file,
            row,
            column,
            value[:200],
            severity,
        )
