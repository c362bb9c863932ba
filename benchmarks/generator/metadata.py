"""The metadata of generated tables: those of the curated tables of the same kind, moved.

Columns, properties and datatypes are the curated ones by construction; what changes is where keys
are looked up, and the prefix of passages.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

BOOK: Final = "cabinet-office-2020"
MODELS: Final[Mapping[str, str]] = {
    "sources": "register",
    "passages": "register",
    "programmes": BOOK,
    "projects": BOOK,
    "budgets": BOOK,
    "cases": BOOK,
    "case-technologies": BOOK,
}
"""Generated table → the curated folder whose table of that name it follows."""

_KEPT: Final = frozenset(f"{name}.csv" for name in MODELS)
_PASSAGES: Final = {
    f"/id/passage/{BOOK}-": "/id/passage/bench-",
    "/id/passage/{key}": "/id/passage/bench-{key}",
    "/id/passage/register-compilation": "/id/passage/bench-1",
}
_REPEATED: Final = {"case-technologies": frozenset({"passage"})}
"""Columns whose triples the table of the same subject has too."""


@dataclass(frozen=True)
class Layout:
    """One table to write.

    Attributes:
        name: the table's name, ``cases``.
        metadata: its CSVW metadata.
    """

    name: str
    metadata: Mapping[str, Any]

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns that the CSV file has."""
        return [c["name"] for c in self._columns if not c.get("virtual")]

    @property
    def titles(self) -> Sequence[str]:
        """The header, in Japanese."""
        return [c["titles"]["ja"] for c in self._columns if not c.get("virtual")]

    @property
    def constant(self) -> int:
        """How many triples every row has whatever its cells: those of virtual columns."""
        return sum(bool(column.get("virtual")) for column in self._columns)

    @property
    def telling(self) -> frozenset[str]:
        """The columns of which each filled cell is a triple that no other table has."""
        silent = _REPEATED.get(self.name, frozenset())
        return frozenset(
            c["name"]
            for c in self._columns
            if not c.get("virtual") and not c.get("suppressOutput") and c["name"] not in silent
        )

    def write(self, folder: Path) -> None:
        """Write the metadata file beside where the table goes."""
        text = json.dumps(self.metadata, ensure_ascii=False, indent=2)
        (folder / f"{self.name}.csv-metadata.json").write_text(text + "\n", encoding="utf-8")

    @property
    def _columns(self) -> Sequence[Mapping[str, Any]]:
        columns: Sequence[Mapping[str, Any]] = self.metadata["tableSchema"]["columns"]
        return columns


def layouts(data: Path) -> Mapping[str, Layout]:
    """The layout of every generated table, read off the curated ones in a ``data`` folder."""
    return {name: Layout(name, _moved(data / model, name)) for name, model in MODELS.items()}


def _moved(folder: Path, name: str) -> dict[str, Any]:
    text = (folder / f"{name}.csv-metadata.json").read_text(encoding="utf-8")
    for old, moved in _PASSAGES.items():
        text = text.replace(old, moved)
    metadata: dict[str, Any] = json.loads(text)
    metadata.pop("dc:identifier", None)  # numbers of the curated ledger
    metadata["dc:source"] = {"@id": "https://w3id.org/sti-kg/id/source/bench-1"}
    for key in metadata["tableSchema"].get("foreignKeys", []):
        reference = key["reference"]
        if "/" not in reference["resource"] and reference["resource"] not in _KEPT:
            reference["resource"] = f"../{folder.name}/{reference['resource']}"
    return metadata
