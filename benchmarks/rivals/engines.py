"""The engines that answer queries: ours and the rivals, each as a server of its own.

All hold the same triples, the release's default graph, and are asked by the same client.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

from benchmarks.client import Endpoint
from benchmarks.processes import free_port, run, running
from benchmarks.rivals import virtuoso
from benchmarks.rivals.environments import Environment
from benchmarks.workspace import Bench, kg_command

Serving = Callable[[Bench, str], AbstractContextManager[Endpoint]]

OURS: Final = "ours"
OXIGRAPH: Final = Environment("oxigraph", ("oxigraph==0.5.13",))
RDFLIB: Final = Environment("rdflib-endpoint", ("rdflib-endpoint[cli]==0.6.3", "uvicorn==0.54.0"))

ONE_CLIENT: Final[Mapping[str, str]] = MappingProxyType(
    {"KG_BUDGET_SECONDS": "0", "KG_CLIENT_QUERIES": "0", "KG_CLIENT_CONNECTIONS": "0"}
)
"""Our server's limits on one client out of the way: here, one client is all of the public."""

UNLIMITED: Final = MappingProxyType({**ONE_CLIENT, "KG_QUERY_SECONDS": "600"})
"""Its limit of time too: what is slow is to be measured."""

_BARE: Final = Path(__file__).with_name("bare.py")


@contextmanager
def ours(bench: Bench, size: str, environment: Mapping[str, str] = UNLIMITED) -> Iterator[Endpoint]:
    """``kg serve`` over the release of a size."""
    home = bench.home(size)
    port = free_port()
    command = kg_command("serve", "--no-build", "--home", str(home), "--port", str(port))
    log = bench.work / "ours.log"
    with running(command, log=log, environment=environment) as process:
        endpoint = Endpoint("ours", port, "/sparql?query=", process)
        endpoint.await_up()
        yield endpoint


@contextmanager
def oxigraph(bench: Bench, size: str) -> Iterator[Endpoint]:
    """``oxigraph serve`` over a store on disk, loaded by ``oxigraph load``."""
    program = OXIGRAPH.program(bench, "oxigraph")
    triples = bench.release(size).triples
    store = bench.scratch("oxigraph")
    run([program, "load", "--location", str(store), "--file", str(triples)])
    port = free_port()
    command = [program, "serve", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    with running(command, log=bench.work / "oxigraph.log") as process:
        endpoint = Endpoint(OXIGRAPH.title, port, "/query?query=", process)
        endpoint.await_up()
        yield endpoint


@contextmanager
def rdflib_endpoint(bench: Bench, size: str) -> Iterator[Endpoint]:
    """``rdflib-endpoint serve`` over the triples, which it holds in memory."""
    program = RDFLIB.program(bench, "rdflib-endpoint")
    port = free_port()
    triples = bench.release(size).triples
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), str(triples)]
    with running(command, log=bench.work / "rdflib-endpoint.log") as process:
        endpoint = Endpoint(RDFLIB.title, port, "/?query=", process)
        endpoint.await_up()
        yield endpoint


@contextmanager
def virtuoso_server(bench: Bench, size: str) -> Iterator[Endpoint]:
    """Virtuoso over a database that holds the triples in one graph."""
    with virtuoso.serving(bench, bench.release(size).triples) as endpoint:
        yield endpoint


@contextmanager
def bare_route(bench: Bench) -> Iterator[Endpoint]:
    """A Flask route that answers "ok", under our server's own gunicorn options."""
    port = free_port()
    command = [sys.executable, str(_BARE), str(port)]
    with running(command, log=bench.work / "bare.log") as process:
        endpoint = Endpoint("bare Flask route", port, "/?query=", process)
        endpoint.await_up()
        yield endpoint


RIVALS: Final[Mapping[str, Serving]] = MappingProxyType(
    {
        "oxigraph serve": oxigraph,
        "Virtuoso": virtuoso_server,
        "rdflib-endpoint": rdflib_endpoint,
    }
)
