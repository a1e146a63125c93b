"""What a listing announces about hubs, and our subscriptions at them; the exchange itself is elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

SubscriptionState = Literal["wanted", "asked", "active", "denied", "ending", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A hub that sends a listing to those who ask it, and the name the listing has there."""

    hub: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One source at one hub. `token` makes our callback address unguessable, `secret` signs what comes.

    Neither is shown in logs: who knows them can speak to us in the hub's name.
    """

    id: int
    source_id: str
    hub: str
    topic: str
    token: str = field(repr=False)
    secret: str = field(repr=False)
    state: SubscriptionState
    asked_at: datetime | None = None
    verified_at: datetime | None = None
    lease_ends_at: datetime | None = None
    next_try_at: datetime | None = None
    failures: int = 0
    last_push_at: datetime | None = None
    missed_at: datetime | None = None
