"""What is found in a project that is not published."""

from dataclasses import dataclass

from kg.problems import Problem
from kg.validation import Verdict


@dataclass(frozen=True)
class Check:
    """What there is to say about a project that is not published.

    Attributes:
        remarks: problems of the tables that stop nothing.
        verdict: what validation found, each finding with its table.
    """

    remarks: tuple[Problem, ...]
    verdict: Verdict

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything found, as problems."""
        return (*self.remarks, *(finding.problem() for finding in self.verdict.findings))
