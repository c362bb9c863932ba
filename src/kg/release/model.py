"""A release as those see it who serve or query it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from kg.iris import Iris
from kg.problems import Text
from kg.release import fingerprint
from kg.release.errors import DamagedRelease, ReleaseFault

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
NAME: Final = "sti-kg"


@dataclass(frozen=True, slots=True)
class FileInfo:
    """Size in bytes and SHA-256 of one file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release says about itself.

    Attributes:
        id: UTC date and ten digits of the content's hash.
        created: UTC time of the build, ISO 8601.
        base: what the IRIs of resources begin with.
        site: the public address that download links and the endpoint are written with.
        seconds: how long the build took.
        inputs: path in the project → SHA-256 of what was read.
        key: hash over inputs, software, base and site; equal keys mean nothing to build.
        software: name → version of what took part.
        triples: number of triples of the default graph.
        resources: number of resources with an IRI of this base.
        graphs: named graph → number of triples.
        classes: class → number of resources.
        validation: severity → number of findings.
        files: path in the release → size and hash; all but the manifest itself.
        previous: id of the release that was served before; empty for the first.
        gone: IRIs of resources that earlier releases had and this one lacks, sorted.
    """

    id: str
    created: str
    base: str
    site: str
    seconds: float
    inputs: Mapping[str, str]
    key: str
    software: Mapping[str, str]
    triples: int
    resources: int
    graphs: Mapping[str, int]
    classes: Mapping[str, int]
    validation: Mapping[str, int]
    files: Mapping[str, FileInfo]
    previous: str
    gone: tuple[str, ...]

    @property
    def quads(self) -> int:
        """Number of quads of the whole dataset: default graph and named graphs."""
        return self.triples + sum(self.graphs.values())

    def to_json(self) -> str:
        """The manifest as JSON text."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read a manifest.

        Raises:
            ValueError: not JSON, another format, or fields that are missing or too many.
        """
        data: dict[str, Any] = json.loads(text)
        if not isinstance(data, dict) or data.pop("format", None) != FORMAT:
            raise ValueError(f"not a manifest of format {FORMAT}")
        try:
            files = {name: FileInfo(**info) for name, info in data.pop("files").items()}
            return cls(**{**data, "files": files, "gone": tuple(data["gone"])})
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"fields are wrong: {error}") from error


@dataclass(frozen=True)
class Release:
    """An immutable release folder.

    Attributes:
        path: the folder.
        manifest: what it says about itself.
    """

    path: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """UTC date and ten digits of the content's hash."""
        return self.manifest.id

    @property
    def base(self) -> str:
        """What the IRIs of resources begin with."""
        return self.manifest.base

    @property
    def iris(self) -> Iris:
        """The minter of this release's IRIs."""
        return Iris(self.base)

    @property
    def created(self) -> datetime:
        """When it was built, UTC."""
        return datetime.fromisoformat(self.manifest.created).astimezone(UTC)

    @property
    def gone(self) -> frozenset[str]:
        """IRIs of resources that earlier releases had and this one lacks."""
        return self._gone

    @cached_property
    def _gone(self) -> frozenset[str]:
        return frozenset(self.manifest.gone)

    @property
    def dumps(self) -> Path:
        """Folder of the files to download."""
        return self.path / "dumps"

    @property
    def quads(self) -> Path:
        """The whole dataset as N-Quads: default graph and named graphs."""
        return self.dumps / f"{NAME}.nq"

    @property
    def triples(self) -> Path:
        """The default graph as N-Triples."""
        return self.dumps / f"{NAME}.nt"

    @property
    def store(self) -> Path:
        """RocksDB folder, to be opened read-only."""
        return self.path / "store"

    @property
    def report(self) -> Path:
        """The validation report as Turtle."""
        return self.path / "report.ttl"

    @property
    def report_table(self) -> Path:
        """The validation report as a table."""
        return self.path / "report.csv"

    @property
    def catalog(self) -> Path:
        """The DCAT catalogue as Turtle; ``catalog.jsonld`` lies beside it."""
        return self.path / "catalog.ttl"

    @property
    def void(self) -> Path:
        """The VoID description as Turtle."""
        return self.path / "void.ttl"

    @property
    def service(self) -> Path:
        """The SPARQL service description as Turtle."""
        return self.path / "service.ttl"

    @property
    def context(self) -> Path:
        """The project's JSON-LD context."""
        return self.path / "context.jsonld"

    @property
    def ontology(self) -> Path:
        """The ontology as Turtle; ``.jsonld``, ``.rdf`` and ``.nt`` lie beside it."""
        return self.path / "ontology.ttl"

    @property
    def resources(self) -> Path:
        """The IRIs of all resources, sorted, one a line."""
        return self.path / "resources.txt"

    def damage(self, within: Collection[Path] = ()) -> list[str]:
        """Paths of files whose content is not what the manifest says; reads every file.

        Args:
            within: files and folders of the release to read; none means all.
        """
        return [
            name
            for name, info in self.manifest.files.items()
            if (not within or any((self.path / name).is_relative_to(part) for part in within))
            and not self._holds(name, info)
        ]

    def _holds(self, name: str, info: FileInfo) -> bool:
        file = self.path / name
        return file.is_file() and fingerprint.of_file(file) == info.sha256


def load(path: Path) -> Release:
    """Open a release folder; looks at the manifest and at the size of every file.

    Raises:
        ReleaseFault: the manifest is missing or unreadable, or a file is missing or cut.
    """
    release = read(path)
    for name, info in release.manifest.files.items():
        file = release.path / name
        if not file.is_file() or file.stat().st_size != info.size:
            raise DamagedRelease(path, name)
    return release


def read(path: Path) -> Release:
    """What a release folder says of itself, whatever became of its files.

    Raises:
        ReleaseFault: the manifest is missing or unreadable.
    """
    folder = path.resolve()
    try:
        manifest = Manifest.from_json((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise ReleaseFault(
            Text(f"{path} に公開版がない：{error}", f"no release at {path}: {error}")
        ) from error
    except ValueError as error:
        raise ReleaseFault(
            Text(
                f"{path} の目録（manifest.json）を読めない：{error}",
                f"the manifest of {path} cannot be read: {error}",
            )
        ) from error
    return Release(folder, manifest)


def served(home: Path) -> Path:
    """The folder of the release that is served from a home folder.

    Raises:
        ReleaseFault: there is none.
    """
    link = home / "current"
    if not link.exists():
        raise ReleaseFault(
            Text(
                f"{home} に公開版がない。kg build で作る",
                f"there is no release in {home}; make one with: kg build",
            )
        )
    return link.resolve()


def current(home: Path) -> Release:
    """The release that is served from a home folder.

    Raises:
        ReleaseFault: there is none, or it is damaged.
    """
    return load(served(home))
