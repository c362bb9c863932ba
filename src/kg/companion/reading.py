"""Reading the data of others: quads, and every problem that their files have.

What is checked is what any consumer of linked data relies on: the syntax, IRIs that are IRIs, and a
size that this machine can hold. The project's shapes are for the project's own facts.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar, cast

import pyoxigraph as ox

from kg import tables
from kg.problems import DataError, Problem, Severity, Text

FORMATS: Final[Mapping[str, ox.RdfFormat]] = MappingProxyType(
    {
        ".ttl": ox.RdfFormat.TURTLE,
        ".nt": ox.RdfFormat.N_TRIPLES,
        ".nq": ox.RdfFormat.N_QUADS,
        ".trig": ox.RdfFormat.TRIG,
        ".jsonld": ox.RdfFormat.JSON_LD,
        ".rdf": ox.RdfFormat.RDF_XML,
        ".owl": ox.RdfFormat.RDF_XML,
        ".xml": ox.RdfFormat.RDF_XML,
    }
)
TABLES: Final = frozenset({".csv", ".tsv", ".json"})
"""Tables with their CSVW metadata, and such metadata."""
_ENOUGH: Final = 100
"""So many problems of one file are told; its owner will look at it again by then."""


@dataclass
class Reading:
    """Reads files one after the other.

    Args:
        most: how many quads all of them may have.
        base_url: what relative IRIs in RDF files are relative to; without it they are problems.

    Attributes:
        problems: what was found; none is an error where all can be used.
    """

    most: int
    base_url: str | None = None
    problems: list[Problem] = field(default_factory=list)
    _read: int = 0

    def quads(self, file: Path) -> Iterator[ox.Quad]:
        """The quads of a file, as far as it can be read."""
        suffix = file.suffix.lower()
        if not file.is_file():
            self._tell(file, "no-file", Text("ファイルがない", "there is no such file"), _EXISTS)
        elif suffix in FORMATS:
            yield from self._counted(file, self._parsed(file, FORMATS[suffix]))
        elif suffix in TABLES:
            yield from self._counted(file, self._converted(file))
        else:
            self._tell(file, "unknown-format", _unknown(suffix), _KNOWN)

    def _tell(self, file: Path, rule: str, says: Text, mend: Text, row: int | None = None) -> None:
        self.problems.append(Problem(rule, says, mend, str(file), row))

    def _counted(self, file: Path, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        for quad in quads:
            self._read += 1
            if self._read > self.most:
                self._tell(file, "too-large", _too_large(self.most), _SMALLER)
                return
            if isinstance(quad.object, ox.Triple):
                self._tell(file, "triple-term", _TRIPLE_TERM, _PLAIN)
                return
            yield quad

    def _parsed(self, file: Path, form: ox.RdfFormat) -> Iterator[ox.Quad]:
        try:
            parser = ox.parse(path=str(file), format=form, base_iri=self.base_url)
        except ValueError as error:
            self._tell(file, "bad-base", _bad_rdf(str(error)), _BASE)
            return
        told = 0
        while told < _ENOUGH:
            try:
                yield next(parser)
            except StopIteration:
                return
            except (SyntaxError, ValueError, OSError) as error:
                told += 1
                self._tell_syntax(file, error)
                if getattr(error, "lineno", None) is None:
                    return  # a parser that has lost its place finds no more
        self._tell(file, "more-problems", _MORE, _FIRST)

    def _tell_syntax(self, file: Path, error: Exception) -> None:
        said = str(getattr(error, "msg", None) or error)
        if "LoadDocumentCallback" in said:
            self._tell(file, "remote-context", _REMOTE, _INLINE)
            return
        reason = said.partition(": ")[2] if said.startswith("Parser error at") else said
        self._tell(file, "bad-rdf", _bad_rdf(reason), _mend(reason), getattr(error, "lineno", None))

    def _converted(self, file: Path) -> Iterator[ox.Quad]:
        with tempfile.NamedTemporaryFile(suffix=".nt") as lines:
            try:
                outcome = tables.write_ntriples(file, lines, foreign_keys=False)  # type: ignore[arg-type]
            except DataError as error:
                self.problems += error.problems
                return
            self.problems += outcome.problems
            lines.flush()
            yield from ox.parse(path=lines.name, format=ox.RdfFormat.N_TRIPLES)

    def require_sound(self) -> None:
        """Ends a reading.

        Raises:
            DataError: a problem is an error.
        """
        if any(problem.severity is Severity.ERROR for problem in self.problems):
            raise DataError(self.problems)


Node = TypeVar("Node")


def renamed(name: str) -> Callable[[ox.Quad], ox.Quad]:
    """A function that names blank nodes in the order in which they come.

    A parser makes up names of its own, other ones each time; the same data must give the same file,
    and nodes of two files must not become one.

    Args:
        name: begins the labels.
    """
    labels: dict[str, ox.BlankNode] = {}

    def node(term: Node) -> Node:
        if not isinstance(term, ox.BlankNode):
            return term
        label = labels.setdefault(term.value, ox.BlankNode(f"{name}-{len(labels) + 1}"))
        return cast("Node", label)

    def quad(found: ox.Quad) -> ox.Quad:
        graph = node(found.graph_name)
        return ox.Quad(node(found.subject), found.predicate, node(found.object), graph)

    return quad


_EXISTS: Final = Text("名前を確かめる", "look at its name")
_KNOWN: Final = Text(
    f"{'、'.join((*FORMATS, *sorted(TABLES)))} のどれかにする",
    f"use one of {', '.join((*FORMATS, *sorted(TABLES)))}",
)
_SMALLER: Final = Text(
    "必要な部分だけにするか、設定 companion_quads を上げる",
    "take the part that is needed, or raise the setting companion_quads",
)
_TRIPLE_TERM: Final = Text(
    "トリプルを値とするトリプル（RDF 1.2）がある", "a triple has a triple as its value (RDF 1.2)"
)
_PLAIN: Final = Text("RDF 1.1で書く", "write it in RDF 1.1")
_BASE: Final = Text("絶対IRIを --base-url に渡す", "give --base-url an absolute IRI")
_MORE: Final = Text("問題がまだ続く", "more problems follow")
_FIRST: Final = Text("上のものから直す", "mend those above first")
_REMOTE: Final = Text(
    "文脈（@context）がほかの場所にある", "its @context is an address, and nothing remote is read"
)
_INLINE: Final = Text(
    "文脈の内容をファイルに書き込む（または別の形式に変換する）",
    "write the context itself into the file, or convert the file to another format",
)
_RELATIVE: Final = Text(
    "絶対IRIで書くか、--base-url を指定する", "write absolute IRIs, or give --base-url"
)
_SYNTAX: Final = Text("ファイルの書き方を直す", "mend the file")


def _unknown(suffix: str) -> Text:
    return Text(f"形式「{suffix}」は読めない", f"the format {suffix!r} is not known")


def _too_large(most: int) -> Text:
    return Text(f"{most:,}クアッドを超える", f"it has more than {most:,} quads")


def _bad_rdf(reason: str) -> Text:
    return Text(f"RDFとして正しくない：{reason}", f"not valid RDF: {reason}")


def _mend(reason: str) -> Text:
    return _RELATIVE if "No scheme found" in reason else _SYNTAX
