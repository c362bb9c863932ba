"""The server answers as its written specification says; schemathesis asks, of every operation."""

from importlib.resources import as_file, files
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fuzz.profile import FUZZ_HTTP
from served import Served, telltale

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

schemathesis.serializer.alias("application/sparql-query", "text/plain")

with as_file(files("kg.web").joinpath("openapi.yaml")) as path:
    SCHEMA = schemathesis.openapi.from_path(path)


@SCHEMA.parametrize()
@settings(FUZZ_HTTP, max_examples=40, suppress_health_check=list(HealthCheck))
def test_operation(case: schemathesis.Case[Any], fuzzed: Served) -> None:
    response = case.call(base_url=fuzzed.address, allow_redirects=False)
    case.validate_response(response, checks=CHECKS)
    assert telltale(response.content) == ""
