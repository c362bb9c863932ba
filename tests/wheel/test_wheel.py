"""The wheel alone, in an empty folder: what is shipped is what is tested."""

import site
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

import pytest

from kit import ROOT, await_server, questions

PATIENCE = 300


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source tree as it stands."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of an environment that holds the wheel, and dependencies from this one.

    The dependencies are reached by a path entry, which does not read this environment's own path
    files: its editable install of the project stays out of sight.
    """
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps"]
    subprocess.run([*command, "--no-index", str(wheel)], check=True, capture_output=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()))
    return folder / "bin"


def test_the_wheel_carries_all_that_a_build_reads(wheel: Path) -> None:
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if "/_assets/" in name}
    expected = {
        f"kg/_assets/{path.relative_to(ROOT).as_posix()}"
        for folder in ("ontology", "data", "shapes", "queries")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert shipped == expected


def test_serve_works_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [installed / "kg", "serve", "--port", str(port)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        await_server(address, process, PATIENCE)
        query = urllib.parse.urlencode({"query": questions()[0].read_text("utf-8")})
        request = urllib.request.Request(
            f"{address}/sparql?{query}", headers={"Accept": "text/csv"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.read().decode().splitlines()[1] == "prefecture,adopted,22,0.4681"
        with urllib.request.urlopen(f"{address}/page/region/041009?lang=ja", timeout=30) as page:
            assert "仙台市" in page.read().decode()
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kg-data"]


def test_the_command_says_its_version(installed: Path) -> None:
    said = subprocess.run(
        [installed / "kg", "version"], check=True, capture_output=True, text=True
    ).stdout
    assert "sti-kg 0.1.0" in said.splitlines()
