"""The pace of all sources: how hot it is, who should be asked earlier, and no herd; it polls nothing."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from app.build import House
from db import queries, store
from domain.source import DueBy, Source, SourceState
from ingest.schedule.due import Surroundings, hastened
from ingest.schedule.heat import CARRIES_FOR, HOT_FOR, Heat, usual_outlets
from ingest.schedule.herd import LATE, window_s

log = logging.getLogger(__name__)


async def surroundings(house: House, *, pushed: bool = False) -> Surroundings:
    """What a decision on a source depends on besides itself. `pushed`: a hub sends us its news."""
    now = house.clock.now()
    return Surroundings(
        now=now,
        jitter=house.jitter(),
        floor_s=house.settings.fetch.min_interval_s,
        heat=await house.pulse.feel(partial(_heat, house, now), now),
        pushed=pushed,
    )


async def hasten(house: House) -> int:
    """Ask sources that carry a hot subject earlier than they were due; returns how many."""
    around = await surroundings(house)
    if not around.heat.excess:
        return 0

    def decide(source: Source, state: SourceState) -> tuple[datetime, DueBy] | None:
        due = hastened(source, state, replace(around, jitter=house.jitter()))
        return (due.at, due.by) if due else None

    carriers = sorted(around.heat.carriers)
    count = await house.stored(store.reschedule, decide, now=around.now, ids=carriers)
    if count:
        outlets = around.heat.outlets
        log.info(
            "subject is hot, sources are asked earlier",
            extra={"sources": count, "outlets": outlets},
        )
    return count


async def spread(house: House) -> int:
    """Spread sources that are overdue all at once; returns how many."""
    now = house.clock.now()
    overdue = await house.stored(queries.count_overdue_sources, before=now - LATE, now=now)
    window = window_s(overdue)
    if not window:
        return 0

    def decide(source: Source, state: SourceState) -> tuple[datetime, DueBy] | None:
        if state.last_polled_at is None or state.next_due_at > now - LATE:
            return None
        return now + timedelta(seconds=window * house.jitter()), state.due_by

    count = await house.stored(store.reschedule, decide, now=now)
    log.info("overdue sources spread", extra={"sources": count, "within_s": round(window)})
    return count


async def _heat(house: House, now: datetime) -> Heat:
    outlets, counts, since = await house.stored(
        queries.heat, hot_since=now - HOT_FOR, carries_since=now - CARRIES_FOR
    )
    return Heat(
        outlets=outlets,
        usual=usual_outlets(counts.values(), now - (since or now)),
        carriers=frozenset(counts),
    )
