"""Threads for the database: in order, side by side up to the limit, and no hindrance to an end."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from app.threads import DaemonThreads

HANG = """
import asyncio, threading
from app.threads import DATABASE
async def main():
    asyncio.get_running_loop().run_in_executor(DATABASE, threading.Event().wait)
asyncio.run(main())
"""


async def test_answers_and_errors_come_back() -> None:
    threads, loop = DaemonThreads(2, name="test"), asyncio.get_running_loop()
    assert await loop.run_in_executor(threads, max, 1, 2) == 2
    with pytest.raises(ZeroDivisionError):
        await loop.run_in_executor(threads, divmod, 1, 0)


async def test_so_many_calls_run_side_by_side_and_the_rest_follows() -> None:
    threads, loop = DaemonThreads(2, name="test"), asyncio.get_running_loop()
    meet = threading.Barrier(2, timeout=5)
    await asyncio.gather(*(loop.run_in_executor(threads, meet.wait) for _ in range(6)))


def test_call_that_hangs_does_not_keep_the_process() -> None:
    ended = subprocess.run([sys.executable, "-c", HANG], timeout=10, check=False)
    assert ended.returncode == 0
