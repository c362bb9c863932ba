"""What a benchmark says: figures, bars, and rows that compare ours with a rival's."""

import datetime
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

Sense = Literal["≥", "≤"]


@dataclass(frozen=True)
class Figure:
    """One measured quantity.

    Attributes:
        value: the median of the runs.
        unit: ``s``, ``ms``, ``req/s``, ``triples/s``, ``MB``.
        runs: how many runs it is the median of.
        memory: highest memory of all processes in MB (10^6 bytes), where looked at.
        capped: whether the runs were ended at a cap, so that the true value is larger.
    """

    value: float
    unit: str
    runs: int = 1
    memory: float | None = None
    capped: bool = False


@dataclass(frozen=True)
class Bar:
    """What is to be reached.

    Attributes:
        sense: from below or from above.
        number: the bound, itself allowed.
        of: whether it bounds the ratio or our own figure.
    """

    sense: Sense
    number: float
    of: Literal["ratio", "ours"] = "ratio"

    def met(self, value: float) -> bool:
        """Whether a value reaches the bar."""
        return value >= self.number if self.sense == "≥" else value <= self.number


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        subject: the module that measured it.
        what: what was measured.
        ours: our figure.
        rival: its name and version; empty where ours stands alone.
        theirs: the rival's figure; None where it is absent.
        ratio: how the two compare, in the sense that the bar is stated in.
        bar: what is to be reached; None where the figure is only shown.
        sound: whether both gave the same answer, where that was checked.
        note: what else there is to know.
        date: when it was measured, ISO 8601.
    """

    subject: str
    what: str
    ours: Figure
    rival: str = ""
    theirs: Figure | None = None
    ratio: float | None = None
    bar: Bar | None = None
    sound: bool | None = None
    note: str = ""
    date: str = field(default_factory=lambda: datetime.date.today().isoformat())

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None without a bar, or where there is nothing to hold to it.

        A wrong answer meets no bar.
        """
        if self.bar is None:
            return None
        value = self.ours.value if self.bar.of == "ours" else self.ratio
        return None if value is None else self.sound is not False and self.bar.met(value)

    def to_json(self) -> dict[str, Any]:
        """The row as JSON has it; ``met`` is there for readers."""
        return {**asdict(self), "met": self.met}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Self:
        """The row that ``to_json`` wrote."""
        kept = {key: value for key, value in record.items() if key != "met"}
        kept["ours"] = Figure(**kept["ours"])
        kept["theirs"] = Figure(**kept["theirs"]) if kept["theirs"] else None
        kept["bar"] = Bar(**kept["bar"]) if kept["bar"] else None
        return cls(**kept)


def faster(ours: Figure, theirs: Figure | None) -> float | None:
    """How many times as long the rival takes."""
    return None if theirs is None else theirs.value / ours.value


def share(ours: Figure, theirs: Figure | None) -> float | None:
    """Ours as a multiple of the rival's: of rates, or of times that may be longer."""
    return None if theirs is None else ours.value / theirs.value
