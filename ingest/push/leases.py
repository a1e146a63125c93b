"""When a hub is asked to begin, to go on or to end, and what its look at our callback may change; asks nobody.

asked      again after an hour, two, four …: the hub said yes, but did not look at our callback
failed     again after a minute, two, four … up to six hours; near the end of a lease sooner
denied     again after a day: publishers change their minds seldom
active     again after two thirds of the lease: several tries fit into the rest
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.subscription import Subscription, SubscriptionState

# What we ask for; the hub decides. Ten days is what common hubs give at most.
WANTED_LEASE_S = 10 * 86_400
# A hub that names no lease, or none that makes sense.
ASSUMED_LEASE_S = 86_400
LONGEST_LEASE_S = 90 * 86_400
RENEW_AT = 2 / 3
LOOK_WAIT = timedelta(hours=1)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
DENIED_WAIT = timedelta(days=1)
SHORTEST_WAIT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a confirmed look at our callback changes."""

    state: SubscriptionState
    lease_ends_at: datetime | None = None
    next_try_at: datetime | None = None


def next_look_at(subscription: Subscription, now: datetime) -> datetime:
    """Say when to ask again, should the hub not look at our callback after this request."""
    wait: timedelta = LOOK_WAIT * 2 ** min(subscription.failures, 5)
    return now + _before_the_end(subscription, wait, now)


def retry_at(subscription: Subscription, now: datetime) -> datetime:
    """Say when to ask again after a request that failed, preceded by `failures` others."""
    wait: timedelta = min(FIRST_WAIT * 2 ** min(subscription.failures, 10), LONGEST_WAIT)
    return now + _before_the_end(subscription, wait, now)


def verified(
    subscription: Subscription, mode: str, topic: str, lease: str, now: datetime
) -> Verified | None:
    """Judge a hub's look at our callback; None: we did not ask for that, do not confirm."""
    if topic != subscription.topic:
        return None
    if mode == "unsubscribe":
        return Verified(state="ended") if subscription.state in ("ending", "ended") else None
    if mode != "subscribe" or subscription.state not in ("wanted", "asked", "active", "denied"):
        return None
    seconds = int(lease) if lease.isascii() and lease.isdigit() and len(lease) < 12 else 0
    lasts = min(seconds or ASSUMED_LEASE_S, LONGEST_LEASE_S)
    return Verified(
        state="active",
        lease_ends_at=now + timedelta(seconds=lasts),
        next_try_at=now + timedelta(seconds=lasts * RENEW_AT),
    )


def is_pushed(subscription: Subscription | None, now: datetime) -> bool:
    """Tell whether news of the source can be expected from its hub.

    A poll that found what the hub had not sent puts that in doubt until the hub sends again.
    """
    if subscription is None or subscription.state != "active":
        return False
    if subscription.lease_ends_at is None or subscription.lease_ends_at <= now:
        return False
    missed, pushed = subscription.missed_at, subscription.last_push_at
    return missed is None or (pushed is not None and pushed > missed)


def _before_the_end(subscription: Subscription, wait: timedelta, now: datetime) -> timedelta:
    ends = subscription.lease_ends_at
    if ends is None or ends <= now:
        return wait
    return max(min(wait, (ends - now) / 3), SHORTEST_WAIT)
