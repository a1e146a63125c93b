"""Holds the rules to the recorded articles: what a reader would flag is flagged, and nothing else."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from app.demo.catalogue import demo_catalogue
from app.demo.farm import serve_farm
from config.lexicons import bundled_lexicons
from domain.article import Article
from domain.fetched import Fetched
from domain.listing import Entry
from domain.source import Source
from domain.story import Candidate
from ingest.assess import assess
from ingest.parse import choose_article, parse_page
from ingest.sources import read_listing
from ingest.stories import fingerprint, place

NOW = datetime(2025, 3, 24, 9, 30, tzinfo=UTC)
EXPECTED = tomllib.loads((Path(__file__).parent / "expected.toml").read_text())


async def read_all() -> dict[str, tuple[Source, Entry, Article]]:
    """Read every entry of every source, its page or else its own text; keyed as in expected.toml."""
    found = {}
    async with serve_farm(now=NOW) as base_url, aiohttp.ClientSession() as session:
        for source in demo_catalogue(base_url):
            listing = read_listing(source, await get(session, source.url), now=NOW)
            for entry in listing.entries:
                page = None
                if entry.resolved and entry.url:
                    fetched = await get(session, entry.url)
                    page = parse_page(fetched, now=NOW) if fetched.status == 200 else None
                article = choose_article(
                    page, entry, url=entry.url or "", reason=None, language_hint=source.language
                )
                found[key_of(entry)] = (source, entry, article)
    return found


async def get(session: aiohttp.ClientSession, url: str) -> Fetched:
    async with session.get(url) as answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        body = await answer.read()
        return Fetched(url=url, final_url=url, status=answer.status, headers=headers, body=body)


def key_of(entry: Entry) -> str:
    if not entry.resolved:
        return entry.title
    end = (entry.url or "").partition("?")[0].rstrip("/").rpartition("/")[2]
    return end.removesuffix(".html")


async def test_flags_are_those_that_a_reader_would_set() -> None:
    lexicons = bundled_lexicons()
    flagged = set()
    for key, (_, _, article) in (await read_all()).items():
        found = assess(
            article.title,
            article.text,
            language=article.language,
            published=None,
            lexicons=lexicons,
        )
        if found.flags:
            flagged.add(key)
    assert flagged == set(EXPECTED)


async def test_reprint_and_headline_join_the_story_of_their_original_and_nothing_else_does() -> (
    None
):
    articles = {key: article for key, (_, _, article) in (await read_all()).items()}
    original = articles["AEN20010003400315"]
    stored = fingerprint(original.title, original.text)
    candidate = Candidate(
        article_id=1, story_id=7, content_hash=stored.content_hash, signature=stored.signature
    )
    joined = set()
    for key, article in articles.items():
        found = fingerprint(article.title, article.text)
        sharing = [candidate] if set(found.bands) & set(stored.bands) else []
        if article is not original and place(found, sharing).story_id == 7:
            joined.add(key)
    headline = "N. Korea sent 3,000 more troops to Russia this year, Seoul's military says"
    assert joined == {"north-korea-sent-3000-more-troops-to-russia", headline}


async def test_every_entry_becomes_an_article_dated_within_the_day() -> None:
    found = await read_all()
    assert len(found) == 34
    for key, (_, entry, article) in found.items():
        dated = article.published or entry.published or entry.updated
        assert dated is not None, key
        assert 0 <= (NOW - dated.at).total_seconds() < 24 * 3600, key
