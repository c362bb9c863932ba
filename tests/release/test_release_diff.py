"""Differences between releases: exact, in every format, and in bounded memory."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.problems import Text
from kg.release import Release, find, load
from kg.release.diff import Change, Comparison, Counts, Kind, count
from kg.release.diff_formats import as_json, as_patch, as_text
from kg.release.sorted_lines import SortedLines

ID = "https://w3id.org/sti-kg/id/"
STI = "https://w3id.org/sti-kg/ontology#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@contextmanager
def compared(home: Path, before: str, after: str, *, graphs: bool = False) -> Iterator[Comparison]:
    one, other = load(find(home, before)), load(find(home, after))
    with Comparison(one, other, graphs=graphs) as comparison:
        yield comparison


def lines(release: Release, subject: str) -> tuple[bytes, ...]:
    every = release.triples.read_bytes().splitlines(keepends=True)
    return tuple(line for line in every if line.startswith(f"<{subject}> ".encode()))


def applied(dataset: set[ox.Quad], patch: bytes) -> set[ox.Quad]:
    """A dataset after a patch; a line that does not fit what is there fails."""
    result = set(dataset)
    for line in patch.splitlines():
        code, _, rest = line.partition(b" ")
        if code in (b"A", b"D"):
            (quad,) = ox.parse(rest, format=ox.RdfFormat.N_QUADS)
            if code == b"A":
                assert quad not in result
                result.add(quad)
            else:
                result.remove(quad)
        else:
            assert code in (b"H", b"TX", b"TC")
    return result


def quads(path: Path) -> set[ox.Quad]:
    return set(ox.parse(path=path, format=ox.RdfFormat.N_QUADS))


def test_resources_are_added_removed_and_changed(three_releases: Path, ids: list[str]) -> None:
    one, other = (load(find(three_releases, name)) for name in ids[:2])
    with Comparison(one, other) as comparison:
        found = list(comparison.changes())
    akita, aomori, tokyo = (f"{ID}region/{code}" for code in ("050008", "020001", "130001"))
    assert found == [
        Change(f"<{aomori}>", Kind.REMOVED, lines(one, aomori), ()),
        Change(f"<{akita}>", Kind.ADDED, (), lines(other, akita)),
        Change(
            f"<{tokyo}>",
            Kind.CHANGED,
            (f'<{tokyo}> <{LABEL}> "Tokyo"@en .\n'.encode(),),
            (f'<{tokyo}> <{LABEL}> "Tokyo Metropolis"@en .\n'.encode(),),
        ),
    ]
    assert count(found) == Counts(1, 1, 1, 7, 7)


@pytest.mark.parametrize(("before", "after"), [(0, 1), (1, 2), (0, 2), (2, 0), (1, 1)])
@pytest.mark.parametrize("graphs", [False, True])
def test_patch_makes_the_second_dataset_of_the_first(
    three_releases: Path, ids: list[str], before: int, after: int, *, graphs: bool
) -> None:
    with compared(three_releases, ids[before], ids[after], graphs=graphs) as comparison:
        patch = b"".join(as_patch(comparison))
        one, other = comparison.before, comparison.after
    head = f"H id <{one.base}release/{other.id}> .\nH prev <{one.base}release/{one.id}> .\nTX .\n"
    assert patch.startswith(head.encode())
    assert patch.endswith(b"TC .\n")
    kind = "quads" if graphs else "triples"
    ours, theirs = quads(getattr(one, kind)), quads(getattr(other, kind))
    assert applied(ours, patch) == theirs
    assert (before == after) == (patch.count(b"\n") == 4)


def test_graphs_are_compared_where_that_is_asked(three_releases: Path, ids: list[str]) -> None:
    with compared(three_releases, ids[1], ids[2]) as plain:
        assert count(plain.changes()) == Counts(0, 0, 1, 1, 1)
    with compared(three_releases, ids[1], ids[2], graphs=True) as whole:
        (change,) = whole.changes()
    graph = b"<https://w3id.org/sti-kg/graph/ontology>"
    assert [graph in line for line in change.added] == [False, True]
    assert [graph in line for line in change.removed] == [False, True]


def test_json_holds_every_statement_that_is_not_the_same(
    three_releases: Path, ids: list[str]
) -> None:
    with compared(three_releases, ids[0], ids[1]) as comparison:
        document = json.loads("".join(as_json(comparison)))
    assert (document["before"], document["after"]) == (ids[0], ids[1])
    assert document["counts"] == {
        "added": 1, "removed": 1, "changed": 1, "triples_added": 7, "triples_removed": 7,
    }  # fmt: skip
    removed, added, changed = document["resources"]
    assert [one["change"] for one in document["resources"]] == ["removed", "added", "changed"]
    assert removed["label"] == {"ja": "青森県", "en": "Aomori"}
    assert (len(removed["removed"]), removed["added"]) == (6, [])
    assert (added["removed"], len(added["added"])) == ([], 6)
    assert changed == {
        "resource": {"type": "uri", "value": f"{ID}region/130001"},
        "change": "changed",
        "label": {"ja": "東京都", "en": "Tokyo Metropolis"},
        "removed": [
            {"property": LABEL, "value": {"type": "literal", "value": "Tokyo", "xml:lang": "en"}}
        ],
        "added": [
            {
                "property": LABEL,
                "value": {"type": "literal", "value": "Tokyo Metropolis", "xml:lang": "en"},
            }
        ],
    }
    passage = {"type": "uri", "value": f"{ID}passage/lines-1-3"}
    assert [one["value"] for one in added["added"] if one["property"].endswith("From")] == [passage]


def test_json_of_nothing_changed(three_releases: Path, ids: list[str]) -> None:
    with compared(three_releases, ids[0], ids[0]) as comparison:
        document = json.loads("".join(as_json(comparison)))
    assert document["resources"] == []
    assert set(document["counts"].values()) == {0}


def test_text_speaks_the_language_of_the_reader(three_releases: Path, ids: list[str]) -> None:
    with compared(three_releases, ids[0], ids[1]) as comparison:
        english, japanese = list(as_text(comparison, "en")), list(as_text(comparison, "ja"))
    assert english[:3] == [
        f"{ids[0]} → {ids[1]}",
        f"\n{ID}region/",
        "  removed 020001 Aomori",
    ]
    assert english[-4:] == [
        "  changed 130001 Tokyo Metropolis",
        '    - rdfs:label: "Tokyo"@en',
        '    + rdfs:label: "Tokyo Metropolis"@en',
        "\nresources: 1 added, 1 removed, 1 changed; triples: 7 added, 7 removed",
    ]
    assert "    - rdf:type: <sti:Prefecture> Prefecture" in english
    assert "    - rdf:type: <sti:Prefecture> 都道府県" in japanese
    assert "  追加 050008 秋田県" in japanese
    assert japanese[-1] == "\n資源：追加1、削除1、変更1。トリプル：追加7、削除7"


def written(path: Path, lines: set[str]) -> Path:
    path.write_text("".join(sorted(f"{line}\n" for line in lines)), encoding="utf-8")
    return path


def test_sorted_lines_are_found_by_their_subject(tmp_path: Path) -> None:
    subjects = {f"<http://example.org/{number}>" for number in range(0, 2000, 3)}
    every = {f'{subject} <p:p> "{n}" .' for subject in subjects for n in range(len(subject) % 3)}
    with SortedLines(written(tmp_path / "lines", every)) as file:
        for subject in sorted(subjects | {"<a:first>", "<x:last>", "<http://example.org/4>"}):
            found = {line.decode() for line in file.about(subject.encode())}
            assert found == {f"{line}\n" for line in every if line.startswith(f"{subject} ")}


def test_sorted_lines_of_an_empty_file(tmp_path: Path) -> None:
    with SortedLines(written(tmp_path / "lines", set())) as file:
        assert (file.line(0), list(file.about(b"<a:a>"))) == (b"", [])


@pytest.mark.parametrize("seed", range(8))
def test_differences_of_random_files_are_set_differences(
    release: Release, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    common = {
        f'<s:{chance.randrange(3000)}> <p:p> "{"x" * chance.randrange(90)}" .' for _ in range(5000)
    }
    one, other = (
        common - set(chance.sample(sorted(common), chance.choice((0, 1, 50, 4000))))
        | {
            f"<s:{chance.randrange(4000)}> <q:{side}> <o:o> ."
            for _ in range(chance.choice((0, 1, 90)))
        }
        for side in "ab"
    )
    releases = []
    for name, content in (("one", one), ("other", other)):
        (tmp_path / name / "dumps").mkdir(parents=True)
        written(tmp_path / name / "dumps/sti-kg.nt", content)
        releases.append(Release(tmp_path / name, release.manifest))
    with Comparison(*releases) as comparison:
        found = list(comparison.changes())
    removed = [line.decode() for change in found for line in change.removed]
    added = [line.decode() for change in found for line in change.added]
    assert removed == sorted(f"{line}\n" for line in one - other)
    assert added == sorted(f"{line}\n" for line in other - one)
    subjects = [{line.split(" ")[0] for line in side} for side in (one, other)]
    for change in found:
        held = tuple(change.subject in side for side in subjects)
        assert (
            held
            == {
                Kind.ADDED: (False, True),
                Kind.REMOVED: (True, False),
                Kind.CHANGED: (True, True),
            }[change.kind]
        )


def test_labels_are_looked_up_in_either_release(three_releases: Path, ids: list[str]) -> None:
    with compared(three_releases, ids[0], ids[1]) as comparison:
        assert comparison.label(f"<{ID}region/020001>") == Text("青森県", "Aomori")
        assert comparison.label("<https://example.org/unknown>") is None
