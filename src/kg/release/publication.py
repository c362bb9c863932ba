"""Completes a draft: its name, its descriptions, its manifest."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from kg.problems import Severity
from kg.release import fingerprint
from kg.release.cards import read_card
from kg.release.describe import describe
from kg.release.facts import Facts
from kg.release.graphs import Graphs
from kg.release.history import dropped
from kg.release.model import MANIFEST, NAME, FileInfo, Manifest
from kg.release.places import labels
from kg.release.plan import Plan, utc_now
from kg.release.statistics import Statistics
from kg.validation import Verdict

_DIGITS: Final = 10
_DUMPS: Final = "dumps/"


class Publication:
    """A draft that passed validation, about to become a release.

    Args:
        plan: what was built.
        draft: folder with dumps and store.
        graphs: its content.
        counts: of its content.
        dumps: path in the draft → size and hash, of what need not be read again.
        verdict: free of errors.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the outcome of each stage
        self,
        plan: Plan,
        draft: Path,
        graphs: Graphs,
        counts: Statistics,
        dumps: Mapping[str, FileInfo],
        verdict: Verdict,
    ) -> None:
        self._plan = plan
        self._draft = draft
        self._graphs = graphs
        self._counts = counts
        self._dumps = dumps
        self._verdict = verdict
        self._served = plan.served()
        self._gone = dropped(self._served, counts.resources, plan.iris)
        self._created = utc_now()

    def complete(self, started: float) -> str:
        """Write everything but data; returns the release's id.

        Args:
            started: when the build began, by the monotonic clock.
        """
        data = self._files(self._draft.rglob("*"))
        facts = self._facts(data)
        (self._draft / "report.ttl").write_bytes(self._verdict.turtle())
        (self._draft / "report.csv").write_bytes(self._verdict.csv())
        describe(self._draft, facts, self._graphs)
        files = {**data, **self._files(self._draft.glob("*"))}
        manifest = self._manifest(facts, files, time.monotonic() - started)
        (self._draft / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
        return facts.release

    def _facts(self, data: dict[str, FileInfo]) -> Facts:
        plan = self._plan
        cards = tuple(read_card(table, plan.iris) for table in plan.project.tables)
        sources = sorted({source for card in cards for source in card.sources})
        return Facts(
            release=self._name(data[f"{_DUMPS}{NAME}.nq"]),
            previous=self._served.id if self._served else "",
            earlier=tuple(plan.kept()),
            created=self._created,
            iris=plan.iris,
            site=plan.site,
            cards=cards,
            statistics=self._counts,
            graphs=self._counts.graphs,
            labels=labels(self._graphs, sources),
            dumps={
                name.removeprefix(_DUMPS): info
                for name, info in sorted(data.items())
                if name.startswith(_DUMPS)
            },
        )

    def _name(self, quads: FileInfo) -> str:
        """UTC date, and a hash of everything that the release's content depends on."""
        content = {"quads": quads.sha256, "key": self._plan.key, "gone": self._gone}
        return f"{self._created:%Y-%m-%d}-{fingerprint.of_value(content)[:_DIGITS]}"

    def _manifest(self, facts: Facts, files: dict[str, FileInfo], seconds: float) -> Manifest:
        counts = self._counts
        return Manifest(
            id=facts.release,
            created=facts.created.isoformat(),
            base=facts.iris.base,
            site=facts.site,
            seconds=round(seconds, 3),
            inputs=self._plan.inputs,
            key=self._plan.key,
            software=fingerprint.versions(),
            triples=counts.triples,
            resources=len(counts.resources),
            graphs=facts.graphs,
            classes={
                name: count.resources for name, count in counts.classes.items() if count.resources
            },
            validation={severity.value: self._verdict.count(severity) for severity in Severity},
            files=dict(sorted(files.items())),
            previous=facts.previous,
            gone=self._gone,
        )

    def _files(self, paths: Iterable[Path]) -> dict[str, FileInfo]:
        """Size and hash of the files among the paths; those of the dumps are known."""
        names = {path.relative_to(self._draft).as_posix(): path for path in paths if path.is_file()}
        read = fingerprint.of_files(
            (path for name, path in names.items() if name not in self._dumps), self._draft
        )
        return {
            name: self._dumps.get(name) or FileInfo(path.stat().st_size, read[name])
            for name, path in names.items()
        }
