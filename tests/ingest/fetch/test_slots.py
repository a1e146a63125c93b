"""Turns at the door."""

from __future__ import annotations

import asyncio

import pytest

from ingest.fetch.slots import HostSlots

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
