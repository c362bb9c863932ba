"""A companion: what it is called, where it is from, and which graphs it holds."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Details:
    """What whoever adds a companion says of it.

    Attributes:
        titles: language → title; an empty language for a title that has none.
        licence: IRI of its licence; empty where it is not said.
        issued: the date of its publication as its publisher gives it (``xsd:date``), or empty.
        source: address that it was got from, or empty.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    issued: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """One named graph of a companion.

    Attributes:
        triples: how many it has.
        source: the name that it has in the data, where it is a named graph there; else empty.
    """

    triples: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Companion:
    """One companion as it is kept.

    Attributes:
        name: under which it was added.
        graph: IRI of its graph, below which others of it have theirs.
        graphs: IRI → what it holds.
        details: what is said of it.
        size: bytes of its file, N-Quads.
        sha256: hash of its file.
    """

    name: str
    graph: str
    graphs: Mapping[str, Content]
    details: Details
    size: int
    sha256: str

    @property
    def quads(self) -> int:
        """How many triples all of its graphs have."""
        return sum(content.triples for content in self.graphs.values())

    @property
    def file(self) -> str:
        """Name of its file, which another content does not have."""
        return f"{self.name}-{self.sha256[:16]}.nq"

    def to_json(self) -> dict[str, Any]:
        """As it stands in the index."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Any) -> "Companion":
        """Reads what :meth:`to_json` gave.

        Raises:
            ValueError: fields are wrong.
        """
        try:
            graphs = {iri: Content(**content) for iri, content in data["graphs"].items()}
            return cls(**{**data, "graphs": graphs, "details": Details(**data["details"])})
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"fields are wrong: {error}") from error


@dataclass(frozen=True, slots=True)
class Companions:
    """The companions that are asked together with a release.

    Attributes:
        folder: where their files are.
        entries: they, by name.
    """

    folder: Path = Path()
    entries: tuple[Companion, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.entries)

    @property
    def files(self) -> tuple[Path, ...]:
        """Their files, N-Quads of named graphs."""
        return tuple(self.folder / entry.file for entry in self.entries)

    @property
    def quads(self) -> int:
        """How many triples they have together."""
        return sum(entry.quads for entry in self.entries)

    @property
    def state(self) -> str:
        """Ten digits that say what they are and what is said of them; empty where there are none.

        What is drawn from a release and its companions depends on its name and these.
        """
        if not self.entries:
            return ""
        said = json.dumps([entry.to_json() for entry in self.entries], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:10]


NONE: Final = Companions()
