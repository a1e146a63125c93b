"""One attempt at an alert, its row, and what follows: delivered, later, or never."""

from __future__ import annotations

import pytest

from app import jobs
from app.jobs.alert import send_alert
from db import outbox
from domain.errors import StoreError
from tests.app.hall import Hall, html, item, refused, rss

ALERT = "SELECT * FROM alerts"
DELIVERIES = "SELECT * FROM deliveries ORDER BY id"


@pytest.fixture
async def told(hall: Hall) -> Hall:
    """A house with one alert that is due."""
    hall.environ["TUMEN_ALERTS__RETRY_SCHEDULE_S"] = "[5, 60]"
    hall.route()
    hall.source()
    hall.serve("https://agency.example/rss", rss(item("https://agency.example/1")))
    hall.serve("https://agency.example/1", html())
    await hall.bring_in()
    return hall


async def test_accepted_alert_is_delivered_once(told: Hall) -> None:
    assert await told.tell() == 1
    alert, delivery = told.row(ALERT), told.row(DELIVERIES)
    assert (alert["status"], alert["attempts"]) == ("delivered", 1)
    assert (delivery["outcome"], delivery["detail"]) == ("delivered", "accepted")
    assert delivery["response_status"] == 202
    told.clock.advance(days=2)
    assert await told.tell() == 0
    assert len(told.channel.sent) == 1


async def test_alert_carries_story_claims_and_evidence(told: Hall) -> None:
    await told.tell()
    data = told.channel.sent[0].payload
    assert data["articles"][0]["url"] == "https://agency.example/1"
    assert data["evidence"]
    assert {f["low"] for claim in data["claims"] for f in claim["figures"]} == {11_000}


async def test_passing_failure_is_tried_again_by_the_schedule_with_the_same_id(told: Hall) -> None:
    told.channel.outcomes += [refused("busy"), refused("still busy")]
    assert await told.tell() == 1
    assert told.row(ALERT)["status"] == "pending"
    told.clock.advance(seconds=4)
    assert await told.tell() == 0
    told.clock.advance(seconds=1)
    assert await told.tell() == 1
    told.clock.advance(seconds=60)
    assert await told.tell() == 1
    assert [d["outcome"] for d in told.rows(DELIVERIES)] == ["retry", "retry", "delivered"]
    assert [d["attempt"] for d in told.rows(DELIVERIES)] == [1, 2, 3]
    assert len({alert.message_id for alert in told.channel.sent}) == 1


async def test_peers_wish_for_patience_is_heeded(told: Hall) -> None:
    told.channel.outcomes.append(refused("slow down", retry_after_s=600))
    await told.tell()
    told.clock.advance(seconds=599)
    assert await told.tell() == 0


async def test_alert_is_dead_at_the_end_of_the_schedule_and_comes_back_on_demand(
    told: Hall,
) -> None:
    told.channel.outcomes += [refused("busy")] * 3
    for _ in range(3):
        assert await told.tell() == 1
        told.clock.advance(hours=1)
    assert told.row(ALERT)["status"] == "dead"
    assert await told.tell() == 0
    assert outbox.retry_dead(told.database, now=told.clock.now()) == 1
    assert await told.tell() == 1
    assert told.row(ALERT)["status"] == "delivered"


async def test_schedule_starts_anew_for_an_alert_brought_back(told: Hall) -> None:
    told.channel.outcomes += [refused("busy")] * 4
    for _ in range(3):
        await told.tell()
        told.clock.advance(hours=1)
    outbox.retry_dead(told.database, now=told.clock.now())
    await told.tell()
    told.clock.advance(seconds=5)
    await told.tell()
    outcomes = [d["outcome"] for d in told.rows(DELIVERIES)]
    assert outcomes == ["retry", "retry", "dead", "retry", "delivered"]


async def test_attempts_that_were_broken_off_do_not_count(told: Hall) -> None:
    for _ in range(5):
        await told.claim_alert()
        await jobs.release(told.house)
    told.channel.outcomes.append(refused("busy"))
    await told.tell()
    assert told.row(ALERT)["status"] == "pending"
    assert [d["attempt"] for d in told.rows(DELIVERIES)] == [1, 2, 3, 4, 5, 6]


async def test_permanent_refusal_is_dead_at_once(told: Hall) -> None:
    told.channel.outcomes.append(refused("no such address", transient=False, status=550))
    await told.tell()
    assert told.row(DELIVERIES)["response_status"] == 550
    assert told.row(ALERT)["status"] == "dead"
    assert told.row(DELIVERIES)["detail"] == "no such address"


async def test_alert_of_a_route_that_is_no_more_is_dead(told: Hall) -> None:
    told.routes.clear()
    await told.tell()
    assert told.row(ALERT)["status"] == "dead"
    assert "not in routes.toml any more" in told.row(DELIVERIES)["detail"]
    assert told.channel.sent == []


async def test_bug_in_a_channel_is_counted_and_ends_among_the_dead_letters(told: Hall) -> None:
    told.channel.outcomes += [KeyError("subject")] * 3
    for _ in range(3):
        assert await told.tell() == 1
        told.clock.advance(hours=1)
    assert told.row(ALERT)["status"] == "dead"
    assert told.rows(DELIVERIES)[0]["detail"] == "unexpected KeyError"
    assert told.tally.bugs == 3


async def test_attempt_without_an_end_is_a_failed_one(told: Hall) -> None:
    told.channel.hangs = True
    await send_alert(told.house, await told.claim_alert(), time_s=0.01)
    alert, delivery = told.row(ALERT), told.row(DELIVERIES)
    assert (alert["status"], alert["lease_until"]) == ("pending", None)
    assert (delivery["outcome"], delivery["detail"]) == ("retry", "no answer within 0.01 s")


async def test_accepted_message_is_not_sent_again_for_an_outcome_that_was_hard_to_write(
    told: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    due = await told.claim_alert()
    path = told.database.path
    assert path is not None
    away = path.with_suffix(".away")

    def go_away() -> None:
        told.database.dispose()
        path.rename(away)
        # No database can be opened here; a link, because that is replaced in one step.
        path.symlink_to(away.parent)

    told.channel.meanwhile = go_away
    await jobs.WORK["alerts"](told.house, due)
    assert "outcome not written yet" in caplog.messages
    told.clock.advance(minutes=8)  # its lease ends meanwhile
    with pytest.raises(StoreError):
        await jobs.claim_alerts(told.house, 1)
    away.replace(path)
    assert await jobs.claim_alerts(told.house, 1) == []
    assert told.row(ALERT)["status"] == "delivered"
    assert len(told.channel.sent) == 1
    assert not told.owed


async def test_work_that_the_database_broke_off_does_not_wait_for_its_lease(told: Hall) -> None:
    due = await told.claim_alert()
    told.owed.note_broken_off("alerts", due.id)
    assert await jobs.claim_alerts(told.house, 1) == []
    assert not told.owed
    told.clock.advance(seconds=16)
    assert (await told.claim_alert()).id == due.id


async def test_alert_of_a_lost_lease_is_not_sent(told: Hall) -> None:
    mine = await told.claim_alert()
    told.clock.advance(minutes=8)
    await jobs.WORK["alerts"](told.house, mine)
    theirs = await told.claim_alert()
    await jobs.WORK["alerts"](told.house, mine)
    await jobs.WORK["alerts"](told.house, theirs)
    assert [alert.fence for alert in told.channel.sent] == [theirs.fence]
    assert mine.message_id == theirs.message_id


async def test_outcome_of_a_lost_lease_is_ignored(told: Hall) -> None:
    mine = await told.claim_alert()

    def stand_still() -> None:
        told.clock.advance(minutes=8)
        (theirs,) = outbox.claim_due_alerts(
            told.database, now=told.clock.now(), owner="another", lease_s=60, limit=1
        )
        assert theirs.message_id == mine.message_id

    told.channel.meanwhile = stand_still
    await jobs.WORK["alerts"](told.house, mine)
    alert = told.row(ALERT)
    assert (alert["status"], alert["lease_owner"]) == ("pending", "another")
    assert told.tally.deliveries == {}
