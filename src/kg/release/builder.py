"""One build under way: stages from tables to a published folder."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.problems import DataError, Problem, Text
from kg.release import dumps, lines, statistics
from kg.release.conversion import Converted, convert_tables
from kg.release.graphs import Cache, Graphs, ontology_lines
from kg.release.model import Release, load
from kg.release.places import placed
from kg.release.plan import Plan
from kg.release.progress import Progress, Watcher
from kg.release.publication import Publication
from kg.release.statistics import Statistics
from kg.release.storing import write_store
from kg.validation import Validation, Verdict

_MERGING: Final = Text("グラフを統合", "Merging graphs")
_STORING: Final = Text("ストアに格納", "Filling the store")
_DUMPING: Final = Text("ダンプを作成", "Writing dumps")
_VALIDATING: Final = Text("検証", "Validating")
_PUBLISHING: Final = Text("公開", "Publishing")
_FIXED_STEPS: Final = 4 + dumps.REST_STEPS  # merging, storing, validating, publishing


@dataclass(frozen=True)
class Check:
    """What there is to say about a project that is not published.

    Attributes:
        remarks: problems of the tables that stop nothing.
        verdict: what validation found, each finding with its table.
    """

    remarks: tuple[Problem, ...]
    verdict: Verdict

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything found, as problems."""
        return (*self.remarks, *(finding.problem() for finding in self.verdict.findings))


class Builder:
    """Runs the stages of one build; whoever calls holds the right to build.

    Args:
        plan: what to build.
        watch: told about progress.
        reread: check all tables even where nothing changed, to learn their remarks.
    """

    def __init__(self, plan: Plan, watch: Watcher, *, reread: bool = False) -> None:
        self._plan = plan
        self._reread = reread
        self._started = time.monotonic()
        self._cache = Cache(plan.home.cache)
        self._progress = Progress(watch, len(plan.project.tables) + _FIXED_STEPS)

    def run(self) -> Release:
        """Build and publish; raises DataError and SystemFault, and publishes nothing then."""
        graphs = self._graphs(self._converted())
        draft = self._plan.home.draft()
        try:
            return self._release(draft, graphs)
        finally:
            if draft.exists():
                shutil.rmtree(draft)

    def check(self) -> Check:
        """Convert and validate only; raises DataError for errors in tables."""
        converted = self._converted()
        graphs = self._graphs(converted)
        draft = self._plan.home.draft()
        try:
            with self._validation(dumps.write_triples(draft, graphs)) as validation:
                return Check(converted.remarks, self._verdict(validation, graphs))
        finally:
            shutil.rmtree(draft)

    def _converted(self) -> Converted:
        plan = self._plan
        return convert_tables(
            plan.project, plan.iris, self._cache, self._progress, reread=self._reread
        )

    def _graphs(self, converted: Converted) -> Graphs:
        self._progress.begin(_MERGING)
        iris = self._plan.iris
        ontology = ontology_lines(self._plan.project.ontology, iris)
        graphs = Graphs.merge({**converted.graphs, iris.ontology_graph: ontology})
        self._progress.advance()
        return graphs

    def _validation(self, triples: Path) -> Validation:
        return Validation(triples, self._plan.project.shapes, iris=self._plan.iris)

    def _verdict(self, validation: Validation, graphs: Graphs) -> Verdict:
        self._progress.begin(_VALIDATING)
        verdict = placed(validation.result(), graphs.named, self._plan.project, self._plan.iris)
        self._progress.advance()
        return verdict

    def _release(self, draft: Path, graphs: Graphs) -> Release:
        folder = draft / "dumps"
        folder.mkdir()
        # the other processor core writes store and dumps while validation runs
        with self._validation(dumps.write_triples(folder, graphs)) as validation:
            counts = self._content(draft, graphs)
            verdict = self._verdict(validation, graphs)
        if verdict.errors:
            raise self._failure(verdict)
        return self._publish(draft, graphs, counts, verdict)

    def _content(self, draft: Path, graphs: Graphs) -> Statistics:
        folder, iris = draft / "dumps", self._plan.iris
        counts = statistics.count(lines.triples(graphs.default), iris.resources)
        self._progress.begin(_STORING)
        write_store(draft / "store", dumps.write_quads(folder, graphs))
        self._progress.advance()
        self._progress.begin(_DUMPING)
        dumps.write_rest(folder, graphs, iris, self._progress.advance)
        return counts

    def _failure(self, verdict: Verdict) -> DataError:
        """The report is kept where people find it, beside what is served."""
        folder = self._plan.home.failed
        folder.mkdir(exist_ok=True)
        (folder / "report.ttl").write_bytes(verdict.turtle())
        (folder / "report.csv").write_bytes(verdict.csv())
        return DataError(finding.problem() for finding in verdict.findings)

    def _publish(
        self, draft: Path, graphs: Graphs, counts: Statistics, verdict: Verdict
    ) -> Release:
        self._progress.begin(_PUBLISHING)
        home = self._plan.home
        publication = Publication(self._plan, draft, graphs, counts, verdict)
        release = publication.complete(self._started)
        target = home.publish(draft, release)
        self._cache.prune()
        if home.failed.is_dir():
            shutil.rmtree(home.failed)
        self._progress.advance()
        return load(target)
