"""Turns at the door."""

from __future__ import annotations

import asyncio

import pytest

from ingest.fetch.slots import ROOMS, SHORT_S, HostSlots, Turn

ONE = ("one.example", 443)
OTHER = ("other.example", 443)


async def test_a_host_with_a_queue_does_not_take_the_slots_of_the_whole() -> None:
    slots = HostSlots(per_host=1, total=2)
    async with slots.hold(ONE):
        waiting = [asyncio.create_task(_pass(slots)) for _ in range(5)]
        await asyncio.sleep(0)
        async with asyncio.timeout(1), slots.hold(OTHER):
            pass
    await asyncio.gather(*waiting)


async def test_the_whole_is_limited() -> None:
    slots = HostSlots(per_host=2, total=1)
    async with slots.hold(ONE):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), slots.hold(OTHER):
                raise AssertionError


async def test_nothing_is_remembered_of_hosts_that_nobody_asks() -> None:
    slots = HostSlots(per_host=1, total=1)
    async with slots.hold(ONE):
        waiting = asyncio.create_task(_pass(slots))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert len(slots) == 1
    assert len(slots) == 0


async def _pass(slots: HostSlots) -> None:
    async with slots.hold(ONE):
        pass


async def test_silent_exchanges_give_way_up_to_a_bound() -> None:
    slots = HostSlots(per_host=2, total=99, patience_s=0.001)
    inside: list[Turn] = []
    full = asyncio.Event()

    async def silent() -> None:
        async with slots.hold(ONE) as turn:
            inside.append(turn)
            if len(inside) == 2 * ROOMS:
                full.set()
            await asyncio.Event().wait()

    tasks = [asyncio.create_task(silent()) for _ in range(20)]
    await asyncio.sleep(0)
    assert len(inside) == 2
    async with asyncio.timeout(5):
        await full.wait()
    # The rooms are full: however long they are silent, nobody else comes in.
    await asyncio.sleep(0.01)
    assert [turn.limit_s for turn in inside] == [None] * 2 + [SHORT_S] * (2 * ROOMS - 2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert len(slots) == 0


async def test_who_is_answered_keeps_the_turn() -> None:
    slots = HostSlots(per_host=1, total=9, patience_s=0.001)
    async with slots.hold(ONE) as turn:
        turn.answered()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02), slots.hold(ONE):
                raise AssertionError
    async with slots.hold(ONE) as again:
        assert again.limit_s is None
