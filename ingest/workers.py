"""Child processes that run pure functions and can be killed; knows nothing of what they compute.

A hostile page can hang, crash or bloat an extractor, so nothing of ours waits for it: the child is
ended at the deadline and the next call gets a fresh one. A child is a fresh interpreter, not a fork
(safe beside threads), and not multiprocessing's spawn either, which would run the command line's main
module again in every child. It sits in a session of its own, so that Ctrl-C does not reach it.

Cost of a call (2 cores, Python 3.11, 23 Nov 2026): trivial ones 5,700/s one after the other, 4,000/s
when many wait; 1,600 to 2,000/s with 100 KB there and back; 10 MB there and back in 70 ms. A page's
extraction takes 40 ms. A child without preloaded modules is ready in 70 ms.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import Pipe
from typing import Any, Self, TypeVar

from domain.errors import ParseError
from ingest.child import Reply, command

log = logging.getLogger(__name__)

T = TypeVar("T")

# Importing an extractor with its dictionaries takes 1 to 3 s on an idle core: room for a busy machine.
START_DEADLINE_S = 60.0
CLOSE_GRACE_S = 2.0


class WorkerPool:
    """Implements ports.Workers; open it with `async with`.

    Starts a child when a call finds none idle, up to `count` (0: one per core). `memory_mb` is what a
    call may use (0: no limit). `preload` names modules that a child imports before its first call, at
    no cost to that call's deadline. A child is replaced after `recycle_after` calls: extractors leak.
    """

    def __init__(
        self,
        count: int = 0,
        memory_mb: int = 1024,
        *,
        preload: Sequence[str] = (),
        recycle_after: int = 2000,
    ) -> None:
        self._count = count or os.cpu_count() or 1
        self._memory_mb = memory_mb
        self._preload = tuple(preload)
        self._recycle_after = recycle_after
        self._turns = asyncio.Semaphore(self._count)
        self._idle: list[_Child] = []
        self._children: set[_Child] = set()
        self._threads: ThreadPoolExecutor | None = None

    async def __aenter__(self) -> Self:
        # A killed child keeps its thread for the moment that it takes to die: hence the spare ones.
        self._threads = ThreadPoolExecutor(2 * self._count, thread_name_prefix="workers")
        return self

    async def __aexit__(self, *_: object) -> None:
        threads, self._threads = self._threads, None
        if threads is None:
            return
        idle, self._idle = self._idle, []
        for child in self._children.difference(idle):
            child.kill()
        for child in idle:
            child.hang_up()
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(threads, child.end) for child in idle))
        # Those killed end in the threads that wait for them.
        await loop.run_in_executor(None, threads.shutdown)
        self._children.clear()

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the children that live."""
        return tuple(child.process.pid for child in self._children)

    async def run(self, function: Callable[..., T], /, *args: Any, deadline_s: float) -> T:
        """Call a picklable function in a child.

        Units: seconds of the call itself; waiting for a child is not counted.
        Errors: what the function raises, if it is ours; ParseError with reason `deadline`, `crashed`
        or `memory`; RuntimeError with the child's traceback for a bug.
        """
        name = _name(function)
        call = pickle.dumps((function, args, deadline_s), protocol=5)
        async with self._turns:
            child = self._idle.pop() if self._idle else await self._start()
            kind, value = await self._ask(child, call, deadline_s, name)
            child.calls += 1
            if kind == "memory" or child.calls >= self._recycle_after or self._threads is None:
                self._retire(child)
            else:
                self._idle.append(child)
        if kind == "done":
            result: T = value
            return result
        raise _error(kind, value, name)

    async def _start(self) -> _Child:
        if self._threads is None:
            raise RuntimeError("WorkerPool is used outside of `async with`")
        child = _Child(self._memory_mb, self._preload)
        self._children.add(child)
        try:
            kind, value = await self._ask(child, None, START_DEADLINE_S, "start")
        except ParseError as error:
            # No page is at fault, so this must not count as one that cannot be parsed.
            raise RuntimeError(f"a worker process cannot be started: {error}") from error
        if kind != "done":
            self._retire(child)
            raise _error(kind, value, "start")
        return child

    async def _ask(self, child: _Child, call: bytes | None, deadline_s: float, name: str) -> Reply:
        """Send one call and wait for its reply; any other end of the waiting ends the child."""
        if self._threads is None:
            raise RuntimeError("WorkerPool is closed")
        exchange = asyncio.get_running_loop().run_in_executor(self._threads, child.exchange, call)
        try:
            done, _ = await asyncio.wait({exchange}, timeout=deadline_s)
            if not done:
                child.kill()
                await asyncio.wait({exchange})
        except BaseException:
            child.kill()
            exchange.add_done_callback(lambda _: self._children.discard(child))
            raise
        reply = exchange.result()
        if reply is not None and done:
            return reply
        self._children.discard(child)
        if self._threads is None:
            raise ParseError(f"{name}: the workers are closed", reason="closed", transient=True)
        if not done:
            log.warning("worker ended at the deadline", extra={"call": name})
            raise ParseError(f"{name}: no result within {deadline_s:g} s", reason="deadline")
        log.warning("worker crashed", extra={"call": name, "how": child.how_it_ended()})
        raise ParseError(f"{name}: the worker {child.how_it_ended()}", reason="crashed")

    def _retire(self, child: _Child) -> None:
        """Let a child go that has nothing to do: it ends by itself when we hang up."""
        child.hang_up()
        if self._threads is None:
            child.kill()
            self._children.discard(child)
            return
        ending = asyncio.get_running_loop().run_in_executor(self._threads, child.end)
        ending.add_done_callback(lambda _: self._children.discard(child))


class _Child:
    """One process and our end of its socket. `exchange` and `end` block: for threads."""

    def __init__(self, memory_mb: int, preload: Sequence[str]) -> None:
        ours, theirs = Pipe()
        self.calls = 0
        self._connection = ours
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter, no foreign text
                command(sys.path, theirs.fileno(), memory_mb, preload),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def exchange(self, call: bytes | None) -> Reply | None:
        """Send a call (or nothing, for the word that the child is ready) and read the reply.

        Gives None if the child is no more; it is buried then.
        """
        try:
            if call is not None:
                self._connection.send_bytes(call)
            data = self._connection.recv_bytes()
        except (EOFError, OSError):
            self.end()
            return None
        try:
            reply: Reply = pickle.loads(data)  # noqa: S301 - from our own child
        except Exception:
            return "bug", f"the result cannot be read\n{traceback.format_exc()}"
        return reply

    def kill(self) -> None:
        """End the process now; whoever waits in `exchange` returns."""
        with suppress(ProcessLookupError):
            self.process.kill()

    def hang_up(self) -> None:
        """Close our end: an idle child takes that as its end."""
        self._connection.close()

    def end(self) -> None:
        """Wait for the end, and bring it about if it does not come by itself."""
        try:
            self.process.wait(CLOSE_GRACE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._connection.close()

    def how_it_ended(self) -> str:
        code = self.process.returncode
        if code is not None and code < 0:
            with suppress(ValueError):
                return f"was ended by {signal.Signals(-code).name}"
        return f"ended with code {code}"


def _name(function: Callable[..., Any]) -> str:
    """What to call a function in messages; never its arguments, which hold whole pages."""
    inner = function.func if isinstance(function, partial) else function
    return getattr(inner, "__name__", type(inner).__name__)


def _error(kind: str, value: Any, name: str) -> Exception:
    if kind == "raised" and isinstance(value, Exception):
        return value
    if kind == "memory":
        return ParseError(f"{name}: needs more memory than a worker may use", reason="memory")
    return RuntimeError(f"{name} failed in a worker process\n{value}")
