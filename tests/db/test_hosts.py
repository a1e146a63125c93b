"""Hosts that asked for silence, and addresses that were learnt, in the database."""

from __future__ import annotations

from datetime import timedelta

from db import queries, store
from db.store import hosts
from db.store.hosts import note_hold
from domain.fetched import RobotsCopy
from domain.source import HostHold
from tests.db.polling import due, record
from tests.db.samples import OWNER, Newsroom, source


def test_a_host_that_wants_silence_gets_it_from_all_its_sources(room: Newsroom) -> None:
    room.watch(*(source(id_, url=f"https://quiet.example/{id_}") for id_ in "abc"))
    room.watch(source("other", url="https://quiet.example:8443/rss"))
    assert due(room, limit=1) == ["a"]
    hold = HostHold(host="quiet.example", until=room.now + timedelta(minutes=30))
    record(room, outcome="failed", status=429, hold=hold)
    assert due(room, limit=1) == ["other"], "held ones stand before it and do not hide it"
    rows = {row["id"]: row for row in queries.list_sources(room.database)}
    assert {id_: rows[id_]["due_by"] for id_ in "bc"} == {"b": "host", "c": "host"}
    waits = [(rows[id_]["next_due_at"] - hold.until).total_seconds() for id_ in "bc"]
    assert waits == [0, 5], "they do not come back all at once"
    skips = [p for p in queries.list_polls(room.database).rows if p["outcome"] == "skipped"]
    assert {(p["source_id"], p["reason"]) for p in skips} == {
        ("b", "host_held"),
        ("c", "host_held"),
    }
    assert "quiet.example answered 429" in skips[0]["detail"]
    room.clock.advance(minutes=31)
    assert {"b", "c"} < set(due(room))


def test_a_hold_is_never_shortened_and_ends_by_itself(room: Newsroom) -> None:
    room.watch(source("a", url="https://quiet.example/a"))
    for minutes in (30, 5):
        store.make_sources_due(room.database, now=room.now)
        with room.database.write() as session:
            note_hold(
                session.connection(),
                HostHold(host="quiet.example", until=room.now + timedelta(minutes=minutes)),
                room.now,
            )
    room.clock.advance(minutes=6)
    assert due(room) == []
    room.clock.advance(minutes=30)
    assert due(room) == ["a"]


def test_a_learnt_address_can_be_forgotten(room: Newsroom) -> None:
    room.watch(source("a"), source("b"))
    due(room)
    moved = {"moved_to": "https://new.example/", "moved_at": room.now, "sightings": 1}
    record(room, state=moved)
    assert store.forget_moves(room.database, ["a", "b"]) == 1
    [row, _] = queries.list_sources(room.database)
    assert (row["moved_to"], row["moved_at"]) == (None, None)


def test_a_robots_copy_is_kept_renewed_and_forgotten_in_the_end(room: Newsroom) -> None:
    def keep(origin: str, body: bytes | None, **later: float) -> RobotsCopy:
        copy = RobotsCopy(origin=origin, until=room.now + timedelta(**later), body=body)
        hosts.keep_robots(room.database, copy)
        return copy

    assert hosts.read_robots(room.database, "https://a.example") is None
    keep("https://a.example", b"User-agent: *", days=1)
    renewed = keep("https://a.example", b"\xff\0" * 1000, days=2)
    assert hosts.read_robots(room.database, "https://a.example") == renewed
    none = keep("http://b.example:81", None, days=3)
    assert hosts.read_robots(room.database, "http://b.example:81") == none
    keep("https://c.example", b"", days=34)
    assert hosts.read_robots(room.database, "https://a.example") is None
    assert hosts.read_robots(room.database, "http://b.example:81") == none


def test_a_source_that_was_not_asked_is_put_off_by_the_next_claim(room: Newsroom) -> None:
    room.watch(source("a", url="https://quiet.example/a"))
    assert due(room) == ["a"]
    hold = HostHold(host="quiet.example", until=room.now + timedelta(hours=1))
    hosts.give_back_held(room.database, "a", hold, owner="someone else", now=room.now)
    assert [hold.host for hold in hosts.held_hosts(room.database, now=room.now)] == [hold.host]
    assert due(room) == [], "it is still held by its owner"
    hosts.give_back_held(room.database, "a", hold, owner=OWNER, now=room.now)
    assert due(room) == []
    (poll,) = queries.list_polls(room.database).rows
    assert (poll["outcome"], poll["reason"]) == ("skipped", "host_held")
    assert hosts.held_hosts(room.database, now=hold.until) == []
