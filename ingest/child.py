"""The loop inside one worker process: receive a call, run it, send what came of it.

Knows nothing of pools or deadlines beyond its own last resort: the kernel ends the process by SIGALRM
some seconds after the deadline, even if the parent is dead and a C library holds the interpreter.

Protocol: pickled (function, args, deadline_s) in; pickled (kind, value) out, where kind is `done`
(value is the result), `raised` (value is one of our errors), `memory` or `bug` (value is text).
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from domain.errors import TumenError

Reply = tuple[str, Any]

LAST_RESORT_S = 5.0


def serve(fd: int, memory_mb: int, preload: Sequence[str]) -> None:
    """Answer calls on the socket `fd` until the other end closes it; the parent's death does, too.

    Units: `memory_mb` MiB of address space on top of what the preloaded modules take.
    """
    # The parent alone decides when we end: Ctrl-C and a group's SIGTERM reach us as well, and a page
    # would then count as one that crashes its parser.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # Libraries' warnings on hostile pages are no talk for the operator's terminal.
    logging.getLogger().addHandler(logging.NullHandler())
    connection = Connection(fd)
    with contextlib.suppress(EOFError, OSError):
        _send(connection, _prepare(memory_mb, preload))
        while True:
            call = connection.recv_bytes()
            _send(connection, _run(call))
    os._exit(0)


def _prepare(memory_mb: int, preload: Sequence[str]) -> Reply:
    try:
        for name in preload:
            importlib.import_module(name)
        _limit_memory(memory_mb)
    except Exception:
        return "bug", traceback.format_exc()
    return "done", None


def _run(call: bytes) -> Reply:
    try:
        function, args, deadline_s = pickle.loads(call)  # noqa: S301 - from our own parent
        signal.setitimer(signal.ITIMER_REAL, deadline_s + LAST_RESORT_S)
        try:
            return "done", function(*args)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except TumenError as error:
        # Not the chain behind it: foreign exceptions need not survive pickling.
        error.__cause__ = error.__context__ = None
        return "raised", error
    except MemoryError:
        return "memory", ""
    except BaseException:
        return "bug", traceback.format_exc()


def _send(connection: Connection, reply: Reply) -> None:
    try:
        data = pickle.dumps(reply, protocol=5)
    except MemoryError:
        data = pickle.dumps(("memory", ""))
    except Exception:
        data = pickle.dumps(("bug", f"the result cannot be sent\n{traceback.format_exc()}"))
    connection.send_bytes(data)


def _limit_memory(memory_mb: int) -> None:
    if memory_mb <= 0:
        return
    import resource  # absent on Windows

    limit = _size_bytes() + memory_mb * 1024 * 1024
    # macOS knows the limit and refuses to set it.
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _size_bytes() -> int:
    """The address space in use, where the system tells (Linux)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def command(path: Sequence[str], fd: int, memory_mb: int, preload: Sequence[str]) -> list[str]:
    """The command line that starts `serve` in a fresh interpreter with our import path."""
    code = (
        f"import sys; sys.path[:] = {list(path)!r}; "
        f"from ingest.child import serve; serve({fd}, {memory_mb}, {list(preload)!r})"
    )
    return [sys.executable, "-c", code]
