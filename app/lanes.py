"""Lanes: claim due work, run it side by side within a capacity, drain on demand; knows no work itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")


class Lane(Generic[T]):
    """One kind of work.

    `claim(n)` takes at most n due items from the database, so that no other process has them;
    `work(item)` does one and never raises for a fault of the item. Filling is serialised: ticks
    that overlap cannot claim twice.
    """

    def __init__(
        self,
        name: str,
        *,
        capacity: int,
        claim: Callable[[int], Awaitable[Sequence[T]]],
        work: Callable[[T], Awaitable[None]],
        on_bug: Callable[[], None],
        on_done: Callable[[], None],
    ) -> None:
        self.name = name
        self.capacity = capacity
        self._claim = claim
        self._work = work
        self._on_bug = on_bug
        self._on_done = on_done
        self._tasks: set[asyncio.Task[None]] = set()
        self._filling = asyncio.Lock()
        self._open = True
        self.claimed = 0
        self.finished = 0

    @property
    def running(self) -> int:
        return len(self._tasks)

    async def fill(self) -> int:
        """Claim as much as there is room for and start it; returns how much was claimed."""
        async with self._filling:
            room = self.capacity - self.running
            if not self._open or room <= 0:
                return 0
            items = await self._claim(room)
            for item in items:
                task = asyncio.create_task(self._run(item), name=f"{self.name}")
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            self.claimed += len(items)
            return len(items)

    async def wait(self) -> None:
        """Return when at least one running item has finished, at once if none runs."""
        if self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def drain(self, timeout_s: float) -> int:
        """Claim nothing more, wait for what runs, end the rest; returns how many were ended."""
        self._open = False
        if not self._tasks:
            return 0
        _, late = await asyncio.wait(self._tasks, timeout=timeout_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    async def _run(self, item: T) -> None:
        try:
            await self._work(item)
        except Exception:
            # A bug: the item's lease runs out and it is tried again; the operator must see it.
            self._on_bug()
            log.exception("work failed unexpectedly", extra={"lane": self.name})
        finally:
            self.finished += 1
            self._on_done()
