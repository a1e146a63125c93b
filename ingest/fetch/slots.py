"""Turns at the door: so many exchanges in all, so many per host; knows nothing of requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

HostKey = tuple[str, int]


class _Lane:
    def __init__(self, width: int) -> None:
        self.turns = asyncio.Semaphore(width)
        self.users = 0


class HostSlots:
    """Limits how many exchanges run at once.

    A slot of the whole is taken last: fifty requests waiting for one slow host leave the others free.
    A lane disappears with its last user.
    """

    def __init__(self, *, per_host: int, total: int) -> None:
        self._per_host = per_host
        self._total = asyncio.Semaphore(total)
        self._lanes: dict[HostKey, _Lane] = {}

    def __len__(self) -> int:
        return len(self._lanes)

    @asynccontextmanager
    async def hold(self, key: HostKey) -> AsyncIterator[None]:
        """Wait for a turn at `key` and keep it while inside."""
        lane = self._lanes.setdefault(key, _Lane(self._per_host))
        lane.users += 1
        try:
            async with lane.turns, self._total:
                yield
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[key]
