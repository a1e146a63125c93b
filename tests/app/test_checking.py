from __future__ import annotations

from app.checking import check_source
from domain.errors import FetchError
from tests.app.hall import Hall, item, rss

INDEX = "https://agency.example/index.xml"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


async def test_check_follows_an_index_and_writes_nothing(hall: Hall) -> None:
    source = hall.source(kind="sitemap", url=INDEX)
    child = "https://agency.example/news.xml"
    hall.serve(
        INDEX,
        f"<sitemapindex xmlns='{SITEMAP}'><sitemap><loc>{child}</loc></sitemap></sitemapindex>".encode(),
    )
    hall.serve(
        child,
        f"<urlset xmlns='{SITEMAP}'><url><loc>https://agency.example/news/1</loc></url></urlset>".encode(),
    )
    checked = await check_source(hall.house, source)
    assert (checked.ok, checked.entries, checked.wanted) == (True, 1, 1)
    assert hall.rows("SELECT id FROM polls") == []
    assert hall.rows("SELECT id FROM entries") == []


async def test_check_asks_with_the_deadline_and_size_of_the_settings(hall: Hall) -> None:
    hall.environ |= {"TUMEN_FETCH__DEADLINE_S": "7", "TUMEN_FETCH__MAX_BYTES": "123456"}
    await check_source(hall.house, hall.source())
    (request,) = hall.fetcher.requests
    assert (request.deadline_s, request.max_bytes) == (7, 123456)


async def test_check_says_why_a_source_fails_and_what_to_do(hall: Hall) -> None:
    source = hall.source()
    hall.serve(source.url, FetchError("no such host", reason="dns"))
    checked = await check_source(hall.house, source)
    assert (checked.ok, checked.status, checked.reason) == (False, "failed", "dns")
    assert "does not resolve" in checked.hint


async def test_check_tells_what_robots_forbids(hall: Hall) -> None:
    hall.environ |= {"TUMEN_FETCH__RESPECT_ROBOTS": "true"}
    source = hall.source()
    hall.serve(source.url, rss(item("https://agency.example/private/1")))
    hall.serve("https://agency.example/robots.txt", b"User-agent: *\nDisallow: /private/\n")
    checked = await check_source(hall.house, source)
    assert (checked.status, checked.wanted, checked.forbidden) == ("ok", 0, 1)
    assert "fetch_pages = false" in checked.hint
    assert "robots.txt" in checked.samples[0]["verdict"]
