"""The daemon: three lanes of work on one loop, ticked by APScheduler; all state is in rows.

Flow:  sources that are due -> entries that are due -> alerts that are due. Each lane claims from the
database, so any number of daemons share the work. It decides nothing: what is due and what becomes of
it is in the rows and in `app/jobs.py`.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from app import jobs
from app.build import House
from app.console import Meter
from app.jobs import timing
from app.lanes import Lane

log = logging.getLogger(__name__)

TICK_S = 1.0
DRAIN_S = 8.0  # SIGTERM promises 10 s in all; the rest is for closing pools and the database
# Finished work often makes other work due (a poll brings entries): look again this soon.
NUDGE_S = 0.02
ENTRY_LANE = 16
ALERT_LANE = 8


class Daemon:
    """Runs the lanes of one house, once or for ever."""

    def __init__(self, house: House, meter: Meter) -> None:
        self.house = house
        self._meter = meter
        self._done = asyncio.Event()
        polls = house.settings.fetch.concurrency
        self.polls = self._lane("sources", polls, timing.POLL_LEASE, jobs.claim_sources)
        self.entries = self._lane("entries", ENTRY_LANE, timing.ENTRY_LEASE, jobs.claim_entries)
        self.alerts = self._lane("alerts", ALERT_LANE, timing.ALERT_LEASE, jobs.claim_alerts)
        self._lanes: tuple[Lane[Any], ...] = (self.polls, self.entries, self.alerts)

    async def once(self) -> None:
        """One full pass: all that is due and all that follows from it, then return."""
        while True:
            # Cleared before we look: what ends while we look may have made other work due.
            self._done.clear()
            idle = not any(lane.running for lane in self._lanes)
            for lane in self._lanes:
                await lane.fill(anyway=idle)
            self._show()
            if any(lane.running for lane in self._lanes):
                await self._done.wait()
            elif idle and not self._done.is_set():
                jobs.tell_failures(self.house)
                return

    async def forever(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set, then drain within `DRAIN_S` seconds."""
        scheduler = AsyncIOScheduler(
            # A late tick must run, not be dropped, and never beside its predecessor.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        for lane in self._lanes:
            scheduler.add_job(self._tick, "interval", seconds=TICK_S, args=[lane], id=lane.name)
        scheduler.add_job(self._report, "interval", seconds=5, id="report")
        scheduler.add_job(jobs.prune, "interval", hours=24, args=[self.house], id="prune")
        scheduler.start()
        nudging = asyncio.create_task(self._nudge())
        try:
            for lane in self._lanes:
                await self._tick(lane)
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)
            nudging.cancel()
            with suppress(asyncio.CancelledError):
                await nudging
            await self.drain()

    async def drain(self) -> None:
        """Let what runs finish, end what takes too long, give back what was claimed."""
        ended = await asyncio.gather(*(lane.drain(DRAIN_S) for lane in self._lanes))
        if sum(ended):
            log.warning("work was ended before it was done", extra={"items": sum(ended)})
        await jobs.release(self.house)

    async def _tick(self, lane: Lane[Any], *, anyway: bool = True) -> None:
        try:
            await lane.fill(anyway=anyway)
        except Exception as error:
            # The database may be away for a while; the next tick tries again.
            jobs.tell_trouble(self.house, lane.name, error)
        self._show()

    async def _nudge(self) -> None:
        while True:
            await self._done.wait()
            await asyncio.sleep(NUDGE_S)
            self._done.clear()
            for lane in self._lanes:
                await self._tick(lane, anyway=False)

    async def _report(self) -> None:
        if not self.polls.running:
            jobs.tell_failures(self.house)

    def _lane(self, name: str, capacity: int, lease: timedelta, claim: Any) -> Lane[Any]:
        async def claimed(limit: int) -> list[Any]:
            return list(await claim(self.house, limit))

        async def worked(item: Any) -> None:
            alerts = self.house.tally.alerts
            await jobs.WORK[name](self.house, item)
            if name == "sources":
                self.entries.wake()
            elif self.house.tally.alerts > alerts:
                self.alerts.wake()

        def failed(error: Exception) -> None:
            jobs.tell_trouble(self.house, name, error)

        return Lane(
            name,
            capacity=capacity,
            deadline_s=timing.deadline_s(lease),
            claim=claimed,
            work=worked,
            on_error=failed,
            on_done=self._done.set,
        )

    def _show(self) -> None:
        self._meter.show({lane.name: (lane.finished, lane.claimed) for lane in self._lanes})
