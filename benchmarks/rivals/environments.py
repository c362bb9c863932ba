"""Rivals from PyPI, each in a virtual environment; Debian packages where they come that way."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import Final

from benchmarks.processes import CommandFailed, run
from benchmarks.workspace import Bench

_DONE: Final = ".installed"


class Absent(RuntimeError):
    """A rival cannot be had on this machine; the message says why."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment with pinned packages.

    Attributes:
        name: its folder's name.
        requirements: what is installed, the rival first.
    """

    name: str
    requirements: tuple[str, ...]

    @property
    def title(self) -> str:
        """The rival and its version, for people."""
        package, _, version = self.requirements[0].partition("==")
        return f"{package.partition('[')[0]} {version}"

    def program(self, bench: Bench, name: str) -> str:
        """The path of one of its programs; the environment is made where it is not there.

        Raises:
            Absent: it cannot be installed.
        """
        folder = bench.work / "rivals" / self.name
        marker = folder / _DONE
        wanted = "\n".join(self.requirements)
        if not marker.exists() or marker.read_text() != wanted:
            bench.say(f"install {self.title}")
            shutil.rmtree(folder, ignore_errors=True)
            try:
                run([sys.executable, "-m", "venv", str(folder)])
                pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
                run([*pip, *self.requirements])
            except CommandFailed as error:
                raise Absent(f"{self.title} cannot be installed ({error})") from error
            marker.write_text(wanted)
        return str(folder / "bin" / name)


def debian(bench: Bench, program: str, package: str) -> str:
    """The path of a program, installed from a Debian package where it is missing.

    Raises:
        Absent: it is not there and cannot be installed.
    """
    found = shutil.which(program)
    if found:
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Absent(f"{program} is missing, and only root can install Debian's {package}")
    bench.say(f"install {package}")
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(["apt-get", "update", "-q"], environment=environment)
        run(["apt-get", "install", "-q", "-y", package], environment=environment)
    except CommandFailed as error:
        raise Absent(f"Debian's {package} cannot be installed: {error}") from error
    found = shutil.which(program)
    if not found:
        raise Absent(f"Debian's {package} has no {program}")
    return found


def debian_version(package: str) -> str:
    """The version of an installed Debian package; empty where dpkg does not know it."""
    query = ["dpkg-query", "--show", "--showformat=${Version}", package]
    try:
        shown = subprocess.run(query, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return shown.stdout.strip()
