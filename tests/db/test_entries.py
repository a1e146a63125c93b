"""Entries in the database: claims, outcomes, attempts."""

from __future__ import annotations

from datetime import timedelta

from db import queries, store
from tests.db.samples import Newsroom, article, entry


def states(room: Newsroom) -> dict[str, int]:
    return dict(queries.counts(room.database, now=room.now)["entries"])


def test_a_claimed_entry_is_nobody_elses_until_the_lease_ends(room: Newsroom) -> None:
    room.poll("a", entry("1"), entry("2"))
    assert [e.entry.identity for e in room.claim(1, owner="one")] == ["1"]
    assert [e.entry.identity for e in room.claim(owner="two")] == ["2"]
    assert room.claim(owner="three") == []
    room.clock.advance(seconds=61)
    again = room.claim(owner="three")
    assert [(e.entry.identity, e.attempts) for e in again] == [("1", 2), ("2", 2)]


def test_a_source_with_many_entries_delays_no_other(room: Newsroom) -> None:
    room.poll("slow", *(entry(f"s{n}") for n in range(300)))
    room.clock.advance(seconds=1)
    room.poll("a", entry("a1"), entry("a2"))
    room.poll("b", entry("b1"))
    claimed = room.claim(16, lease_s=600, per_source=4)
    assert [e.entry.identity for e in claimed] == ["s0", "a1", "b1", "s1", "a2", "s2", "s3"]
    assert room.claim(16, per_source=4) == []
    store.finish_entry(room.database, claimed[0], outcome="off_subject", now=room.now)
    assert [e.entry.identity for e in room.claim(16, per_source=4)] == ["s4"]
    assert len(room.claim(16, owner="another", per_source=4)) == 4


def test_a_finished_entry_stays_finished(room: Newsroom) -> None:
    [claimed] = [room.pending("1")]
    done = {"outcome": "off_subject", "detail": "nothing of it", "now": room.now}
    assert store.finish_entry(room.database, claimed, **done)
    assert not store.finish_entry(room.database, claimed, **done)
    assert not store.retry_entry(room.database, claimed, due_at=room.now, reason="late")
    room.clock.advance(hours=1)
    assert room.claim() == []
    assert states(room) == {"pending": 0, "done": 1, "failed": 0}


def test_a_retried_entry_waits_for_its_time(room: Newsroom) -> None:
    claimed = room.pending("1")
    later = room.now + timedelta(minutes=10)
    assert store.retry_entry(room.database, claimed, due_at=later, reason="timeout")
    assert room.claim() == []
    room.clock.advance(minutes=10)
    assert [e.attempts for e in room.claim()] == [2]


def test_a_failed_entry_can_be_brought_back(room: Newsroom) -> None:
    claimed = room.pending("1")
    assert store.fail_entry(room.database, claimed, reason="crashed", detail="boom", now=room.now)
    assert states(room)["failed"] == 1
    assert store.retry_failed_entries(room.database, now=room.now) == 1
    assert [e.id for e in room.claim()] == [claimed.id]


def test_finishing_with_an_article_adds_the_source_to_its_story(room: Newsroom) -> None:
    saved = room.save(article("https://news.example/1"), source_id="yonhap-en")
    other = room.pending("guid", "tass-ru", url="https://news.example/1?from=rss")
    store.finish_entry(
        room.database,
        other,
        outcome="duplicate_url",
        detail="known",
        article_id=saved.article_id,
        now=room.now,
    )
    story = queries.show_story(room.database, saved.story_id or 0)
    assert story is not None
    assert story["sources"] == ["tass-ru", "yonhap-en"]
    assert [row["sources"] for row in story["articles"]] == [["tass-ru", "yonhap-en"]]


def test_an_outcome_of_a_lost_claim_is_not_written(room: Newsroom) -> None:
    late = room.pending("1")
    room.clock.advance(seconds=61)
    [theirs] = room.claim(owner="two")
    done = {"outcome": "off_subject", "now": room.now}
    assert not store.finish_entry(room.database, late, **done)
    assert not store.fail_entry(room.database, late, reason="bug", detail="", now=room.now)
    assert not store.retry_entry(room.database, late, due_at=room.now, reason="late")
    assert store.finish_entry(room.database, theirs, **done)


def test_a_claim_that_was_given_back_does_not_count_and_its_outcome_is_not_taken(
    room: Newsroom,
) -> None:
    ours = room.pending("1")
    store.release_leases(room.database, ours.owner)
    [theirs] = room.claim(owner="two")
    assert (ours.attempts, theirs.attempts) == (1, 1)
    assert not store.finish_entry(room.database, ours, outcome="off_subject", now=room.now)
    assert room.save(article("https://news.example/1"), claimed=ours).outcome == "lost"
    assert room.save(article("https://news.example/1"), claimed=theirs).outcome == "stored"


def test_leases_of_entries_are_given_back_by_name(room: Newsroom) -> None:
    room.poll("a", entry("1"))
    room.claim(owner="one")
    assert store.release_leases(room.database, "one") == 1
    assert len(room.claim(owner="two")) == 1


def test_the_oldest_waiting_entry_shows_its_age(room: Newsroom) -> None:
    room.poll("a", entry("1"))
    room.clock.advance(minutes=2)
    assert queries.counts(room.database, now=room.now)["oldest_due_entry_s"] == 120.0
