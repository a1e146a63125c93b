"""Hosts that asked for silence, and addresses that were learnt, in the database."""

from __future__ import annotations

from datetime import timedelta

from db import queries, store
from db.store.hosts import note_hold
from domain.source import HostHold
from tests.db.polling import due, record
from tests.db.samples import Newsroom, source


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
