"""The daemon: three lanes of work on one loop, ticked by APScheduler; all state is in rows.

Flow:  sources that are due -> entries that are due -> alerts that are due. Each lane claims from the
database, so any number of daemons share the work. It decides nothing: what is due and what becomes of
it is in the rows and in `app/jobs.py`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from app import jobs
from app.build import House
from app.console import Meter
from app.jobs import timing
from app.lanes import Lane
from domain.errors import StoreError
from ingest.schedule.herd import ASLEEP

log = logging.getLogger(__name__)

TICK_S = 1.0
# SIGTERM promises 10 s in all: 1 s is for giving back leases, 2 s for the web's, 2 s for the parsers' end.
DRAIN_S = 5.0
REPORT_S = 5.0
# Failures are told when no poll runs, to be in one line; one always runs where sources are many.
REPORT_LATEST_S = 15.0
PRUNE_S = 86_400.0
# How soon the sources of a hot subject are asked earlier; what is known of the heat is as old at most.
HASTEN_S = 30.0
# Hubs that are due are asked; a short lease of a minute is renewed in time.
HUBS_S = 2.0
# How soon we see that another daemon of this machine has died, whose leases run for minutes.
TAKE_OVER_S = 10.0
# Finished work often makes other work due (a poll brings entries): look again this soon.
NUDGE_S = 0.02
# Four hanging pages of each of four sources held up all others for half a minute when there were 16 places.
ENTRY_LANE = 64
# Some routes hang until their timeout; others must find room meanwhile.
ALERT_LANE = 32


class Daemon:
    """Runs the lanes of one house, once or for ever."""

    def __init__(self, house: House, meter: Meter, *, drain_s: float = DRAIN_S) -> None:
        self.house = house
        self._drain_s = drain_s
        self._meter = meter
        self._done = asyncio.Event()
        self._own: set[asyncio.Task[None]] = set()
        self._told_at = 0.0
        self._ticked_at: datetime | None = None
        polls, leases = house.settings.fetch.concurrency, timing.leases(house)
        self.polls = self._lane("sources", polls, leases.poll, jobs.claim_sources)
        self.entries = self._lane("entries", ENTRY_LANE, leases.entry, jobs.claim_entries)
        self.alerts = self._lane("alerts", ALERT_LANE, leases.alert, jobs.claim_alerts)
        self._lanes: tuple[Lane[Any], ...] = (self.polls, self.entries, self.alerts)

    async def once(self) -> None:
        """One full pass: all that is due and all that follows from it, then return."""
        self.house.pulse.pass_began_at = self.house.clock.now()
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
                if await self._turn_comes():
                    continue
                jobs.tell_failures(self.house)
                # What this pass flagged may bring the next one forward.
                self.house.pulse.felt_at = None
                await jobs.hasten(self.house)
                return

    async def _turn_comes(self) -> bool:
        """Wait for the next page whose turn at its host is near, if there is one."""
        now = self.house.clock.now()
        turn_at = self.house.pace.next_place(now, jobs.PATIENCE)
        if turn_at is None:
            return False
        await asyncio.sleep((turn_at - now).total_seconds())
        return True

    async def forever(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set, then drain within `drain_s` seconds."""
        scheduler = AsyncIOScheduler(
            # A late tick must run, not be dropped, and never beside its predecessor.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

        def every(interval_s: float, name: str, *work: Any) -> None:
            scheduler.add_job(
                self._in_own_task, "interval", seconds=interval_s, args=work, id=name, name=name
            )

        for lane in self._lanes:
            every(TICK_S, lane.name, self._tick, lane)
        every(REPORT_S, "report", self._report)
        every(PRUNE_S, "prune", self._prune)
        every(HASTEN_S, "hasten", self._hasten)
        every(HUBS_S, "hubs", self._ask_hubs)
        every(TAKE_OVER_S, "take over", self._take_over)
        self.house.pulse.on_news = self._hear_news
        scheduler.start()
        # Not awaited: a database that is held by someone else must not keep us from hearing `stop`.
        for lane in self._lanes:
            self._start(self._tick, lane)
        self._start(self._prune)
        self._start(self._nudge)
        try:
            await stop.wait()
        finally:
            scheduler.pause()
            await self.drain()
            scheduler.shutdown(wait=False)

    async def drain(self) -> None:
        """Let what runs finish, end what takes too long, give back what was claimed."""
        ended = await asyncio.gather(*(lane.drain(self._drain_s) for lane in self._lanes))
        if sum(ended):
            log.warning("work was ended before it was done", extra={"items": sum(ended)})
        # Before the leases go back: a claim that is broken off here may have taken some.
        await self._end_own_tasks()
        jobs.tell_failures(self.house)
        self.house.reach("stop.drained")
        await jobs.release(self.house)

    def _start(self, work: Callable[..., Awaitable[None]], *args: Any) -> asyncio.Task[None]:
        async def working() -> None:
            try:
                await work(*args)
            except Exception as error:
                jobs.tell_trouble(self.house, "upkeep", error)

        task = asyncio.create_task(working(), name=work.__name__)
        self._own.add(task)
        task.add_done_callback(self._own.discard)
        return task

    async def _in_own_task(self, work: Callable[..., Awaitable[None]], *args: Any) -> None:
        """Run a job of the scheduler so that it can be ended without the scheduler's complaint."""
        await asyncio.wait([self._start(work, *args)])

    async def _end_own_tasks(self) -> None:
        own = list(self._own)
        for task in own:
            task.cancel()
        await asyncio.gather(*own, return_exceptions=True)
        await asyncio.sleep(0)  # the scheduler's jobs, which waited for these, end in this turn

    async def _tick(self, lane: Lane[Any], *, anyway: bool = True) -> None:
        try:
            if lane is self.polls:
                await self._wake_up()
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
        now = asyncio.get_running_loop().time()
        if not self.polls.running or now - self._told_at >= REPORT_LATEST_S:
            self._told_at = now
            jobs.tell_failures(self.house)

    async def _wake_up(self) -> None:
        """At the start, and after the machine was asleep: all is overdue at once, and is spread."""
        now, before = self.house.clock.now(), self._ticked_at
        self._ticked_at = now
        if before is None or now - before > ASLEEP:
            await jobs.spread(self.house)

    async def _ask_hubs(self) -> None:
        await jobs.ask_hubs(self.house)

    def _hear_news(self) -> None:
        self.entries.wake()
        self._done.set()

    async def _hasten(self) -> None:
        if await jobs.hasten(self.house):
            self.polls.wake()

    async def _take_over(self) -> None:
        if await jobs.take_over(self.house):
            for lane in self._lanes:
                lane.wake()
            self._done.set()

    async def _prune(self) -> None:
        await jobs.prune(self.house)

    def _lane(self, name: str, capacity: int, lease: timing.Lease, claim: Any) -> Lane[Any]:
        async def claimed(limit: int) -> list[Any]:
            return list(await claim(self.house, limit))

        async def worked(item: Any) -> None:
            alerts = self.house.tally.alerts
            try:
                await jobs.WORK[name](self.house, item)
            except StoreError:
                # Nobody works on it any more: it shall not wait for the end of its lease.
                self.house.owed.note_broken_off(name, jobs.id_of(item))
                raise
            if name == "sources":
                self.entries.wake()
            elif self.house.tally.alerts > alerts:
                self.alerts.wake()

        def failed(error: Exception) -> None:
            jobs.tell_trouble(self.house, name, error)

        def ended() -> None:
            # Of a source or route only some are given out at a time: an end may let the next come.
            lane.wake()
            self._done.set()

        lane: Lane[Any] = Lane(
            name,
            capacity=capacity,
            deadline_s=lease.deadline_s,
            claim=claimed,
            work=worked,
            on_error=failed,
            on_done=ended,
        )
        return lane

    def _show(self) -> None:
        self._meter.show({lane.name: (lane.finished, lane.claimed) for lane in self._lanes})
