"""How a worker shuts itself in: no network, bounded memory, gone when its parent goes.

pyoxigraph follows SERVICE and has no switch for it; the queries that reach a worker name no
service, and this is the second wall, should one slip through.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_SOCKET_CALL = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""By machine: the audit name of its architecture and the number of the call ``socket``."""

_STATM = "/proc/self/statm"
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 1
"""Let pass; fail with EPERM (<linux/seccomp.h>)."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def die_with_parent(parent: int) -> None:
    """Asks the kernel to kill this process when its parent ends (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)


def without_network(*, files_may_open: bool) -> None:
    """Takes from this process, for good, the means to reach out.

    Linux's seccomp forbids opening sockets. Where the process needs no more files either, its
    descriptors are held to those open, which works on every POSIX system.

    Args:
        files_may_open: the store opens files of its own while it answers.
    """
    _forbid_sockets()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not files_may_open:
        _hold_descriptors()


def _hold_descriptors() -> None:
    # Gaps below the highest are filled, so that the limit leaves none free.
    highest = max(int(entry.name) for entry in os.scandir("/dev/fd"))
    last = os.dup(0)
    while last < highest:
        last = os.dup(0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (last + 1, last + 1))


def _forbid_sockets() -> bool:
    call = _SOCKET_CALL.get(platform.machine())
    if sys.platform != "linux" or call is None:
        return False
    architecture, socket_number = call
    steps = (
        (_LOAD, 0, 0, 4),  # the architecture
        (_JUMP_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _DENY),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_JUMP_EQUAL, 0, 1, socket_number),
        (_RETURN, 0, 0, _DENY),
        (_RETURN, 0, 0, _ALLOW),
    )
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    program = _Program(len(steps), code)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    done: int = libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    return done == 0


class Memory:
    """Bounds this process's address space.

    The system's own account is opened once: a confined process opens no more files. Where the
    system keeps none, the bound is on the whole address space.
    """

    def __init__(self) -> None:
        self._account = os.open(_STATM, os.O_RDONLY) if Path(_STATM).exists() else None
        self._start = self.in_use()

    def in_use(self) -> int:
        """The size of the address space in bytes; 0 where the system does not say."""
        if self._account is None:
            return 0
        return int(os.pread(self._account, 64, 0).split()[0]) * resource.getpagesize()

    def grown(self) -> int:
        """By how many bytes the address space has grown since this object was made."""
        return self.in_use() - self._start

    def limit(self, more_bytes: int) -> None:
        """Bounds the address space to what it is and that much more."""
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = self.in_use() + more_bytes
        if hard != resource.RLIM_INFINITY:
            soft = min(soft, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

    def unlimit(self) -> None:
        """Takes the bound away again."""
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
