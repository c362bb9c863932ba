"""The validation process as a process: it ends with whoever asked, and speaks JSON alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-P", "-m", "kg.validation.worker")


def test_it_ends_when_nobody_waits_any_more(tmp_path: Path) -> None:
    never_ready = tmp_path / "data.nt"
    os.mkfifo(never_ready)  # reading it blocks, as a long validation would
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        request = {"data": str(never_ready), "shapes": "", "meta": False}
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.close()
        assert process.wait(timeout=60) == 1


def test_its_answer_is_json_in_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    data = tmp_path / "data.nt"
    data.write_text('<https://example.org/a> <https://example.org/p> "値"@ja .\n', encoding="utf-8")
    sh = "http://www.w3.org/ns/shacl#"
    shapes = f"""
    <x:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{sh}NodeShape> .
    <x:s> <{sh}targetNode> <https://example.org/a> .
    <x:s> <{sh}property> <x:p> .
    <x:p> <{sh}path> <https://example.org/p> .
    <x:p> <{sh}maxLength> "0"^^<http://www.w3.org/2001/XMLSchema#integer> .
    <x:p> <{sh}message> "長い"@ja ."""
    request = {"data": str(data), "shapes": shapes, "meta": False}
    with subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.read().decode())
        assert process.wait(timeout=60) == 0
    assert answer["conforms"] is False
    assert answer["records"] == [
        {
            "focus": "https://example.org/a",
            "labels": {},
            "path": "https://example.org/p",
            "value": "値",
            "severity": f"{sh}Violation",
            "messages": {"ja": "長い"},
            "shape": "x:p",
            "component": "MaxLength",
            "passages": [],
        }
    ]
