"""The steps of the pipeline, keyed by id: each claims what is due, does one, leaves its state in rows.

Every step can be killed at any point and run again; one that fails never stops another.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from app.build import House
from app.jobs.alert import send_alert
from app.jobs.claims import claim_alerts, claim_entries, claim_sources, id_of
from app.jobs.entry import ingest_entry
from app.jobs.hubs import ask_hubs
from app.jobs.keep import prepare, prune, release, store_seed, take_over
from app.jobs.pace import hasten, spread
from app.jobs.page import PATIENCE
from app.jobs.poll import poll_source
from app.jobs.troubles import tell_failures, tell_trouble

__all__ = [
    "PATIENCE",
    "WORK",
    "ask_hubs",
    "claim_alerts",
    "claim_entries",
    "claim_sources",
    "hasten",
    "id_of",
    "prepare",
    "prune",
    "release",
    "spread",
    "store_seed",
    "take_over",
    "tell_failures",
    "tell_trouble",
]

# Any: each lane has its own kind of item.
WORK: Mapping[str, Callable[[House, Any], Awaitable[None]]] = {
    "sources": poll_source,
    "entries": ingest_entry,
    "alerts": send_alert,
}
