"""Text files as they come: encodings, delimiters, quotes, and what is no table."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.joining.delimited import LONGEST, Delimited
from kg.joining.model import Source
from kg.joining.reading import open_source
from kg.problems import DataError

TEXT = "市区町村,人口\r\n札幌市,1955457\r\n森町,15000\r\n"


def table(source: Source) -> list[tuple[Any, ...]]:
    return [row for block in source.blocks() for row in block.cells.iter_rows()]


@pytest.mark.parametrize(
    ("encoding", "given", "told"),
    [
        ("utf-8", "", "encoding: UTF-8; values are separated by ,"),
        ("utf-8-sig", "", "encoding: UTF-8 with BOM; values are separated by ,"),
        ("cp932", "", "encoding: Shift_JIS (CP932); values are separated by ,"),
        ("utf-16", "", "encoding: utf-16-le with BOM; values are separated by ,"),
        ("euc-jp", "EUC-JP", "encoding: euc_jp; values are separated by ,"),
    ],
)
def test_encodings_are_detected_and_told(
    tmp_path: Path, encoding: str, given: str, told: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(encoding))
    source = open_source(path, encoding=given)
    assert [text.en for text in source.told] == [told]
    assert (source.rows, source.width) == (3, 2)
    assert table(source) == [("市区町村", "人口"), ("札幌市", "1955457"), ("森町", "15000")]


@pytest.mark.parametrize(("mark", "word"), [("\t", "tabs"), (";", ";"), (",", ",")])
def test_delimiters_are_detected(tmp_path: Path, mark: str, word: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT.replace(",", mark), encoding="utf-8")
    source = open_source(path)
    assert source.told[0].en.endswith(f"separated by {word}")
    assert table(source)[1] == ("札幌市", "1955457")


def test_rows_of_any_length_are_kept_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("表題\n\na,b\n1,2,3\nx\n", encoding="utf-8")
    source = open_source(path)
    assert (source.rows, source.width) == (5, 3)
    assert table(source) == [
        ("表題", None, None),
        (None, None, None),
        ("a", "b", None),
        ("1", "2", "3"),
        ("x", None, None),
    ]


CELLS = st.text(alphabet=st.sampled_from('ab県 ,;"\t\r\n=-0'), max_size=5)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=8))
def test_any_table_is_read_as_python_reads_it(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL if "\r" in str(rows) else csv.QUOTE_MINIMAL).writerows(
        rows
    )
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_text("a,b,c,d\r\n" + text.getvalue(), encoding="utf-8", newline="")
    source = Delimited(path)
    if source.delimiter != ",":
        return
    read = [[cell or "" for cell in row] for row in table(source)[1:]]
    assert read == [row + [""] * (4 - len(row)) for row in rows]


def test_files_without_quotes_are_split_as_files_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\r\n" + "".join(f"x{n},\r\n,{n}\r\n\r\n" for n in range(2000)))
    source = Delimited(path)
    monkeypatch.setattr("kg.joining.delimited._PIECE", 1000)
    by_columns = table(source)
    source._quoted = True
    assert by_columns == table(source)
    assert len(by_columns) == source.rows == 6001


@pytest.mark.parametrize(
    ("content", "rule", "words"),
    [
        (b"", "empty-file", "the file is empty"),
        (b" \r\n ", "empty-file", "the file is empty"),
        (b"a,b\ncaf\xe9,1\n", "wrong-encoding", "neither UTF-8 nor Shift_JIS"),
        (b"a,b\n\x00\x01\x02,1\n", "binary-file", "a binary file"),
        (b"%PDF-1.7", "binary-file", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "binary-file", "old Excel format"),
        (b"PAR1 and nothing more", "unreadable-file", "cannot be read"),
        (b"PK\x03\x04 and nothing more", "unreadable-file", "cannot be read"),
        (b'a,b\n"x,1\n' + b"y,2\n" * (LONGEST // 4 + 1), "unclosed-quote", "is not closed"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, content: bytes, rule: str, words: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as error:
        open_source(path)
    (problem,) = error.value.problems
    assert (problem.rule, problem.file) == (rule, "a.csv")
    assert words in problem.says.en
    assert problem.says.ja
    assert problem.mend.ja != problem.mend.en


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"missing\.csv: the file is not there"):
        open_source(tmp_path / "missing.csv")


def test_parquet_keeps_its_names_and_types(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"code": [1100, 1202], "name": ["札幌市", None]}).write_parquet(path)
    source = open_source(path)
    assert source.names == ("code", "name")
    assert (source.rows, source.width) == (2, 2)
    assert table(source) == [(1100, "札幌市"), (1202, None)]


def test_an_empty_parquet_file_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"code": []}).write_parquet(path)
    with pytest.raises(DataError, match="there is no row of data"):
        open_source(path)


@pytest.mark.parametrize("reader", [open_source, Delimited])
def test_blocks_may_be_asked_for_again(tmp_path: Path, reader: Callable[[Path], Source]) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TEXT, encoding="utf-8")
    source = reader(path)
    assert table(source) == table(source)
