"""IRIs of a whole block, from URI templates.

A template of texts and variables whose values need no encoding is put together by expressions.
Any other is expanded by ``kg.tables.templates``, once for each distinct row of what it takes.
"""

import re
from collections.abc import Sequence
from typing import Any

import polars as pl
from pyoxigraph import NamedNode

from ..templates import Template, Variable
from .cells import LIST, Results, terms, text
from .distinct import UnfitError, mapped

_SAFE = {
    "": r"^[A-Za-z0-9_.~-]*$",
    "+": r"^[A-Za-z0-9_.~:/@!$&'()*+,;=-]*$",
    "#": r"^[A-Za-z0-9_.~:/@!$&'()*+,;=-]*$",
}
"""Values that an expression leaves as they are, and that any path, query or fragment may hold."""

_PAST_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://[^/?#]*[/?#]|[^/])")


def iri(url: str) -> str:
    """An IRI as a term; raises UnfitError for what is none."""
    try:
        return str(NamedNode(url))
    except ValueError:
        raise UnfitError from None


class Link:
    """The IRIs of one template in a column of their own: one for each row.

    Args:
        name: the column of a frame that takes them.
        template: the template.
        keys: columns of the frame that determine what the template takes.
        lists: places of the cells that hold lists.
    """

    def __init__(
        self, name: str, template: Template, keys: Sequence[str], lists: frozenset[int]
    ) -> None:
        self.name = name
        self._template = template
        self._keys = keys
        self.places = template.indexes
        self._indexes = sorted(template.indexes)
        self._present: str | None = None
        self._pieces = None if lists & template.indexes else _joinable(template)

    @property
    def checks(self) -> list[pl.Expr]:
        """Whether the variables' values can stand as they are."""
        variables = [piece for piece in self._pieces or () if isinstance(piece, Variable)]
        if self._pieces is None:
            return []
        tests = [pl.col(text(each.index)).str.contains(_SAFE[each.operator]) for each in variables]
        return [pl.all_horizontal(pl.lit(value=True), *tests).all().alias(self.name)]

    def add_to(self, frame: pl.DataFrame, results: Results) -> pl.DataFrame:
        """The frame with the IRIs, where they have to be expanded."""
        if results.get(self.name, False):
            return frame
        wanted = [*map(text, self._indexes), *([self._present] if self._present else [])]
        return mapped(frame, self._keys, wanted, self._expanded, {self.name: self._dtype})

    _dtype: pl.DataType = pl.String()

    def _expanded(self, row: tuple[Any, ...]) -> tuple[object]:
        if self._present and row[-1] is None:
            return (None,)
        return (iri(self._template.expand(self._texts(row))),)

    def _texts(self, row: tuple[Any, ...]) -> list[Any]:
        texts = [None] * (1 + max(self._indexes, default=0))
        for index, value in zip(self._indexes, row, strict=False):
            texts[index] = value
        return texts

    def joined(self, results: Results) -> list[pl.Expr]:
        """The IRIs, where they can be put together."""
        if self._pieces is None or not results[self.name]:
            return []
        joined = pl.concat_str(pl.lit("<"), *map(self._piece, self._pieces), pl.lit(">"))
        if self._present:
            joined = pl.when(pl.col(self._present).is_not_null()).then(joined)
        return [joined.alias(self.name)]

    def _piece(self, piece: str | Variable) -> pl.Expr:
        if isinstance(piece, str):
            return pl.lit(piece)
        value = pl.col(text(piece.index))
        if piece.operator == "#":
            value = pl.concat_str(pl.lit("#"), value)
        return value.fill_null("")


class CellLink(Link):
    """The IRIs of a column's cells: none where the cell has no literals.

    Args:
        name: as for Link.
        template: as for Link.
        keys: as for Link, those of the cell among them.
        lists: as for Link.
        at: the cell's place.
    """

    def __init__(
        self,
        name: str,
        template: Template,
        keys: Sequence[str],
        lists: frozenset[int],
        at: int,
    ) -> None:
        super().__init__(name, template, keys, lists)
        self._present = terms(at) if at in lists else text(at)
        self.places |= {at}


class MemberLinks(Link):
    """The IRIs of the members of a column's lists.

    Args:
        name: as for Link.
        template: as for Link.
        keys: as for Link, those of the cell among them.
        at: the cell's place.
    """

    _dtype = LIST

    def __init__(self, name: str, template: Template, keys: Sequence[str], at: int) -> None:
        super().__init__(name, template, keys, frozenset())
        self._at = at
        self._pieces = None
        self.places |= {at}
        self._indexes = sorted(self.places)

    def _expanded(self, row: tuple[Any, ...]) -> tuple[object]:
        urls = self._template.expand_each(self._at, self._texts(row))
        return ([iri(url) for url in urls] or None,)


def _joinable(template: Template) -> list[str | Variable] | None:
    """A template's pieces, where values that are safe always make an IRI of them."""
    pieces: list[str | Variable] | None = template.pieces
    if template.constant is not None:
        pieces = [template.constant]
    elif pieces is None or not _PAST_AUTHORITY.match(str(pieces[0])):
        return None
    texts = ["x"] * (1 + max(template.indexes, default=0))
    sample = "".join(each if isinstance(each, str) else each(texts) for each in pieces)
    try:
        NamedNode(sample)
    except ValueError:
        return None
    return pieces
