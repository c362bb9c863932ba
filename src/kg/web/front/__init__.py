"""The front: WSGI middleware around whatever answers, without Flask.

Identifier, client's address, limits, budget, log, metrics and headers of every request are here and
nowhere else; what lies within tells of its work by :func:`event`.
"""

from kg.web.event import event
from kg.web.front.log import Log
from kg.web.front.metrics import Metrics
from kg.web.front.middleware import Front, install

__all__ = ["Front", "Log", "Metrics", "event", "install"]
