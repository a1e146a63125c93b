"""Lanes: claim due work, run it side by side within a capacity, drain on demand; knows no work itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from domain.errors import TumenError

T = TypeVar("T")

REFILL_PARTS = 4


class Lane(Generic[T]):
    """One kind of work.

    `claim(n)` takes at most n due items from the database, so that no other process has them;
    `work(item)` does one and never raises for a fault of the item. Filling is serialised: ticks
    that overlap cannot claim twice. A claim costs a transaction, so a lane that found less than it had
    room for sleeps until `wake` or a tick, and one that works waits for a quarter of its room (claims
    after each item took half of the daemon's database time, 600 articles, 23 Nov 2026).
    No item runs longer than `deadline_s` after its claim began: it must end before its lease does.
    """

    def __init__(
        self,
        name: str,
        *,
        capacity: int,
        deadline_s: float,
        claim: Callable[[int], Awaitable[Sequence[T]]],
        work: Callable[[T], Awaitable[None]],
        on_error: Callable[[Exception], None],
        on_done: Callable[[], None],
    ) -> None:
        self.name = name
        self.capacity = capacity
        self._deadline_s = deadline_s
        self._claim = claim
        self._work = work
        self._on_error = on_error
        self._on_done = on_done
        self._tasks: set[asyncio.Task[None]] = set()
        self._filling = asyncio.Lock()
        self._open = True
        self._awake = True
        self.claimed = 0
        self.finished = 0

    @property
    def running(self) -> int:
        return len(self._tasks)

    def wake(self) -> None:
        """Let the next fill look, because something has become due."""
        self._awake = True

    async def fill(self, *, anyway: bool = False) -> int:
        """Claim as much as there is room for and start it; returns how much was claimed.

        `anyway`: look also when nothing is known to have become due, as others may have made it so.
        """
        async with self._filling:
            room = self.capacity - self.running
            least = self.capacity // REFILL_PARTS if self.running else 1
            if not self._open or room < max(1, least) or not (self._awake or anyway):
                return 0
            self._awake = False
            # From here, not from the start of the work: a claim may wait long for the database.
            ends_at = asyncio.get_running_loop().time() + self._deadline_s
            items = await self._claim(room)
            if len(items) == room:
                self._awake = True
            if not self._open:
                return 0  # closed meanwhile: what was claimed is given back with all other leases
            for item in items:
                task = asyncio.create_task(self._run(item, ends_at), name=self.name)
                self._tasks.add(task)
                task.add_done_callback(self._ended)
            self.claimed += len(items)
            return len(items)

    async def drain(self, timeout_s: float) -> int:
        """Claim nothing more, wait for what runs, end the rest; returns how many were ended."""
        self._open = False
        ends_at = asyncio.get_running_loop().time() + timeout_s
        with suppress(TimeoutError):
            # A claim under way starts nothing any more, but its leases must be there to be given back.
            async with asyncio.timeout_at(ends_at), self._filling:
                pass
        if not self._tasks:
            return 0
        left_s = ends_at - asyncio.get_running_loop().time()
        _, late = await asyncio.wait(self._tasks, timeout=max(0.0, left_s))
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    async def _run(self, item: T, ends_at: float) -> None:
        limit = asyncio.timeout_at(ends_at)
        try:
            async with limit:
                await self._work(item)
        except TimeoutError as error:
            self._on_error(_late(self.name) if limit.expired() else error)
        except Exception as error:
            # The item's lease runs out and it is tried again; the operator must see why.
            self._on_error(error)

    def _ended(self, task: asyncio.Task[None]) -> None:
        # Not in `_run`: whoever is told must find the room that this task has left.
        self._tasks.discard(task)
        self.finished += 1
        self._on_done()


def _late(name: str) -> TumenError:
    words = f"work of the lane '{name}' was ended before its lease; it will be tried again"
    return TumenError(words, reason="late", transient=True)
