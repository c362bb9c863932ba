"""What lies in a project folder: ontology, tables with their metadata, shapes."""

from dataclasses import dataclass
from pathlib import Path

from kg.iris import BadIriPart, Iris
from kg.problems import DataError, Problem, Text

_METADATA = "-metadata.json"
_SHARED_METADATA = "csv-metadata.json"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a source: ``data/{source}/{name}.csv`` and the metadata that describes it."""

    source: str
    name: str
    csv: Path
    metadata: Path

    @property
    def file(self) -> str:
        """The table as messages name it: ``data/register/municipalities.csv``."""
        return f"data/{self.source}/{self.name}.csv"

    def companions(self) -> tuple[Path, ...]:
        """The table, its metadata, and other JSON of the folder, which metadata may refer to."""
        others = (
            path
            for path in self.csv.parent.glob("*.json")
            if not path.name.endswith(f".csv{_METADATA}")
        )
        return tuple(sorted({self.csv, self.metadata, *others}))


@dataclass(frozen=True, slots=True)
class Project:
    """The inputs of a build, found in one folder.

    Attributes:
        root: the folder that holds ``ontology``, ``data`` and ``shapes``.
        ontology: the Turtle files of ``ontology``, by name.
        tables: the tables of ``data``, by source and name.
        shapes: the Turtle files of ``shapes``, by name.
    """

    root: Path
    ontology: tuple[Path, ...]
    tables: tuple[Table, ...]
    shapes: tuple[Path, ...]

    @classmethod
    def discover(cls, root: Path) -> "Project":
        """Look what is there.

        Raises:
            DataError: no table at all, a table without metadata or metadata without its table, or a
                name that cannot stand in an IRI; all of them at once.
        """
        found = sorted((root / "data").glob("*/*.csv"))
        problems = [*_orphans(root), *(p for csv in found for p in _problems(csv))]
        if not found:
            problems.append(
                Problem(
                    "no-tables",
                    Text("表が一つもない", "there is no table"),
                    Text("data/<出典>/<表>.csv を置く", "put one at data/<source>/<table>.csv"),
                    file="data",
                )
            )
        if problems:
            raise DataError(problems)
        return cls(
            root=root,
            ontology=tuple(sorted((root / "ontology").glob("*.ttl"))),
            tables=tuple(
                Table(csv.parent.name, csv.stem, csv, _metadata(csv) or csv) for csv in found
            ),
            shapes=tuple(sorted((root / "shapes").glob("*.ttl"))),
        )

    def files(self) -> tuple[Path, ...]:
        """Every file that a build reads, once."""
        tables = (file for table in self.tables for file in table.companions())
        return tuple(sorted({*self.ontology, *tables, *self.shapes}))


def _metadata(csv: Path) -> Path | None:
    own = csv.with_name(csv.name + _METADATA)
    shared = csv.with_name(_SHARED_METADATA)
    return next((path for path in (own, shared) if path.is_file()), None)


def _problems(csv: Path) -> list[Problem]:
    file = f"data/{csv.parent.name}/{csv.name}"
    problems = []
    if _metadata(csv) is None:
        problems.append(
            Problem(
                "no-metadata",
                Text("表のメタデータがない", "the table has no metadata"),
                Text(
                    f"{csv.name}{_METADATA} を同じフォルダーに置く",
                    f"put {csv.name}{_METADATA} beside it",
                ),
                file=file,
            )
        )
    try:
        Iris().graph(csv.parent.name, csv.stem)
    except BadIriPart:
        problems.append(
            Problem(
                "bad-table-name",
                Text("IRIに使えない名前である", "the name cannot stand in an IRI"),
                Text(
                    "フォルダーとファイルの名前を英数字と . _ - だけにする",
                    "use ASCII letters, digits and . _ - only, for folder and file",
                ),
                file=file,
            )
        )
    return problems


def _orphans(root: Path) -> list[Problem]:
    """Metadata whose table is missing."""
    return [
        Problem(
            "missing-table",
            Text("メタデータが述べる表がない", "the table that this metadata describes is missing"),
            Text(
                "表を置くか、メタデータを取り除く",
                "put the table beside it or remove the metadata",
            ),
            file=f"data/{path.parent.name}/{path.name}",
        )
        for path in sorted((root / "data").glob(f"*/*.csv{_METADATA}"))
        if not path.with_name(path.name.removesuffix(_METADATA)).is_file()
    ]
