"""The command: exit codes, messages in both languages, the last line."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from joining.conftest import rows_of

HEADER = [
    *("都道府県", "市区町村", "n", "iri", "match", "score"),
    *("code6", "population_2019", "plan_status"),
]
Run = Callable[..., Result]
ID = "https://w3id.org/sti-kg/id/region/"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("都道府県,市区町村,n\n北海道,札幌市,1\n東京都,府中市,2\n", encoding="cp932")
    return path


def test_the_command_of_the_readme(run: Run, people: Path, tmp_path: Path) -> None:
    output = tmp_path / "joined.csv"
    done = run(
        *(people, "--on", "市区町村", "--context", "都道府県"),
        *("--add", "code6,iri,population_2019,plan_status", "-o", output),
    )
    assert done.exit_code == 0
    assert done.stdout == (
        "rows 2: matched by code 0, by name 2, by former name 0; ambiguous 0, unmatched 0\n"
    )
    assert rows_of(output) == [
        [
            *[
                "都道府県",
                "市区町村",
                "n",
                "iri",
                "match",
                "score",
                "code6",
                "population_2019",
                "plan_status",
            ]
        ],
        ["北海道", "札幌市", "1", f"{ID}011002", "name", "100", "011002", "1955457", ""],
        ["東京都", "府中市", "2", f"{ID}132063", "name", "100", "132063", "260011", ""],
    ]
    assert done.stderr.splitlines()[0] == ("encoding: Shift_JIS (CP932); values are separated by ,")
    assert "plan_status: the source gives the status of plans per tier" in done.stderr
    assert (tmp_path / "joined.report.html").exists()
    assert (tmp_path / "joined.report.csv").exists()


def test_some_that_do_not_match_end_with_3(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("市区町村\n札幌市\n伊達市\n無い市\n", encoding="utf-8")
    done = run(path, lang="ja")
    assert done.exit_code == 3
    assert done.stdout == ("3行：一致 コード 0、名称 1、旧名称・旧コード 0；あいまい 1、不一致 1\n")
    assert [row[1:] for row in rows_of(tmp_path / "a.joined.csv")] == [
        ["iri", "match", "score"],
        [f"{ID}011002", "name", "100"],
        ["", "ambiguous", ""],
        ["", "unmatched", ""],
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ("ファイルが空である", "the file is empty")),
        (b"\x00\x01\x02\x03", ("表ではないファイルである", "the file is no table")),
        (b"a,b\n1,2\n", ("表す列が見当たらない", "no column seems to hold")),
    ],
)
def test_what_is_wrong_with_a_table_ends_with_1(
    run: Run, tmp_path: Path, content: bytes, words: tuple[str, str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    for lang, word in zip(("ja", "en"), words, strict=True):
        done = run(path, lang=lang)
        assert (done.exit_code, done.stdout) == (1, "")
        assert word in done.stderr
    assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--on", "町"), "there is no column '町'"),
        (("--add", "nonsense"), "'nonsense' cannot be added"),
        (("-o", "a.docx"), "what can be written is .csv, .tsv, .xlsx, .parquet"),
        (("-o", "{table}"), "the table itself is not overwritten"),
        (("--as-of", "someday"), "write it as 2005-04-01"),
        (("--encoding", "nonsense"), "no such encoding is known"),
        (("--kind", "Nonsense"), "the kinds are Agency, "),
        (("--rdf", "cards", "--licence", "https://example.org/"), "observations have a time"),
        (("--nonsense",), "No such option"),
    ],
)
def test_wrong_usage_ends_with_2(
    run: Run, people: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = run(people, *(argument.format(table=people) for argument in arguments))
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr
    assert [each.name for each in people.parent.iterdir()] == ["people.csv"]


def test_a_graph_that_is_not_there_ends_with_1(run: Run, people: Path, tmp_path: Path) -> None:
    done = run(people, "--home", tmp_path / "nowhere")
    assert done.exit_code == 1
    assert "there is no release in" in done.stderr
    elsewhere = run(people, "--source", "http://127.0.0.1:9/sparql")
    assert elsewhere.exit_code == 1
    assert "http://127.0.0.1:9/sparql" in elsewhere.stderr


def test_a_graph_at_an_endpoint(run: Run, people: Path, server: str, tmp_path: Path) -> None:
    done = run(people, "--source", f"{server}/sparql", "--add", "population_2019")
    assert done.exit_code == 0, done.stderr
    assert [row[-1] for row in rows_of(tmp_path / "people.joined.csv")] == [
        "population_2019",
        "1955457",
        "260011",
    ]


def test_observations_by_the_command(run: Run, people: Path, tmp_path: Path) -> None:
    done = run(
        *(people, "--rdf", tmp_path / "cards", "--as-of", "2019", "--unit", "person"),
        *("--licence", "https://creativecommons.org/licenses/by/4.0/"),
    )
    assert done.exit_code == 0, done.stderr
    assert "columns that were made observations: n" in done.stderr
    assert len(rows_of(tmp_path / "cards" / "observations.csv")) == 3


def test_a_bar_is_drawn_on_a_terminal_past_a_second(home: Path, people: Path) -> None:
    code = "import kg.cli.join as j; j._PATIENCE = 0; from kg.cli import main; main(prog_name='kg')"
    ours, theirs = pty.openpty()
    environment = {**os.environ, "KG_HOME": str(home), "KG_LANG": "en", "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-c", code, "join", str(people)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        drawn = bytearray()
        while True:
            try:
                drawn += os.read(ours, 65536)
            except OSError:  # Linux says EIO where the other side of a terminal is closed
                break
        assert process.wait() == 0
    os.close(ours)
    assert "Writing" in drawn.decode()
