"""A budget of query time for each client, as Wikidata's query service has one.

A client earns seconds as time goes by, saves up some, and spends what its queries take in the
engine; a query that is stopped costs what it took. Who has nothing left waits.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kg.web.front.refusals import BudgetSpent, TooManyQueries

_MINUTE: Final = 60.0
_CLIENTS: Final = 10_000
"""How many are remembered; the one not seen for longest is forgotten first."""


@dataclass(slots=True)
class _Account:
    seconds: float
    at: float
    running: int = 0


class Budget:
    """The accounts of all clients; any thread may use it.

    Args:
        per_minute: seconds that a client earns in a minute; 0 for no budget.
        burst: seconds that it can save up, and has at first.
        at_once: how many queries it may have running; 0 for any number.
        clients: how many clients are remembered.
        clock: seconds, for tests.
    """

    def __init__(
        self,
        per_minute: float,
        burst: float,
        at_once: int,
        *,
        clients: int = _CLIENTS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate, self._burst, self._at_once = per_minute / _MINUTE, burst, at_once
        self._clients, self._clock = clients, clock
        self._accounts: OrderedDict[str, _Account] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, client: str) -> None:
        """A query of a client begins; :meth:`end` must follow.

        Raises:
            BudgetSpent: the client has no query time left.
            TooManyQueries: as many of its queries run as may.
        """
        with self._lock:
            account = self._account(client)
            if self._at_once and account.running >= self._at_once:
                raise TooManyQueries(self._at_once)
            if self._rate and account.seconds <= 0:
                wait = math.floor(-account.seconds / self._rate) + 1
                raise BudgetSpent(self._rate * _MINUTE, wait)
            account.running += 1

    def end(self, client: str, seconds: float) -> None:
        """A query has ended after so many seconds in the engine."""
        with self._lock:
            account = self._account(client)
            account.running = max(0, account.running - 1)
            account.seconds -= seconds

    def _account(self, client: str) -> _Account:
        """The account with what was earned since; one never seen, or forgotten, is full."""
        now = self._clock()
        account = self._accounts.get(client)
        if account is None:
            account = self._accounts[client] = _Account(self._burst, now)
            if len(self._accounts) > self._clients:
                self._accounts.popitem(last=False)
        self._accounts.move_to_end(client)
        earned = (now - account.at) * self._rate
        account.seconds, account.at = min(self._burst, account.seconds + earned), now
        return account
