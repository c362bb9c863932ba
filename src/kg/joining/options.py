"""What the caller of a join wants, and what cannot be wanted."""

from dataclasses import dataclass, field
from pathlib import Path

from kg.joining.adding import Additions
from kg.joining.guessing import Told
from kg.joining.reading import known
from kg.joining.timing import span
from kg.joining.writing import suffixes
from kg.problems import KgError, Text


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller wants.

    Attributes:
        told: which columns are keys, as far as it is told.
        add: columns to add.
        as_of: day, month or year of which the table speaks.
        decisions: a report that was filled in.
        header: the row of the header; see :func:`kg.joining.header.find`.
        sheet: of a spreadsheet.
        encoding: of CSV and TSV.
        excel: whether CSV begins with a byte-order mark.
    """

    told: Told = field(default_factory=Told)
    add: tuple[str, ...] = ()
    as_of: str = ""
    decisions: Path | None = None
    header: int | None = None
    sheet: str = ""
    encoding: str = ""
    excel: bool = False


class UnknownOption(KgError):
    """An option has a value that cannot be meant."""

    def __init__(self, option: str, value: str, detail: Text) -> None:
        self.text = Text(f"{option} {value}：{detail.ja}", f"{option} {value}: {detail.en}")
        super().__init__(self.text.en)


def require(path: Path, output: Path, options: Options) -> None:
    """Check what needs neither table nor graph; raises UnknownOption or UnknownAddition."""
    Additions(options.add)
    kinds = ", ".join(suffixes())
    if output.suffix.lower() not in suffixes():
        detail = Text(f"書けるのは {kinds}", f"what can be written is {kinds}")
        raise UnknownOption("--output", str(output), detail)
    if output.exists() and path.exists() and output.samefile(path):
        detail = Text("元の表には上書きしない", "the table itself is not overwritten")
        raise UnknownOption("--output", str(output), detail)
    require_time(options.as_of)
    if options.encoding and not known(options.encoding):
        detail = Text("知らない文字コードである", "no such encoding is known")
        raise UnknownOption("--encoding", options.encoding, detail)


def require_time(as_of: str) -> None:
    """Check that a text is empty or a time; raises UnknownOption."""
    if as_of and span(as_of) is None:
        detail = Text(
            "2005-04-01、2005-04、2005、平成17年 のように書く",
            "write it as 2005-04-01, 2005-04, 2005 or 平成17年",
        )
        raise UnknownOption("--as-of", as_of, detail)
