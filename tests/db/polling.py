"""Short ways to claim sources and to record polls of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from db import store
from domain.source import HostHold
from tests.db.samples import OWNER, Newsroom, decided, poll_record


def due(room: Newsroom, owner: str = OWNER, lease_s: float = 60, limit: int = 10) -> list[str]:
    claimed = store.claim_due_sources(
        room.database, now=room.now, owner=owner, lease_s=lease_s, limit=limit
    )
    return [found.id for found, _ in claimed]


def record(
    room: Newsroom,
    source_id: str = "a",
    owner: str = OWNER,
    *,
    wait: timedelta = timedelta(hours=1),
    state: Mapping[str, Any] | None = None,
    hold: HostHold | None = None,
    **fields: Any,
) -> int:
    after = decided(source_id, room.now, next_due_at=room.now + wait, **(state or {}))
    return store.record_poll(
        room.database,
        poll_record(source_id, room.now, **fields),
        listing=None,
        decide=lambda new: (after(new)[0], hold),
        owner=owner,
    )
