"""Subscriptions at hubs, in both databases: announced, claimed, answered, pushed, ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from db import queries, store, subscriptions
from domain.listing import Listing
from domain.source import PollRecord
from domain.subscription import Announcement, Subscription
from tests.db.samples import Newsroom, entry, source

HUB = Announcement(hub="https://hub.example/", topic="https://a.example/rss")
OTHER = Announcement(hub="https://other.example/", topic=HUB.topic)
HOUR = timedelta(hours=1)


def announce(room: Newsroom, found: Announcement | None, *, token: str = "t1") -> bool:
    return subscriptions.announce(
        room.database, "a", found, token=token, secret=f"secret of {token}", now=room.now
    )


def claim(room: Newsroom, limit: int = 8) -> list[Subscription]:
    def in_an_hour(_: Subscription) -> datetime:
        return room.now + HOUR

    return subscriptions.claim_due(room.database, in_an_hour, now=room.now, limit=limit)


def only(room: Newsroom) -> Any:
    (found,) = queries.list_subscriptions(room.database)
    return found


@pytest.fixture
def subscribed(room: Newsroom) -> Subscription:
    """An active subscription of source `a`."""
    room.watch(source("a"))
    announce(room, HUB)
    (asked,) = claim(room)
    lease = {"lease_ends_at": room.now + 24 * HOUR, "next_try_at": room.now + 16 * HOUR}
    subscriptions.change(room.database, asked.id, state="active", verified_at=room.now, **lease)
    found = subscriptions.find(room.database, token="t1")
    assert found is not None
    return found


def test_an_announcement_is_taken_in_once(room: Newsroom) -> None:
    room.watch(source("a"))
    assert [announce(room, HUB), announce(room, HUB, token="t2")] == [True, False]
    found = subscriptions.find(room.database, token="t1")
    assert found is not None
    assert (found.state, found.hub, found.secret) == ("wanted", HUB.hub, "secret of t1")
    assert subscriptions.find(room.database, token="t2") is None


def test_secrets_are_in_no_list(subscribed: Subscription, room: Newsroom) -> None:
    assert subscribed.secret not in str(queries.list_subscriptions(room.database))
    assert subscribed.token not in str(queries.list_subscriptions(room.database))


def test_what_is_due_is_claimed_once(room: Newsroom) -> None:
    room.watch(source("a"))
    announce(room, HUB)
    assert [found.state for found in claim(room)] == ["asked"]
    assert claim(room) == []
    room.clock.advance(hours=1)
    assert [found.source_id for found in claim(room)] == ["a"]


def test_claims_keep_to_their_limit(room: Newsroom) -> None:
    room.watch(*(source(id_) for id_ in "abc"))
    for id_ in "abc":
        subscriptions.announce(room.database, id_, HUB, token=f"t{id_}", secret="s", now=room.now)
    assert [len(claim(room, limit=2)) for _ in range(3)] == [2, 1, 0]


def test_a_failure_after_the_hub_looked_counts_nothing(
    subscribed: Subscription, room: Newsroom
) -> None:
    before = Subscription(**{name: getattr(subscribed, name) for name in Subscription.__dataclass_fields__} | {"verified_at": None})  # fmt: skip
    next_at = room.now + HOUR
    subscriptions.note_failure(room.database, before, error="cut", next_try_at=next_at)
    assert (only(room)["failures"], only(room)["last_error"]) == (0, None)
    subscriptions.note_failure(room.database, subscribed, error="x" * 5_000, next_try_at=next_at)
    row = only(room)
    assert (row["failures"], row["next_try_at"], len(row["last_error"]) < 5_000) == (
        1,
        next_at,
        True,
    )


def test_another_hub_takes_the_place_of_the_first(subscribed: Subscription, room: Newsroom) -> None:
    assert announce(room, OTHER, token="t2")
    states = {row["hub"]: row["state"] for row in queries.list_subscriptions(room.database)}
    assert states == {HUB.hub: "ending", OTHER.hub: "wanted"}
    assert announce(room, HUB, token="t3"), "and back: with an address that nobody knows yet"
    found = subscriptions.find(room.database, token="t3")
    assert found is not None
    assert (found.state, found.verified_at) == ("wanted", None)


@pytest.mark.parametrize("gone", ["removed", "disabled"])
def test_a_source_that_is_not_watched_ends_its_subscription(
    subscribed: Subscription, room: Newsroom, gone: str
) -> None:
    kept = [] if gone == "removed" else [source("a", enabled=False)]
    store.sync_sources(room.database, kept, now=room.now)
    (found,) = claim(room)
    assert (found.id, found.state) == (subscribed.id, "ending")
    subscriptions.note_failure(room.database, found, error="away", next_try_at=None)
    assert queries.list_subscriptions(room.database) == []


def test_what_is_pushed_is_a_poll_and_leaves_the_state_of_the_source(
    subscribed: Subscription, room: Newsroom
) -> None:
    before = queries.list_sources(room.database)[0]["next_due_at"]

    def push(*identities: str) -> int:
        record = PollRecord(
            source_id="a", started_at=room.now, finished_at=room.now, outcome="new", pushed=True
        )
        listing = Listing(format="rss20", entries=tuple(entry(one) for one in identities))
        return subscriptions.record_push(
            room.database, record, listing=listing, subscription_id=subscribed.id
        )

    assert [push("1", "2"), push("2", "3"), push("3")] == [2, 1, 0]
    row = only(room)
    assert (row["pushes"], row["last_push_at"]) == (3, room.now)
    (found,) = queries.list_sources(room.database)
    assert (found["entries"], found["next_due_at"], found["push"]) == (3, before, "active")
    polls = queries.list_polls(room.database).rows
    assert {(poll["pushed"], poll["outcome"]) for poll in polls} == {
        (True, "new"),
        (True, "unchanged"),
    }


def test_what_was_ignored_and_missed_is_noted(subscribed: Subscription, room: Newsroom) -> None:
    for _ in range(2):
        subscriptions.note_ignored(room.database, subscribed.id)
    subscriptions.note_missed(room.database, subscribed.id, now=room.now)
    assert (only(room)["ignored"], only(room)["missed_at"]) == (2, room.now)
