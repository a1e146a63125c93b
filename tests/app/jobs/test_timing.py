"""The rule of time: no item of any lane may run when its lease ends, and what is late has an outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from app import jobs
from app.jobs.entry import ingest_entry
from app.jobs.poll import poll_source
from app.jobs.timing import Lease, Leases
from config.settings import load_settings
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


USUAL = Leases.of(300)


@pytest.mark.parametrize("lease", [USUAL.poll, USUAL.entry, USUAL.alert])
def test_work_its_outcome_and_a_margin_fit_into_every_lease(lease: Lease) -> None:
    assert lease.work_s + BUSY_TIMEOUT_S < lease.deadline_s < lease.total_s


@pytest.mark.parametrize("lease_s", [1, 2.5, 60, 86_400])
def test_short_and_long_leases_end_work_before_they_end(lease_s: float) -> None:
    for lease in (Leases.of(lease_s).poll, Leases.of(lease_s).alert):
        assert 0 < lease.work_s < lease.deadline_s < lease.total_s


def test_default_lease_is_the_settings() -> None:
    assert load_settings(None, {}).lease_s == 300


def test_most_patient_channel_ends_by_itself() -> None:
    assert USUAL.alert.work_s > LONGEST_CHANNEL_S


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
