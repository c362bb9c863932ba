"""Cells: from the text in the file to literals, texts for templates, and what is wrong.

Source: tabular-data-model, section 6.4. A column's parser is put together once; texts that came
before are remembered as long as that pays.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from .datatypes import BadFormatError, BadValue, Parser, compile_parser
from .model import UNDETERMINED, Datatype, Inherited
from .terms import DATATYPES

_MEMORY = 4_096
_VERBATIM = frozenset({"string", "json", "xml", "html", "anyAtomicType", "any"})
_UNSTRIPPED = frozenset({"string", "anyAtomicType", "any"})
_WHITE = re.compile(r"[ \t\r\n]+")
_BREAKS = str.maketrans("\r\n\t", "   ")

Fault = tuple[str, str, dict[str, object]]
"""A rule, the text at fault, and the details of the message."""


class Cell(NamedTuple):
    """A parsed cell.

    ``text`` is the canonical text, a list for a list, None for null; ``literals`` are the values;
    ``printed`` is the text of the file where the column keeps it.
    """

    text: str | list[str] | None
    literals: tuple[Literal, ...]
    faults: tuple[Fault, ...] = ()
    printed: Literal | None = None


CellParser = Callable[[str], Cell]

NULL = Cell(None, ())
_MISSING: tuple[Fault, ...] = (("missing-value", "", {}),)


def cell_parser(settings: Inherited, *, widen: bool) -> CellParser:
    """The parser of a column's cells; ``widen`` accepts Japanese numbers and dates."""
    datatype = settings.datatype or Datatype()
    if datatype == Datatype() and not settings.separator and settings.as_printed is None:
        return _text_parser(settings)
    parse = _typed_parser(settings, datatype, widen=widen)
    if settings.as_printed is not None:
        parse = _keeping(parse, _tagger(settings))
    return _remembering(parse)


def _remembering(parse: CellParser) -> CellParser:
    """Keeps the cells of texts seen before, until most texts turn out to be seen only once."""
    memory: dict[str, Cell] = {}
    pays = True

    def remembered(text: str) -> Cell:
        nonlocal pays
        cell = memory.get(text)
        if cell is None:
            cell = parse(text)
            if pays:
                memory[text] = cell
                if len(memory) > _MEMORY:
                    pays = False
                    memory.clear()
        return cell

    return remembered


def _tagger(settings: Inherited) -> Callable[[str], Literal]:
    """Makes strings in the column's language, if it has one."""
    language = settings.lang or UNDETERMINED
    if language == UNDETERMINED:
        return Literal

    def tagged(text: str) -> Literal:
        return Literal(text, language=language)

    return tagged


def _text_parser(settings: Inherited) -> CellParser:
    """The parser of plain strings, by far the commonest column."""
    null = settings.null if settings.null is not None else ("",)
    default = settings.default or ""
    tagged = _tagger(settings)
    absent = NULL._replace(faults=_MISSING) if settings.required else NULL

    def parse(raw: str) -> Cell:
        text = raw or default
        return absent if text in null else Cell(text, (tagged(text),))

    return parse


def _typed_parser(settings: Inherited, datatype: Datatype, *, widen: bool) -> CellParser:
    """The parser of any other column."""
    value = _value_parser(settings, datatype, widen=widen)
    normalized = _normalizer(datatype.base)
    null = settings.null if settings.null is not None else ("",)
    default = settings.default or ""
    absent = NULL._replace(faults=_MISSING) if settings.required else NULL
    if settings.separator:
        return _list_parser(settings, datatype.base, value, normalized)

    def parse(raw: str) -> Cell:
        text = normalized(raw) or default
        return absent if text in null else value(text)

    return parse


def _normalizer(base: str) -> Callable[[str], str]:
    """What is done to white space before all else."""
    if base in _VERBATIM:
        return str
    if base == "normalizedString":
        return lambda raw: raw.translate(_BREAKS)

    def normalized(raw: str) -> str:
        return _WHITE.sub(" ", raw).strip(" ") if _WHITE.search(raw) else raw

    return normalized


def _value_parser(settings: Inherited, datatype: Datatype, *, widen: bool) -> CellParser:
    """The parser of one value that is not null."""
    parse = _parser(datatype, widen=widen)
    tagged = _tagger(settings)
    is_text = datatype.base == "string"
    is_plain = is_text and datatype.iri is None
    node = NamedNode(datatype.iri or DATATYPES[datatype.base])

    def value(text: str) -> Cell:
        try:
            lexical, canonical = parse(text)
        except BadValue as bad:
            literal = tagged(text) if is_text else Literal(text)
            return Cell(text, (literal,), ((bad.rule, text, bad.details),))
        if is_plain:
            return Cell(canonical, (tagged(lexical),))
        return Cell(canonical, (Literal(lexical, datatype=node),))

    return value


def _list_parser(
    settings: Inherited, base: str, value: CellParser, normalized: Callable[[str], str]
) -> CellParser:
    """The parser of a column whose cells hold lists."""
    null = settings.null if settings.null is not None else ("",)
    default, separator = settings.default or "", settings.separator or ""
    empty = Cell([], (), _MISSING if settings.required else ())

    def parse(raw: str) -> Cell:
        text = normalized(raw) or default
        if not text:
            return empty
        if text in null:
            return NULL
        parts = text.split(separator)
        if base not in _UNSTRIPPED:
            parts = [part.strip() for part in parts]
        parts = [part or default for part in parts]
        cells = [value(part) for part in parts if part not in null]
        return Cell(
            [str(cell.text) for cell in cells],
            tuple(literal for cell in cells for literal in cell.literals),
            tuple(fault for cell in cells for fault in cell.faults),
        )

    return parse


def _keeping(parse: CellParser, tagged: Callable[[str], Literal]) -> CellParser:
    """Likewise, with the words as printed."""

    def kept(raw: str) -> Cell:
        cell = parse(raw)
        return cell._replace(printed=tagged(raw)) if cell.literals else cell

    return kept


def _parser(datatype: Datatype, *, widen: bool) -> Parser:
    """The datatype's parser; a limit that turns out unusable was told when it was read."""
    try:
        return compile_parser(datatype, widen=widen)
    except (BadFormatError, BadValue):
        return compile_parser(Datatype(datatype.base), widen=widen)
