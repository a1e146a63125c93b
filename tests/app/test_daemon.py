"""The daemon beside a database that someone else holds: it hears `stop`, ends in time and complains little."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from rich.console import Console

from app.console import Meter
from app.daemon import Daemon
from domain.fetched import FetchRequest
from tests.app.hall import FLAGGED, Hall, item, rss

POLLS = "SELECT id FROM polls"


@pytest.fixture
def held(hall: Hall) -> Iterator[Hall]:
    """A hall whose database another connection keeps from being written."""
    with closing(sqlite3.connect(str(hall.database.path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield hall
        other.execute("ROLLBACK")
    with hall.database.write():
        pass  # those that still waited for their turn are through


async def test_stop_is_heard_and_ends_in_time_while_the_database_is_held(
    held: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    stop = asyncio.Event()
    daemon = Daemon(held.house, Meter(Console(quiet=True)), drain_s=0.05)
    running = asyncio.create_task(daemon.forever(stop))
    await asyncio.sleep(0)
    stop.set()
    async with asyncio.timeout(3):
        await running
    assert [r.getMessage() for r in caplog.records] == [
        "claimed work could not be given back; it will be free when its lease ends"
    ]


async def test_stop_of_an_idle_daemon_is_silent_and_quick(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    stop = asyncio.Event()
    stop.set()
    async with asyncio.timeout(1):
        await Daemon(hall.house, Meter(Console(quiet=True))).forever(stop)
    assert not caplog.records


async def test_old_polls_are_pruned_at_the_start(hall: Hall) -> None:
    hall.source()
    await hall.poll()
    hall.clock.advance(days=100)
    await hall.poll()
    assert len(hall.rows(POLLS)) == 2
    stop = asyncio.Event()
    running = asyncio.create_task(Daemon(hall.house, Meter(Console(quiet=True))).forever(stop))
    async with asyncio.timeout(5):
        while len(await asyncio.to_thread(hall.rows, POLLS)) > 1:
            pass
    stop.set()
    await running


async def test_single_pass_polls_each_source_once_however_short_its_interval(hall: Hall) -> None:
    def slow(request: FetchRequest) -> bytes:
        hall.clock.advance(seconds=5)
        return rss(item(request.url))

    hall.environ["TUMEN_FETCH__MIN_INTERVAL_S"] = "1"
    for id_ in ("one", "two"):
        source = hall.source(id_, poll_interval_s=1, fetch_pages=False)
        hall.serve(source.url, slow)
    await Daemon(hall.house, Meter(Console(quiet=True))).once()
    assert len(hall.asked("listing")) == 2


async def test_single_pass_that_flags_brings_the_next_poll_forward(hall: Hall) -> None:
    source = hall.source("one", poll_interval_s=3600, fetch_pages=False)
    hall.serve(source.url, rss(item(None, summary=FLAGGED)))
    await Daemon(hall.house, Meter(Console(quiet=True))).once()
    due = hall.row("SELECT due_by, unixepoch(next_due_at) AS s FROM sources")
    assert (due["due_by"], due["s"] - hall.clock.now().timestamp()) == ("burst", 1800)
