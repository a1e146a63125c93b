"""Claim what is due, so that no other process has it; the work itself is in the files beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.build import House
from app.jobs.owed import pay
from app.jobs.timing import leases
from db import outbox, store
from domain.alert import DueAlert
from domain.rows import PendingEntry
from domain.source import Source, SourceState


async def claim_sources(house: House, limit: int) -> Sequence[tuple[Source, SourceState]]:
    await pay(house)
    return await house.stored(
        store.claim_due_sources,
        now=house.clock.now(),
        owner=house.owner,
        lease_s=leases(house).poll.total_s,
        limit=limit,
        due_at=house.pulse.pass_began_at,
    )


async def claim_entries(house: House, limit: int) -> Sequence[PendingEntry]:
    await pay(house)
    return await house.stored(
        store.claim_due_entries,
        now=house.clock.now(),
        owner=house.owner,
        lease_s=leases(house).entry.total_s,
        limit=limit,
    )


async def claim_alerts(house: House, limit: int) -> Sequence[DueAlert]:
    await pay(house)
    return await house.stored(
        outbox.claim_due_alerts,
        now=house.clock.now(),
        owner=house.owner,
        lease_s=leases(house).alert.total_s,
        limit=limit,
    )


# Any: each lane has its own kind of item.
def id_of(item: Any) -> int | str:
    """The key of a claimed item in its table."""
    claimed = item[0] if isinstance(item, tuple) else item
    id_: int | str = claimed.id
    return id_
