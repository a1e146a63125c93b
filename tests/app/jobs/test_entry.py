"""What becomes of an entry: which page is fetched, what is stored, and that the alert is written with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from app import jobs
from domain.errors import FetchError, ParseError
from domain.fetched import Fetched, FetchRequest
from tests.app.hall import FLAGGED, Hall, html, item, rss
from tests.fakes import InlineWorkers

T = TypeVar("T")
FEED = "https://agency.example/rss"
PAGE = "https://agency.example/news/1"
TITLE = "North Korea sends 11,000 soldiers to Russia"
ENTRY = "SELECT * FROM entries"
ARTICLE = "SELECT * FROM articles"


class BrokenWorkers(InlineWorkers):
    """Workers that fail whatever gets a page to parse, or everything."""

    def __init__(self, error: Exception, *, always: bool = False) -> None:
        self.error, self.always = error, always

    async def run(self, function: Callable[..., T], /, *args: Any, deadline_s: float) -> T:
        digesting = getattr(function, "__name__", "") == "digest_entry"
        if digesting and (self.always or any(isinstance(a, Fetched) for a in args)):
            raise self.error
        return await super().run(function, *args, deadline_s=deadline_s)


def one_entry(hall: Hall, *, page: Any = None, **fields: Any) -> None:
    """A source with one entry on the subject, whose page is as given."""
    hall.source(**fields)
    hall.serve(FEED, rss(item(PAGE, TITLE, FLAGGED)))
    if page is not None:
        hall.serve(PAGE, page)


async def test_page_becomes_an_article_with_its_assessment_and_story(hall: Hall) -> None:
    one_entry(hall, page=html(TITLE, FLAGGED))
    await hall.bring_in()
    article, entry = hall.row(ARTICLE), hall.row(ENTRY)
    assert (article["title"], article["text"]) == (TITLE, FLAGGED)
    assert (article["language"], article["fallback_reason"]) == ("en", None)
    assert (entry["state"], entry["outcome"]) == ("done", "stored")
    assert entry["article_id"] == article["id"]
    assert hall.row("SELECT flag FROM flags")["flag"] == "troop_deployment"
    assert hall.row("SELECT flagged FROM stories")["flagged"] == 1
    figures = hall.rows("SELECT DISTINCT low FROM figures")
    assert figures == [{"low": 11_000}]
    assert (hall.tally.articles, hall.tally.flagged, hall.tally.stories) == (1, 1, 1)


async def test_entry_off_the_subject_is_recorded_and_its_page_is_not_fetched(hall: Hall) -> None:
    hall.source(topic_specific=False)
    hall.serve(FEED, rss(item(PAGE, "Rain in Lisbon", "It rained."), item(PAGE + "2", TITLE)))
    hall.serve(PAGE + "2", html())
    await hall.bring_in()
    off, on = hall.rows("SELECT * FROM entries ORDER BY url")
    assert (off["state"], off["outcome"]) == ("done", "off_subject")
    assert off["detail"] == "title and summary do not touch the subject"
    assert on["outcome"] == "stored"
    assert hall.asked() == [PAGE + "2"]


async def test_topic_specific_source_is_read_whatever_its_titles_say(hall: Hall) -> None:
    hall.source(topic_specific=True)
    hall.serve(FEED, rss(item(PAGE, "A quiet day", "Nothing to see.")))
    hall.serve(PAGE, html())
    await hall.bring_in()
    assert hall.asked() == [PAGE]
    assert hall.row(ARTICLE)["title"] == TITLE


async def test_page_that_robots_forbid_leaves_what_the_feed_says(hall: Hall) -> None:
    hall.environ["TUMEN_FETCH__RESPECT_ROBOTS"] = "true"
    one_entry(hall, page=html("Another title", "Another text."))
    robots = "https://agency.example/robots.txt"
    hall.serve(robots, b"User-agent: *\nDisallow: /news/\n")
    await hall.bring_in()
    article = hall.row(ARTICLE)
    assert (hall.asked("robots"), hall.asked()) == ([robots], [])
    assert (article["text"], article["extractor"]) == (FLAGGED, "feed-summary")
    assert article["fallback_reason"] == "robots: rules"
    assert hall.row(ENTRY)["state"] == "done"


async def test_robots_that_cannot_be_asked_are_asked_again_later(hall: Hall) -> None:
    hall.environ["TUMEN_FETCH__RESPECT_ROBOTS"] = "true"
    one_entry(hall, page=html())
    hall.serve("https://agency.example/robots.txt", FetchError("HTTP 503", status=503))
    await hall.bring_in()
    assert hall.row(ARTICLE)["fallback_reason"] == "robots: unreachable"
    assert hall.row(ENTRY)["state"] == "pending"


async def test_link_that_hides_its_target_is_kept_as_a_headline(hall: Hall) -> None:
    url = "https://news.google.com/rss/search?q=north+korea"
    hall.source(url=url)
    opaque = "https://news.google.com/rss/articles/CBMiabcdefghijklmnopqrstuvwxyz0123456789?oc=5"
    link = f"&lt;a href='{opaque}'&gt;{TITLE}&lt;/a&gt;"
    hall.serve(url, rss(item(opaque, f"{TITLE}", link)))
    await hall.bring_in()
    article = hall.row(ARTICLE)
    assert article["extractor"] == "headline"
    assert article["fallback_reason"].startswith("unresolved")
    assert article["title"] == TITLE
    assert hall.asked() == []
    assert hall.row("SELECT flag FROM flags")["flag"] == "troop_deployment"


async def test_entry_without_a_link_is_an_article_under_its_identity(hall: Hall) -> None:
    hall.source()
    hall.serve(FEED, rss(item(None, TITLE, FLAGGED)))
    await hall.bring_in()
    article = hall.row(ARTICLE)
    assert article["url"].startswith(f"{FEED}#")
    assert article["fallback_reason"].startswith("no_link")


async def test_entries_without_a_link_are_articles_each(hall: Hall) -> None:
    hall.source()
    hall.serve(FEED, rss(item(None, TITLE, FLAGGED), item(None, "Russia denies it", "It denies.")))
    await hall.bring_in()
    assert hall.row("SELECT count(*) AS n FROM articles")["n"] == 2


async def test_source_whose_pages_are_not_wanted_is_stored_from_its_listing(hall: Hall) -> None:
    one_entry(hall, page=html(), fetch_pages=False)
    await hall.bring_in()
    assert hall.asked() == []
    assert hall.row(ARTICLE)["fallback_reason"].startswith("not_wanted")


async def test_page_that_fails_for_now_is_improved_later_without_a_second_alert(hall: Hall) -> None:
    hall.route()
    one_entry(hall, page=FetchError("HTTP 503", reason="http", status=503))
    await hall.bring_in()
    article, entry = hall.row(ARTICLE), hall.row(ENTRY)
    assert article["extractor"] == "feed-summary"
    assert article["fallback_reason"] == "http: HTTP 503"
    assert (entry["state"], entry["outcome"]) == ("pending", "page_failed")
    assert await hall.tell() == 1
    assert await hall.ingest() == 0

    fuller = (
        f"{FLAGGED}\nIt was the agency's first word on the matter, and it gave no more details."
    )
    hall.serve(PAGE, html(TITLE, fuller))
    hall.clock.advance(seconds=60)
    assert await hall.ingest() == 1
    improved = hall.row(ARTICLE)
    assert improved["id"] == article["id"]
    assert improved["text"] == fuller.replace("\n", "\n\n")
    assert (improved["fallback_reason"], hall.row(ENTRY)["state"]) == (None, "done")
    revision = hall.row("SELECT * FROM revisions")
    assert (revision["text"], revision["change"]) == (FLAGGED, "improved")
    assert hall.row("SELECT count(*) AS n FROM stories")["n"] == 1
    assert await hall.tell() == 0
    assert len(hall.channel.sent) == 1


async def test_page_that_goes_on_failing_is_given_up_and_the_feeds_text_stays(hall: Hall) -> None:
    one_entry(hall, page=FetchError("HTTP 503", reason="http", status=503))
    await hall.bring_in()
    attempts = 1
    while hall.row(ENTRY)["state"] == "pending":
        hall.clock.advance(hours=1)
        assert await hall.ingest() == 1
        attempts += 1
    assert attempts == 3
    assert hall.asked() == [PAGE] * 3
    assert hall.rows("SELECT * FROM revisions") == []
    assert hall.row(ARTICLE)["fallback_reason"] == "http: HTTP 503"


async def test_page_that_is_gone_is_not_asked_for_again(hall: Hall) -> None:
    one_entry(hall)
    await hall.bring_in()
    assert hall.row(ENTRY)["state"] == "done"
    assert hall.row(ARTICLE)["fallback_reason"] == "not_found: not found"


async def test_same_address_from_a_second_source_joins_the_article(hall: Hall) -> None:
    one_entry(hall, page=html())
    await hall.bring_in()
    hall.source("paper", url="https://paper.example/rss")
    hall.serve("https://paper.example/rss", rss(item(f"{PAGE}?utm_source=paper", "Other words")))
    await hall.bring_in()
    assert hall.asked() == [PAGE]
    article = hall.row(ARTICLE)
    _, second = hall.rows("SELECT * FROM entries ORDER BY id")
    assert (second["outcome"], second["article_id"]) == ("duplicate_url", article["id"])
    assert second["detail"] == f"already known as article {article['id']}"
    sources = hall.rows("SELECT value FROM article_facts WHERE kind = 'source' ORDER BY value")
    assert [row["value"] for row in sources] == ["agency", "paper"]


async def test_copy_under_another_address_joins_the_story(hall: Hall) -> None:
    hall.route()
    one_entry(hall, page=html())
    hall.source("paper", url="https://paper.example/rss")
    copy = "https://paper.example/reprint"
    hall.serve("https://paper.example/rss", rss(item(copy)))
    hall.serve(copy, html())
    assert await hall.poll() == 2
    assert await hall.ingest() == 2
    assert hall.row("SELECT count(*) AS n FROM articles")["n"] == 2
    assert hall.row("SELECT count(*) AS n FROM stories")["n"] == 1
    assert hall.row("SELECT count(*) AS n FROM alerts")["n"] == 1


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ParseError("digest_entry: no result", reason="deadline"), id="hangs"),
        pytest.param(ParseError("digest_entry: SIGSEGV", reason="crashed"), id="crashes"),
        pytest.param(RuntimeError("digest_entry failed in a worker process"), id="meets-a-bug"),
    ],
)
async def test_page_that_breaks_its_parser_leaves_what_the_feed_says(
    hall: Hall, error: Exception
) -> None:
    hall.workers = BrokenWorkers(error)
    one_entry(hall, page=html())
    await hall.bring_in()
    article = hall.row(ARTICLE)
    assert article["text"] == FLAGGED
    reason = error.reason if isinstance(error, ParseError) else "bug"
    assert article["fallback_reason"].startswith(f"{reason}: ")
    assert hall.row(ENTRY)["state"] == "done"
    assert hall.tally.bugs == (not isinstance(error, ParseError))


async def test_entry_that_meets_a_bug_each_time_is_given_up_with_a_reason(hall: Hall) -> None:
    hall.workers = BrokenWorkers(RuntimeError("failed\nTypeError: no"), always=True)
    one_entry(hall, page=html())
    assert await hall.poll()
    for _ in range(4):
        with pytest.raises(RuntimeError):
            await hall.ingest()
        hall.clock.advance(minutes=6)
    await hall.ingest()
    entry = hall.row(ENTRY)
    assert (entry["state"], entry["outcome"], entry["detail"]) == ("failed", "bug", "TypeError: no")
    assert hall.tally.entries["failed"] == 1


async def test_address_that_no_index_holds_fails_its_entry_only(hall: Hall) -> None:
    hall.source()
    long = "https://agency.example/" + "x" * 20_000
    hall.serve(FEED, rss(item(long), item(PAGE)))
    hall.serve(PAGE, html())
    await hall.bring_in()
    outcomes = {row["outcome"] for row in hall.rows(ENTRY)}
    assert "stored" in outcomes
    assert {row["state"] for row in hall.rows(ENTRY)} <= {"done", "failed"}


async def test_alert_is_written_in_the_transaction_that_stores_the_flag(hall: Hall) -> None:
    hall.route("desk")
    hall.route("denials", "flag:troop_deployment status:denied")
    one_entry(hall, page=html())
    await hall.bring_in()
    alert = hall.row("SELECT * FROM alerts")
    assert (alert["route"], alert["status"], alert["state"]) == ("desk", "pending", "opened")
    assert alert["story_id"] == hall.row("SELECT id FROM stories")["id"]
    assert hall.tally.alerts == 1


async def test_nothing_is_stored_when_the_alert_cannot_be_written(hall: Hall) -> None:
    hall.route()
    one_entry(hall, page=html())
    assert await hall.poll()
    with hall.database.write() as session:
        session.connection().exec_driver_sql(
            "CREATE TRIGGER no_alert BEFORE INSERT ON alerts"
            " BEGIN SELECT RAISE(ABORT, 'database is locked'); END"
        )
    with pytest.raises(Exception, match="locked"):
        await hall.ingest()
    assert hall.rows(ARTICLE) == []
    assert hall.rows("SELECT * FROM flags") == []
    assert hall.row(ENTRY)["state"] == "pending"


@pytest.mark.parametrize(
    ("days", "told"), [pytest.param(0, 1, id="no-limit"), pytest.param(3, 0, id="three-days")]
)
async def test_old_news_is_stored_and_told_only_without_a_limit(
    hall: Hall, days: int, told: int
) -> None:
    hall.environ["TUMEN_ALERTS__MAX_AGE_DAYS"] = str(days)
    hall.route()
    one_entry(hall, page=html())
    hall.clock.advance(days=10)
    await hall.bring_in()
    assert hall.row("SELECT count(*) AS n FROM flags")["n"] == 1
    assert hall.row("SELECT count(*) AS n FROM alerts")["n"] == told


async def test_entry_taken_by_another_meanwhile_is_not_stored_twice(hall: Hall) -> None:
    one_entry(hall)
    taken: list[Any] = []

    def slow(request: FetchRequest) -> bytes:
        hall.clock.moment += timedelta(minutes=6)
        return html()

    hall.serve(PAGE, slow)
    assert await hall.poll()
    (mine,) = await jobs.claim_entries(hall.house, 1)
    hall.clock.advance(minutes=6)
    taken += await jobs.claim_entries(hall.house, 1)
    await jobs.WORK["entries"](hall.house, mine)
    assert hall.rows(ARTICLE) == []
    await jobs.WORK["entries"](hall.house, taken[0])
    assert hall.row(ENTRY)["outcome"] == "stored"
    assert (hall.tally.entries["lost"], hall.tally.articles) == (1, 1)


async def test_every_date_that_is_stated_is_kept(hall: Hall) -> None:
    """Those of the page, then the listing's; the chosen one stands among them."""
    meta = '<meta property="article:published_time" content="2026-11-23T19:30:00+09:00">'
    one_entry(hall, page=html(TITLE, FLAGGED).replace(b"<title>", meta.encode() + b"<title>"))
    await hall.bring_in()
    article = hall.row(ARTICLE)
    stated = [(d["role"], d["by"], d["at"]) for d in json.loads(article["dates"])]
    assert stated == [
        ("published", "opengraph", "2026-11-23T10:30:00+00:00"),
        ("published", "feed", "2026-11-23T11:00:00+00:00"),
    ]
    assert article["published_by"] == "opengraph"
