"""Worker processes: they compute, they can be killed, and nobody waits for them."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable

import pytest

from domain.errors import FetchError, ParseError
from ingest.workers import WorkerPool
from tests.ingest import crew


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    async with WorkerPool(1, memory_mb=256) as pool:
        yield pool


async def test_a_function_is_run_in_another_process(pool: WorkerPool) -> None:
    assert await pool.run(crew.add, 1, 2, deadline_s=10) == 3
    assert (await pool.run(crew.pid, deadline_s=10),) == pool.pids


async def test_large_arguments_and_results_pass(pool: WorkerPool) -> None:
    data = bytes(5_000_000)
    assert await pool.run(crew.echo, data, deadline_s=10) == data


@pytest.mark.parametrize("hang", [crew.hang, crew.hang_in_c])
async def test_a_call_beyond_its_deadline_is_ended(
    pool: WorkerPool, hang: Callable[[], object]
) -> None:
    before = await pool.run(crew.pid, deadline_s=10)
    with pytest.raises(ParseError) as caught:
        await pool.run(hang, deadline_s=0.1)
    assert caught.value.reason == "deadline"
    assert await pool.run(crew.pid, deadline_s=10) != before
    assert len(pool.pids) == 1


@pytest.mark.parametrize(
    ("number", "how"),
    [(signal.SIGSEGV, "SIGSEGV"), (signal.SIGKILL, "SIGKILL"), (signal.SIGALRM, "SIGALRM")],
)
async def test_a_crash_is_told_and_the_child_replaced(
    pool: WorkerPool, number: int, how: str
) -> None:
    with pytest.raises(ParseError, match=how) as caught:
        await pool.run(crew.die, number, deadline_s=10)
    assert caught.value.reason == "crashed"
    assert await pool.run(crew.add, 1, 2, deadline_s=10) == 3


async def test_a_child_that_leaves_is_a_crash(pool: WorkerPool) -> None:
    with pytest.raises(ParseError, match="ended with code 3"):
        await pool.run(crew.leave, deadline_s=10)


async def test_ctrl_c_and_the_end_of_the_group_are_not_for_children(pool: WorkerPool) -> None:
    assert await pool.run(crew.interrupt, deadline_s=10) == "still here"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps RLIMIT_AS")
async def test_a_call_that_wants_too_much_memory_fails_alone(pool: WorkerPool) -> None:
    assert await pool.run(crew.eat, 50, deadline_s=10) == 50 * 1024 * 1024
    with pytest.raises(ParseError) as caught:
        await pool.run(crew.eat, 300, deadline_s=10)
    assert caught.value.reason == "memory"
    assert await pool.run(crew.add, 1, 2, deadline_s=10) == 3


async def test_our_errors_come_back_as_themselves(pool: WorkerPool) -> None:
    with pytest.raises(ParseError, match="no listing") as parse:
        await pool.run(crew.fail_to_parse, deadline_s=10)
    assert parse.value.reason == "html"
    with pytest.raises(FetchError) as fetch:
        await pool.run(crew.fail_to_fetch, deadline_s=10)
    assert (fetch.value.status, fetch.value.retry_after_s) == (503, 9)


@pytest.mark.parametrize(
    ("function", "trace"),
    [
        (crew.divide, "ZeroDivisionError"),
        (crew.quit_now, "SystemExit"),
        (crew.unsendable, "cannot be sent"),
        (crew.stubborn, "cannot be read"),
    ],
)
async def test_a_bug_comes_back_with_its_traceback(
    pool: WorkerPool, function: Callable[[], object], trace: str
) -> None:
    before = await pool.run(crew.pid, deadline_s=10)
    with pytest.raises(RuntimeError, match=trace):
        await pool.run(function, deadline_s=10)
    assert await pool.run(crew.pid, deadline_s=10) == before


async def test_children_do_not_write_to_our_output(
    pool: WorkerPool, capfd: pytest.CaptureFixture[str]
) -> None:
    assert await pool.run(crew.talk, deadline_s=10) == "said"
    assert capfd.readouterr().out == ""


async def test_a_cancelled_call_ends_its_child(pool: WorkerPool) -> None:
    before = await pool.run(crew.pid, deadline_s=10)
    task = asyncio.create_task(pool.run(crew.hang, deadline_s=60))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    after = await pool.run(crew.pid, deadline_s=10)
    assert after != before


async def test_a_call_cancelled_while_its_child_starts_leaves_a_working_pool(
    pool: WorkerPool,
) -> None:
    task = asyncio.create_task(pool.run(crew.pid, deadline_s=10))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await pool.run(crew.add, 1, 2, deadline_s=10) == 3


async def test_children_start_when_needed_and_work_side_by_side() -> None:
    async with WorkerPool(2) as pool:
        assert pool.pids == ()
        await pool.run(crew.pid, deadline_s=10)
        await pool.run(crew.pid, deadline_s=10)
        assert len(pool.pids) == 1
        hanging = asyncio.create_task(pool.run(crew.hang, deadline_s=60))
        assert await asyncio.gather(
            *(pool.run(crew.add, n, n, deadline_s=10) for n in range(9))
        ) == [2 * n for n in range(9)]
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)


async def test_a_child_is_replaced_after_its_share_of_calls() -> None:
    async with WorkerPool(1, recycle_after=2) as pool:
        pids = [await pool.run(crew.pid, deadline_s=10) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_modules_are_there_before_the_first_call() -> None:
    async with WorkerPool(1, preload=["colorsys"]) as pool:
        assert await pool.run(crew.loaded, "colorsys", deadline_s=10)


async def test_a_child_that_cannot_start_is_a_bug_and_not_a_bad_page() -> None:
    async with WorkerPool(1, preload=["no_such_module"]) as pool:
        with pytest.raises(RuntimeError, match="no_such_module"):
            await pool.run(crew.pid, deadline_s=10)


async def test_closing_ends_a_call_that_still_runs() -> None:
    async with WorkerPool(1) as pool:
        await pool.run(crew.pid, deadline_s=10)
        hanging = asyncio.create_task(pool.run(crew.hang, deadline_s=60))
        await asyncio.sleep(0)
    with pytest.raises(ParseError) as caught:
        await hanging
    assert (caught.value.reason, caught.value.transient) == ("closed", True)
    with pytest.raises(RuntimeError, match="async with"):
        await pool.run(crew.pid, deadline_s=10)


async def test_a_call_that_cannot_be_sent_is_a_bug(pool: WorkerPool) -> None:
    with pytest.raises((AttributeError, TypeError), match=r"lambda|pickle"):
        await pool.run(lambda: None, deadline_s=10)


PARENT = """
import asyncio, os, signal
from ingest.workers import WorkerPool
from tests.ingest import crew

async def main():
    async with WorkerPool(1) as pool:
        await pool.run(crew.pid, deadline_s=10)
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def test_children_end_when_the_parent_is_killed() -> None:
    path = f"import sys; sys.path[:] = {sys.path!r}\n"
    parent = subprocess.Popen(
        [sys.executable, "-c", path + PARENT], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    # The child shares its parent's standard error: the pipe ends when both have.
    _, talk = parent.communicate(timeout=20)
    assert (parent.returncode, talk) == (-signal.SIGKILL, b"")
