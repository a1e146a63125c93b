"""Pages of flagged articles are read again: conditionally, graded, told when something is taken back."""

from __future__ import annotations

import pytest

from domain.errors import FetchError
from domain.fetched import Fetched
from tests.app.hall import FLAGGED, Hall, html, item, rss

FEED = "https://agency.example/rss"
PAGE = "https://agency.example/news/1"
TITLE = "North Korea sends 11,000 soldiers to Russia"
REVISIONS = "SELECT change, grade, shown FROM revisions ORDER BY id"
MISSING = FetchError("not found", reason="not_found", transient=False, status=404)


async def stored(hall: Hall) -> None:
    hall.source()
    hall.route("desk")
    hall.serve(PAGE, html(TITLE, FLAGGED))
    hall.serve(FEED, rss(item(PAGE, TITLE)))
    await hall.bring_in()
    await hall.tell()


async def later(hall: Hall, *, hours: float) -> None:
    hall.clock.advance(hours=hours)
    await hall.ingest()
    await hall.tell()


def asked(hall: Hall) -> int:
    return sum(request.url == PAGE for request in hall.fetcher.requests)


async def test_a_flagged_page_is_read_again_at_growing_gaps(hall: Hall) -> None:
    await stored(hall)
    assert asked(hall) == 1
    for hours in (0.5, 0.6, 1.9, 0.1, 9, 12, 48, 100):
        await later(hall, hours=hours)
    assert asked(hall) == 6
    row = hall.row("SELECT due_at, asked FROM rereads")
    assert (row["due_at"], bool(row["asked"])) == (None, False)
    assert hall.rows(REVISIONS) == []


async def test_a_page_without_a_flag_is_not_read_again(hall: Hall) -> None:
    hall.source()
    hall.serve(
        PAGE, html("A bridge", "The ministers of both states opened the bridge on Monday. " * 6)
    )
    hall.serve(FEED, rss(item(PAGE, "A bridge")))
    await hall.bring_in()
    await later(hall, hours=2)
    assert asked(hall) == 1


async def test_another_figure_is_a_correction_that_is_told(hall: Hall) -> None:
    await stored(hall)
    hall.serve(PAGE, html(TITLE.replace("11,000", "10,000"), FLAGGED.replace("11,000", "10,000")))
    await later(hall, hours=1.1)
    [revision] = hall.rows(REVISIONS)
    assert (revision["change"], revision["grade"]) == ("edited", "figure")
    opened, corrected = hall.channel.sent
    assert (opened.change, corrected.change) == ("opened", "correction")
    assert corrected.payload["edit"]["grade"] == "figure"
    assert "11,000" in corrected.payload["edit"]["before"]["text"]
    assert "10,000" in corrected.payload["edit"]["after"]["text"]


async def test_a_claim_taken_back_is_told_and_kept_in_the_history(hall: Hall) -> None:
    await stored(hall)
    hall.serve(
        PAGE, html("Talks in Moscow", "The ministers of both states spoke for three hours. " * 6)
    )
    await later(hall, hours=1.1)
    assert [r["grade"] for r in hall.rows(REVISIONS)] == ["removed"]
    assert [sent.change for sent in hall.channel.sent] == ["opened", "removed"]


async def test_other_words_tell_nobody(hall: Hall) -> None:
    await stored(hall)
    hall.serve(PAGE, html(TITLE, FLAGGED + " The talks were held in the old palace."))
    await later(hall, hours=1.1)
    assert [r["grade"] for r in hall.rows(REVISIONS)] == ["wording"]
    assert len(hall.channel.sent) == 1


async def test_a_page_missing_twice_is_gone_and_told_once(hall: Hall) -> None:
    await stored(hall)
    hall.serve(PAGE, MISSING)
    await later(hall, hours=1.1)
    assert hall.rows(REVISIONS) == []
    await later(hall, hours=1.1)
    assert [r["grade"] for r in hall.rows(REVISIONS)] == ["gone"]
    await later(hall, hours=24)
    assert [sent.change for sent in hall.channel.sent] == ["opened", "removed"]
    assert hall.row("SELECT text FROM articles")["text"] == FLAGGED


@pytest.mark.parametrize("reason", ["timeout", "forbidden"])
async def test_a_page_that_fails_otherwise_is_no_edit(hall: Hall, reason: str) -> None:
    await stored(hall)
    hall.serve(PAGE, FetchError(reason, reason=reason, transient=reason == "timeout"))
    await later(hall, hours=1.1)
    assert hall.rows(REVISIONS) == []
    assert hall.row("SELECT state, outcome FROM entries") == {"state": "done", "outcome": "stored"}


async def test_validators_are_sent_and_304_leaves_all_as_it_is(hall: Hall) -> None:
    hall.source()
    page = html(TITLE, FLAGGED)
    headers = {"etag": '"v1"', "content-type": "text/html; charset=utf-8"}
    hall.serve(
        PAGE, Fetched(url=PAGE, final_url=PAGE, status=200, headers=headers, body=_body(page))
    )
    hall.serve(FEED, rss(item(PAGE, TITLE)))
    await hall.bring_in()
    hall.serve(PAGE, Fetched(url=PAGE, final_url=PAGE, status=304))
    await later(hall, hours=1.1)
    [_, again] = [request for request in hall.fetcher.requests if request.url == PAGE]
    assert again.validators.etag == '"v1"'
    assert hall.rows(REVISIONS) == []
    assert hall.row("SELECT etag FROM rereads")["etag"] == '"v1"'


def _body(page: object) -> bytes:
    return page if isinstance(page, bytes) else str(page).encode()
