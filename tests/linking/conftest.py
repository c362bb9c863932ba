"""The matcher of the curated graph, and the tables that it is made of."""

import pytest

import kg
from kg.linking import Matcher
from linking.register import Register


@pytest.fixture(scope="session")
def matcher(graph: kg.Graph) -> Matcher:
    return Matcher.of(graph.query)


@pytest.fixture(scope="session")
def register() -> Register:
    return Register.read()
