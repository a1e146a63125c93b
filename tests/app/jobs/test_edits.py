"""An edited headline becomes a revision, and tells nobody twice; an entry under a new id is no new one."""

from __future__ import annotations

import pytest

from domain.errors import FetchError
from tests.app.hall import FLAGGED, Hall, html, item, rss

FEED = "https://agency.example/rss"
PAGE = "https://agency.example/news/1"
TITLE = "North Korea sends 11,000 soldiers to Russia"
EDITED = "North Korea sends 11,000 soldiers to Russia, Seoul says"
ARTICLE = "SELECT * FROM articles"
ENTRY = "SELECT * FROM entries"
REVISIONS = "SELECT title, change FROM revisions"


async def again(hall: Hall, *items: str, hours: float = 1) -> None:
    hall.clock.advance(hours=hours)
    hall.serve(FEED, rss(*items))
    await hall.bring_in()


async def stored(hall: Hall, **fields: object) -> None:
    hall.source(**fields)
    hall.route("desk")
    hall.serve(PAGE, html(TITLE, FLAGGED))
    hall.serve(FEED, rss(item(PAGE, TITLE)))
    await hall.bring_in()
    await hall.tell()


async def test_edited_headline_is_a_revision_and_no_second_alert(hall: Hall) -> None:
    await stored(hall)
    assert len(hall.channel.sent) == 1
    hall.serve(
        PAGE,
        html(
            EDITED,
            FLAGGED
            + "\nThe ministry in Seoul said later on Monday that it was looking into reports of further units on their way.",
        ),
    )
    await again(hall, item(PAGE, EDITED))
    article = hall.row(ARTICLE)
    assert (
        article["title"],
        article["text"].endswith(
            "The ministry in Seoul said later on Monday that it was looking into reports of further units on their way."
        ),
    ) == (EDITED, True)
    assert hall.rows(REVISIONS) == [{"title": TITLE, "change": "edited"}]
    await hall.tell()
    assert len(hall.channel.sent) == 1
    entry = hall.row(ENTRY)
    assert (entry["title"], entry["state"], entry["outcome"]) == (EDITED, "done", "stored")


async def test_page_that_kept_its_headline_takes_the_listings(hall: Hall) -> None:
    await stored(hall)
    await again(hall, item(PAGE, EDITED))
    assert hall.row(ARTICLE)["title"] == EDITED
    assert len(hall.rows(REVISIONS)) == 1


async def test_page_that_fails_now_does_not_cost_its_text(hall: Hall) -> None:
    await stored(hall)
    hall.serve(PAGE, FetchError("gone", reason="gone", transient=False, status=410))
    await again(hall, item(PAGE, EDITED))
    article = hall.row(ARTICLE)
    assert (article["title"], article["text"], article["fallback_reason"]) == (
        EDITED,
        FLAGGED,
        None,
    )
    assert len(hall.rows("SELECT article_id FROM raw_pages")) == 1


async def test_article_of_the_listing_alone_is_edited_too(hall: Hall) -> None:
    hall.source(fetch_pages=False)
    hall.serve(FEED, rss(item(PAGE, TITLE, FLAGGED)))
    await hall.bring_in()
    await again(hall, item(PAGE, EDITED, FLAGGED + " New."))
    article = hall.row(ARTICLE)
    assert (article["title"], article["text"].endswith("New.")) == (EDITED, True)
    assert hall.rows(REVISIONS) == [{"title": TITLE, "change": "edited"}]


async def test_headline_that_comes_to_touch_the_subject_brings_its_article(hall: Hall) -> None:
    hall.source(topic_specific=False)
    hall.serve(PAGE, html(TITLE, FLAGGED))
    hall.serve(FEED, rss(item(PAGE, "Soldiers on the move")))
    await hall.bring_in()
    assert hall.rows(ARTICLE) == []
    await again(hall, item(PAGE, TITLE))
    assert hall.row(ARTICLE)["title"] == TITLE


async def test_second_edit_waits_an_hour(hall: Hall) -> None:
    await stored(hall)
    await again(hall, item(PAGE, EDITED), hours=1)
    hall.fetcher.requests.clear()
    await again(hall, item(PAGE, EDITED + "!"), hours=0.75)
    assert hall.asked() == []
    hall.clock.advance(hours=0.5)
    await hall.ingest()
    assert hall.asked() == [PAGE]
    assert hall.row(ARTICLE)["title"] == EDITED + "!"


async def test_old_entry_is_not_followed(hall: Hall) -> None:
    await stored(hall)
    await again(hall, item(PAGE, EDITED), hours=80)
    assert hall.row(ARTICLE)["title"] == TITLE
    assert hall.rows(REVISIONS) == []


async def test_ids_that_change_with_each_answer_make_no_new_entries(hall: Hall) -> None:
    await stored(hall)
    for number in range(3):
        renumbered = item(PAGE, TITLE).replace(
            f"<guid isPermaLink='false'>{PAGE}", f"<guid isPermaLink='false'>{number}"
        )
        await again(hall, renumbered)
    assert len(hall.rows(ENTRY)) == 1
    # As a flagged one it is read again after an hour and after three.
    assert hall.asked() == [PAGE] * 3
    assert [row["outcome"] for row in hall.rows("SELECT outcome FROM polls ORDER BY id")] == [
        "new",
        "unchanged",
        "unchanged",
        "unchanged",
    ]


async def test_new_id_and_new_headline_are_an_edit(hall: Hall) -> None:
    await stored(hall)
    await again(hall, item(PAGE, EDITED).replace(f"'>{PAGE}", "'>7"))
    assert len(hall.rows(ENTRY)) == 1
    assert hall.row(ARTICLE)["title"] == EDITED


@pytest.mark.parametrize("number", [2, 5])
async def test_items_that_share_one_link_stay_items_of_their_own(hall: Hall, number: int) -> None:
    def flash(n: int) -> str:
        return item(PAGE, f"Flash {n}").replace(f"'>{PAGE}", f"'>{n}")

    hall.source()
    hall.serve(PAGE, html(TITLE, FLAGGED))
    hall.serve(FEED, rss(*(flash(n) for n in range(number))))
    await hall.bring_in()
    await again(hall, *(flash(n) for n in range(1, number + 2)))
    assert len(hall.rows(ENTRY)) == number + 2


async def test_unchanged_items_are_not_read_again(hall: Hall) -> None:
    await stored(hall)
    await again(hall, item(PAGE, TITLE), item(PAGE + "2", EDITED))
    seen = hall.rows("SELECT entries_seen, entries_new FROM polls ORDER BY id")
    assert [tuple(row.values()) for row in seen] == [(1, 1), (2, 1)]
    assert len(hall.rows("SELECT memory FROM sources WHERE length(memory) = 9 + 2 * 16")) == 1


async def test_cut_item_is_stored_when_it_comes_whole(hall: Hall) -> None:
    hall.source()
    hall.serve(PAGE, html(TITLE, FLAGGED))
    whole = rss(item(PAGE, TITLE), item(PAGE + "2", EDITED))
    hall.serve(FEED, whole[: whole.rindex(b"<guid")])
    await hall.bring_in()
    assert [row["url"] for row in hall.rows(ENTRY)] == [PAGE]
    hall.clock.advance(hours=1)
    hall.serve(FEED, whole)
    await hall.bring_in()
    assert len(hall.rows(ENTRY)) == 2
