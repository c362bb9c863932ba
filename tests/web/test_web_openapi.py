"""The written specification says what the application does."""

import re

import yaml
from flask import Flask
from flask.testing import FlaskClient

METHODS = {"get", "post", "put", "patch", "delete", "head", "options"}


def routes(app: Flask) -> set[tuple[str, str]]:
    found = set()
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        if rule.endpoint != "static":
            found |= {(path, method.lower()) for method in rule.methods or ()}
    return {(path, method) for path, method in found if method in METHODS}


def test_routes_and_paths_agree(app: Flask, client: FlaskClient) -> None:
    document = yaml.safe_load(client.get("/openapi.yaml").data)
    written = {
        (path, method)
        for path, item in document["paths"].items()
        for method in item
        if method in METHODS
    }
    assert written == routes(app)


def test_parameters_of_paths_are_described(client: FlaskClient) -> None:
    document = yaml.safe_load(client.get("/openapi.yaml").data)
    for path, item in document["paths"].items():
        for operation in (item[method] for method in METHODS & set(item)):
            named = set()
            for parameter in (*item.get("parameters", ()), *operation.get("parameters", ())):
                if "$ref" in parameter:
                    name = parameter["$ref"].rpartition("/")[2]
                    parameter = document["components"]["parameters"][name]  # noqa: PLW2901
                if parameter["in"] == "path":
                    named.add(parameter["name"])
            assert named == set(re.findall(r"{(\w+)}", path)), path


def test_references_resolve(client: FlaskClient) -> None:
    text = client.get("/openapi.yaml").text
    document = yaml.safe_load(text)
    for kind, name in re.findall(r"#/components/(\w+)/(\w+)", text):
        assert name in document["components"][kind]


def test_every_operation_may_be_refused(client: FlaskClient) -> None:
    document = yaml.safe_load(client.get("/openapi.yaml").data)
    for path, item in document["paths"].items():
        for method in METHODS & set(item):
            assert "default" in item[method]["responses"], (path, method)


def test_unchanged(client: FlaskClient) -> None:
    first = client.get("/openapi.yaml")
    assert first.mimetype == "application/vnd.oai.openapi"
    tag = first.headers["ETag"]
    again = client.get("/openapi.yaml", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
