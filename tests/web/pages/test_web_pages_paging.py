"""Long lists in pages."""

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from kg.web.paging import Pages, pages


@pytest.mark.parametrize(
    ("address", "total", "expected"),
    [
        ("/", 0, Pages(1, 1, "", "")),
        ("/", 200, Pages(1, 1, "", "")),
        ("/", 201, Pages(1, 2, "", "?page=2")),
        ("/?property=a&page=2", 500, Pages(2, 3, "?property=a&page=1", "?property=a&page=3")),
        ("/?page=3", 500, Pages(3, 3, "?page=2", "")),
    ],
)
def test_a_page_and_its_neighbours(app: Flask, address: str, total: int, expected: Pages) -> None:
    with app.test_request_context(address):
        assert pages(total) == expected
        assert pages(total).offset == (expected.number - 1) * 200


def test_a_page_beyond_the_last(app: Flask) -> None:
    with app.test_request_context("/?page=4"), pytest.raises(NotFound):
        pages(500)
