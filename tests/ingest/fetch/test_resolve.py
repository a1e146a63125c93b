"""Name look-ups in threads of their own."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from ingest.fetch.resolve import ThreadResolver


async def test_a_name_becomes_addresses() -> None:
    results = await ThreadResolver().resolve("localhost", 80, socket.AF_UNSPEC)
    assert {result["host"] for result in results} <= {"127.0.0.1", "::1"}
    assert results[0]["port"] == 80


@pytest.mark.parametrize("name", ["nowhere.invalid", "a" * 70 + ".example"])
async def test_an_unknown_name_is_an_os_error(name: str) -> None:
    with pytest.raises(OSError):
        await ThreadResolver().resolve(name, 80, socket.AF_UNSPEC)


async def test_one_who_gives_up_does_not_hold_others_up() -> None:
    resolver = ThreadResolver()
    waiting = asyncio.create_task(resolver.resolve("localhost", 80))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await resolver.resolve("localhost", 81)


async def test_look_ups_never_hold_up_the_end_of_the_program() -> None:
    await ThreadResolver().resolve("localhost", 80)
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "resolve")
