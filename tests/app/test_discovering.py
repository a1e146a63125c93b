"""A site's listings are found where it says so, read before they are believed, and offered best first."""

from __future__ import annotations

from app.discovering import discover_in
from domain.errors import FetchError
from tests.app.hall import Hall, item, rss

SITE = "https://www.paper.example/"
MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def front(*links: str) -> bytes:
    return f"<html><head>{links[0]}</head><body>{''.join(links[1:])}</body></html>".encode()


async def test_declared_feed_is_read_and_named(hall: Hall) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/rss/all.xml">'
    hall.serve(SITE, front(link, '<a href="/rss/gone.xml">x</a>'))
    hall.serve(SITE + "rss/all.xml", rss(item(SITE + "1")))
    discovery = await discover_in(hall.house, "www.paper.example/")
    (found,) = discovery.found
    assert (found.source.url, found.source.kind, found.source.id) == (
        SITE + "rss/all.xml",
        "feed",
        "paper",
    )
    assert (found.entries, found.found_by) == (1, "declared by the page")
    assert found.newest is not None
    assert [place for place, _ in discovery.refused] == [SITE + "rss/gone.xml"]


async def test_usual_places_are_asked_only_when_nothing_is_declared(hall: Hall) -> None:
    hall.serve(SITE, front("", "<p>nothing</p>"))
    hall.serve(SITE + "feed/", rss(item(SITE + "1")))
    discovery = await discover_in(hall.house, SITE)
    assert [one.found_by for one in discovery.found] == ["at a usual address"]
    hall.fetcher.requests.clear()
    hall.serve(SITE, front('<link rel="feed" type="application/rss+xml" href="/feed/">'))
    await discover_in(hall.house, SITE)
    assert len(hall.fetcher.requests) == 3


async def test_page_of_feeds_is_followed_one_step(hall: Hall) -> None:
    hall.serve(SITE, front("", '<a href="/rss">RSS</a>'))
    hall.serve(
        SITE + "rss", front("", '<a href="/rss/world.xml">World</a>', '<a href="/rss/rss">x</a>')
    )
    hall.serve(SITE + "rss/world.xml", rss(item(SITE + "1")))
    hall.serve(SITE + "rss/rss", front("", '<a href="/rss/deep.xml">x</a>'))
    discovery = await discover_in(hall.house, SITE)
    assert [one.source.url for one in discovery.found] == [SITE + "rss/world.xml"]
    assert SITE + "rss/deep.xml" not in [request.url for request in hall.fetcher.requests]


async def test_robots_leads_through_an_index_to_the_news_sitemap(hall: Hall) -> None:
    hall.serve(SITE, front(""))
    hall.serve(SITE + "robots.txt", f"Sitemap: {SITE}index.xml\n".encode())
    children = "".join(
        f"<sitemap><loc>{SITE}{name}.xml</loc></sitemap>" for name in ("archive", "news")
    )
    hall.serve(
        SITE + "index.xml", f"<sitemapindex xmlns='{MAP}'>{children}</sitemapindex>".encode()
    )
    hall.serve(
        SITE + "news.xml", f"<urlset xmlns='{MAP}'><url><loc>{SITE}1</loc></url></urlset>".encode()
    )
    (found,) = (await discover_in(hall.house, SITE)).found
    assert (found.source.url, found.source.kind) == (SITE + "news.xml", "sitemap")


async def test_same_entries_twice_are_one_listing(hall: Hall) -> None:
    links = ('<a href="/rss/a.xml">a</a>', '<a href="/feed/b.xml">b</a>')
    hall.serve(SITE, front("", *links))
    for name in ("rss/a.xml", "feed/b.xml"):
        hall.serve(SITE + name, rss(item(SITE + "1")))
    discovery = await discover_in(hall.house, SITE)
    assert len(discovery.found) == 1
    assert discovery.refused[-1] == (SITE + "feed/b.xml", "the same entries as another")


async def test_what_robots_forbids_is_not_asked(hall: Hall) -> None:
    hall.environ |= {"TUMEN_FETCH__RESPECT_ROBOTS": "true"}
    hall.serve(SITE + "robots.txt", b"User-agent: *\nDisallow: /rss/\n")
    hall.serve(SITE, front("", '<a href="/rss/a.xml">a</a>'))
    discovery = await discover_in(hall.house, SITE)
    assert (SITE + "rss/a.xml", "robots.txt: rules") in discovery.refused
    assert SITE + "rss/a.xml" not in [request.url for request in hall.fetcher.requests]


async def test_page_alone_is_offered_as_a_page(hall: Hall) -> None:
    anchor = '<a href="/news/1">A headline that is long enough for one</a>'
    hall.serve(SITE, front("<title>Paper</title>", f"<main>{anchor}</main>"))
    (found,) = (await discover_in(hall.house, SITE)).found
    assert (found.source.kind, found.source.name, found.entries) == ("page", "Paper", 1)


async def test_site_that_cannot_be_reached_is_told_once(hall: Hall) -> None:
    hall.environ |= {"TUMEN_FETCH__RESPECT_ROBOTS": "true"}
    hall.serve(SITE + "robots.txt", FetchError("the name is unknown", reason="dns"))
    discovery = await discover_in(hall.house, SITE)
    assert discovery.refused == ((SITE, "robots.txt: unreachable (the name is unknown)"),)
