"""Tables as frames of terms: the same triples as one by one."""

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from kg.tables import Mode, read_tables

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
