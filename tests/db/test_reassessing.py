"""Newer assessments of stored articles: what is due, what is written, what the next alert says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from db import queries, store
from db.engine import Database
from db.models import AlertModel, AssessmentModel, RawPageModel, StoryModel
from domain.article import Article
from domain.assessment import Assessment
from domain.filters import Filter, parse_filter
from domain.reassessment import Rejudged, StoredText
from tests.db.samples import Newsroom, article, fingerprint, flagged, page, unflagged

URL = "https://news.example/1"


def stale(room: Newsroom, words: str = "", **versions: str) -> queries.Stale:
    return queries.Stale(
        room.database,
        parse_filter(words) if words else Filter(),
        lambda language: versions.get(language or "none", "2"),
        now=room.now,
    )


def judge_again(room: Newsroom, assessment: Assessment, *, words: str = "") -> frozenset[int]:
    """Store the same newer assessment for everything that is due."""
    newer = replace(assessment, rule_version="2")
    texts = stale(room, words).older_than(None, 100)
    return store.save_reassessed(room.database, [rejudged(t, newer) for t in texts], now=room.now)


def rejudged(text: StoredText, assessment: Assessment) -> Rejudged:
    return Rejudged(
        article_id=text.id,
        assessment_id=text.assessment_id,
        language=text.language,
        assessment=assessment,
    )


def count(database: Database, model: Any) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def story(room: Newsroom) -> StoryModel:
    with room.database.read() as session:
        return session.scalars(select(StoryModel)).one()


def told(room: Newsroom) -> list[tuple[str, str]]:
    with room.database.read() as session:
        rows = session.execute(select(AlertModel.change, AlertModel.state).order_by(AlertModel.id))
        return [(change, state) for change, state in rows]


def plain(of: Article) -> Assessment:
    return unflagged(of, relevant=False)


def test_due_is_what_other_rules_judged_newest_first(room: Newsroom) -> None:
    ids = [
        room.save(of, unflagged(of)).article_id
        for n, language in enumerate(["en", "ko", None, "en"])
        for of in [article(f"{URL}{n}", language=language)]
    ]
    due = stale(room, en="1")
    assert due.total == 2
    assert [text.id for text in due.older_than(None, 10)] == [ids[2], ids[1]]
    assert [text.id for text in due.older_than(ids[2], 10)] == [ids[1]]
    assert stale(room, en="1", ko="1", none="1").total == 0
    assert [t.id for t in stale(room, "lang:ko").older_than(None, 10)] == [ids[1]]


def test_due_text_comes_with_what_was_said_of_it(room: Newsroom) -> None:
    of = article(URL)
    room.save(of, flagged(of, number=3_000))
    [text] = stale(room).older_than(None, 10)
    assert (text.url, text.title, text.text, text.language) == (URL, of.title, of.text, "en")
    assert text.judged.flags == {"troop_deployment"}
    assert text.judged.statuses == {"reported"}
    assert text.judged.figures == {("troops", 3_000, 3_000, "exact")}
    assert text.judged.relevant is True


def test_the_newer_assessment_counts_and_the_older_one_is_history(room: Newsroom) -> None:
    of = article(URL)
    saved = room.save(of, flagged(of), page=page())
    assert judge_again(room, plain(of)) == {saved.article_id}
    found = queries.show_article(room.database, saved.article_id or 0)
    assert found is not None
    assert (found["flags"], found["claims"], found["figures"], found["evidence"]) == ([],) * 4
    assert found["relevant"] is False
    assert count(room.database, AssessmentModel) == 2
    assert (story(room).flagged, story(room).relevant) == (False, False)
    with room.database.read() as session:
        assert session.scalars(select(RawPageModel.retention_class)).one() == "other"
    assert stale(room).total == 0


def test_a_flag_that_is_gained_tells_nobody(room: Newsroom) -> None:
    of = article(URL)
    seen = room.now
    room.save(of, plain(of))
    room.clock.advance(days=3)
    judge_again(room, flagged(of))
    assert (story(room).flagged, story(room).relevant) == (True, True)
    assert story(room).last_seen_at == seen
    assert told(room) == []
    [row] = queries.list_stories(room.database, parse_filter("flag:troop_deployment"), now=seen)
    assert row["statuses"] == ["reported"]


def test_after_a_silent_gain_only_what_is_new_is_told(room: Newsroom) -> None:
    of, again, more = (article(f"{URL}{n}") for n in range(3))
    like = fingerprint(7)
    room.save(of, plain(of), like)
    judge_again(room, flagged(of, number=3_000))
    room.save(again, flagged(again, number=3_000), replace(like, content_hash="b"))
    assert told(room) == []
    room.save(more, flagged(more, number=5_000, status="planned"), replace(like, content_hash="c"))
    assert told(room) == [("status", "status:planned figure:troops:5000-5000")]


def test_a_story_told_of_does_not_open_twice_but_tells_what_is_new(room: Newsroom) -> None:
    of, more = article(f"{URL}0"), article(f"{URL}1")
    like = fingerprint(7)
    room.save(of, flagged(of, number=3_000), like)
    assert told(room) == [("opened", "opened")]
    judge_again(room, plain(of))
    room.save(more, flagged(more, number=5_000, status="planned"), replace(like, content_hash="b"))
    assert told(room)[1:] == [("status", "status:planned figure:troops:5000-5000")]


def test_a_story_nobody_was_told_of_opens_when_it_is_flagged(room: Newsroom) -> None:
    of, more = article(f"{URL}0"), article(f"{URL}1")
    like = fingerprint(7)
    room.save(of, flagged(of), like, plan=lambda _: [])
    judge_again(room, plain(of))
    room.save(more, flagged(more), replace(like, content_hash="b"))
    assert told(room) == [("opened", "opened")]


def test_a_story_keeps_the_flag_of_its_other_articles(room: Newsroom) -> None:
    of, other = article(f"{URL}0"), article(f"{URL}1", language="ko")
    like = fingerprint(7)
    room.save(of, flagged(of), like)
    room.save(other, flagged(other), replace(like, content_hash="b"))
    judge_again(room, plain(other), words="lang:ko")
    assert (story(room).flagged, story(room).relevant) == (True, True)


def test_what_was_judged_meanwhile_is_left_alone(room: Newsroom) -> None:
    of = article(URL)
    room.save(of, plain(of))
    texts = stale(room).older_than(None, 10)
    judge_again(room, flagged(of))
    late = [rejudged(text, replace(plain(of), rule_version="3")) for text in texts]
    assert store.save_reassessed(room.database, late, now=room.now) == frozenset()
    assert story(room).flagged


def test_an_earlier_call_that_never_ended_is_known_until_one_ends(room: Newsroom) -> None:
    assert store.begin_reassessing(room.database, 7) is None
    assert store.begin_reassessing(room.database, 9) == 7
    store.end_reassessing(room.database)
    assert store.begin_reassessing(room.database, 9) is None


def test_what_an_earlier_call_did_is_read_from_the_rows(room: Newsroom) -> None:
    of, same = article(f"{URL}0"), article(f"{URL}1", language="ko")
    saved = room.save(of, plain(of))
    room.save(same, plain(same))
    after = queries.newest_assessment(room.database)
    judge_again(room, flagged(of, number=3_000), words="lang:en")
    judge_again(room, plain(same), words="lang:ko")
    new = article(f"{URL}2")
    room.save(new, flagged(new))
    until = queries.newest_assessment(room.database)
    number, [found] = queries.judged_since(room.database, after, until)
    assert number == 2
    assert found.article_id == saved.article_id
    assert "+troop_deployment" in found.words
    assert queries.judged_since(room.database, until, until) == (0, [])


def test_a_text_that_was_replaced_is_no_change_of_the_rules(room: Newsroom) -> None:
    poor = article(URL, fallback_reason="timeout", text="Headline only.")
    claimed = room.pending("1")
    room.save(poor, plain(poor), claimed=claimed, retry_at=room.now)
    after = queries.newest_assessment(room.database)
    room.clock.advance(minutes=1)
    whole = article(URL)
    [again] = room.claim()
    room.save(whole, replace(flagged(whole), rule_version="2"), claimed=again)
    until = queries.newest_assessment(room.database)
    assert until > after
    assert queries.judged_since(room.database, after, until) == (0, [])
