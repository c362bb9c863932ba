"""One oracle for all tests of screening."""

from collections.abc import Iterator

import pytest

from validation.comparing import Oracle, oracle


@pytest.fixture(scope="session")
def judge() -> Iterator[Oracle]:
    """Plain pySHACL beside the validation process's own answer."""
    with oracle() as process:
        yield process
