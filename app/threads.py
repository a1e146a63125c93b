"""Threads for calls that block on the database; unlike the usual ones they hold up no end of the process.

A call that waits for a database that someone else holds cannot be broken off. asyncio's own executor
and `concurrent.futures` wait for such threads when the interpreter ends; daemon threads are left.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

# As many as may usefully wait: SQLite has one writer, the pool of PostgreSQL 16 connections.
DATABASE_CALLS = 8


class DaemonThreads(Executor):
    """At most `most` daemon threads, started when none is idle; takes calls in order."""

    def __init__(self, most: int, *, name: str) -> None:
        self._most = most
        self._name = name
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._started = 0
        self._starting = threading.Lock()

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        future: Future[T] = Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # all belongs to the one who waits for the call
                future.set_exception(error)
            else:
                future.set_result(result)

        self._calls.put(call)
        self._start()
        return future

    def _start(self) -> None:
        if self._idle.acquire(blocking=False):
            return
        with self._starting:
            if self._started < self._most:
                self._started += 1
                threading.Thread(target=self._work, name=self._name, daemon=True).start()

    def _work(self) -> None:
        while True:
            self._calls.get()()
            self._idle.release()


# Of the process, as threads are: a house that is closed leaves nothing in them.
DATABASE = DaemonThreads(DATABASE_CALLS, name="database")
