"""Writing together: alone when nothing is under way, gathered behind a write, faults kept to themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.together import Together


@dataclass
class Book:
    """Doubles numbers behind a gate, all or nothing; a negative one breaks the write."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    parts: list[list[int]] = field(default_factory=list)

    async def write(self, items: Sequence[int]) -> Sequence[int]:
        self.parts.append(list(items))
        await self.gate.wait()
        if min(items) < 0:
            raise ValueError("negative")
        return [2 * item for item in items]


async def _under_way(together: Together[int, int], *items: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(together.write(item)) for item in items]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_first_goes_at_once_and_the_others_follow_together() -> None:
    book = Book()
    together = Together(book.write, most=2)
    tasks = await _under_way(together, 1)
    tasks += await _under_way(together, 2, 3, 4)
    assert book.parts == [[1]]
    book.gate.set()
    assert await asyncio.gather(*tasks) == [2, 4, 6, 8]
    assert book.parts == [[1], [2, 3], [4]]


async def test_faulty_item_costs_itself_only() -> None:
    book = Book()
    together = Together(book.write)
    tasks = await _under_way(together, 0)
    tasks += await _under_way(together, 1, -1, 2)
    book.gate.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [result for result in results if isinstance(result, int)] == [0, 2, 4]
    assert isinstance(results[2], ValueError)
    assert book.parts == [[0], [1, -1, 2], [1], [-1], [2]]


async def test_who_gave_up_while_waiting_is_not_written() -> None:
    book = Book()
    together = Together(book.write)
    first, second, third = [task for item in (1, 2, 3) for task in await _under_way(together, item)]
    second.cancel()
    await asyncio.wait([second])
    book.gate.set()
    assert await asyncio.gather(first, third) == [2, 6]
    assert book.parts == [[1], [3]]
    assert await together.write(4) == 8
