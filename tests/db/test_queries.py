"""Reads that are not lists by filter: one story, one article, the trace of an article, counts, views."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db import outbox, queries, store
from db.engine import Database
from domain.alert import DeliveryRecord
from domain.assessment import Link, Wave, When, claim_to_dict
from domain.errors import FilterError
from domain.filters import Filter
from tests.db.samples import (
    Newsroom,
    article,
    entry,
    evidence,
    fingerprint,
    flagged,
    page,
    unflagged,
)

URL = "https://news.example/1"
ALL = Filter()


def steps(database: Database, *keys: int | str) -> list[tuple[str, Any]]:
    return [(row["step"], row["outcome"]) for row in queries.why(database, *keys)]


def test_why_tells_the_whole_way_to_the_delivery(room: Newsroom) -> None:
    room.save(article(URL), page=page())
    [alert] = outbox.claim_due_alerts(room.database, now=room.now, owner="one", lease_s=60, limit=5)
    done = DeliveryRecord(
        alert_id=alert.id,
        attempt=1,
        started_at=room.now,
        finished_at=room.now,
        outcome="delivered",
        detail="200",
    )
    outbox.record_delivery(room.database, done, fence=alert.fence)
    expected = [
        ("source", "feed"),
        ("poll", "new"),
        ("entry", "stored"),
        ("article", "plain"),
        ("assessment", "relevant"),
        ("evidence", "troop_deployment"),
        ("claim", "reported"),
        ("story", "opened"),
        ("alert", "delivered"),
        ("delivery", "delivered"),
    ]
    assert steps(room.database, URL) == expected
    assert steps(room.database, 1) == expected
    for row in queries.why(room.database, URL):
        assert {"step", "at", "outcome", "detail", "id"} <= set(row), row["step"]


def test_why_tells_of_an_entry_whose_page_was_not_wanted(room: Newsroom) -> None:
    claimed = room.pending("1", url=URL)
    store.finish_entry(
        room.database, claimed, outcome="off_subject", detail="not of it", now=room.now
    )
    rows = queries.why(room.database, URL)
    assert [row["step"] for row in rows] == ["source", "poll", "entry"]
    assert (rows[-1]["outcome"], rows[-1]["detail"]) == ("off_subject", "not of it")


def test_why_tells_why_the_page_was_not_used(room: Newsroom) -> None:
    room.save(article(URL, extractor="feed-summary", fallback_reason="robots: disallowed"))
    [step] = [row for row in queries.why(room.database, URL) if row["step"] == "article"]
    assert (step["outcome"], step["detail"]) == (
        "feed-summary",
        "the page was not used: robots: disallowed",
    )


def test_why_says_when_the_first_poll_is_pruned(room: Newsroom) -> None:
    room.poll("yonhap-en", entry("1", url=URL))
    room.clock.advance(days=1)
    room.poll("yonhap-en", entry("2"))
    store.prune_polls(room.database, before=room.now)
    assert ("poll", None) in steps(room.database, URL)


def test_nothing_is_told_of_what_was_never_seen(database: Database) -> None:
    assert queries.why(database, "https://nowhere.example/") == []
    assert queries.show_article(database, "https://nowhere.example/") is None
    assert queries.show_article(database, 10**30) is None
    assert queries.show_story(database, 7) is None


def test_an_article_is_found_by_id_address_and_the_link_of_an_entry(room: Newsroom) -> None:
    claimed = room.pending("1", url="https://redirect.example/abc")
    room.save(article(URL), claimed=claimed)
    for key in (1, "1", URL, "https://redirect.example/abc"):
        found = queries.show_article(room.database, key)
        assert found is not None
        assert found["url"] == URL


def test_a_story_shows_articles_claims_and_alerts(room: Newsroom) -> None:
    saved = room.save(article(URL), like=fingerprint(7))
    room.clock.advance(minutes=3)
    room.save(article(f"{URL}2"), like=fingerprint(7))
    story = queries.show_story(room.database, saved.story_id or 0)
    assert story is not None
    assert [row["url"] for row in story["articles"]] == [URL, f"{URL}2"]
    assert [claim["speaker"] for claim in story["claims"]] == ["NIS", "NIS"]
    assert [alert["state"] for alert in story["alerts"]] == ["opened"]
    assert (story["first_seen_at"], story["last_seen_at"]) == (
        room.now - timedelta(minutes=3),
        room.now,
    )


def test_a_story_row_shows_the_sentence_that_has_a_speaker(room: Newsroom) -> None:
    nobody = article(URL, text="Troops are said to be there.")
    room.save(nobody, flagged(nobody, speaker=None), fingerprint(7))
    room.clock.advance(minutes=1)
    named = article(f"{URL}2", text="Zelensky said 12,000 men had come.")
    room.save(named, flagged(named, speaker="Zelensky"), fingerprint(7))
    [row] = queries.list_stories(room.database, ALL, now=room.now)
    assert (row["evidence"], row["speaker"], row["url"]) == (
        "Zelensky said 12,000 men had come.",
        "Zelensky",
        f"{URL}2",
    )


def test_counts_tell_what_waits_and_how_long(room: Newsroom) -> None:
    room.save(article(URL))
    of = article(f"{URL}2")
    room.save(of, unflagged(of))
    room.poll("yonhap-en", entry("waiting"))
    room.clock.advance(seconds=30)
    found = queries.counts(room.database, now=room.now)
    assert found["articles"] == found["stories"] == 2
    assert found["flagged_stories"] == 1
    assert found["entries"] == {"pending": 1, "done": 2, "failed": 0}
    assert found["alerts"] == {"pending": 1, "delivered": 0, "dead": 0}
    assert (found["oldest_due_entry_s"], found["oldest_due_alert_s"]) == (30.0, 30.0)
    assert found["sources"]["well"] == 1
    assert queries.count_languages(room.database) == {"en": 2}


def test_due_sources_are_counted(room: Newsroom) -> None:
    room.poll("a")
    assert queries.count_due_sources(room.database, now=room.now) == 0
    assert queries.count_due_sources(room.database, now=room.now + timedelta(hours=2)) == 1


@pytest.mark.parametrize("cursor", ["nonsense", "20261123T120000.000000-x", "-", "1-1"])
def test_a_cursor_of_someone_else_is_refused(
    database: Database, room: Newsroom, cursor: str
) -> None:
    with pytest.raises(FilterError, match="not a cursor"):
        queries.list_stories(database, ALL, now=room.now, cursor=cursor)


def test_polls_are_listed_newest_first_with_a_cursor(room: Newsroom) -> None:
    for n in range(3):
        room.poll("a", entry(str(n)))
        room.clock.advance(hours=1)
    first = queries.list_polls(room.database, limit=2)
    second = queries.list_polls(room.database, limit=2, cursor=first.cursor)
    assert [row["id"] for row in (*first, *second)] == [3, 2, 1]
    assert second.cursor is None


def test_the_views_tell_the_same_story(room: Newsroom) -> None:
    saved = room.save(article(URL), like=fingerprint(7))
    room.save(article(f"{URL}2"), like=fingerprint(7), source_id="tass")
    of = article(f"{URL}3")
    room.save(of, unflagged(of))
    with room.database.read() as session:
        [story] = session.execute(text("SELECT * FROM v_flagged_stories")).mappings().all()
        claims = session.execute(text("SELECT * FROM v_claims ORDER BY claim_id")).mappings().all()
        figures = session.execute(text("SELECT * FROM v_figures")).mappings().all()
    assert story["story_id"] == saved.story_id
    assert (story["flags"], story["statuses"], story["speakers"]) == (
        "troop_deployment",
        "reported",
        "NIS",
    )
    assert (story["sources"], story["articles"]) == ("tass, yonhap-en", 2)
    assert story["largest_troop_figure"] == 11_000
    assert story["evidence"].startswith("The NIS said")
    assert [(c["story_id"], c["speaker"], c["url"]) for c in claims] == [
        (saved.story_id, "NIS", URL),
        (saved.story_id, "NIS", f"{URL}2"),
    ]
    assert [(f["high"], f["what"], f["speaker"]) for f in figures] == [
        (11_000, "troops", "NIS")
    ] * 2


def test_a_claim_comes_back_with_its_time_wave_chain_and_extent(room: Newsroom) -> None:
    of = article(URL, text="Reuters, citing the NIS: 3,000 more in a third wave since January.")
    told = When(
        start=date(2025, 1, 1), end=None, precision="month", evidence=evidence(of, "since January")
    )
    wave = Wave(number=3, evidence=evidence(of, "third wave"))
    chain = tuple(Link(name=name, evidence=evidence(of, name)) for name in ("Reuters", "NIS"))
    plain = flagged(of, number=3_000, when=told, wave=wave, chain=chain)
    number = replace(plain.figures[0], extent="increment")
    claim = replace(plain.claims[0], figures=(number,))
    room.save(of, replace(plain, figures=(number,), claims=(claim,)))
    [row] = queries.list_claims(room.database, ALL, now=room.now)
    wanted = claim_to_dict(claim)
    assert [row[name] for name in ("when", "wave", "chain")] == [
        wanted["when"],
        wanted["wave"],
        wanted["chain"],
    ]
    assert [f["extent"] for f in row["figures"]] == ["increment"]
    with room.database.read() as session:
        [view] = session.execute(text("SELECT * FROM v_claims")).mappings().all()
        [figures] = session.execute(text("SELECT extent, wave FROM v_figures")).all()
    assert (str(view["when_start"]), view["when_end"], view["when_words"]) == (
        "2025-01-01",
        None,
        "since January",
    )
    assert (view["wave"], view["wave_words"]) == (3, "third wave")
    assert tuple(figures) == ("increment", 3)


def test_only_the_current_assessment_counts(room: Newsroom) -> None:
    """An article judged anew by other rules keeps the old judgement as history only."""
    claimed = room.pending("1", url=URL)
    poor = article(URL, text="12,000 men", fallback_reason="timeout")
    room.save(poor, flagged(poor, number=12_000), claimed=claimed, retry_at=room.now)
    [again] = room.claim()
    room.save(article(URL), claimed=again)
    [row] = queries.list_stories(room.database, ALL, now=room.now)
    assert [figure["low"] for figure in row["figures"]] == [11_000]
    assert len(queries.list_claims(room.database, ALL, now=room.now)) == 1
