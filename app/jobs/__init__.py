"""The steps of the pipeline, keyed by id: each claims what is due, does one, leaves its state in rows.

Every step can be killed at any point and run again; one that fails never stops another.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from app.build import House
from app.jobs import alert, entry, poll
from app.jobs.keep import prepare, prune, release, store_seed
from app.jobs.troubles import tell_failures, tell_trouble
from db import outbox, store
from domain.alert import DueAlert
from domain.rows import PendingEntry
from domain.source import Source, SourceState

__all__ = [
    "WORK",
    "claim_alerts",
    "claim_entries",
    "claim_sources",
    "prepare",
    "prune",
    "release",
    "store_seed",
    "tell_failures",
    "tell_trouble",
]


async def claim_sources(house: House, limit: int) -> Sequence[tuple[Source, SourceState]]:
    return await house.stored(
        store.claim_due_sources,
        now=house.clock.now(),
        owner=house.owner,
        lease_s=poll.LEASE.total_seconds(),
        limit=limit,
    )


async def claim_entries(house: House, limit: int) -> Sequence[PendingEntry]:
    return await house.stored(
        store.claim_due_entries,
        now=house.clock.now(),
        owner=house.owner,
        lease_s=entry.LEASE.total_seconds(),
        limit=limit,
    )


async def claim_alerts(house: House, limit: int) -> Sequence[DueAlert]:
    return await house.stored(
        outbox.claim_due_alerts,
        now=house.clock.now(),
        owner=house.owner,
        lease_s=alert.LEASE.total_seconds(),
        limit=limit,
    )


WORK: Mapping[str, Callable[[House, Any], Awaitable[None]]] = {
    "sources": poll.poll_source,
    "entries": entry.ingest_entry,
    "alerts": alert.send_alert,
}
