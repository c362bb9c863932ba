"""Load by many connections, by wrk: one client for all servers, itself no bottleneck."""

import itertools
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.client import Endpoint
from benchmarks.rivals.environments import debian
from benchmarks.workspace import Bench

CONNECTIONS: Final = 16
_SCRIPT: Final = Path(__file__).with_name("load.lua")
_SERIAL: Final = itertools.count(1)


@dataclass(frozen=True)
class Load:
    """What came of one run.

    Attributes:
        rate: answers per second.
        p50: median latency in ms.
        p99: latency in ms that 99 % of the requests stay within.
        errors: requests without a good answer, or none within 5 s.
    """

    rate: float
    p50: float
    p99: float
    errors: int


def put(
    bench: Bench, endpoint: Endpoint, addresses: Sequence[str], *, seconds: float, unique: bool
) -> Load:
    """Ask the addresses in turn for some seconds, each connection as soon as it has its answer.

    Args:
        bench: where files go.
        endpoint: who is asked.
        addresses: paths with their parameters, the query last.
        seconds: how long.
        unique: append a comment to each query, so that no text is asked twice.

    Raises:
        Absent: wrk is not there and cannot be installed.
    """
    listed = bench.work / "addresses.txt"
    listed.write_text("\n".join(addresses) + "\n")
    arguments = [str(listed), *([str(next(_SERIAL))] if unique else [])]
    command = [
        debian(bench, "wrk", "wrk"),
        f"--connections={CONNECTIONS}",
        "--threads=1",
        f"--duration={seconds:.0f}s",
        "--timeout=5s",
        f"--script={_SCRIPT}",
        f"http://127.0.0.1:{endpoint.port}",
        "--",
        *arguments,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    told = json.loads(said.strip().splitlines()[-1])
    if not told["requests"]:  # each connection waited for its first answer until the end
        return Load(0.0, seconds * 1000, seconds * 1000, CONNECTIONS)
    return Load(told["requests"] / told["seconds"], told["p50"], told["p99"], told["errors"])
