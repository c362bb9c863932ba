"""What names and codes refer to, as the matcher holds it."""

import datetime as dt
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg.linking.model import Entity, Means

FORMER: Final = "FormerArea"
"""The kind of areas that are no more."""
LATER: Final = "LaterArea"
"""The kind of areas that came after the day of the register."""


@dataclass(slots=True, eq=False)
class Referent:
    """A resource of the register, or an area that was before it or came after it.

    Attributes:
        entity: it, as answers show it.
        classes: local names of all its classes.
        code5: five digits of an area of Japan (prefectures: 13000); empty for anything else.
        district: 郡 that it lies in, as the register has it; empty where it has none.
        kana: its reading; empty where unknown.
        around: IRIs of all that it lies in or belongs to, at any depth.
        begins: the first day of its code and name; None where unknown, or since ever.
        ends: the first day on which it no longer was; None where it goes on.
        becomes: the areas of the register that a former area led to.
        gave: areas of today that were taken out of it, and the first day of each.
    """

    entity: Entity
    classes: frozenset[str]
    code5: str = ""
    district: str = ""
    kana: str = ""
    around: frozenset[str] = frozenset()
    begins: dt.date | None = None
    ends: dt.date | None = None
    becomes: tuple["Referent", ...] = ()
    gave: tuple[tuple[dt.date, "Referent"], ...] = ()

    @property
    def is_former(self) -> bool:
        """Whether it is an area that is no more."""
        return self.entity.kind == FORMER

    @property
    def is_registered(self) -> bool:
        """Whether tables that tell no day mean it first."""
        return self.entity.kind not in {FORMER, LATER}

    def existed(self, day: dt.date) -> bool:
        """Whether its code and name were in force on a day, as far as is known."""
        return (self.begins is None or self.begins <= day) and (
            self.ends is None or day < self.ends
        )


class Hit(NamedTuple):
    """One way in which a text refers to something.

    Attributes:
        referent: what it refers to.
        means: by what.
        score: 0 to 100, were it the only thing that can be meant.
        written: the name or code as the graph has it.
        bare: the text leaves out what tells the kind: 仙台 for 仙台市.
        strained: something else is written just so: Shiroishi is rather 白石市 than Shiroi-shi.
        placed: the text says what it lies in.
    """

    referent: Referent
    means: Means
    score: float
    written: str
    bare: bool = False
    strained: bool = False
    placed: bool = False

    @property
    def is_weak(self) -> bool:
        """Whether it counts only where nothing is meant more plainly."""
        return self.bare or self.strained
