"""Sources in the database: the mirrored catalogue, claims, polls."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db import queries, store
from db.engine import Database
from db.models import EntryModel, PollModel
from domain.listing import Listing
from domain.source import Habit, Selectors, SourceState, Validators
from tests.db.polling import due, record
from tests.db.samples import OWNER, Newsroom, dated, decided, entry, poll_record, source


def test_the_catalogue_comes_back_as_it_was(room: Newsroom) -> None:
    whole = source(
        "a",
        kind="page",
        country="KR",
        ownership="state",
        state_affiliated=True,
        topic_specific=False,
        full_text=False,
        timezone="Asia/Seoul",
        encoding="euc-kr",
        selectors=Selectors(item="li", date="time"),
        fetch_pages=False,
        remarks="북한 뉴스",
    )
    room.watch(whole)
    [(found, state)] = store.claim_due_sources(
        room.database, now=room.now, owner=OWNER, lease_s=60, limit=5
    )
    assert found == whole
    assert state.next_due_at == room.now
    assert (state.failures, state.validators, state.gone_at) == (0, Validators(), None)


def test_a_source_that_left_the_catalogue_rests_and_can_return(room: Newsroom) -> None:
    room.watch(source("a"), source("b"))
    store.sync_sources(room.database, [source("a")], now=room.now)
    assert due(room) == ["a"]
    assert [row["id"] for row in queries.list_sources(room.database)] == ["a"]
    kept = queries.list_sources(room.database, removed=True)
    assert [row["health"] for row in kept] == ["new", "removed"]
    store.sync_sources(room.database, [source("a"), source("b")], now=room.now)
    assert due(room, "other") == ["b"]


def test_a_disabled_source_is_never_due(room: Newsroom) -> None:
    room.watch(source("a", enabled=False))
    assert due(room) == []


def test_a_new_address_forgets_validators_and_is_due(room: Newsroom) -> None:
    room.poll("yonhap-en", entry("1"))
    store.sync_sources(room.database, [source(url="https://other.example/feed")], now=room.now)
    [(_, state)] = store.claim_due_sources(
        room.database, now=room.now, owner=OWNER, lease_s=60, limit=5
    )
    assert (state.validators, state.body_hash) == (Validators(), None)


def test_a_new_name_leaves_the_state_alone(room: Newsroom) -> None:
    room.poll("yonhap-en", entry("1"))
    store.sync_sources(room.database, [source(name="Other")], now=room.now)
    assert due(room) == []
    [row] = queries.list_sources(room.database)
    assert (row["name"], row["health"]) == ("Other", "well")


@pytest.mark.parametrize(("interval", "minutes"), [(600, 10), (7200, 60)])
def test_shorter_interval_holds_at_once(room: Newsroom, interval: int, minutes: int) -> None:
    room.poll("yonhap-en", entry("1"))
    room.clock.advance(minutes=1)
    store.sync_sources(room.database, [source(poll_interval_s=interval)], now=room.now)
    [row] = queries.list_sources(room.database)
    assert row["next_due_at"] - row["last_polled_at"] == timedelta(minutes=minutes)


def test_longest_due_comes_first_and_the_limit_holds(room: Newsroom) -> None:
    room.watch(source("late"))
    room.clock.advance(minutes=5)
    room.watch(source("a"), source("b"))
    assert due(room, limit=2) == ["late", "a"]


def test_a_claimed_source_is_nobody_elses_until_the_lease_ends(room: Newsroom) -> None:
    room.watch(source("a"))
    assert due(room, "one") == ["a"]
    assert due(room, "two") == []
    room.clock.advance(seconds=61)
    assert due(room, "two") == ["a"]


def test_the_loser_of_a_lease_writes_nothing(room: Newsroom) -> None:
    room.watch(source("a"))
    due(room, "one")
    room.clock.advance(seconds=61)
    due(room, "two")
    assert record(room, owner="one", outcome="failed", reason="timeout") == 0
    assert queries.list_polls(room.database).rows == ()
    assert due(room, "three") == [], "the lease of the second is still held"
    record(room, owner="two", outcome="not_modified")
    assert [row["outcome"] for row in queries.list_polls(room.database)] == ["not_modified"]


def test_leases_are_given_back_by_name(room: Newsroom) -> None:
    room.watch(source("a"), source("b"))
    due(room, "one", limit=1)
    due(room, "two", limit=1)
    assert store.release_leases(room.database, "one") == 1
    assert due(room, "three") == ["a"]


def test_a_poll_stores_each_entry_once(room: Newsroom) -> None:
    assert room.poll("a", entry("1"), entry("2"), entry("1")) == 2
    assert room.poll("a", entry("1"), entry("2"), entry("3")) == 1
    assert room.poll("b", entry("1")) == 1, "identities are those of one source"
    polls = queries.list_polls(room.database, source_id="a").rows
    assert [(row["outcome"], row["entries_new"]) for row in polls] == [("new", 1), ("new", 2)]


def test_a_poll_without_new_entries_is_unchanged(room: Newsroom) -> None:
    room.poll("a", entry("1"))
    room.poll("a", entry("1"))
    assert queries.list_polls(room.database).rows[0]["outcome"] == "unchanged"


def test_an_entry_comes_back_as_it_was(room: Newsroom) -> None:
    whole = entry(
        "guid-1",
        url="https://news.example/" + "x" * 4_000,
        title="파병 \U0001f1f0\U0001f1f5",
        summary="short",
        content="long\n\ntext",
        authors=("Kim", "Lee"),
        keywords=("war",),
        language="ko",
        outlet="Yonhap",
        outlet_url="https://yna.co.kr",
        resolved=False,
        published=dated(room.now, precision="day", by="listing"),
        updated=dated(room.now + timedelta(minutes=5)),
    )
    room.poll("a", whole)
    [claimed] = room.claim()
    assert claimed.entry == whole
    assert (claimed.attempts, claimed.first_seen_at) == (1, room.now)


def test_entries_keep_the_order_of_the_listing(room: Newsroom) -> None:
    room.poll("a", *(entry(str(n)) for n in (5, 3, 9)))
    assert [claimed.entry.identity for claimed in room.claim()] == ["5", "3", "9"]


def test_a_large_listing_is_stored_whole(room: Newsroom) -> None:
    many = [entry(f"id-{n}") for n in range(1_200)]
    assert room.poll("a", *many) == 1_200
    assert room.poll("a", *many, entry("one more")) == 1


def test_the_state_after_a_poll_comes_back_as_it_was(room: Newsroom) -> None:
    room.watch(source("a"))
    due(room)
    hour = timedelta(hours=1)
    whole = SourceState(
        source_id="a",
        validators=Validators(etag='W/"1"', last_modified="yesterday"),
        body_hash="body",
        next_due_at=room.now + hour,
        due_by="retry_after",
        not_before=room.now + hour,
        failures=3,
        failure_score=2.5,
        failing_since=room.now - hour,
        last_polled_at=room.now,
        last_success_at=room.now - hour,
        last_error="503 from a",
        gone_at=room.now,
        paused_at=room.now,
        ttl_s=600,
        rests=0b101,
        fresh_s=60.5,
        moved_to="https://new.example/rss",
        moved_at=room.now,
        sighted_url="https://newer.example/rss",
        sightings=2,
        not_modified=4,
        believed=16,
        whole_at=room.now - hour,
        answered_url="https://new.example/rss.xml",
        habit=Habit(since=room.now - hour, until=room.now, hours=(1.5, *[0.0] * 23)),
        memory=b"m",
    )
    assert all(getattr(whole, f.name) != f.default for f in fields(SourceState)), "nothing left out"
    store.record_poll(
        room.database,
        poll_record("a", room.now, outcome="failed"),
        listing=None,
        decide=lambda new: (whole, None),
        owner=OWNER,
    )
    room.clock.advance(hours=1)
    [(_, state)] = store.claim_due_sources(
        room.database, now=room.now, owner=OWNER, lease_s=60, limit=5
    )
    assert state == whole


def test_the_decision_is_told_how_many_entries_were_new(room: Newsroom) -> None:
    told: list[int] = []
    room.poll("a", entry("1"))
    room.clock.advance(hours=1)
    due(room)

    def decide(new: int) -> tuple[SourceState, None]:
        told.append(new)
        return SourceState(source_id="a", next_due_at=room.now), None

    store.record_poll(
        room.database,
        poll_record("a", room.now),
        listing=Listing(format="rss20", entries=(entry("1"), entry("2"), entry("3"))),
        decide=decide,
        owner=OWNER,
    )
    assert told == [2]


def test_a_source_that_is_gone_is_left_alone_for_long_unless_asked_for(room: Newsroom) -> None:
    room.watch(source("a"))
    due(room)
    gone = {"gone_at": room.now, "failures": 1}
    record(room, outcome="failed", status=410, wait=timedelta(days=31), state=gone)
    room.clock.advance(days=30)
    assert due(room) == []
    assert queries.list_sources(room.database)[0]["health"] == "gone"
    assert store.make_sources_due(room.database, ["a"], now=room.now) == 1
    assert due(room) == ["a"]


def test_a_source_that_is_gone_is_asked_again_in_its_time_and_may_come_back(room: Newsroom) -> None:
    room.watch(source("a"))
    due(room)
    gone = {"gone_at": room.now, "failures": 1}
    record(room, outcome="failed", status=410, wait=timedelta(days=31), state=gone)
    room.clock.advance(days=31)
    assert queries.count_due_sources(room.database, now=room.now) == 1
    assert due(room) == ["a"]
    record(room, outcome="failed", status=503, state={**gone, "failures": 2})
    assert queries.list_sources(room.database)[0]["health"] == "gone"
    room.clock.advance(hours=1)
    assert due(room) == ["a"]
    record(room, outcome="unchanged")
    assert queries.list_sources(room.database)[0]["health"] == "well"


def test_a_poll_is_all_or_nothing(room: Newsroom) -> None:
    room.watch(source("a"))
    due(room)
    broken = entry("2", published=dated(room.now.replace(tzinfo=None)))
    with pytest.raises(Exception, match="naive"):
        store.record_poll(
            room.database,
            poll_record("a", room.now),
            listing=Listing(format="rss20", entries=(entry("1"), broken)),
            decide=decided("a", room.now, next_due_at=room.now),
            owner=OWNER,
        )
    with room.database.read() as session:
        assert session.scalar(select(func.count()).select_from(EntryModel)) == 0
        assert session.scalar(select(func.count()).select_from(PollModel)) == 0


def test_old_polls_are_pruned_but_the_newest_and_all_entries(room: Newsroom) -> None:
    room.poll("a", entry("1"))
    room.clock.advance(days=100)
    room.poll("a", entry("2"))
    room.poll("b", entry("1"))
    room.clock.advance(days=100)
    assert store.prune_polls(room.database, before=room.now, dry_run=True) == 1
    assert store.prune_polls(room.database, before=room.now) == 1
    assert len(queries.list_polls(room.database)) == 2
    assert len(room.claim()) == 3


def test_health_reads_the_same_in_plain_sql(room: Newsroom, database: Database) -> None:
    from sqlalchemy import text

    room.poll("well", entry("1"), entry("2"))
    room.watch(
        source("new"), source("off", enabled=False), source("bad"), source("gone"), source("left")
    )
    room.watch(source("tired"))
    store.claim_due_sources(database, now=room.now, owner=OWNER, lease_s=9, limit=9)
    record(room, "bad", outcome="failed", state={"failures": 1})
    record(room, "gone", outcome="failed", state={"failures": 1, "gone_at": room.now})
    record(room, "tired", outcome="failed", state={"failures": 9, "paused_at": room.now})
    remaining = [s for s in room.sources.values() if s.id != "left"]
    store.sync_sources(database, remaining, now=room.now)
    rows = queries.list_sources(database, removed=True)
    with database.read() as session:
        view = session.execute(text("SELECT * FROM v_source_health ORDER BY source_id")).mappings()
        seen = [
            (r["source_id"], r["health"], r["entries"], r["pending"], r["failed"]) for r in view
        ]
    told = [(r["id"], r["health"], r["entries"], r["pending"], r["failed"]) for r in rows]
    assert seen == told
    assert {health for _, health, *_ in seen} == {
        "well",
        "new",
        "disabled",
        "failing",
        "paused",
        "gone",
        "removed",
    }
