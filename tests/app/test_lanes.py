"""Lanes without a house: room, serialised claims, draining, and work that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from app.lanes import Lane
from domain.errors import TumenError


@dataclass
class Bench:
    """Due items, and a gate that work waits at, or the slow items alone."""

    due: list[int]
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[int] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    nudges: int = 0
    broken: frozenset[int] = frozenset()
    slow: frozenset[int] | None = None

    def lane(self, capacity: int, *, deadline_s: float = 60.0) -> Lane[int]:
        def nudge() -> None:
            self.nudges += 1

        return Lane(
            "items",
            capacity=capacity,
            deadline_s=deadline_s,
            claim=self.claim,
            work=self.work,
            on_error=self.errors.append,
            on_done=nudge,
        )

    async def claim(self, limit: int) -> Sequence[int]:
        self.asked.append(limit)
        items = self.due[:limit]
        await asyncio.sleep(0)  # as the database, claiming lets others run
        self.due = self.due[limit:]
        return items

    async def work(self, item: int) -> None:
        if self.slow is None or item in self.slow:
            await self.gate.wait()
        if item in self.broken:
            raise TypeError(f"item {item}")
        self.done.append(item)


async def settle(lane: Lane[int], *, at: int = 0) -> None:
    while lane.running > at:  # noqa: ASYNC110 - gives the loop a turn, no time passes
        await asyncio.sleep(0)


async def test_no_more_is_claimed_than_there_is_room_for() -> None:
    bench = Bench(due=list(range(10)))
    lane = bench.lane(4)
    assert await lane.fill() == 4
    assert await lane.fill() == 0
    assert bench.asked == [4]
    bench.gate.set()
    await settle(lane)
    assert await lane.fill() == 4


@pytest.mark.parametrize(
    ("slow", "asked"),
    [
        pytest.param(range(1, 8), [8], id="one-of-eight-is-free"),
        pytest.param(range(2, 8), [8, 2], id="two-of-eight-are-free"),
    ],
)
async def test_lane_at_work_claims_again_when_a_quarter_is_free(
    slow: range, asked: list[int]
) -> None:
    bench = Bench(due=list(range(20)), slow=frozenset(slow))
    lane = bench.lane(8)
    await lane.fill()
    await settle(lane, at=len(slow))
    await lane.fill()
    assert bench.asked == asked
    bench.gate.set()
    await lane.drain(1.0)


async def test_lane_that_found_too_little_sleeps_until_it_is_woken_or_told_to_look() -> None:
    bench = Bench(due=[1])
    lane = bench.lane(2)
    assert await lane.fill() == 1
    bench.gate.set()
    await settle(lane)
    bench.due += [2]
    assert await lane.fill() == 0
    assert await lane.fill(anyway=True) == 1
    await settle(lane)
    bench.due += [3]
    lane.wake()
    assert await lane.fill() == 1
    await settle(lane)
    assert bench.done == [1, 2, 3]


async def test_fills_that_overlap_claim_nothing_twice() -> None:
    bench = Bench(due=list(range(3)))
    lane = bench.lane(4)
    assert sorted(await asyncio.gather(lane.fill(), lane.fill(), lane.fill())) == [0, 0, 3]
    bench.gate.set()
    await settle(lane)
    assert sorted(bench.done) == [0, 1, 2]


async def test_whoever_is_told_of_an_end_finds_the_room_that_became_free() -> None:
    free: list[int] = []
    bench = Bench(due=[1])
    lane = Lane(
        "items",
        capacity=1,
        deadline_s=60.0,
        claim=bench.claim,
        work=bench.work,
        on_error=bench.errors.append,
        on_done=lambda: free.append(lane.capacity - lane.running),
    )
    await lane.fill()
    bench.gate.set()
    await settle(lane)
    assert free == [1]


async def test_work_that_fails_is_reported_and_stops_no_other() -> None:
    bench = Bench(due=[1, 2, 3], broken=frozenset({2}))
    lane = bench.lane(3)
    await lane.fill()
    bench.gate.set()
    await settle(lane)
    assert bench.done == [1, 3]
    assert [str(error) for error in bench.errors] == ["item 2"]
    assert (lane.finished, bench.nudges) == (3, 3)


async def test_work_is_ended_before_its_lease_and_told_as_a_passing_trouble() -> None:
    bench = Bench(due=[1, 2], slow=frozenset({1}))
    lane = bench.lane(2, deadline_s=0.01)
    await lane.fill()
    await settle(lane)
    assert bench.done == [2]
    (error,) = bench.errors
    assert isinstance(error, TumenError)
    assert (error.reason, error.transient) == ("late", True)


async def test_draining_waits_for_work_that_ends_in_time() -> None:
    bench = Bench(due=[1, 2])
    lane = bench.lane(2)
    await lane.fill()
    asyncio.get_running_loop().call_soon(bench.gate.set)
    assert await lane.drain(5.0) == 0
    assert bench.done == [1, 2]


async def test_draining_ends_work_that_is_late_and_claims_nothing_more() -> None:
    bench = Bench(due=[1, 2, 3])
    lane = bench.lane(2)
    await lane.fill()
    assert await lane.drain(0.01) == 2
    assert bench.done == []
    assert await lane.fill() == 0
    assert bench.due == [3]


async def test_a_claim_under_way_when_draining_begins_starts_nothing() -> None:
    bench = Bench(due=[1])
    bench.gate.set()
    lane = bench.lane(1)
    filling = asyncio.create_task(lane.fill())
    await asyncio.sleep(0)
    assert await lane.drain(1.0) == 0
    assert await filling == 0
    assert bench.done == []
