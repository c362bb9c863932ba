"""``kg releases``, ``publish``, ``diff``, ``verify`` and ``prune``: words and exit codes."""

import json
import re
from typing import TYPE_CHECKING

import pytest

from kg.release import current, kept

if TYPE_CHECKING:
    from cli.conftest import Kg

ID = "https://w3id.org/sti-kg/id/"


def ids(kg: "Kg") -> list[str]:
    return [one.id for one in kept(kg.home)]


def test_releases_are_listed_in_the_language_of_the_reader(two: "Kg") -> None:
    first, second = ids(two)
    english, japanese = two.run("releases"), two.run("releases", lang="ja")
    assert (english.exit_code, english.stderr) == (0, "")
    assert [line.split() for line in english.stdout.splitlines()[1:]] == [
        [first, *first_cells(two, 0), "kept"],
        ["*", second, *first_cells(two, 1), "served"],
    ]
    assert english.stdout.split()[:3] == ["Release", "Built", "(UTC)"]
    assert re.findall(r"保管|公開中", japanese.stdout) == ["保管", "公開中"]


def first_cells(kg: "Kg", number: int) -> list[str]:
    one = kept(kg.home)[number]
    assert one.release is not None
    created = f"{one.release.created:%Y-%m-%d %H:%M}".split()
    return [*created, "48", "5", f"{one.size / 1e6:,.1f}", "MB"]


def test_releases_as_json(two: "Kg") -> None:
    first, second = ids(two)
    (two.home / "releases" / first / "report.ttl").unlink()
    listed = json.loads(two.run("releases", "--json").stdout)
    assert [(one["id"], one["previous"], one["served"]) for one in listed] == [
        (first, None, False),
        (second, first, True),
    ]
    assert "report.ttl がない" in listed[0]["fault"]["ja"]
    assert listed[1] == {
        "id": second,
        "created": current(two.home).manifest.created,
        "triples": 48,
        "resources": 5,
        "previous": first,
        "bytes": kept(two.home)[1].size,
        "served": True,
        "fault": None,
    }


def test_a_damaged_release_is_listed_as_such(two: "Kg") -> None:
    (two.home / "releases" / ids(two)[0] / "manifest.json").write_text("{")
    result = two.run("releases")
    assert result.exit_code == 0
    assert [line.split()[-1] for line in result.stdout.splitlines()[1:]] == ["damaged", "served"]
    assert "cannot be read" in result.stderr


def test_publish_switches_back_and_forth(two: "Kg") -> None:
    first, second = ids(two)
    result = two.run("publish", first)
    assert (result.exit_code, result.stdout) == (0, f"{first} is served\n")
    assert current(two.home).id == first
    result = two.run("publish", second[:16], lang="ja")
    assert (result.exit_code, result.stdout) == (0, f"{second} を公開した\n")
    assert current(two.home).id == second


def test_publish_refuses_what_is_damaged_or_unknown(two: "Kg") -> None:
    first, second = ids(two)
    table = two.home / "releases" / first / "dumps/csv/Passage.csv"
    table.write_bytes(table.read_bytes().swapcase())
    result = two.run("publish", first)
    assert (result.exit_code, result.stdout) == (70, "")
    assert "dumps/csv/Passage.csv is missing or cut, or its content changed" in result.stderr
    unknown = two.run("publish", "2019")
    assert unknown.exit_code == 2
    assert f"there is no release '2019' in {two.home}; there are: " in unknown.stderr
    assert current(two.home).id == second


def test_diff_compares_what_is_served_with_what_was_before(two: "Kg") -> None:
    first, second = ids(two)
    result = two.run("diff")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        f"{first} → {second}",
        "",
        f"{ID}region/",
        "  changed 130001 Tokyo Metropolis",
        '    - rdfs:label: "Tokyo"@en',
        '    + rdfs:label: "Tokyo Metropolis"@en',
        "",
        "resources: 0 added, 0 removed, 1 changed; triples: 1 added, 1 removed",
    ]
    assert two.run("diff", first).stdout == result.stdout
    assert two.run("diff", first, second).stdout == result.stdout
    assert "  変更 130001 東京都" in two.run("diff", lang="ja").stdout
    assert two.run("diff", second, first).stdout.startswith(f"{second} → {first}\n")


def test_diff_in_other_formats(two: "Kg") -> None:
    first, second = ids(two)
    document = json.loads(two.run("diff", "--format", "json").stdout)
    assert (document["before"], document["counts"]["changed"]) == (first, 1)
    tokyo, label = f"<{ID}region/130001>", "<http://www.w3.org/2000/01/rdf-schema#label>"
    graph = "<https://w3id.org/sti-kg/graph/register/prefectures>"
    assert two.run("diff", "--format", "patch", "--graphs").stdout.splitlines() == [
        f"H id <https://w3id.org/sti-kg/release/{second}> .",
        f"H prev <https://w3id.org/sti-kg/release/{first}> .",
        "TX .",
        f'D {tokyo} {label} "Tokyo"@en .',
        f'D {tokyo} {label} "Tokyo"@en {graph} .',
        f'A {tokyo} {label} "Tokyo Metropolis"@en .',
        f'A {tokyo} {label} "Tokyo Metropolis"@en {graph} .',
        "TC .",
    ]


def test_diff_needs_a_release_before(built: "Kg") -> None:
    result = built.run("diff")
    assert result.exit_code == 2
    assert "is the first release; there is none before it" in result.stderr
    assert built.run("diff", "nonsense").exit_code == 2


def test_verify_tells_what_is_wrong_and_ends_with_1(two: "Kg") -> None:
    first, second = ids(two)
    assert two.run("verify").stdout == f"{second}: sound\n"
    assert (
        two.run("verify", "--all", lang="ja").stdout == f"{first}: 異常なし\n{second}: 異常なし\n"
    )
    folder = two.home / "releases" / first
    (folder / "report.csv").unlink()
    (folder / "store/more").touch()
    result = two.run("verify", first[:16])
    assert (result.exit_code, result.stdout) == (
        1,
        f"{first}: report.csv is missing\n{first}: store/more is not in the manifest\n",
    )
    both = two.run("verify", "--all")
    assert (both.exit_code, both.stdout) == (1, f"{result.stdout}{second}: sound\n")
    (folder / "manifest.json").unlink()
    assert two.run("verify", first).stdout.startswith(f"{first}: no release at ")


def test_verify_of_nothing(kg: "Kg") -> None:
    assert kg.run("verify").exit_code == 70
    assert kg.run("verify", "2020").exit_code == 2
    both = kg.run("verify", "2020", "--all")
    assert (both.exit_code, "cannot be used together" in both.stderr) == (2, True)


@pytest.mark.parametrize("arguments", [("prune",), ("prune", "--keep", "0")])
def test_prune_keeps_at_least_one(two: "Kg", arguments: tuple[str, ...]) -> None:
    assert two.run(*arguments).exit_code == 2
    assert len(ids(two)) == 2


def test_prune_deletes_early_releases(two: "Kg") -> None:
    first, second = ids(two)
    assert two.run("prune", "--keep", "2").stdout == ""
    assert two.run("prune", "--keep", "1", "--dry-run").stdout == f"would delete {first}\n"
    assert ids(two) == [first, second]
    assert two.run("prune", "--keep", "1", lang="ja").stdout == f"削除した：{first}\n"
    assert ids(two) == [second]
