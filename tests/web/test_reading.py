"""The web's questions over a real SQLite file, up to the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from db.engine import Database
from domain.story import Candidate, Fingerprint, Placement
from ingest.stories import fingerprint, place
from tests.db.samples import Newsroom, article, figure, flagged, source, unflagged
from tests.fakes import FakeClock
from web.reading import DatabaseReads
from web.service import create_app

TEXT = "The NIS said 3,000 more soldiers had arrived in Kursk.\n\nMore follows."


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'tumen.db'}")
    made.upgrade()
    yield made
    made.dispose()


@pytest.fixture
def room(database: Database, clock: FakeClock) -> Newsroom:
    return Newsroom(database=database, clock=clock)


@pytest.fixture
def reads(database: Database) -> DatabaseReads:
    return DatabaseReads(database)


def test_an_empty_database_answers(reads: DatabaseReads, clock: FakeClock) -> None:
    counts = reads.counts(now=clock.now())
    assert (counts.articles, counts.last_poll_at) == (0, None)
    assert set(counts.waits_s.values()) == {0.0}
    assert list(reads.flagged_stories(now=clock.now(), limit=5)) == []
    assert list(reads.sources()) == []


def test_a_flagged_story_comes_with_claim_figure_article_and_addition(
    reads: DatabaseReads, room: Newsroom, clock: FakeClock
) -> None:
    room.watch(source("yonhap-en", name="Yonhap"))
    first = article("https://news.example/1", outlet="Yonhap", text=TEXT)
    room.save(first, flagged(first, number=3_000))
    plain = article("https://news.example/2", title="Harvest", text="Nothing of the kind.")
    room.save(plain, unflagged(plain))
    (story,) = reads.flagged_stories(now=clock.now(), limit=5)
    assert story.title == "North Korea sends troops"
    assert list(story.statuses) == ["reported"]
    assert list(story.figures) == [("troops", 3_000, 3_000)]
    assert "new figure: 3,000 troops" in story.adds
    (said,) = story.claims
    assert said.claim.speaker == "NIS"
    assert said.claim.evidence.text == TEXT.split("\n")[0]
    assert said.claim.figures == (figure(3_000, said.claim.evidence),)
    assert (said.article.url, said.article.source_id) == ("https://news.example/1", "yonhap-en")


def test_counts_tell_what_waits(reads: DatabaseReads, room: Newsroom, clock: FakeClock) -> None:
    room.watch(source("a"), source("b", enabled=False))
    of = article("https://news.example/1")
    room.save(of, source_id="a")
    clock.advance(hours=1, seconds=30)
    counts = reads.counts(now=clock.now())
    assert counts.waits_s["source"] == 30.0
    assert counts.sources["well"] == counts.sources["disabled"] == 1
    assert (counts.articles, counts.flagged_stories, counts.alerts["pending"]) == (1, 1, 1)
    assert counts.waits_s["alert"] == 3630.0


def test_the_newest_story_is_first_and_the_limit_holds(
    reads: DatabaseReads, room: Newsroom, clock: FakeClock
) -> None:
    for number in range(4):
        room.save(article(f"https://news.example/{number}", title=f"Story {number}"))
        clock.advance(minutes=5)
    titles = [s.title for s in reads.flagged_stories(now=clock.now(), limit=3)]
    assert titles == ["Story 3", "Story 2", "Story 1"]


def test_reprints_placed_by_their_fingerprints_are_one_story(
    reads: DatabaseReads, room: Newsroom, clock: FakeClock
) -> None:
    body = " ".join(f"Sentence {n} tells of the men who arrived by train." for n in range(20))
    for number, text in enumerate([body, f"{body} Subscribe now.", body]):
        of = article(f"https://news.example/{number}", title=f"Headline {number}", text=text)
        room.save(of, like=fingerprint(of.title, of.text), place=place)
    short = article("https://news.example/9", title="Troops sent", text="")
    opened = room.save(short, like=fingerprint("", ""), place=place)
    assert opened.opened
    stories = reads.flagged_stories(now=clock.now(), limit=9)
    assert sorted(len(s.articles) for s in stories) == [1, 3]


def test_signature_and_bands_survive_the_database(room: Newsroom) -> None:
    given: list[Candidate] = []

    def spy(fp: Fingerprint, candidates: Sequence[Candidate]) -> Placement:
        given.extend(candidates)
        return place(fp, candidates)

    of = article("https://news.example/1", text=" ".join(f"word{n} 12,{n:03}" for n in range(90)))
    mark = fingerprint(of.title, of.text)
    room.save(of, like=mark, place=spy)
    again = article("https://news.example/2", title="Other", text=of.text)
    room.save(again, like=mark, place=spy)
    (candidate,) = given
    assert candidate.signature == mark.signature
    assert candidate.content_hash == mark.content_hash


def test_the_page_is_served_from_the_database(
    database: Database, room: Newsroom, clock: FakeClock
) -> None:
    of = article("https://news.example/1", title="Солдаты <b>КНДР</b>", text=TEXT, language="ru")
    room.save(of)
    app = create_app(DatabaseReads(database), clock=clock, version="1")
    client = TestClient(app, base_url="http://localhost")
    assert client.get("/healthz").json()["status"] == "ok"
    assert "tumen_flagged_stories 1.0" in client.get("/metrics").text
    page = client.get("/").text
    assert "Солдаты &lt;b&gt;КНДР&lt;/b&gt;" in page
    assert "11,000 troops" in page
