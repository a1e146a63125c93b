"""The one transaction for each article: what is in it, what is told, what is left when it breaks."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db import outbox, queries, store
from db.engine import Database
from db.models import (
    AlertModel,
    ArticleModel,
    AssessmentModel,
    EntryModel,
    FingerprintBandModel,
    RawPageModel,
    RevisionModel,
    StoryModel,
)
from domain.errors import StoreError
from domain.filters import Filter
from domain.story import Candidate, Fingerprint, Placement
from tests.db.samples import (
    Newsroom,
    article,
    dated,
    fingerprint,
    flagged,
    page,
    place_with_first,
    source,
    tell_desk,
    unflagged,
)

URL = "https://news.example/1"


def count(database: Database, model: Any) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_article_comes_back_as_it_was(room: Newsroom) -> None:
    of = article(
        URL,
        authors=("Kim Min-jun",),
        published=dated(room.now, precision="day", by="json-ld"),
        modified=dated(room.now + timedelta(hours=1)),
        language_by="script",
        outlet="Yonhap",
        extractor="json-ld",
        extraction_reason="declared whole, 12% of it shown",
        description="a lead",
    )
    saved = room.save(of, page=page())
    found = queries.show_article(room.database, saved.article_id or 0)
    assert found is not None
    for name in (
        "url",
        "title",
        "text",
        "language",
        "language_by",
        "outlet",
        "extractor",
        "extraction_reason",
        "description",
    ):
        assert found[name] == getattr(of, name)
    assert found["authors"] == ["Kim Min-jun"]
    assert (found["published_at"], found["published_precision"], found["published_by"]) == (
        room.now,
        "day",
        "json-ld",
    )
    assert (found["fetched_at"], found["first_seen_at"]) == (room.now, room.now)
    assert (found["source"], found["sources"]) == ("yonhap-en", ["yonhap-en"])
    assert found["relevant"] is True
    assert not found["is_seed"]


def test_evidence_is_where_it_says(room: Newsroom) -> None:
    of = article(URL, title="북한군 \U0001f1f0", text="국정원은 1만1000명이 갔다고 밝혔다.\n\nEnd.")
    saved = room.save(of, flagged(of, number=11_000))
    found = queries.show_article(room.database, saved.article_id or 0)
    assert found is not None
    for span in (*found["evidence"], *found["figures"], *found["claims"]):
        words = span.get("text") or span["evidence"]
        assert found["document"][span["start"] : span["end"]] == words
    [claim] = found["claims"]
    assert (claim["speaker"], claim["status"], claim["destination"]) == ("NIS", "reported", "Kursk")
    assert [f["low"] for f in claim["figures"]] == [11_000]


def test_the_page_is_kept_compressed_by_class(room: Newsroom) -> None:
    of = article(URL)
    room.save(of, page=page(b"<html>" + b"x" * 10_000))
    room.save(article(f"{URL}0"), unflagged(of, relevant=True), page=page())
    room.save(article(f"{URL}1"), unflagged(of), page=page())
    room.save(article(f"{URL}2"), unflagged(of))
    with room.database.read() as session:
        kept = session.scalars(select(RawPageModel).order_by(RawPageModel.article_id)).all()
    assert [row.retention_class for row in kept] == ["flagged", "relevant", "other"]
    assert zlib.decompress(kept[0].body) == b"<html>" + b"x" * 10_000
    assert len(kept[0].body) < 200
    assert kept[0].content_type == "text/html; charset=utf-8"


def test_a_first_article_opens_a_story_and_tells(room: Newsroom) -> None:
    saved = room.save(article(URL))
    assert (saved.outcome, saved.opened, saved.alerts) == ("stored", True, 1)
    [update] = room.updates
    assert update.before is None
    assert update.after.figures == {("troops", 11_000, 11_000)}
    assert update.after.sources == {"yonhap-en"}
    assert update.after.categories == {"agency"}
    assert update.after.languages == {"en"}
    assert "11,000 soldiers" in update.after.text
    assert update.after.seen_at == room.now
    assert [a.url for a in update.articles] == [URL]
    assert update.articles[0].source_id == "yonhap-en"
    assert [c.speaker for c in update.claims] == ["NIS"]
    assert update.evidence[0].text.startswith("The NIS said")
    assert update.adds[0] == "new figure: 11,000 troops"


def test_a_copy_joins_the_story_and_tells_only_what_is_new(room: Newsroom) -> None:
    first = room.save(article(URL), like=fingerprint(7, 8))
    room.clock.advance(minutes=10)
    same = room.save(article(f"{URL}2"), like=fingerprint(7, 9), source_id="tass")
    assert (same.story_id, same.opened, same.alerts) == (first.story_id, False, 0)
    room.clock.advance(minutes=10)
    more = article(f"{URL}3", text="The NIS said 12,000 soldiers had arrived.")
    told = room.save(more, flagged(more, number=12_000), fingerprint(0, 9))
    assert (told.story_id, told.alerts) == (first.story_id, 1)
    update = room.updates[-1]
    assert update.before is not None
    assert update.after.figures - update.before.figures == {("troops", 12_000, 12_000)}
    assert update.after.sources == {"yonhap-en", "tass"}
    assert [a.url for a in update.articles] == [more.url, f"{URL}2", URL]
    assert update.after.seen_at == room.now


def test_the_placement_is_kept_with_its_reason(room: Newsroom) -> None:
    first = room.save(article(URL), like=fingerprint(7))
    room.save(article(f"{URL}2"), like=fingerprint(7))
    story = queries.show_story(room.database, first.story_id or 0)
    assert story is not None
    told = [(a["reason"], a["score"], a["like_article_id"]) for a in story["articles"]]
    assert told == [("opened", 0.0, None), ("near_duplicate", 0.8, first.article_id)]


def test_candidates_share_a_band_or_the_content(room: Newsroom) -> None:
    big = 2**64 - 5  # band keys are unsigned, integers of a database are not
    room.save(
        article(f"{URL}/band"), like=Fingerprint(content_hash="a", bands=(1, big), signature=(5,))
    )
    room.save(article(f"{URL}/other"), like=Fingerprint(content_hash="b", bands=(2, 3)))
    room.save(article(f"{URL}/same"), like=Fingerprint(content_hash="c", bands=(90, 91)))
    room.save(article(f"{URL}/empty"), like=Fingerprint(content_hash="", bands=(92, 93)))
    seen: list[Candidate] = []

    def look(fp: Fingerprint, candidates: Any) -> Placement:
        seen.extend(candidates)
        return place_with_first(fp, ())

    probe = Fingerprint(content_hash="c", bands=(4, big))
    room.save(article(f"{URL}/probe"), like=probe, place=look)
    assert [(c.content_hash, c.signature) for c in seen] == [("a", (5,)), ("c", ())]
    seen.clear()
    room.save(article(f"{URL}/short"), like=Fingerprint(content_hash=""), place=look)
    assert seen == [], "texts too short to compare have no hash in common"


def test_an_address_seen_by_a_second_source_makes_no_second_article(room: Newsroom) -> None:
    first = room.save(article(URL), source_id="yonhap-en")
    room.watch(source("tass", category="state_media"))
    again = room.save(article(URL), source_id="tass")
    assert (again.outcome, again.article_id, again.story_id) == (
        "duplicate_url",
        first.article_id,
        first.story_id,
    )
    assert count(room.database, ArticleModel) == 1
    [story] = queries.list_stories(room.database, wanted=Filter(), now=room.now)
    assert story["sources"] == ["tass", "yonhap-en"]
    assert story["categories"] == ["agency", "state_media"]
    assert store.find_article_by_url(room.database, URL) == first.article_id


def test_an_entry_that_someone_else_finished_writes_nothing(room: Newsroom) -> None:
    claimed = room.pending("1", url=URL)
    room.clock.advance(seconds=61)
    [again] = room.claim(owner="other")
    assert room.save(article(URL), claimed=claimed).outcome == "lost"
    assert count(room.database, ArticleModel) == 0
    assert room.save(article(URL), claimed=again).outcome == "stored"
    assert room.save(article(URL), claimed=again).outcome == "lost"


def test_a_transaction_that_breaks_leaves_nothing(room: Newsroom) -> None:
    claimed = room.pending("1", url=URL)

    def plan(_: object) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        room.save(article(URL), claimed=claimed, plan=plan, page=page())
    for model in (
        ArticleModel,
        StoryModel,
        AssessmentModel,
        RawPageModel,
        FingerprintBandModel,
        AlertModel,
    ):
        assert count(room.database, model) == 0
    assert queries.search(room.database, "soldiers").rows == ()
    assert room.database.check() == []
    assert room.save(article(URL), claimed=claimed).outcome == "stored"


def test_the_same_alert_is_written_once(room: Newsroom) -> None:
    room.save(article(URL), like=fingerprint(7))
    again = room.save(
        article(f"{URL}2"), like=fingerprint(7), plan=lambda u: tell_desk(replace(u, before=None))
    )
    assert again.alerts == 0
    assert outbox.count_alerts(room.database)["pending"] == 1


def test_a_stand_in_is_improved_when_the_page_comes(room: Newsroom) -> None:
    claimed = room.pending("1", url=URL)
    headline = article(
        URL, title="Troops", text="", extractor="headline", fallback_reason="timeout"
    )
    later = room.now + timedelta(minutes=1)
    first = room.save(headline, unflagged(headline, relevant=None), claimed=claimed, retry_at=later)
    assert first.outcome == "stored"
    room.clock.advance(minutes=2)
    [again] = room.claim()
    assert again.article_id == first.article_id
    whole = article(URL)
    better = room.save(whole, claimed=again, page=page())
    assert (better.outcome, better.article_id, better.alerts) == ("improved", first.article_id, 1)
    found = queries.show_article(room.database, URL)
    assert found is not None
    assert (found["text"], found["relevant"], found["revisions"]) == (whole.text, True, 1)
    assert queries.search(room.database, "Kursk").rows
    assert queries.search(room.database, '"Troops"').rows, "still in the new title"
    assert count(room.database, StoryModel) == 1
    assert room.database.check() == []
    with room.database.read() as session:
        assert session.scalar(select(RevisionModel.title)) == "Troops"
        assert session.scalar(select(EntryModel.state)) == "done"


def test_an_improved_text_finds_its_story(room: Newsroom) -> None:
    known = room.save(article(f"{URL}0"), like=fingerprint(7))
    claimed = room.pending("1", url=URL)
    headline = article(URL, title="Troops", text="", fallback_reason="timeout")
    alone = room.save(headline, unflagged(headline), claimed=claimed, retry_at=room.now)
    assert alone.story_id != known.story_id
    [again] = room.claim()
    better = room.save(article(URL), like=fingerprint(7), claimed=again)
    assert (better.outcome, better.story_id) == ("improved", known.story_id)
    assert count(room.database, StoryModel) == 1


def test_a_story_that_was_told_is_not_left(room: Newsroom) -> None:
    room.save(article(f"{URL}0"), like=fingerprint(7))
    claimed = room.pending("1", url=URL)
    headline = article(URL, text="More troops", fallback_reason="timeout")
    told = room.save(headline, claimed=claimed, retry_at=room.now)
    assert told.alerts == 1
    [again] = room.claim()
    better = room.save(article(URL), like=fingerprint(7), claimed=again)
    assert (better.story_id, better.opened, better.alerts) == (told.story_id, False, 0)


def test_no_better_text_ends_the_waiting(room: Newsroom) -> None:
    claimed = room.pending("1", url=URL)
    headline = article(URL, text="", fallback_reason="timeout")
    room.save(headline, unflagged(headline), claimed=claimed, retry_at=room.now)
    [again] = room.claim()
    assert room.save(headline, unflagged(headline), claimed=again).outcome == "unchanged"
    assert room.claim() == []
    assert count(room.database, RevisionModel) == 0


def test_an_address_no_index_takes_is_refused(room: Newsroom) -> None:
    long = article("https://news.example/" + "x" * 3_000)
    with pytest.raises(StoreError, match="3021 characters") as caught:
        room.save(long, claimed=room.pending("1"))
    assert (caught.value.reason, caught.value.transient) == ("url_too_long", False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\x00b",
        "\ud800 lone",
        "\U0001f1f0\U0001f1f5 flags",
        "북한군 파병 " * 2_000,
        "z" * 200_000,
    ],
)
def test_odd_texts_are_stored_and_found_sound(room: Newsroom, text: str) -> None:
    of = article(URL, title="Odd", text=text)
    room.save(of, unflagged(of))
    assert [row["title"] for row in queries.search(room.database, "odd")] == ["Odd"]
    assert room.database.check() == []


def test_a_text_beyond_the_index_says_that_it_was_cut(room: Newsroom) -> None:
    of = article(URL, text=" ".join(f"word{n}" for n in range(80_000)))
    room.save(of, unflagged(of))
    found = queries.show_article(room.database, URL)
    assert found is not None
    assert found["index_cut"] is True
    assert queries.search(room.database, "word77").rows
    assert queries.search(room.database, "word79999").rows == ()
