"""Turns at the door: so many exchanges in all, so many per host; knows nothing of requests.

A server that says nothing keeps its own turn until the deadline. So that it does not hold up the other
addresses of its host, or of a machine that serves hundreds of outlets, an exchange that has waited
PATIENCE_S in silence gives its turn to the next; never more than ROOMS times `per_host` are open at
once, and behind so many silent ones the next are given less time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

HostKey = tuple[str, int]

# Of 50 silent addresses on one host before a good one: the good one was read after 750 s without this,
# after 125 s with it; no server that answers within 5 s is asked more than `per_host` at a time.
PATIENCE_S = 5.0
ROOMS = 3
# Until the head of an answer, where `per_host` others of the host are silent already.
SHORT_S = 10.0


class Turn:
    """One exchange's place at its host. `limit_s`: the time for the head of the answer, if it is short."""

    def __init__(self, lane: _Lane, patience_s: float) -> None:
        self._lane = lane
        self._held = True
        self._silent = False
        self.limit_s = SHORT_S if lane.silent >= lane.width else None
        self._timer = asyncio.get_running_loop().call_later(patience_s, self._give_way)

    def answered(self) -> None:
        """Say that the other side has begun to speak."""
        self._timer.cancel()
        if self._silent:
            self._silent = False
            self._lane.silent -= 1

    def end(self) -> None:
        self.answered()
        if self._held:
            self._held = False
            self._lane.turns.release()

    def _give_way(self) -> None:
        self._silent = True
        self._lane.silent += 1
        self._held = False
        self._lane.turns.release()


class _Lane:
    def __init__(self, width: int) -> None:
        self.width = width
        self.turns = asyncio.Semaphore(width)
        self.rooms = asyncio.Semaphore(ROOMS * width)
        self.users = 0
        self.silent = 0


class HostSlots:
    """Limits how many exchanges run at once.

    A slot of the whole is taken last: fifty requests waiting for one slow host leave the others free.
    A lane disappears with its last user.
    """

    def __init__(self, *, per_host: int, total: int, patience_s: float = PATIENCE_S) -> None:
        self._per_host = per_host
        self._patience_s = patience_s
        self._total = asyncio.Semaphore(total)
        self._lanes: dict[HostKey, _Lane] = {}

    def __len__(self) -> int:
        return len(self._lanes)

    @asynccontextmanager
    async def hold(self, key: HostKey) -> AsyncIterator[Turn]:
        """Wait for a turn at `key` and keep it while inside."""
        lane = self._lanes.setdefault(key, _Lane(self._per_host))
        lane.users += 1
        try:
            async with lane.rooms:
                await lane.turns.acquire()
                try:
                    await self._total.acquire()
                except BaseException:
                    lane.turns.release()
                    raise
                turn = Turn(lane, self._patience_s)
                try:
                    yield turn
                finally:
                    turn.end()
                    self._total.release()
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[key]
