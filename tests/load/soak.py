"""The soak: clients of every kind at once, and an account of all that they were answered."""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from load.asked import Question, Right
from served import PATIENCE, Answer, Request, Served, exchange

_SHOWN = 300
"""How much of a wrong answer is told."""


@dataclass
class Tally:
    """What came of the requests.

    Attributes:
        outcomes: how often each kind came out how.
        wrong: of each kind that ever was wrong, what was wrong at first.
    """

    outcomes: "Counter[tuple[str, str]]" = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, kind: str, outcome: str) -> None:
        """One more of a kind came out so."""
        with self._lock:
            self.outcomes[kind, outcome] += 1

    def complain(self, kind: str, what: str) -> None:
        """Something of a kind is not as it has to be."""
        with self._lock:
            self.outcomes[kind, "wrong"] += 1
            self.wrong.setdefault(kind, what)

    def number(self, outcome: str) -> int:
        """How often something came out so, over all kinds."""
        return sum(times for (_, found), times in self.outcomes.items() if found == outcome)

    def told(self) -> str:
        """The account as lines."""
        lines = [f"{kind} {found} {times}" for (kind, found), times in self.outcomes.items()]
        return "\n".join(sorted(lines))


@dataclass
class Stage:
    """Which release may answer at the moment: an index into the rights of a question, or either."""

    certain: int | None = 0


@dataclass(frozen=True)
class Course:
    """What all clients of a soak share.

    Attributes:
        server: whom they ask.
        stage: which release may answer.
        tally: the account.
        ended: set when they are to stop.
    """

    server: Served
    stage: Stage = field(default_factory=Stage)
    tally: Tally = field(default_factory=Tally)
    ended: threading.Event = field(default_factory=threading.Event)


class Client(threading.Thread):
    """Something that goes on until the course is ended.

    Args:
        course: what it shares with the others.
        seed: of its chances, so that a run can be repeated.
        pace: seconds it rests after each step.
    """

    kind = "client"

    def __init__(self, course: Course, seed: int, pace: float = 0.0) -> None:
        super().__init__(name=f"{self.kind}-{seed}", daemon=True)
        self.course, self.chance, self.pace = course, random.Random(seed), pace

    def run(self) -> None:
        while not self.course.ended.is_set():
            try:
                self.step()
            except Exception as error:
                self.course.tally.complain(self.kind, f"{type(error).__name__}: {error}")
            self.course.ended.wait(self.pace)
        self.leave()

    def leave(self) -> None:
        """Let go of what is held."""

    def step(self) -> None:
        """Ask once."""
        raise NotImplementedError


class Reader(Client):
    """Asks questions and compares each answer with the right one."""

    kind = "reader"

    def __init__(self, course: Course, seed: int, questions: Sequence[Question]) -> None:
        super().__init__(course, seed)
        self.questions = questions
        self.connection = course.server.connect()
        self.used = False

    def step(self) -> None:
        question = self.chance.choice(self.questions)
        asking = question.asking(self.chance)
        before = self.course.stage.certain
        answer = self._answer(asking.request)
        allowed = _allowed(before, self.course.stage.certain)
        self._judge(question.name, asking.request, answer, [asking.rights[n] for n in allowed])
        if self.chance.random() < 0.2:
            self._renew()

    def leave(self) -> None:
        self.connection.close()

    def _answer(self, request: Request) -> Answer:
        """Over the connection at hand; once more over a fresh one where it was idle too long."""
        try:
            found = exchange(self.connection, request)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            if not self.used:
                raise
            self._renew()
            found = exchange(self.connection, request)
        self.used = True
        return found

    def _renew(self) -> None:
        self.connection.close()
        self.connection, self.used = self.course.server.connect(), False

    def _judge(self, kind: str, request: Request, answer: Answer, rights: Sequence[Right]) -> None:
        tally = self.course.tally
        if _is_busy(answer):
            tally.count(kind, "busy")
        elif any(right(answer) for right in rights):
            tally.count(kind, "right")
        else:
            tally.complain(kind, f"{request} was answered {_shown(answer)}")


def _allowed(before: int | None, after: int | None) -> tuple[int, ...]:
    """Which releases may have answered a request, by the stage at its beginning and at its end."""
    if before is not None and before == after:
        return (before,)
    return (0, 1) if before != 1 else (1,)


def _is_busy(answer: Answer) -> bool:
    """Whether the server refuses for the moment what it would answer later; a page may say so."""
    refused = answer.status == 503 and answer.headers.get("Retry-After") is not None
    return refused and answer.problem in {"engine-busy", ""}


def _shown(answer: Answer) -> str:
    return f"{answer.status} {answer.media_type} {answer.body[:_SHOWN]!r}"


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SWOLLEN = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c"


class Runaway(Client):
    """Asks what cannot be answered in time; told so, never given an empty or a cut result."""

    kind = "runaway"

    def step(self) -> None:
        query = (
            SWOLLEN if self.chance.random() < 0.2 else ENDLESS
        ) + f"#{self.chance.getrandbits(48):x}"
        headers = {"Content-Type": "application/sparql-query"}
        answer = self.course.server.ask(
            Request("/sparql?timeout=1", headers, "POST", query.encode())
        )
        if answer.status == 503 and answer.problem in {"query-timeout", "query-out-of-memory"}:
            self.course.tally.count(self.kind, answer.problem)
        elif _is_busy(answer):
            self.course.tally.count(self.kind, "busy")
        else:
            self.course.tally.complain(self.kind, f"was answered {_shown(answer)}")


class Leaver(Client):
    """Asks and leaves: in the middle of a query, or of an answer."""

    kind = "leaver"

    def step(self) -> None:
        query = self.chance.choice(
            (ENDLESS, "SELECT * { ?a ?b ?c . ?a ?d ?e }", "SELECT * { ?s ?p ?o }")
        )
        body = f"{query}#{self.chance.getrandbits(48):x}".encode()
        head = (
            "POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with self.course.server.link() as link:
            link.sendall(head.encode() + body)
            if "?s ?p ?o" in query:
                link.recv(1024)
            else:
                time.sleep(self.chance.uniform(0.0, 0.3))
        self.course.tally.count(self.kind, "left")


@contextmanager
def running(clients: Sequence[Client]) -> Iterator[None]:
    """Clients that ask while the block runs."""
    course = clients[0].course
    for client in clients:
        client.start()
    try:
        yield
    finally:
        course.ended.set()
        for client in clients:
            client.join(PATIENCE)
            assert not client.is_alive(), f"{client.name} hangs"


def release_of(server: Served) -> str:
    """The id of the release that answers."""
    with closing(server.connect()) as connection:
        return str(exchange(connection, Request("/healthz")).document["release"])
