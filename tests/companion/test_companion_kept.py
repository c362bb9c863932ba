"""Companions lie outside releases, change in one step, and are told of when they are damaged."""

import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from companion.conftest import GRAPH, MINI, TURTLE, put
from kg.companion import NONE, CompanionFault, Shelf, UnknownCompanion, sound
from kg.release import build, current, prune


def test_what_is_put_is_found(lone: Path) -> None:
    title = {"ja": "題", "en": "Title"}
    added = put(lone, titles=title, licence="http://l.example/", issued="2026-01-02")
    companions = sound(lone)
    assert companions.entries == (added,)
    assert companions.quads == 3
    assert [file.read_bytes().count(b"\n") for file in companions.files] == [3]
    assert added.details.titles == title
    assert added.graph == GRAPH


def test_another_of_that_name_takes_its_place(lone: Path) -> None:
    before = put(lone)
    after = put(lone, text="<a:a> <a:b> 1 .")
    other = put(lone, "elsewhere")
    assert Shelf(lone).entries() == (other, after)
    files = {file.name for file in (lone / "companions").iterdir() if file.suffix == ".nq"}
    assert files == {after.file, other.file}
    assert before.file not in files


def test_the_state_says_what_there_is_and_what_is_said_of_it(lone: Path) -> None:
    states = [sound(lone).state]
    for more in ({}, {"issued": "2026-01-02"}, {"text": "<a:a> <a:b> 1 ."}):
        put(lone, **more)
        states.append(sound(lone).state)
    put(lone)
    assert sound(lone).state == states[1]
    Shelf(lone).remove("others")
    assert sound(lone) == NONE or not sound(lone)
    assert sound(lone).state == states[0] == ""
    assert len(set(states)) == 4


def test_what_is_removed_is_gone(lone: Path) -> None:
    added = put(lone)
    shelf = Shelf(lone)
    assert shelf.remove("others") == added
    assert shelf.entries() == ()
    assert not (lone / "companions" / added.file).exists()
    with pytest.raises(UnknownCompanion, match="no companion others"):
        shelf.remove("others")


def test_builds_and_prunes_leave_it_alone(lone: Path) -> None:
    put(lone)
    before = sound(lone)
    first = current(lone).id
    build(lone, root=MINI, base="http://other.example/")
    prune(lone, keep=1)
    assert current(lone).id != first
    assert sound(lone) == before


@pytest.mark.parametrize("damage", ["gone", "cut", "changed"])
def test_a_damaged_one_is_left_out_and_told_of(
    lone: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    damaged, other = put(lone), put(lone, "elsewhere")
    file = lone / "companions" / damaged.file
    if damage == "gone":
        file.unlink()
    else:
        text = file.read_text(encoding="utf-8")
        file.write_text(text[:-20] if damage == "cut" else text.replace("10", "12"), "utf-8")
    with caplog.at_level(logging.ERROR):
        assert sound(lone).entries == (other,)
    assert "the companion others is damaged" in caplog.text
    put(lone)
    assert len(sound(lone).entries) == 2


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 2}', '{"format": 1}',
    '{"format": 1, "companions": [{}]}', '{"format": 1, "companions": [3]}'])  # fmt: skip
def test_an_index_that_is_none_stops_changes_but_no_release(
    lone: Path, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    put(lone)
    index = lone / "companions" / "index.json"
    index.write_text(text, encoding="utf-8")
    assert not sound(lone)
    assert "no companion is asked: the index of companions" in caplog.text
    with pytest.raises(CompanionFault):
        put(lone, "elsewhere")
    assert index.read_text(encoding="utf-8") == text


def test_what_a_killed_add_left_behind_goes_after_a_day(lone: Path) -> None:
    put(lone)
    drafts = [lone / "companions" / f".tmp-{number}.nq" for number in (1, 2)]
    for draft, age in zip(drafts, (100, 100_000), strict=True):
        draft.write_bytes(b"")
        os.utime(draft, (time.time() - age,) * 2)
    put(lone, "elsewhere")
    assert [draft.exists() for draft in drafts] == [True, False]


ADDING = """
import sys
from pathlib import Path
from kg.companion import Details
from kg.companion.adding import add
from kg.iris import Iris
home, name, file = sys.argv[1:]
for _ in range(5):
    add(Path(home), name, [Path(file)], details=Details(), iris=Iris(), most=9)
"""


def test_several_can_add_at_the_same_time(lone: Path) -> None:
    file = lone.parent / "a.ttl"
    file.write_text(TURTLE, encoding="utf-8")
    processes = [
        subprocess.Popen([sys.executable, "-c", ADDING, str(lone), name, str(file)])
        for name in ("one", "two", "three")
    ]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert [entry.name for entry in sound(lone).entries] == ["one", "three", "two"]


def test_the_index_is_for_people_too(lone: Path) -> None:
    put(lone, issued="2026-01-02")
    data = json.loads((lone / "companions" / "index.json").read_text(encoding="utf-8"))
    (entry,) = data["companions"]
    assert (entry["name"], entry["details"]["issued"]) == ("others", "2026-01-02")
    assert entry["graphs"] == {GRAPH: {"triples": 3, "source": ""}}
