"""Pages written by us in the structure of real outlets become the articles written beside them."""

from __future__ import annotations

import pickle
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.article import Article
from domain.errors import ParseError
from domain.fetched import Fetched
from ingest.parse import parse_page

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PAGES = Path(__file__).parents[2] / "data" / "pages"
CASES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(PAGES.glob("*.toml"))}
# All pages are scored by tests/pages; these are read without a fault, and are to stay so.
GOOD = {name: case for name, case in CASES.items() if case.get("exact")}
BAD = {name: case for name, case in CASES.items() if "error" in case}


def fetched(name: str, case: dict[str, Any]) -> Fetched:
    return Fetched(
        url=case["url"],
        final_url=case["url"],
        status=200,
        headers={"content-type": case.get("content_type", "text/html")},
        body=(PAGES / f"{name}.html").read_bytes(),
    )


def read(name: str) -> Article:
    case = CASES[name]
    return parse_page(
        fetched(name, case),
        now=NOW,
        timezone=case.get("timezone"),
        language_hint=case.get("language_hint"),
    )


@pytest.mark.parametrize("name", GOOD)
def test_page_becomes_the_article_written_beside_it(name: str) -> None:
    article, expected = read(name), CASES[name]["expected"]
    assert article.title == expected["title"]
    assert _without(article.text.split("\n\n"), expected) == expected["text"]
    assert [word for word in expected["absent"] if word in article.text] == []
    assert list(article.authors) == expected["authors"]
    assert article.language == expected["language"]
    assert article.url == expected["canonical"]


@pytest.mark.parametrize("name", GOOD)
def test_page_is_dated_as_written_beside_it(name: str) -> None:
    article, expected = read(name), CASES[name]["expected"]
    assert article.published is not None
    assert article.published.at.isoformat() == expected["published"]
    assert article.published.by == expected.get("by", article.published.by)
    assert article.published.precision == expected.get("precision", article.published.precision)
    if "modified" in expected:
        assert article.modified is not None
        assert article.modified.at.isoformat() == expected["modified"]


def _without(paragraphs: list[str], expected: dict[str, Any]) -> list[str]:
    return [p for p in paragraphs if p not in expected.get("optional", [])]


@pytest.mark.parametrize("name", [n for n, c in GOOD.items() if "extractor" in c["expected"]])
def test_the_winner_is_named(name: str) -> None:
    assert read(name).extractor == CASES[name]["expected"]["extractor"]


def test_why_the_winner_won_is_told_with_what_is_expected_of_it() -> None:
    assert re.fullmatch(
        r"blocks agree \((0\.\d\d|1\.00)\)", read("agency_ru").extraction_reason or ""
    )


@pytest.mark.parametrize("name", BAD)
def test_door_before_an_article_is_refused(name: str) -> None:
    with pytest.raises(ParseError) as refused:
        read(name)
    assert refused.value.reason == CASES[name]["error"]


def answer(body: bytes, content_type: str = "text/html") -> Fetched:
    url = "https://example.com/a/1"
    return Fetched(
        url=url, final_url=url, status=200, headers={"content-type": content_type}, body=body
    )


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7 ...", "text/html"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b'{"a": 1}', "application/json"),
        (b"<?xml version='1.0'?><rss version='2.0'></rss>", "application/xml"),
        (b"PK\x03\x04....", "application/octet-stream"),
    ],
    ids=["pdf said to be html", "pdf", "jpeg", "json", "feed", "zip"],
)
def test_what_is_no_page_is_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_page(answer(body, content_type), now=NOW)
    assert refused.value.reason == "content_type"


@pytest.mark.parametrize("body", [b"", b"   \n", b"<html></html>", b"<!-- nothing -->"])
def test_page_without_title_and_text_is_empty(body: bytes) -> None:
    with pytest.raises(ParseError) as refused:
        parse_page(answer(body), now=NOW)
    assert refused.value.reason == "empty"


def test_html_said_to_be_plain_text_is_read_as_html() -> None:
    article = parse_page(answer(b"<!doctype html><title>A</title><p>Text", "text/plain"), now=NOW)
    assert article.title == "A"


def test_plain_text_starts_with_its_title() -> None:
    body = b"Talks resume\n\nThe envoys met for two hours.\nThey will meet again."
    article = parse_page(answer(body, "text/plain; charset=utf-8"), now=NOW)
    assert (article.title, article.extractor) == ("Talks resume", "plain")
    assert article.text == "The envoys met for two hours.\n\nThey will meet again."


def test_page_with_a_title_only_is_a_headline() -> None:
    article = parse_page(answer(b"<title>Troops cross the border</title><div></div>"), now=NOW)
    assert (article.title, article.text, article.extractor) == (
        "Troops cross the border",
        "",
        "headline",
    )


def test_long_article_about_a_denial_is_no_door() -> None:
    text = (
        b"<p>"
        + b"The ministry said that access to the site was denied to inspectors. " * 30
        + b"</p>"
    )
    body = b"<title>Access denied: how inspectors failed</title><article>" + text + b"</article>"
    assert parse_page(answer(body), now=NOW).title == "Access denied: how inspectors failed"


def test_future_date_gives_way_to_a_possible_one() -> None:
    body = (
        b'<title>A title of an article</title><meta property="article:published_time" content="2031-01-01T00:00:00Z">'
        b'<h1>A title of an article</h1><time datetime="2026-11-20T08:00:00Z">20 Nov</time><p>Text.'
    )
    published = parse_page(answer(body), now=NOW).published
    assert published is not None
    assert published.at == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_day_in_the_address_is_the_last_resort() -> None:
    url = "https://example.com/2026/11/05/story"
    page = Fetched(
        url=url, final_url=url, status=200, body=b"<title>A story</title><p>Text of the story."
    )
    published = parse_page(page, now=NOW).published
    assert published is not None
    assert (published.by, published.precision, published.raw) == ("url", "day", "2026-11-05")


def test_source_encoding_overrides_a_wrong_declaration() -> None:
    text = "<meta charset='utf-8'><title>Парад в столице</title><p>Текст о параде.".encode("koi8-r")
    article = parse_page(answer(text, "text/html; charset=utf-8"), now=NOW, encoding="koi8-r")
    assert article.title == "Парад в столице"


def test_deep_nesting_is_read_not_crashed() -> None:
    body = b"<title>Deep</title>" + b"<div>" * 20_000 + b"bottom" + b"</div>" * 20_000
    assert parse_page(answer(body), now=NOW).title == "Deep"


def test_article_and_error_cross_a_process_border() -> None:
    article = read("agency_ko")
    assert pickle.loads(pickle.dumps(article)) == article
    error = ParseError("x", reason="blocked")
    assert pickle.loads(pickle.dumps(error)).reason == "blocked"


@pytest.mark.parametrize("tag", ["p", "b", "span", "font", "table", "blockquote"])
def test_hundred_thousand_open_tags_are_survived(tag: str) -> None:
    body = b"<title>Open</title><h1>Open</h1>" + f"<{tag}>".encode() * 100_000
    assert parse_page(answer(body), now=NOW).title == "Open"
