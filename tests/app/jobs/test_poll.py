"""What each outcome of a poll leaves in the rows, and when the source is asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import jobs
from domain.errors import FetchError, TumenError
from domain.fetched import Fetched, FetchRequest
from domain.source import Validators
from tests.app.hall import Hall, item, rss

FEED = "https://agency.example/rss"
STATE = (
    "SELECT etag, last_modified, body_hash, failures, last_error, gone_at, lease_owner FROM sources"
)
POLL = "SELECT * FROM polls ORDER BY id DESC LIMIT 1"


def answer(body: bytes = b"", *, status: int = 200, url: str = FEED, **headers: str) -> Fetched:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(url=url, final_url=url, status=status, headers=named, body=body)


async def again(hall: Hall, **units: float) -> None:
    """Poll once more, later."""
    hall.clock.advance(**(units or {"hours": 1}))
    assert await hall.poll() == 1


async def test_first_poll_stores_every_entry_and_the_validators(hall: Hall) -> None:
    hall.source()
    body = rss(item("https://agency.example/1"), item("https://agency.example/2"))
    hall.serve(FEED, answer(body, etag='W/"x"', last_modified="yesterday, as the server puts it"))
    assert await hall.poll() == 1
    state = hall.row(STATE)
    assert (state["etag"], state["last_modified"]) == ('W/"x"', "yesterday, as the server puts it")
    assert state["lease_owner"] is None
    poll = hall.row(POLL)
    assert (poll["outcome"], poll["http_status"]) == ("new", 200)
    assert (poll["entries_seen"], poll["entries_new"], poll["entries_skipped"]) == (2, 2, 0)
    assert poll["size_bytes"] == len(body)
    assert hall.tally.entries["new"] == 2


async def test_source_is_not_asked_again_before_its_interval(hall: Hall) -> None:
    hall.source(poll_interval_s=900)
    hall.serve(FEED, rss(item("https://agency.example/1")))
    await hall.poll()
    hall.clock.advance(seconds=899)
    assert await hall.poll() == 0
    hall.clock.advance(seconds=1)
    assert await hall.poll() == 1


async def test_not_modified_is_asked_with_the_validators_and_renews_them(hall: Hall) -> None:
    hall.source()
    hall.serve(FEED, answer(rss(item("https://agency.example/1")), etag='"1"'))
    await hall.poll()
    hall.serve(FEED, answer(status=304, etag='"2"'))
    await again(hall)
    assert hall.fetcher.requests[-1].validators == Validators(etag='"1"')
    assert hall.row(STATE)["etag"] == '"2"'
    assert hall.row(POLL)["outcome"] == "not_modified"
    hall.serve(FEED, answer(status=304))
    await again(hall)
    assert hall.row(STATE)["etag"] == '"2"'


async def test_same_bytes_are_not_read_again(hall: Hall) -> None:
    hall.source()
    hall.serve(FEED, rss(item("https://agency.example/1")))
    await hall.poll()
    await again(hall)
    poll = hall.row(POLL)
    assert (poll["outcome"], poll["entries_seen"]) == ("unchanged", 0)


async def test_changed_bytes_without_a_new_entry_are_unchanged(hall: Hall) -> None:
    hall.source()
    hall.serve(FEED, rss(item("https://agency.example/1")))
    await hall.poll()
    hall.serve(FEED, rss(item("https://agency.example/1")) + b"\n")
    await again(hall)
    poll = hall.row(POLL)
    assert (poll["outcome"], poll["entries_seen"], poll["entries_new"]) == ("unchanged", 1, 0)


async def test_cut_listing_gives_its_entries_but_keeps_no_validators(hall: Hall) -> None:
    hall.source()
    whole = rss(item("https://agency.example/1"), item("https://agency.example/2"))
    cut = whole[: whole.index(b"</item>") + len(b"</item>") + 20]
    hall.serve(FEED, answer(cut, etag='"cut"'))
    await hall.poll()
    assert hall.row("SELECT count(*) AS n FROM entries")["n"] == 1
    state = hall.row(STATE)
    assert (state["etag"], state["body_hash"]) == (None, None)
    # The same cut bytes are read again, and the whole ones bring what was missing.
    await again(hall)
    poll = hall.row(POLL)
    assert (poll["entries_seen"], poll["entries_skipped"], poll["entries_new"]) == (2, 1, 0)
    hall.serve(FEED, answer(whole, etag='"whole"'))
    await again(hall)
    assert hall.row(STATE)["etag"] == '"whole"'
    assert hall.row("SELECT count(*) AS n FROM entries")["n"] == 2


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        pytest.param(FetchError("host does not resolve", reason="dns"), "dns", id="no-name"),
        pytest.param(FetchError("HTTP 503", reason="http", status=503), "http", id="server-error"),
        pytest.param(answer(b"", etag='"n"'), "empty", id="nothing-in-the-answer"),
        pytest.param(answer(b"<html><body>Please wait", etag='"w"'), "html", id="html-for-a-feed"),
    ],
)
async def test_failure_is_a_row_with_its_reason_and_spoils_no_good_state(
    hall: Hall, bad: TumenError | Fetched, reason: str
) -> None:
    hall.source()
    hall.serve(FEED, answer(rss(item("https://agency.example/1")), etag='"good"'))
    await hall.poll()
    good = hall.row(STATE)
    hall.serve(FEED, bad)
    await again(hall)
    poll, state = hall.row(POLL), hall.row(STATE)
    assert (poll["outcome"], poll["reason"]) == ("failed", reason)
    assert poll["detail"]
    assert (state["failures"], state["last_error"]) == (1, poll["detail"])
    assert (state["etag"], state["body_hash"]) == (good["etag"], good["body_hash"])
    assert hall.tally.failures[reason] == 1


async def test_empty_first_answer_is_a_failure_too(hall: Hall) -> None:
    hall.source()
    hall.serve(FEED, answer(b""))
    await hall.poll()
    assert hall.row(POLL)["reason"] == "empty"


async def test_failing_source_is_asked_ever_later(hall: Hall) -> None:
    hall.source(poll_interval_s=900)
    hall.serve(FEED, FetchError("HTTP 503", reason="http", status=503))
    waits = []
    for _ in range(3):
        await hall.poll()
        due = hall.row(
            "SELECT unixepoch(next_due_at) - unixepoch(last_polled_at) AS s FROM sources"
        )
        waits.append(due["s"])
        hall.clock.advance(seconds=due["s"])
    assert waits[0] < waits[1] < waits[2]


async def test_one_good_answer_ends_a_row_of_failures(hall: Hall) -> None:
    hall.source()
    hall.serve(FEED, FetchError("HTTP 503", reason="http", status=503))
    await hall.poll()
    hall.serve(FEED, rss(item("https://agency.example/1")))
    await again(hall, days=1)
    state = hall.row(STATE)
    assert (state["failures"], state["last_error"]) == (0, None)


async def test_retry_after_is_waited_for(hall: Hall) -> None:
    hall.source(poll_interval_s=300)
    busy = FetchError("HTTP 429", reason="http", status=429, retry_after_s=7200)
    hall.serve(FEED, busy)
    await hall.poll()
    hall.clock.advance(seconds=7199)
    assert await hall.poll() == 0


async def test_bug_in_reading_is_counted_and_backs_off_like_a_failure(hall: Hall) -> None:
    def broken(_: FetchRequest) -> Fetched:
        raise TypeError("nobody thought of this")

    hall.source()
    hall.serve(FEED, broken)
    await hall.poll()
    assert hall.tally.bugs == 1
    assert hall.row(POLL)["reason"] == "bug"
    assert await hall.poll() == 0


async def test_poll_of_a_lost_lease_writes_nothing(hall: Hall) -> None:
    hall.source()

    def slow(request: FetchRequest) -> Fetched:
        hall.clock.advance(minutes=10)
        with hall.database.write() as session:
            session.connection().exec_driver_sql("UPDATE sources SET lease_owner = 'another'")
        return answer(rss(item("https://agency.example/1")))

    hall.serve(FEED, slow)
    (due,) = await jobs.claim_sources(hall.house, 1)
    await jobs.WORK["sources"](hall.house, due)
    assert hall.rows("SELECT * FROM polls") == []
    assert hall.rows("SELECT * FROM entries") == []
    assert hall.row(STATE)["lease_owner"] == "another"


SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(*urls: str) -> bytes:
    lines = "".join(
        f"<url><loc>{url}</loc><lastmod>2026-11-23T10:00:00Z</lastmod></url>" for url in urls
    )
    return f"<?xml version='1.0'?><urlset xmlns='{SITEMAP}'>{lines}</urlset>".encode()


def index(*urls: str) -> bytes:
    lines = "".join(
        f"<sitemap><loc>{url}</loc><lastmod>2026-11-{23 - n:02}</lastmod></sitemap>"
        for n, url in enumerate(urls)
    )
    return f"<?xml version='1.0'?><sitemapindex xmlns='{SITEMAP}'>{lines}</sitemapindex>".encode()


async def test_index_brings_the_entries_of_its_listings(hall: Hall) -> None:
    hall.source(kind="sitemap", url=FEED)
    children = [f"https://agency.example/sitemap-{n}.xml" for n in range(7)]
    hall.serve(FEED, index(*children))
    for n, url in enumerate(children):
        hall.serve(url, sitemap(f"https://agency.example/news/{n}"))
    await hall.poll()
    urls = [row["url"] for row in hall.rows("SELECT url FROM entries ORDER BY url")]
    assert urls == [f"https://agency.example/news/{n}" for n in range(5)]
    assert "2 older listings of the index not read" in hall.row(POLL)["detail"]


async def test_index_that_stays_the_same_is_read_again_for_its_listings(hall: Hall) -> None:
    hall.source(kind="sitemap", url=FEED)
    child = "https://agency.example/sitemap.xml"
    hall.serve(FEED, answer(index(child), etag='"index"'))
    hall.serve(child, sitemap("https://agency.example/news/1"))
    await hall.poll()
    hall.serve(child, sitemap("https://agency.example/news/1", "https://agency.example/news/2"))
    await again(hall)
    assert hall.row(POLL)["entries_new"] == 1
    assert hall.row(STATE)["etag"] is None


async def test_listing_of_an_index_that_fails_is_told_and_stops_no_other(hall: Hall) -> None:
    hall.source(kind="sitemap", url=FEED)
    good, bad = "https://agency.example/good.xml", "https://agency.example/bad.xml"
    hall.serve(FEED, index(bad, good))
    hall.serve(good, sitemap("https://agency.example/news/1"))
    await hall.poll()
    poll = hall.row(POLL)
    assert (poll["outcome"], poll["entries_new"]) == ("new", 1)
    assert f"listing {bad} of the index failed: not found" in poll["detail"]


async def test_gone_source_is_marked(hall: Hall) -> None:
    hall.source()
    hall.serve(FEED, FetchError("HTTP 410", reason="gone", transient=False, status=410))
    await hall.poll()
    assert hall.row(STATE)["gone_at"] is not None
    hall.clock.moment += timedelta(days=1)
    assert await hall.poll() == 0


async def test_request_for_fewer_requests_in_words_silences_the_host(hall: Hall) -> None:
    """GDELT answers 200 with a sentence; all sources of its host rest, as after a 429."""
    one = hall.source("api", url="https://api.example/one")
    hall.source("other", url="https://api.example/two")
    hall.serve(one.url, b"Please limit requests to one every 5 seconds or contact us.\n")
    hall.serve("https://api.example/two", rss())
    await hall.poll()
    polls = hall.rows("SELECT source_id, reason FROM polls ORDER BY id")
    assert {"source_id": "api", "reason": "rate_limited"} in polls
    assert [row["host"] for row in hall.rows("SELECT host FROM host_holds")] == ["api.example"]


GDELT = "http://data.gdeltproject.org/gdeltv2/"


def quarter(stamp: str) -> bytes:
    """A table of GDELT with one article on North Korea."""
    cells = [""] * 27
    cells[0], cells[1], cells[4] = f"{stamp}-1", stamp, f"https://paper.example/{stamp}"
    cells[9], cells[26] = "4#Pyongyang#KN#KN12#39#125#1", "<PAGE_TITLE>Weather</PAGE_TITLE>"
    return "\t".join(cells).encode()


async def test_gdelts_quarters_between_two_polls_are_caught_up_with(hall: Hall) -> None:
    hall.source(url=f"{GDELT}lastupdate.txt", topic_specific=False)

    def listed(stamp: str) -> None:
        line = f"9 {'0' * 32} {GDELT}{stamp}.gkg.csv.zip\n"
        hall.serve(f"{GDELT}lastupdate.txt", line.encode())

    def asked() -> list[str]:
        found = [url[len(GDELT) + 8 :][:4] for url in hall.asked("listing") if ".gkg." in url]
        hall.fetcher.requests.clear()
        return found

    for clock in ("1145", "1200", "1215", "1245", "1300"):
        stamp = f"20261123{clock}00"
        hall.serve(f"{GDELT}{stamp}.gkg.csv.zip", quarter(stamp))
    listed("20261123114500")
    await hall.poll()
    assert asked() == ["1145"]
    listed("20261123124500")
    await again(hall)
    assert asked() == ["1245", "1230", "1215", "1200"], "and that of 12:30 was never made"
    assert "of the index failed" in hall.row(POLL)["detail"]
    listed("20261123130000")
    await again(hall)
    assert asked() == ["1300"], "what was never made is not asked for again"
    assert hall.row("SELECT count(*) AS n FROM entries")["n"] == 5
    listed("20261125130000")
    await again(hall)
    assert (len(asked()), "168 older listings" in hall.row(POLL)["detail"]) == (24, True)
