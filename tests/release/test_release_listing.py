"""The releases of a home: their order, finding one, serving another, deleting early ones."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kg.release import (
    DamagedRelease,
    Release,
    ReleaseFault,
    UnknownRelease,
    before,
    current,
    find,
    kept,
    load,
    prune,
    publish,
)
from kg.release.history import in_order
from kg.release.home import Home


def made(release: Release, name: str, previous: str, day: int) -> Release:
    created = (datetime(2020, 3, 1).astimezone() + timedelta(days=day)).isoformat()
    manifest = replace(release.manifest, id=name, previous=previous, created=created)
    return replace(release, manifest=manifest)


def order(release: Release, *chain: tuple[str, str, int]) -> str:
    """The ids of releases of which ids, previous ids and days are given, in their order."""
    return "".join(one.id for one in in_order(made(release, *link) for link in chain))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_releases_are_ordered_by_what_came_before_them(release: Release) -> None:
    assert order(release, ("c", "b", 3), ("a", "", 1), ("b", "a", 2)) == "abc"
    assert order(release, ("c", "b", 1), ("a", "", 9), ("b", "a", 5)) == "abc", "clock set back"
    assert order(release, ("c", "a", 3), ("b", "a", 2), ("a", "", 1)) == "abc", (
        "a was taken up again"
    )
    assert order(release, ("c", "x", 3), ("b", "y", 2)) == "bc", "those before are not kept"
    assert order(release, ("a", "b", 1), ("b", "a", 2)) == "ab", "a was built again after b"


def test_kept_tells_of_every_release(three_releases: Path, ids: list[str]) -> None:
    found = kept(three_releases)
    assert [one.served for one in found] == [False, False, True]
    assert [one.fault for one in found] == [None, None, None]
    assert [one.release for one in found] == [load(one.path) for one in found]
    assert [one.release.manifest.previous for one in found if one.release] == ["", *ids[:2]]
    for one in found:
        sizes = [file.stat().st_size for file in one.path.rglob("*") if file.is_file()]
        assert one.size == sum(sizes) > 10_000


def test_kept_tells_of_damaged_and_unreadable_releases(home_of_three: Path, ids: list[str]) -> None:
    releases = home_of_three / "releases"
    (releases / ids[0] / "dumps/sti-kg.nq").write_bytes(b"")
    manifest = releases / ids[1] / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 99}))
    unreadable, damaged, sound = kept(home_of_three)
    assert (unreadable.id, unreadable.release) == (ids[1], None)
    assert "not a manifest of format 1" in (unreadable.fault or ("", ""))[1]
    assert damaged.release is not None
    assert "dumps/sti-kg.nq is missing or cut" in (damaged.fault or ("", ""))[1]
    assert (sound.id, sound.fault, sound.served) == (ids[2], None, True)


def test_a_home_that_is_not_there_keeps_nothing(tmp_path: Path) -> None:
    assert kept(tmp_path / "none") == []
    with pytest.raises(UnknownRelease, match="there are: none"):
        find(tmp_path / "none", "2020")


def test_a_release_is_found_by_its_id_or_the_beginning_of_it(
    three_releases: Path, ids: list[str]
) -> None:
    for name in ids:
        assert find(three_releases, name) == three_releases / "releases" / name
        assert find(three_releases, name[:16]) == three_releases / "releases" / name
    with pytest.raises(UnknownRelease, match="more than one release begins with '20'"):
        find(three_releases, "20")
    for name in ("", "2020-03-31-", "..", ".", "*"):
        with pytest.raises(UnknownRelease, match="there is no release"):
            find(three_releases, name)


def test_the_release_before(three_releases: Path, ids: list[str]) -> None:
    first, second, third = (load(find(three_releases, name)) for name in ids)
    assert before(three_releases, third) == second
    assert before(three_releases, second) == first
    with pytest.raises(UnknownRelease, match="is the first release"):
        before(three_releases, first)


def test_another_release_is_served_and_the_way_back(home_of_three: Path, ids: list[str]) -> None:
    assert publish(home_of_three, ids[0]).id == current(home_of_three).id == ids[0]
    assert publish(home_of_three, ids[2][:16]).id == current(home_of_three).id == ids[2]
    assert publish(home_of_three, ids[2]).id == ids[2], "it is served already"
    assert [one.id for one in kept(home_of_three)] == ids


@pytest.mark.parametrize("name", ["dumps/csv/Passage.csv", "store/CURRENT", "report.ttl"])
def test_a_release_with_a_flipped_bit_is_not_served(
    home_of_three: Path, ids: list[str], name: str
) -> None:
    flip(home_of_three / "releases" / ids[0] / name)
    with pytest.raises(DamagedRelease, match=f"{name} is missing or cut, or its content changed"):
        publish(home_of_three, ids[0])
    assert current(home_of_three).id == ids[2]


def test_nothing_is_switched_or_deleted_while_a_build_runs(
    home_of_three: Path, ids: list[str]
) -> None:
    with Home(home_of_three).building():
        with pytest.raises(ReleaseFault, match="another build is running"):
            publish(home_of_three, ids[0])
        with pytest.raises(ReleaseFault, match="another build is running"):
            prune(home_of_three, 1)
    assert [one.served for one in kept(home_of_three)] == [False, False, True]


def test_early_releases_are_deleted_but_never_the_one_that_is_served(
    home_of_three: Path, ids: list[str]
) -> None:
    publish(home_of_three, ids[0])
    assert prune(home_of_three, 1, rehearse=True) == [ids[1]]
    assert prune(home_of_three, 3) == []
    assert [one.id for one in kept(home_of_three)] == ids
    assert prune(home_of_three, 1) == [ids[1]]
    assert [(one.id, one.served) for one in kept(home_of_three)] == [
        (ids[0], True),
        (ids[2], False),
    ]
    home = Home(home_of_three)
    assert [home.was_deleted(name) for name in ids] == [False, True, False]
    assert not list(home_of_three.rglob(".tmp-*"))
    with pytest.raises(ValueError, match="at least one"):
        prune(home_of_three, 0)
    with pytest.raises(UnknownRelease, match="there is no release"):
        before(home_of_three, load(find(home_of_three, ids[2])))


def test_what_is_served_or_lies_elsewhere_cannot_be_deleted(
    home_of_three: Path, ids: list[str], tmp_path: Path
) -> None:
    for path in (home_of_three / "releases" / ids[2], tmp_path, home_of_three / "cache"):
        with pytest.raises(ValueError, match="not to be deleted"):
            Home(home_of_three).delete(path)
        assert path.is_dir()
