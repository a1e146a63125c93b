"""The outbox: claims in turns, the fence, retries, dead letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from db import outbox, queries
from domain.alert import DeliveryRecord, DueAlert, NewAlert
from tests.db.samples import Newsroom, article


def write(room: Newsroom, *routes: str) -> None:
    """One alert for each name, in this order."""
    alerts = [
        NewAlert(
            route=route,
            channel="webhook",
            change="opened",
            state=f"state-{n}",
            message_id=f"msg-{n}",
            payload={"n": n, "words": "파병"},
        )
        for n, route in enumerate(routes)
    ]
    room.save(article("https://news.example/1"), plan=lambda _: alerts)


def claim(room: Newsroom, limit: int = 10, **options: Any) -> list[DueAlert]:
    settings = {"now": room.now, "owner": "one", "lease_s": 60, **options}
    return outbox.claim_due_alerts(room.database, limit=limit, **settings)


def record(room: Newsroom, alert: DueAlert, outcome: Any, **fields: Any) -> bool:
    done = DeliveryRecord(
        alert_id=alert.id,
        attempt=alert.attempts,
        started_at=room.now,
        finished_at=room.now,
        outcome=outcome,
        **fields,
    )
    return outbox.record_delivery(room.database, done, fence=alert.fence)


def routes(alerts: Sequence[DueAlert]) -> list[str]:
    return [alert.route for alert in alerts]


def test_an_alert_comes_back_as_it_was_written(room: Newsroom) -> None:
    write(room, "desk")
    [alert] = claim(room)
    assert (alert.route, alert.channel, alert.change, alert.state) == (
        "desk",
        "webhook",
        "opened",
        "state-0",
    )
    assert alert.payload == {"n": 0, "words": "파병"}
    assert (alert.message_id, alert.created_at, alert.attempts) == ("msg-0", room.now, 1)


def test_a_delivered_alert_is_done(room: Newsroom) -> None:
    write(room, "desk")
    [alert] = claim(room)
    assert record(room, alert, "delivered", detail="250 ok", status=250)
    room.clock.advance(days=9)
    assert claim(room) == []
    shown = queries.show_alert(room.database, alert.id)
    assert shown is not None
    assert (shown["status"], shown["last_detail"]) == ("delivered", "250 ok")
    assert [(d["attempt"], d["outcome"], d["response_status"]) for d in shown["deliveries"]] == [
        (1, "delivered", 250)
    ]


def test_a_retried_alert_waits_and_keeps_its_message_id(room: Newsroom) -> None:
    write(room, "desk")
    [first] = claim(room)
    record(room, first, "retry", detail="503", next_attempt_at=room.now + timedelta(minutes=1))
    assert claim(room) == []
    room.clock.advance(minutes=1)
    [again] = claim(room)
    assert (again.attempts, again.message_id) == (2, first.message_id)
    assert again.fence != first.fence


def test_the_attempt_is_a_row_before_anything_is_sent(room: Newsroom) -> None:
    write(room, "desk")
    [alert] = claim(room)
    shown = queries.show_alert(room.database, alert.id)
    assert shown is not None
    assert [(d["attempt"], d["outcome"]) for d in shown["deliveries"]] == [(1, "started")]


def test_a_sender_that_lost_its_lease_writes_nothing(room: Newsroom) -> None:
    write(room, "desk")
    [slow] = claim(room, owner="one")
    assert claim(room, owner="two") == []
    room.clock.advance(seconds=61)
    [taken] = claim(room, owner="two")
    assert not record(room, slow, "dead")
    assert record(room, taken, "delivered")
    assert not record(room, taken, "delivered"), "an outcome is taken once"
    shown = queries.show_alert(room.database, slow.id)
    assert shown is not None
    assert [(d["attempt"], d["outcome"]) for d in shown["deliveries"]] == [
        (1, "started"),
        (2, "delivered"),
    ]


def test_routes_take_turns(room: Newsroom) -> None:
    write(room, *["slow"] * 6, "desk", "mail")
    assert routes(claim(room, limit=5)) == ["slow", "desk", "mail", "slow", "slow"]


def test_no_route_takes_more_than_its_share_of_a_sender(room: Newsroom) -> None:
    write(room, *["slow"] * 6, "desk")
    assert routes(claim(room, per_route=2)) == ["slow", "desk", "slow"]
    assert claim(room, per_route=2) == []
    assert len(claim(room, per_route=2, owner="two")) == 2, "another sender has its own share"
    room.clock.advance(seconds=61)
    assert len(claim(room, per_route=2)) == 3


def test_more_routes_than_places_are_served_by_age(room: Newsroom) -> None:
    write(room, "a", "b", "c")
    assert routes(claim(room, limit=2)) == ["a", "b"]
    assert routes(claim(room, limit=2)) == ["c"]


def test_dead_alerts_can_be_brought_back(room: Newsroom) -> None:
    write(room, "desk", "desk", "mail")
    claimed = claim(room)
    for alert in claimed:
        record(room, alert, "dead", detail="410")
    assert outbox.count_alerts(room.database) == {"pending": 0, "delivered": 0, "dead": 3}
    assert claim(room) == []
    assert outbox.retry_dead(room.database, now=room.now, ids=[claimed[0].id]) == 1
    assert outbox.retry_dead(room.database, now=room.now, route="desk") == 1
    assert outbox.retry_dead(room.database, now=room.now) == 1
    assert sorted(a.attempts for a in claim(room)) == [2, 2, 2]


def test_alerts_are_listed_newest_first_with_their_story(room: Newsroom) -> None:
    write(room, "desk", "mail")
    rows = queries.list_alerts(room.database).rows
    assert [(row["route"], row["title"]) for row in rows] == [
        ("mail", "North Korea sends troops"),
        ("desk", "North Korea sends troops"),
    ]
    assert len(queries.list_alerts(room.database, routes=["desk"])) == 1
    assert len(queries.list_alerts(room.database, status="dead")) == 0
    assert queries.show_alert(room.database, 999) is None
