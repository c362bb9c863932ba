"""Tables as frames of terms: the same triples as one by one."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize

from kg.problems import DataError
from kg.tables import Mode, read_tables, write_ntriples

Write = Callable[..., Path]


def test_frames_hold_the_terms_in_canonical_n_triples(table: Write) -> None:
    path = table(
        'id,name,n\n1,"a ""b""\n\\c\t",5\n2,東京,\n',
        [
            {"name": "id", "titles": "id", "suppressOutput": True},
            {"name": "name", "titles": "name", "lang": "ja-Hrkt"},
            {"name": "n", "titles": "n", "datatype": "integer"},
        ],
        schema={
            "aboutUrl": "https://example.org/{id}",
            "propertyUrl": "https://example.org/{_name}",
        },
    )
    only = read_tables([path]).tables[0]
    lines = [" ".join(row) + " .\n" for frame in only.frames() for row in frame.iter_rows()]
    expected = serialize(only.triples(Mode.MINIMAL), format=RdfFormat.N_TRIPLES)
    assert "".join(lines).encode() == expected
    assert (only.rows, only.problems) == (2, [])


def test_lines_are_written_as_the_file_is_read(table: Write) -> None:
    path = table(
        "id,n\n1,5\n2,\n",
        [
            {"name": "id", "titles": "id", "suppressOutput": True},
            {"name": "n", "titles": "n", "propertyUrl": "https://example.org/n"},
        ],
        schema={"aboutUrl": "https://example.org/{id}"},
    )
    lines, quads = io.BytesIO(), io.BytesIO()
    done = write_ntriples(path, lines)
    write_ntriples(path, quads, graph="https://example.org/g")
    start = b'<https://example.org/1> <https://example.org/n> "5"'
    assert lines.getvalue() == start + b" .\n"
    assert quads.getvalue() == start + b" <https://example.org/g> .\n"
    assert ([each.rows for each in done.tables], done.triples, done.problems) == ([2], [], [])


def test_an_error_is_raised_when_all_is_read(table: Write) -> None:
    number = {"name": "n", "titles": "n", "datatype": "integer"}
    path = table("n\n1\nx\ny\n", [number])
    with pytest.raises(DataError) as raised:
        write_ntriples(path, io.BytesIO())
    assert [(each.row, each.value) for each in raised.value.problems] == [(3, "x"), (4, "y")]
