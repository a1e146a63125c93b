"""What changes about a source over many polls: where it is asked, how it is believed, when it rests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from db import queries
from domain.errors import FetchError
from domain.fetched import Fetched, FetchRequest
from domain.source import Validators
from tests.app.hall import Hall, item, rss

OLD, NEW = "https://agency.example/rss", "https://agency.example/feeds/all.xml"
STATE = "SELECT * FROM sources"
ONE, TWO = item("https://agency.example/1"), item("https://agency.example/2")


def answer(body: bytes = b"", *, status: int = 200, url: str = OLD, **headers: str) -> Fetched:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(url=url, final_url=url, status=status, headers=named, body=body)


def redirected(body: bytes) -> Fetched:
    return Fetched(
        url=OLD, final_url=NEW, status=200, body=body, redirects=(NEW,), permanent_url=NEW
    )


async def polls(hall: Hall, count: int = 1) -> None:
    """Poll when it is due, so many times."""
    for _ in range(count):
        hall.clock.moment = max(hall.clock.moment, _due_at(hall))
        assert await hall.poll() == 1


def _due_at(hall: Hall) -> datetime:
    return queries.list_sources(hall.database)[0]["next_due_at"]


def asked(hall: Hall) -> list[str]:
    return [request.url for request in hall.fetcher.requests]


async def test_moved_source_is_asked_at_its_new_address_and_says_so(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    hall.source(url=OLD)
    hall.serve(OLD, redirected(rss(ONE)))
    await polls(hall, 3)
    assert asked(hall) == [OLD, OLD, OLD]
    assert "source has moved" in caplog.text
    hall.serve(NEW, answer(rss(ONE, TWO), url=NEW))
    await polls(hall)
    assert asked(hall)[3:] == [NEW]
    assert hall.row(STATE)["moved_to"] == NEW
    assert hall.row("SELECT count(*) AS n FROM entries")["n"] == 2


async def test_learnt_address_that_fails_falls_back_in_the_same_poll(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    hall.source(url=OLD)
    hall.serve(OLD, redirected(rss(ONE)))
    await polls(hall, 3)
    hall.serve(OLD, answer(rss(ONE, TWO), etag='"old"'))
    hall.serve(NEW, FetchError("HTTP 404", reason="not_found", transient=False, status=404))
    await polls(hall)
    assert asked(hall)[3:] == [NEW, OLD]
    assert (hall.row(STATE)["moved_to"], hall.row(STATE)["failures"]) == (None, 0)
    assert "learnt address forgotten" in caplog.text
    await polls(hall)
    assert asked(hall)[5:] == [OLD]


async def test_learnt_address_is_kept_when_both_fail(hall: Hall) -> None:
    hall.source(url=OLD)
    hall.serve(OLD, redirected(rss(ONE)))
    await polls(hall, 3)
    gone = FetchError("HTTP 404", reason="not_found", transient=False, status=404)
    hall.serve(OLD, gone)
    hall.serve(NEW, gone)
    await polls(hall)
    assert asked(hall)[3:] == [NEW, OLD]
    assert (hall.row(STATE)["moved_to"], hall.row(STATE)["failures"]) == (NEW, 1)


def lying(body: Callable[[], bytes]) -> Callable[[FetchRequest], Fetched]:
    """A server that says 304 to every condition."""

    def serve(request: FetchRequest) -> Fetched:
        if request.validators != Validators():
            return answer(status=304, etag='"1"')
        return answer(body(), etag='"1"')

    return serve


async def test_server_that_says_304_for_ever_is_found_out(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    hall.source(url=OLD)
    items = [ONE]
    hall.serve(OLD, lying(lambda: rss(*items)))
    await polls(hall)
    items.append(TWO)
    await polls(hall, 8)
    assert hall.row("SELECT count(*) AS n FROM entries")["n"] == 1
    await polls(hall)
    assert hall.row("SELECT count(*) AS n FROM entries")["n"] == 2
    assert hall.row(STATE)["believed"] == 2
    assert "said 304 although there was news" in caplog.text


async def test_304_of_another_document_is_asked_again_without_conditions(hall: Hall) -> None:
    hall.source(url=OLD)
    hall.serve(OLD, answer(rss(ONE), etag='"1"'))
    await polls(hall)

    def consent_page(request: FetchRequest) -> Fetched:
        status = 200 if request.validators == Validators() else 304
        body = rss(ONE, TWO) if status == 200 else b""
        return Fetched(url=OLD, final_url=NEW, status=status, body=body)

    hall.serve(OLD, consent_page)
    await polls(hall)
    sent = [request.validators.etag for request in hall.fetcher.requests]
    assert sent == [None, '"1"', None]
    assert hall.row("SELECT count(*) AS n FROM entries")["n"] == 2


async def test_429_of_one_source_keeps_its_neighbours_quiet(hall: Hall) -> None:
    hall.source("one", url="https://shared.example/one")
    hall.serve(
        "https://shared.example/one",
        FetchError("HTTP 429", reason="rate_limited", status=429, retry_after_s=3600),
    )
    await hall.poll()
    hall.source("two", url="https://shared.example/two")
    hall.source("else", url="https://else.example/rss")
    hall.serve("https://else.example/rss", rss(ONE))
    await hall.poll()
    assert asked(hall) == ["https://shared.example/one", "https://else.example/rss"]
    skipped = hall.row("SELECT * FROM polls WHERE outcome = 'skipped'")
    assert (skipped["source_id"], skipped["reason"]) == ("two", "host_held")
    hall.clock.advance(seconds=3610)
    hall.serve("https://shared.example/two", rss(TWO))
    await hall.poll()
    assert "https://shared.example/two" in asked(hall)


async def test_source_that_fails_on_and_on_is_paused_by_name_and_revives(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    hall.source(url=OLD)
    hall.serve(OLD, FetchError("HTTP 404", reason="not_found", transient=False, status=404))
    await polls(hall, 10)
    assert "source paused after many failures" in caplog.text
    assert hall.row("SELECT health FROM v_source_health")["health"] == "paused"
    hall.serve(OLD, rss(ONE))
    await polls(hall)
    assert "paused source answers again" in caplog.text
    assert hall.row("SELECT health FROM v_source_health")["health"] == "well"


async def test_name_without_address_is_the_sources_own_fault_while_others_answer(
    hall: Hall,
) -> None:
    hall.source("good")
    hall.serve("https://good.example/rss", rss(ONE))
    hall.source("dead")
    hall.serve("https://dead.example/rss", FetchError("unknown name", reason="dns"))
    for _ in range(4):
        await hall.poll()
        hall.clock.advance(minutes=5)
    [dead] = hall.rows("SELECT * FROM sources WHERE id = 'dead'")
    assert dead["failure_score"] == 0.5, "the first time nobody else had answered yet"


async def test_flagged_news_of_one_outlet_wakes_the_others_of_the_subject(hall: Hall) -> None:
    hall.source("one", poll_interval_s=1200)
    hall.source("two", poll_interval_s=1200)
    hall.source("sports", poll_interval_s=1200)
    for id_ in ("one", "two"):
        hall.serve(
            f"https://{id_}.example/rss",
            rss(item(None, f"{id_}: 11,000 North Korean soldiers sent to Russia's Kursk")),
        )
    hall.serve("https://sports.example/rss", rss(item(None, "Orchestra opens season")))
    await hall.poll()
    await hall.ingest()
    assert hall.rows("SELECT flag FROM flags"), "nothing was flagged: the test tests nothing"
    hall.clock.advance(seconds=1200)
    await hall.poll()
    dues = {row["id"]: row for row in hall.rows("SELECT * FROM sources")}
    assert {id_: row["due_by"] for id_, row in dues.items()} == {
        "one": "burst",
        "two": "burst",
        "sports": "own",
    }
