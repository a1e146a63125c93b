"""Pages in their turn: spaced, silenced, put off, and never at the price of the news itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.build import House
from app.jobs.keep import prepare
from domain.errors import FetchError
from ingest.fetch.pace import Pace
from tests.app.hall import Hall, html, item, rss

ROBOTS = "https://agency.example/robots.txt"
PAGES = [f"https://agency.example/{n}" for n in range(3)]
ENTRIES = "SELECT outcome, state, attempts, due_at FROM entries ORDER BY due_at, id"


def paced(hall: Hall, delay: str) -> None:
    """An agency whose robots.txt asks for a pause between its three pages."""
    hall.environ["TUMEN_FETCH__RESPECT_ROBOTS"] = "true"
    hall.source()
    hall.serve("https://agency.example/rss", rss(*(item(url, f"Troops {url}") for url in PAGES)))
    hall.serve(ROBOTS, f"User-agent: *\nCrawl-delay: {delay}\n".encode())
    for url in PAGES:
        hall.serve(url, html(f"North Korea sends soldiers: {url}"))


async def test_pages_wait_for_their_turn_without_counting_it(hall: Hall) -> None:
    paced(hall, "20")
    await hall.bring_in()
    assert hall.asked() == PAGES[:1]
    waiting = hall.rows(ENTRIES)[1:]
    assert [(row["outcome"], row["state"], row["attempts"]) for row in waiting] == [
        ("paced", "pending", 0)
    ] * 2
    hall.clock.advance(seconds=20.25)
    await hall.ingest()
    assert hall.asked() == PAGES[:2]
    hall.clock.advance(seconds=20.25)
    await hall.ingest()
    assert hall.asked() == PAGES
    assert {row["state"] for row in hall.rows(ENTRIES)} == {"done"}


async def test_a_long_pause_does_not_hold_the_news_back(hall: Hall) -> None:
    paced(hall, "900")
    await hall.bring_in()
    assert hall.asked() == PAGES[:1]
    articles = hall.rows("SELECT fallback_reason FROM articles WHERE NOT is_seed ORDER BY id")
    assert [(row["fallback_reason"] or "page").split(":")[0] for row in articles] == [
        "page",
        "paced",
        "paced",
    ]
    for number in (1, 2):
        hall.clock.advance(seconds=900.25)
        await hall.ingest()
        assert hall.asked() == PAGES[: number + 1]
    told = hall.rows("SELECT fallback_reason FROM articles WHERE fallback_reason IS NOT NULL")
    assert told == []


async def test_a_429_of_a_page_outlives_the_process_and_reaches_the_listing(hall: Hall) -> None:
    hall.source()
    hall.serve("https://agency.example/rss", rss(item(PAGES[0])))
    until = hall.clock.now() + timedelta(hours=2)
    busy = FetchError(
        "busy", reason="rate_limited", status=429, retry_after_s=7200, host="agency.example"
    )

    def says_so(_: object) -> FetchError:
        hall.pace.hold("agency.example", until)
        return busy

    hall.serve(PAGES[0], says_so)
    await hall.bring_in()
    (entry,) = hall.rows(ENTRIES)
    assert entry["state"] == "pending"
    assert entry["due_at"].startswith(f"{until:%Y-%m-%d %H:%M:%S}")
    fresh: House = replace(hall.house, pace=Pace())
    await prepare(fresh)
    assert fresh.pace.held_until("agency.example", hall.clock.now()) == until
    hall.clock.advance(hours=1)
    assert await hall.poll() == 0
    assert hall.rows("SELECT outcome FROM polls ORDER BY id")[-1] == {"outcome": "skipped"}


@pytest.mark.parametrize("link", ["https://agency.example/", "https://agency.example/rss", "#top"])
async def test_entries_that_all_lead_to_the_front_page_are_articles_each(
    hall: Hall, link: str
) -> None:
    hall.source()
    hall.serve("https://agency.example/", html())
    titles = [f"{who} sends 11,000 soldiers to Russia" for who in ("North Korea", "Pyongyang")]
    items = (item(link, title).replace(f">{link}</guid>", f">{title}</guid>") for title in titles)
    hall.serve("https://agency.example/rss", rss(*items))
    await hall.bring_in()
    rows = hall.rows("SELECT title, url FROM articles ORDER BY id")
    assert len({row["url"] for row in rows}) == 2
    assert rows[1]["title"] == titles[1]
