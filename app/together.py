"""Gather what is to be written while a write is under way, and write it as one; knows no table.

Nothing waits for company: what comes while nothing is written is written at once, by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

Write = Callable[[Sequence[T]], Awaitable[Sequence[R]]]
# A write of so many polls takes some 20 ms: others who want to write do not wait long.
MOST = 32


class Together(Generic[T, R]):
    """`write` gets at most `most` items and gives a result for each, in their order.

    It must be all or nothing: if it fails, its items are written one by one, so that a faulty one
    costs itself only.
    """

    def __init__(self, write: Write[T, R], *, most: int = MOST) -> None:
        self._do = write
        self._most = most
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, item: T) -> R:
        """Write an item and give its result. Errors: those of writing it by itself."""
        done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all(), name="together")
        return await done

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                part, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                # Whoever was ended meanwhile has given up what he held.
                if wanted := [one for one in part if not one[1].done()]:
                    await self._write(wanted)
        finally:
            self._writer = None
            for _, done in self._waiting:
                done.cancel()

    async def _write(self, part: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._do([item for item, _ in part])
        except Exception as error:
            if len(part) > 1:
                for one in part:
                    await self._write([one])
            elif not part[0][1].done():
                part[0][1].set_exception(error)
            return
        except BaseException:
            for _, done in part:
                done.cancel()
            raise
        for (_, done), result in zip(part, results, strict=True):
            if not done.done():
                done.set_result(result)
