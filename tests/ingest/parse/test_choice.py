"""The page, or what the feed said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.article import Article
from domain.listing import Dated, Entry
from ingest.parse import article_from_entry, choose_article

URL = "https://example.com/a/1"
LONG = "Soldiers were seen near the border on Friday, two officials said. " * 8


def entry(**fields: Any) -> Entry:  # any field of the record
    return replace(Entry(identity="1", url=URL, title="Soldiers near the border"), **fields)


def page(text: str, **fields: Any) -> Article:
    return replace(
        Article(url=URL + "/page", title="T", text=text, extractor="trafilatura"), **fields
    )


def test_failed_page_gives_way_to_the_feed_with_its_reason() -> None:
    article = choose_article(
        None, entry(content=LONG), url=URL, reason="blocked", language_hint=None
    )
    assert (article.extractor, article.fallback_reason) == ("feed-content", "blocked")
    assert article.text == LONG.strip()
    assert article.language == "en"


def test_thin_page_gives_way_to_longer_content_and_keeps_its_metadata() -> None:
    thin = page(
        "Subscribe.",
        authors=("Ann Lee",),
        modified=Dated(at=datetime(2026, 11, 2, tzinfo=UTC), by="json-ld"),
    )
    article = choose_article(thin, entry(content=LONG), url=URL, reason=None, language_hint=None)
    assert (article.extractor, article.fallback_reason) == ("feed-content", "thin")
    assert (article.url, article.authors, article.modified) == (
        URL + "/page",
        ("Ann Lee",),
        thin.modified,
    )


def test_thin_page_stays_when_the_feed_has_less() -> None:
    flash = page("[속보] 국정원 북한 공병 1천명 도착")
    article = choose_article(flash, entry(summary="짧다"), url=URL, reason=None, language_hint="ko")
    assert (article.extractor, article.fallback_reason) == ("trafilatura", None)


@pytest.mark.parametrize("length", [119, 121], ids=["thin", "whole"])
def test_cjk_page_is_thin_below_120(length: int) -> None:
    article = choose_article(
        page("북" * length), entry(content="한" * 400), url=URL, reason=None, language_hint="ko"
    )
    assert (article.fallback_reason == "thin") == (length < 120)


def test_whole_page_is_completed_by_the_feed() -> None:
    at = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    day = Dated(at=at.replace(hour=0, minute=0), by="meta", precision="day")
    given = entry(authors=("Bo Roy",), published=Dated(at=at, by="feed"), outlet="Example")
    article = choose_article(
        page(LONG, published=day), given, url=URL, reason=None, language_hint=None
    )
    assert article.published == Dated(at=at, by="feed")
    assert (article.authors, article.outlet, article.text) == (("Bo Roy",), "Example", LONG)


def test_page_without_feed_text_of_its_own_is_a_headline() -> None:
    repeated = entry(summary="Soldiers near the border - Example")
    article = article_from_entry(repeated, url=URL, reason="not_resolved")
    assert (article.text, article.extractor) == ("", "headline")


def test_summary_stands_in_when_there_is_no_content() -> None:
    article = article_from_entry(entry(summary="Two officials saw them."), url=URL, reason="robots")
    assert (article.text, article.extractor) == ("Two officials saw them.", "feed-summary")


def test_feed_boilerplate_is_trimmed() -> None:
    given = entry(
        content="They came by train.\n\nThe post Soldiers near the border appeared first on Example."
    )
    assert article_from_entry(given, url=URL, reason=None).text == "They came by train."
