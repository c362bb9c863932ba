"""Rows of a delimited file, streamed: bounded memory whatever the file holds.

Source: tabular-data-model, section 8. A row is counted as a spreadsheet counts it: a quoted value
may hold line breaks without beginning a row.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from .model import Dialect

MAX_ROW = 10_000_000
"""Characters that one row may have unless the caller says otherwise."""


class Flaw(NamedTuple):
    """What is wrong with the writing of a row: a rule of ``messages``, and the value at fault."""

    rule: str
    value: str = ""


class Row(NamedTuple):
    """One row: its number in the file, values, what is wrong, and its text where it is no data."""

    number: int
    values: list[str]
    flaw: Flaw | None = None
    comment: str | None = None
    damaged: bool = False


@dataclass(slots=True)
class _Lines:
    """Lines with their terminators, none longer than the limit."""

    text: io.TextIOBase
    terminators: tuple[str, ...]
    limit: int
    too_long: bool = False

    def next(self) -> str:
        """The next line with its terminator, empty at the end; sets ``too_long`` for a cut one."""
        line = self.text.readline(self.limit + 1)
        self.too_long = len(line) > self.limit
        if self.too_long:
            self._pass_over(line)
        return line

    def _pass_over(self, line: str) -> None:
        while line and not line.endswith("\n"):
            line = self.text.readline(1 << 16)


class _OtherTerminators(io.TextIOBase):
    """Text whose lines end with the dialect's own terminators, given as lines of the usual kind."""

    def __init__(self, text: io.TextIOBase, terminators: tuple[str, ...]) -> None:
        self._text = text
        longest_first = sorted(terminators, key=len, reverse=True)
        self._end = re.compile("|".join(map(re.escape, longest_first)))
        self._longest = len(longest_first[0])
        self._buffer = ""

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
        """One line, at most ``size`` characters of it; its terminator becomes a line feed."""
        limit = size if size is not None and size >= 0 else MAX_ROW
        while True:
            found = self._end.search(self._buffer)
            certain = found is not None and found.end() + self._longest <= len(self._buffer)
            if certain or len(self._buffer) > limit:
                break
            block = self._text.read(1 << 16)
            if not block:
                break
            self._buffer += block
        if found is not None and found.start() < limit:
            line, self._buffer = self._buffer[: found.start()], self._buffer[found.end() :]
            return line + "\n"
        line, self._buffer = self._buffer[:limit], self._buffer[limit:]
        return line


class Syntax:
    """The values of a row, by the dialect's delimiter, quote and trimming."""

    def __init__(self, dialect: Dialect) -> None:
        self.delimiter = dialect.delimiter
        self.quote = dialect.quote_char
        self.trims_start, self.trims_end = dialect.trims_start, dialect.trims_end
        self._token: re.Pattern[str] | None = None
        self._plain = re.compile(f"(?:(?!{re.escape(self.delimiter)}).)*", re.DOTALL)
        if self.quote is None:
            return
        mark = re.escape(self.quote)
        other = f"(?:(?!{mark}).)"
        if dialect.double_quote:
            inside, self._escape = f"(?:{other}|{mark}{mark})*", re.compile(f"({mark}){mark}")
            self._marks = re.compile(mark)
        else:
            inside, self._escape = rf"(?:\\.|(?!\\){other})*", re.compile(r"\\(.)", re.DOTALL)
            self._marks = re.compile(rf"(?<!\\)(?:\\\\)*{mark}")
        plain = dialect.double_quote and len(self.quote) == len(self.delimiter) == 1
        if plain and not (self.trims_start or self.trims_end):
            stop = re.escape(self.delimiter)
            self._token = re.compile(
                f"({mark}(?:[^{mark}]|{mark}{mark})*{mark}|[^{mark}{stop}]*)({stop}|\\Z)"
            )
        # White space that delimits is not to be trimmed.
        blanks = "".join(blank for blank in " \t" if blank not in self.delimiter)
        blank = f"[{blanks}]*" if blanks else ""
        before = blank if self.trims_start else ""
        after = blank if self.trims_end or self.trims_start else ""
        self._quoted = re.compile(f"{before}{mark}({inside}){mark}{after}", re.DOTALL)

    def open_quotes(self, line: str) -> int:
        """How many quotes open or close in a line."""
        if self._token is not None and self.quote is not None:
            return line.count(self.quote)
        return len(self._marks.findall(line)) if self.quote and self.quote in line else 0

    def values(self, text: str) -> tuple[list[str], Flaw | None]:
        """The values of a whole row, without its line terminator."""
        if self.quote is None or self.quote not in text:
            return [self._trimmed(value) for value in text.split(self.delimiter)], None
        return self._quick(text) or self._scan(text)

    def _quick(self, text: str) -> tuple[list[str], Flaw | None] | None:
        """The values of a row whose quotes are all in order, in the commonest dialects."""
        if self._token is None or self.quote is None:
            return None
        mark, values, size = self.quote, [], 0
        for raw, end in self._token.findall(text):
            size += len(raw) + len(end)
            values.append(raw[1:-1].replace(mark + mark, mark) if raw[:1] == mark else raw)
            if not end:
                break
        return (values, None) if size == len(text) else None

    def _scan(self, text: str) -> tuple[list[str], Flaw | None]:
        values: list[str] = []
        flaw: Flaw | None = None
        position = 0
        while True:
            value, position, well = self._value(text, position)
            values.append(value)
            if not well:
                flaw = flaw or Flaw("stray-quote", value)
            if position >= len(text):
                return values, flaw
            position += len(self.delimiter)
            if position == len(text):
                return [*values, ""], flaw

    def _value(self, text: str, start: int) -> tuple[str, int, bool]:
        """The value at a position, where it ends, and whether its quotes are in order."""
        quoted = self._quoted.match(text, start)
        if quoted is not None:
            end = quoted.end()
            value = self._escape.sub(r"\1", quoted[1])
            if end == len(text) or text.startswith(self.delimiter, end):
                return value, end, True
        plain = self._plain.match(text, start)
        assert plain is not None  # the pattern matches the empty string as well
        return self._trimmed(plain[0]), plain.end(), (self.quote or "") not in plain[0]

    def _trimmed(self, value: str) -> str:
        if self.trims_start:
            value = value.lstrip()
        return value.rstrip() if self.trims_end else value


def read_rows(
    stream: BinaryIO,
    dialect: Dialect,
    codec: str,
    *,
    max_row: int = MAX_ROW,
    before: int = 0,
) -> Iterator[Row]:
    """The rows of a file, header rows and comments among them, each with its number.

    The stream is read from where it stands, ``before`` rows having been read already.

    A row longer than ``max_row`` characters is passed over and given without values; a quote that
    is never closed ends the reading. Bytes that are not of the encoding become U+FFFD.
    """
    usual = all(end in ("\r\n", "\n") for end in dialect.line_terminators)
    text = io.TextIOWrapper(stream, codec, errors="replace", newline="\n" if usual else "")
    source = text if usual else _OtherTerminators(text, dialect.line_terminators)
    lines = _Lines(source, dialect.line_terminators, max_row)
    syntax, number = Syntax(dialect), before
    prefix = dialect.comment_prefix
    try:
        while line := lines.next():
            number += 1
            if lines.too_long:
                yield Row(number, [], Flaw("row-too-long", line[:100]))
            elif prefix and line.startswith(prefix):
                yield Row(number, [], comment=_ended(line)[len(prefix) :])
            elif syntax.quote is not None and syntax.quote in line:
                yield _quoted_row(number, line, lines, syntax, max_row)
            else:
                values = syntax.values(_ended(line))[0]
                yield Row(number, values, damaged="\ufffd" in line)
    finally:
        text.detach()  # the stream is the caller's to close


def _quoted_row(number: int, line: str, lines: _Lines, syntax: Syntax, max_row: int) -> Row:
    """A row with quotes: as many lines as it takes until they are closed."""
    parts, size, quotes = [line], len(line), syntax.open_quotes(line)
    while quotes % 2:
        line = lines.next()
        size += len(line)
        if not line:
            return Row(number, [], Flaw("unclosed-quote", parts[0][:100].rstrip()))
        if lines.too_long or size > max_row:
            return Row(number, [], Flaw("row-too-long", parts[0][:100].rstrip()))
        parts.append(line)
        quotes += syntax.open_quotes(line)
    text = _ended("".join(parts))
    values, flaw = syntax.values(text)
    return Row(number, values, flaw, damaged="\ufffd" in text)


def _ended(line: str) -> str:
    """A line without its terminator."""
    return line[:-2] if line.endswith("\r\n") else line.removesuffix("\n")
