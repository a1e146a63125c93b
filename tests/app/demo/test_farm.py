"""Holds the farm to what polite polling rests on: validators, compression, types, plain 404."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
import pytest_asyncio

from app.demo.farm import serve_farm

NOW = datetime(2025, 3, 24, 9, 30, tzinfo=UTC)
FEED = "/hanriver-ko/rss/northkorea.xml"


@pytest_asyncio.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with serve_farm(now=NOW) as base_url, aiohttp.ClientSession(base_url) as session:
        yield session


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")],
)
async def test_known_state_is_answered_with_304_and_no_body(
    client: aiohttp.ClientSession, sent: str, kept: str
) -> None:
    async with client.get(FEED) as first:
        validator = first.headers[kept]
    async with client.get(FEED, headers={sent: validator}) as second:
        assert (second.status, await second.read()) == (304, b"")
        assert second.headers[kept] == validator


async def test_another_tag_wins_over_a_known_date(client: aiohttp.ClientSession) -> None:
    async with client.get(FEED) as first:
        date = first.headers["Last-Modified"]
    known = {"If-None-Match": 'W/"other"', "If-Modified-Since": date}
    async with client.get(FEED, headers=known) as second:
        assert second.status == 200


async def test_state_changes_with_the_hour_of_the_show(client: aiohttp.ClientSession) -> None:
    async with client.get(FEED) as answer:
        now = answer.headers["ETag"]
    later = NOW.replace(hour=10)
    async with (
        serve_farm(now=later) as base_url,
        aiohttp.ClientSession() as other,
        other.get(base_url + FEED) as answer,
    ):
        assert answer.headers["ETag"] != now


async def test_answers_are_compressed_for_who_can_read_it(client: aiohttp.ClientSession) -> None:
    async with client.get(FEED, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
    async with client.get(FEED, headers={"Accept-Encoding": "identity"}) as answer:
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        (FEED, "text/xml; charset=utf-8"),
        ("/neva-ru/rss.asp", "text/xml; charset=windows-1251"),
        ("/albion-gov/government/fpo.atom", "application/atom+xml; charset=utf-8"),
        ("/primorye-ru/news", "text/html; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
async def test_type_and_charset_are_told(
    client: aiohttp.ClientSession, path: str, content_type: str
) -> None:
    async with client.get(path) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, content_type)


@pytest.mark.parametrize("path", ["/", "/hanriver-en/view/none", "/../pyproject.toml", "/%2e%2e/x"])
async def test_anything_else_is_not_found(client: aiohttp.ClientSession, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 404
