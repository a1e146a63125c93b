"""Sources in the database: the mirrored catalogue, claims, polls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db import queries, store
from db.engine import Database
from db.models import EntryModel, PollModel
from domain.listing import Listing
from domain.source import Selectors, Validators
from tests.db.samples import OWNER, Newsroom, dated, entry, poll_record, source


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
    **fields: Any,
) -> int:
    return store.record_poll(
        room.database,
        poll_record(source_id, room.now, **fields),
        listing=None,
        validators=Validators(),
        body_hash=None,
        next_due_at=room.now + wait,
        owner=owner,
    )


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
    assert (state.failures, state.validators, state.gone) == (0, Validators(), False)


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


def test_failures_count_up_and_a_good_poll_forgets_them(room: Newsroom) -> None:
    room.watch(source("a"))
    for _ in range(2):
        store.make_sources_due(room.database, now=room.now)
        due(room)
        record(room, outcome="failed", status=503, reason="http", detail="503 from a")
    [row] = queries.list_sources(room.database)
    assert (row["failures"], row["last_error"], row["health"]) == (2, "503 from a", "failing")
    assert row["last_success_at"] is None
    room.clock.advance(hours=2)
    due(room)
    record(room, outcome="not_modified", status=304)
    [row] = queries.list_sources(room.database)
    assert (row["failures"], row["last_error"], row["health"]) == (0, None, "well")
    assert row["last_success_at"] == room.now


def test_a_body_hash_is_kept_when_none_is_given(room: Newsroom) -> None:
    room.poll("a", entry("1"))
    room.clock.advance(hours=2)
    due(room)
    record(room, outcome="not_modified")
    room.clock.advance(hours=2)
    [(_, state)] = store.claim_due_sources(
        room.database, now=room.now, owner=OWNER, lease_s=60, limit=5
    )
    assert state.body_hash == "body"


def test_a_source_that_is_gone_is_left_alone_for_long_unless_asked_for(room: Newsroom) -> None:
    room.watch(source("a"))
    due(room)
    record(room, outcome="failed", status=410, reason="gone", wait=timedelta(days=31))
    room.clock.advance(days=30)
    assert due(room) == []
    assert queries.list_sources(room.database)[0]["health"] == "gone"
    assert store.make_sources_due(room.database, ["a"], now=room.now) == 1
    assert due(room) == ["a"]


def test_a_source_that_is_gone_is_asked_again_in_its_time_and_may_come_back(room: Newsroom) -> None:
    room.watch(source("a"))
    due(room)
    record(room, outcome="failed", status=410, reason="gone", wait=timedelta(days=31))
    room.clock.advance(days=31)
    assert queries.count_due_sources(room.database, now=room.now) == 1
    assert due(room) == ["a"]
    record(room, outcome="failed", status=503, reason="http")
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
            validators=Validators(etag="new"),
            body_hash=None,
            next_due_at=room.now,
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
    store.claim_due_sources(database, now=room.now, owner=OWNER, lease_s=9, limit=9)
    record(room, "bad", outcome="failed")
    record(room, "gone", outcome="failed", status=410)
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
        "gone",
        "removed",
    }
