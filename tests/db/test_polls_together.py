"""Polls of several sources that are stored in one transaction."""

from __future__ import annotations

from sqlalchemy import select

from db import store
from db.models import PollModel, SourceModel
from domain.listing import Listing
from tests.db.polling import due
from tests.db.samples import OWNER, Newsroom, decided, entry, poll_record, source


def test_polls_stored_together_are_as_if_stored_one_by_one(room: Newsroom) -> None:
    room.watch(source("a"), source("b"), source("c"), source("d"))
    assert due(room) == ["a", "b", "c", "d"]
    store.release_leases(room.database, OWNER)
    due(room, limit=3)
    finished = [
        store.FinishedPoll(
            record=poll_record(id_, room.now, outcome="new" if listing else "not_modified"),
            listing=listing,
            decide=decided(id_, room.now, next_due_at=room.now, failures=failures),
        )
        for id_, listing, failures in (
            ("c", None, 1),
            ("a", Listing(format="rss20", entries=(entry("1"), entry("2"))), 0),
            ("d", Listing(format="rss20", entries=(entry("1"),)), 0),
            ("b", None, 2),
        )
    ]
    assert store.record_polls(room.database, finished, owner=OWNER) == [0, 2, 0, 0]
    with room.database.read() as session:
        polls = session.execute(select(PollModel.source_id, PollModel.entries_new)).all()
        assert sorted(map(tuple, polls)) == [("a", 2), ("b", 0), ("c", 0)]
        states = session.execute(
            select(SourceModel.id, SourceModel.failures, SourceModel.lease_owner)
        ).all()
    assert sorted(map(tuple, states)) == [
        ("a", 0, None),
        ("b", 2, None),
        ("c", 1, None),
        ("d", 0, None),
    ]
