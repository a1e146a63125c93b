"""Holds the recorded sources to the shapes they stand for; read here with other tools than ours."""

from __future__ import annotations

import asyncio
import json
import re
import tomllib
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import aiohttp
import feedparser
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup
from lxml import etree

from app.demo.catalogue import demo_catalogue
from app.demo.farm import DEAD_PAGES, serve_farm
from domain.source import Source

NOW = datetime(2025, 3, 24, 9, 30, 15, tzinfo=UTC)
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FEEDS = ("hanriver-en", "hanriver-ko", "neva-ru", "albion-gov", "aggregator-en", "dnipro-en")
Answer = tuple[int, Mapping[str, str], bytes]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pages() -> AsyncIterator[dict[str, Answer]]:
    """Everything the catalogue leads to, fetched once: address -> answer. `base` is the address itself."""
    async with serve_farm(now=NOW) as base_url, aiohttp.ClientSession() as session:

        async def get(url: str) -> Answer:
            async with session.get(url) as answer:
                return answer.status, dict(answer.headers), await answer.read()

        sources = demo_catalogue(base_url)
        found = {source.id: await get(source.url) for source in sources}
        links = {link for source in sources for link in links_of(source, found[source.id][2])}
        ours = sorted(link for link in links if link.startswith(base_url))
        found.update(zip(ours, await asyncio.gather(*map(get, ours)), strict=True))
        found["base"] = (200, {}, base_url.encode())
        yield found


def links_of(source: Source, body: bytes) -> list[str]:
    if source.kind == "feed":
        return [entry.link for entry in feedparser.parse(body).entries]
    if source.kind == "sitemap":
        return [loc.text or "" for loc in etree.fromstring(body).iter(f"{MAP}loc")]
    assert source.selectors is not None
    soup = BeautifulSoup(body, "lxml")
    items = soup.select(source.selectors.item)
    return [
        urljoin(source.url, str(item.select(source.selectors.link)[0]["href"])) for item in items
    ]


def articles(pages: Mapping[str, Answer]) -> dict[str, Answer]:
    return {url: a for url, a in pages.items() if url.startswith("http") and a[0] == 200}


def soup_of(answer: Answer) -> BeautifulSoup:
    charset = answer[1]["Content-Type"].partition("charset=")[2]
    return BeautifulSoup(answer[2].decode(charset), "lxml")


@pytest.mark.parametrize("source_id", FEEDS)
async def test_feed_is_well_formed(pages: dict[str, Answer], source_id: str) -> None:
    status, headers, body = pages[source_id]
    parsed = feedparser.parse(body, response_headers={k.lower(): v for k, v in headers.items()})
    assert (status, bool(parsed.bozo)) == (200, False)
    assert 3 <= len(parsed.entries) <= 5
    assert all(entry.title and entry.link and entry.id for entry in parsed.entries)


async def test_sitemap_has_titles_dates_and_language(pages: dict[str, Answer]) -> None:
    tree = etree.fromstring(pages["taebaek-ko"][2])
    assert len(list(tree.iter(f"{NEWS}title"))) == len(list(tree.iter(f"{MAP}loc"))) == 3
    assert {tag.text for tag in tree.iter(f"{NEWS}language")} == {"ko"}


async def test_every_link_leads_to_a_page_but_the_dead_one(pages: dict[str, Answer]) -> None:
    base_url = pages["base"][2].decode()
    dead = {
        url.removeprefix(base_url).rstrip("/")
        for url, answer in pages.items()
        if url.startswith("http") and answer[0] != 200
    }
    assert dead == set(DEAD_PAGES)
    assert len(articles(pages)) == 28


async def test_dead_page_has_its_whole_text_in_the_feed(pages: dict[str, Answer]) -> None:
    entries = feedparser.parse(pages["dnipro-en"][2]).entries
    (dead,) = [e for e in entries if urlsplit(e.link).path.rstrip("/") in DEAD_PAGES]
    assert "25,000 to 30,000 soldiers" in dead.content[0].value


async def test_no_moment_or_address_is_left_open(pages: dict[str, Answer]) -> None:
    open_ones = {url for url, answer in pages.items() if b"{{" in answer[2] or b"}}" in answer[2]}
    assert {url for url in open_ones if b"dataLayer" not in pages[url][2]} == set()
    for url in open_ones:
        assert not re.search(rb"\{\{\w+[ }]", pages[url][2])


async def test_json_ld_names_the_article_and_a_recent_date(pages: dict[str, Answer]) -> None:
    with_data = 0
    for url, answer in articles(pages).items():
        soup = soup_of(answer)
        for script in soup.find_all("script", type="application/ld+json"):
            loaded = json.loads(str(script.string))
            data = loaded[-1] if isinstance(loaded, list) else loaded
            heading = soup.select("h1")[-1].get_text()
            published = datetime.fromisoformat(data["datePublished"])
            assert data["headline"] == heading, url
            assert NOW - timedelta(days=1) < published <= NOW, url
            with_data += 1
    assert with_data == 24  # all but the pages of primorye-ru, which have none


async def test_reprint_has_the_words_of_the_original(pages: dict[str, Answer]) -> None:
    def words(url_part: str, selector: str) -> str:
        (answer,) = [a for url, a in articles(pages).items() if url_part in url]
        return " ".join(p.get_text(strip=True) for p in soup_of(answer).select(selector))

    original = words("AEN20010003400315", "article p")
    reprint = words("north-korea-sent-3000", ".gh-content > p")
    copied = reprint.partition(" This report was first published")[0]
    assert len(copied) > 800
    assert copied.partition(", ")[2] in original


async def test_russian_agency_speaks_windows_1251(pages: dict[str, Answer]) -> None:
    _, headers, body = pages["neva-ru"]
    assert headers["Content-Type"] == "text/xml; charset=windows-1251"
    assert "Шойгу" in body.decode("windows-1251")


async def test_korean_zone_name_is_a_trap_for_readers(pages: dict[str, Answer]) -> None:
    first = feedparser.parse(pages["hanriver-en"][2]).entries[0]
    assert first.published == "Mon, 24 Mar 2025 17:42:15 KST"


async def test_aggregator_links_are_opaque_and_titles_name_the_outlet(
    pages: dict[str, Answer],
) -> None:
    entries = feedparser.parse(pages["aggregator-en"][2]).entries
    for entry in entries:
        assert entry.link.startswith("https://news.google.com/rss/articles/CBMi")
        assert entry.title.endswith(f" - {entry.source.title}")
        assert entry.source.href.endswith(".example")


async def test_robots_txt_lets_the_articles_be_read(pages: dict[str, Answer]) -> None:
    base_url = pages["base"][2].decode()
    async with (
        serve_farm(now=NOW) as other,
        aiohttp.ClientSession() as session,
        session.get(f"{other}/robots.txt") as answer,
    ):
        text = await answer.text()
    closed = re.findall(r"^Disallow: (\S{2,})$", text, re.MULTILINE)
    assert closed
    assert not [u for u in articles(pages) if u.removeprefix(base_url).startswith(tuple(closed))]


async def test_every_expectation_names_an_article_or_a_headline(pages: dict[str, Answer]) -> None:
    expected = tomllib.loads((Path(__file__).parent / "expected.toml").read_text())
    headlines = feedparser.parse(pages["aggregator-en"][2]).entries
    known = {entry.title.rpartition(" - ")[0] for entry in headlines}
    known |= {
        re.split(r"[/.?]", u.rstrip("/").split("?")[0].removesuffix(".html"))[-1] for u in pages
    }
    assert set(expected) <= known
    assert 13 <= len(expected) <= 16
