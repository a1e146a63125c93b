"""The rule of time: no item of any lane may run when its lease ends, and what is late has an outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from app import jobs
from app.jobs import timing
from app.jobs.entry import ingest_entry
from app.jobs.poll import poll_source
from db.engine import BUSY_TIMEOUT_S
from tests.app.hall import Hall, item, rss
from tests.fakes import InlineWorkers

T = TypeVar("T")
FEED = "https://agency.example/rss"
LONGEST_CHANNEL_S = 300


class HangingWorkers(InlineWorkers):
    """Workers that never come to an end."""

    async def run(self, function: Callable[..., T], /, *args: Any, deadline_s: float) -> T:
        await asyncio.Event().wait()
        return await super().run(function, *args, deadline_s=deadline_s)


@pytest.mark.parametrize("lease", [timing.POLL_LEASE, timing.ENTRY_LEASE, timing.ALERT_LEASE])
def test_work_its_outcome_and_a_margin_fit_into_every_lease(lease: timedelta) -> None:
    assert timing.work_s(lease) + BUSY_TIMEOUT_S < timing.deadline_s(lease) < lease.total_seconds()


def test_most_patient_channel_ends_by_itself() -> None:
    assert timing.work_s(timing.ALERT_LEASE) > LONGEST_CHANNEL_S


async def test_late_poll_is_a_failed_poll(hall: Hall) -> None:
    hall.source()
    hall.serve(FEED, rss(item("https://agency.example/1")))
    hall.workers = HangingWorkers()
    (due,) = await jobs.claim_sources(hall.house, 1)
    await poll_source(hall.house, due, time_s=0.01)
    poll, source = hall.row("SELECT * FROM polls"), hall.row("SELECT * FROM sources")
    assert (poll["outcome"], poll["reason"]) == ("failed", "timeout")
    assert (source["failures"], source["lease_until"]) == (1, None)


async def test_late_entry_is_put_off(hall: Hall) -> None:
    hall.source()
    hall.serve(FEED, rss(item("https://agency.example/1")))
    await hall.poll()
    hall.workers = HangingWorkers()
    (pending,) = await jobs.claim_entries(hall.house, 1)
    await ingest_entry(hall.house, pending, time_s=0.01)
    entry = hall.row("SELECT * FROM entries")
    assert (entry["state"], entry["outcome"], entry["lease_until"]) == ("pending", "late", None)
    assert not await jobs.claim_entries(hall.house, 1)
    hall.clock.advance(minutes=1)
    assert await jobs.claim_entries(hall.house, 1)
