"""A day is guessed only where none is stated, never ahead of the clock, and gives way to the feed's."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.article import Article
from domain.listing import Dated, Entry
from ingest.parse.choice import choose_article
from ingest.parse.datefinder import find_day
from ingest.parse.tree import parse_html

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://example.com/a"


def test_day_in_the_foot_of_a_post_is_found() -> None:
    tree = parse_html(
        '<body><p>Text.</p><div class="entry-meta">Posted on 2026-11-20 by Ann</div></body>'
    )
    found = find_day(tree, url=URL, now=NOW)
    assert found
    assert (found.at.date().isoformat(), found.precision, found.by) == (
        "2026-11-20",
        "day",
        "finder",
    )


def test_page_without_any_day_has_none() -> None:
    assert find_day(parse_html("<body><p>Text.</p></body>"), url=URL, now=NOW) is None


def test_day_ahead_of_the_clock_is_not_believed() -> None:
    tree = parse_html('<body><div class="entry-meta">Posted on 2026-11-20</div></body>')
    assert find_day(tree, url=URL, now=datetime(2026, 11, 1, tzinfo=UTC)) is None


def test_guessed_day_gives_way_to_the_feed() -> None:
    guessed = Dated(at=datetime(2026, 1, 2, tzinfo=UTC), by="finder", precision="day")
    stated = Dated(at=datetime(2026, 11, 20, 5, tzinfo=UTC), by="feed")
    page = Article(url=URL, title="Title", text="Text. " * 100, published=guessed)
    entry = Entry(identity="1", url=URL, title="Title", published=stated)
    assert choose_article(page, entry, url=URL, reason=None).published == stated
