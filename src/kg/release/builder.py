"""One build under way: stages from tables to a published folder."""

import shutil
import time
from pathlib import Path
from typing import Final

from kg.problems import DataError, Text
from kg.release import fingerprint
from kg.release.cache import Cache
from kg.release.check import Check
from kg.release.conversion import Conversion, Converted
from kg.release.dumps import REST_STEPS, Dumps, write_triples
from kg.release.errors import ReleaseFault
from kg.release.graphs import Graphs
from kg.release.model import NAME, Release, load
from kg.release.ontology import ontology_frame
from kg.release.places import placed
from kg.release.plan import Plan
from kg.release.progress import Progress, Watcher
from kg.release.publication import Publication
from kg.release.statistics import Statistics
from kg.release.storing import Loading
from kg.validation import Validation, Verdict

_MERGING: Final = Text("グラフを統合", "Merging graphs")
_DUMPING: Final = Text("ダンプを作成", "Writing dumps")
_STORING: Final = Text("ストアに格納", "Filling the store")
_VALIDATING: Final = Text("検証", "Validating")
_PUBLISHING: Final = Text("公開", "Publishing")
_FIXED_STEPS: Final = 4 + REST_STEPS  # merging, storing, validating, publishing

IN_MEMORY: Final = 3_000_000
"""The most triples that validation holds in memory, beside the store that is being filled."""


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
            return Check(converted.remarks, self._checked(draft, graphs))
        finally:
            shutil.rmtree(draft)

    def _checked(self, draft: Path, graphs: Graphs) -> Verdict:
        triples, store = draft / f"{NAME}.nt", draft / "store"
        self._progress.begin(_MERGING)
        large = write_triples(triples, graphs) > IN_MEMORY
        self._progress.advance()
        if large:
            self._progress.begin(_STORING)
            with Loading(store, triples) as loading:
                loading.result()
        with self._validation(triples, store if large else None) as validation:
            return self._verdict(validation, graphs)

    def _converted(self) -> Converted:
        plan = self._plan
        conversion = Conversion(plan.project, plan.inputs, plan.iris, self._cache, self._progress)
        return conversion.run(reread=self._reread)

    def _graphs(self, converted: Converted) -> Graphs:
        plan = self._plan
        key = fingerprint.of_value(
            {
                "ontology": [
                    plan.inputs[file.relative_to(plan.project.root).as_posix()]
                    for file in plan.project.ontology
                ],
                "base": plan.iris.base,
                "software": fingerprint.software(),
            }
        )
        ontology = self._cache.get(key)
        if ontology is None:
            ontology = self._cache.put(key, [ontology_frame(plan.project.ontology, plan.iris)])
        return Graphs({**converted.graphs, plan.iris.ontology_graph: ontology})

    def _validation(self, triples: Path, store: Path | None = None) -> Validation:
        plan = self._plan
        return Validation(triples, plan.project.shapes, iris=plan.iris, store=store)

    def _verdict(self, validation: Validation, graphs: Graphs) -> Verdict:
        self._progress.begin(_VALIDATING)
        verdict = placed(validation.result(), graphs, self._plan.project, self._plan.iris)
        self._progress.advance()
        return verdict

    def _release(self, draft: Path, graphs: Graphs) -> Release:
        folder = draft / "dumps"
        folder.mkdir()
        dumps = Dumps(folder, graphs, self._plan.iris)
        self._progress.begin(_MERGING)
        counts = dumps.write_lines()
        self._progress.advance()
        verdict = self._stored(draft / "store", dumps, counts, graphs)
        if verdict.errors:
            raise self._failure(verdict)
        return self._publish(draft, graphs, counts, dumps, verdict)

    def _stored(self, store: Path, dumps: Dumps, counts: Statistics, graphs: Graphs) -> Verdict:
        """Fill the store, validate, and write the other dumps, beside each other."""
        with Loading(store, dumps.quads) as loading:
            if counts.triples > IN_MEMORY:
                self._write_rest(dumps, counts)
                self._wait(loading)
                with self._validation(dumps.triples, store) as validation:
                    return self._verdict(validation, graphs)
            with self._validation(dumps.triples) as validation:
                self._write_rest(dumps, counts)
                self._wait(loading)
                return self._verdict(validation, graphs)

    def _write_rest(self, dumps: Dumps, counts: Statistics) -> None:
        self._progress.begin(_DUMPING)
        try:
            dumps.write_rest(counts, self._progress.advance)
        except SyntaxError as error:
            raise ReleaseFault(
                Text(f"RDFの項でないものがある：{error}", f"a term is none of RDF's: {error}")
            ) from error

    def _wait(self, loading: Loading) -> None:
        self._progress.begin(_STORING)
        loading.result()
        self._progress.advance()

    def _failure(self, verdict: Verdict) -> DataError:
        """The report is kept where people find it, beside what is served."""
        folder = self._plan.home.failed
        folder.mkdir(exist_ok=True)
        (folder / "report.ttl").write_bytes(verdict.turtle())
        (folder / "report.csv").write_bytes(verdict.csv())
        return DataError(finding.problem() for finding in verdict.findings)

    def _publish(
        self, draft: Path, graphs: Graphs, counts: Statistics, dumps: Dumps, verdict: Verdict
    ) -> Release:
        self._progress.begin(_PUBLISHING)
        home = self._plan.home
        known = {f"dumps/{name}": info for name, info in dumps.files.items()}
        publication = Publication(self._plan, draft, graphs, counts, known, verdict)
        release = publication.complete(self._started)
        target = home.publish(draft, release)
        self._cache.prune()
        if home.failed.is_dir():
            shutil.rmtree(home.failed)
        self._progress.advance()
        return load(target)
