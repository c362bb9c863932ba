"""The process that holds the graph and forks workers on request.

It is started with a fresh interpreter (``python -m kg.store.zygote``), so that it has no threads
and shares nothing with the server. A fork takes milliseconds and shares the graph's memory with it.
It ends, and its workers with it, when the server's end of the control socket closes.

Its control messages are in kg.store.frames.
"""

import fcntl
import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

from kg.store import confine, worker
from kg.store.evaluate import Stores
from kg.store.frames import ORDER, REPLY, Order
from kg.store.processors import run_on


def load(source: Path, *, merge: bool, beside: Sequence[Path] = ()) -> Stores:
    """The stores to serve: a RocksDB folder read-only, or N-Quads in memory.

    Args:
        source: folder or file.
        merge: a file whose default graph is empty gets the merge of its named graphs as default
            graph, each triple once.
        beside: N-Quads whose named graphs are added to a file's, and are no part of that merge.
    """
    if source.is_dir():
        store = Store.read_only(str(source))
        return Stores(store, store)
    whole, own = Store(), DefaultGraph()
    whole.bulk_load(path=str(source), format=RdfFormat.N_QUADS)
    if merge and next(whole.quads_for_pattern(None, None, None, own), None) is None:
        whole.bulk_extend([Quad(q.subject, q.predicate, q.object) for q in whole])
    default = Store()
    triples = whole.dump(format=RdfFormat.N_TRIPLES, from_graph=own)
    default.bulk_load(triples, format=RdfFormat.N_TRIPLES, lenient=True)  # the engine's own words
    for path in beside:
        if path.is_file():
            whole.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
        else:  # removed since it was named: the rest can be asked all the same
            print(f"left out: {path} is gone", file=sys.stderr)
    return Stores(default, whole)


class Zygote:
    """Obeys orders from the control socket until it closes."""

    def __init__(
        self, control: socket.socket, source: Path, beside: Sequence[Path], *, merge: bool
    ) -> None:
        self.control = control
        self.source, self.beside = source, beside
        self.merge = merge
        self.on_disk = source.is_dir()
        self.stores: Stores | None = None
        self.workers: set[int] = set()

    def announce(self) -> None:
        """Loads the graph and tells the server the names of its graphs, or why it cannot."""
        try:
            self.stores = load(self.source, merge=self.merge, beside=self.beside)
        except (OSError, SyntaxError, ValueError) as error:
            self._tell({"fault": str(error)})
            return
        graphs = self.stores.whole.named_graphs()
        names = [graph.value for graph in graphs if isinstance(graph, NamedNode)]
        self._tell({"graphs": names})
        if self.on_disk:
            # RocksDB has threads, which a fork does not carry over: each worker opens its own.
            self.stores = None
            # For as long as this process lives, so that nobody takes the folder for unused.
            fcntl.flock(os.open(self.source, os.O_RDONLY), fcntl.LOCK_SH)
        gc.collect()
        gc.freeze()

    def _tell(self, news: dict[str, object]) -> None:
        body = json.dumps(news).encode()
        self.control.sendall(REPLY.pack(len(body)) + body)

    def obey(self) -> None:
        """Takes orders until the control socket closes; then ends every worker."""
        while True:
            message, descriptors, _, _ = socket.recv_fds(self.control, ORDER.size, 2)
            if len(message) < ORDER.size:
                break
            order, number = ORDER.unpack(message)
            if order == Order.REAP:
                self._reply(self._reap(number))
            else:
                self._reply(self._fork(descriptors))
        for pid in self.workers:
            os.kill(pid, signal.SIGKILL)

    def _reply(self, number: int) -> None:
        self.control.sendall(REPLY.pack(number))

    def _reap(self, pid: int) -> int:
        _, status = os.waitpid(pid, 0)
        self.workers.discard(pid)
        return status

    def _fork(self, descriptors: list[int]) -> int:
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            confine.die_with_parent(zygote)
            self.control.close()
            self._work(*descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        self.workers.add(pid)
        return pid

    def _work(self, link: int, words: int) -> None:
        stores = self.stores or load(self.source, merge=self.merge)
        shut_in = partial(confine.without_network, files_may_open=self.on_disk)
        worker.divert_engine(words)
        worker.run(socket.socket(fileno=link), stores, shut_in)


def main(arguments: list[str]) -> None:
    """Runs a zygote.

    Args:
        arguments: descriptor of the control socket, source, ``merge`` or ``plain``, the processors
            to run on, separated by commas (the server may keep to fewer), and files beside.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        # A signal to the whole group must not end queries that the server still lets finish.
        signal.signal(number, signal.SIG_IGN)
    descriptor, source, merge, processors, *beside = arguments
    run_on([int(number) for number in processors.split(",") if number])
    zygote = Zygote(
        socket.socket(fileno=int(descriptor)),
        Path(source),
        [Path(path) for path in beside],
        merge=merge == "merge",
    )
    zygote.announce()
    zygote.obey()


if __name__ == "__main__":
    main(sys.argv[1:])
