"""Routes, alerts and deliveries: who is told, what is told, and each attempt at telling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from domain.filters import Filter

AlertState = Literal["pending", "delivered", "dead"]
DeliveryOutcome = Literal["delivered", "retry", "dead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Who is told, how, about what. Secrets are not in here: `*_env` names the variable holding one.

    `options` are the channel's own fields, already checked by that channel.
    """

    name: str
    channel: str
    filter: Filter
    digest: Literal["none", "hourly", "daily"] = "none"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    """An alert to be written in the transaction that stores its flag.

    `message_id` stays the same on every attempt. `payload` is the webhook's `data` object.
    """

    route: str
    channel: str
    change: str
    state: str
    message_id: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAlert:
    """An alert claimed for one attempt. `fence` must still hold when the outcome is written.

    `attempts` numbers this attempt, from 1; `failures` counts those that failed since the alert was
    written or last taken from the dead: attempts that were broken off tell nothing about the peer.
    """

    id: int
    route: str
    channel: str
    change: str
    state: str
    message_id: str
    payload: Mapping[str, Any]
    created_at: datetime
    attempts: int
    fence: str
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """The peer took the message: a short word for the delivery's row, and its code if it gave one."""

    detail: str
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """One attempt and its outcome. `next_attempt_at` is set for `retry` only."""

    alert_id: int
    attempt: int
    started_at: datetime
    finished_at: datetime
    outcome: DeliveryOutcome
    detail: str = ""
    status: int | None = None
    next_attempt_at: datetime | None = None
