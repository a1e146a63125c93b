"""What may be a listing: declared, linked, named by robots.txt, and nothing else."""

from __future__ import annotations

from domain.fetched import Fetched
from ingest.sources.discovery import linked, named_by_robots, usual_places

SITE = "https://www.paper.example/world/"


def page(*parts: str) -> Fetched:
    body = f"<html><head>{parts[0]}</head><body>{''.join(parts[1:])}</body></html>".encode()
    return Fetched(url=SITE, final_url=SITE, status=200, body=body)


def test_declared_feeds_come_first_and_once() -> None:
    found = linked(
        page(
            '<link rel="alternate" type="application/rss+xml" title=" World  news " href="/rss/world.xml">'
            '<link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="atom">'
            '<link rel="alternate" type="text/html" hreflang="ko" href="/ko/">'
            '<link rel="alternate" type="application/json" href="/wp-json/oembed/1.0/embed?url=x">',
            '<a href="https://www.paper.example/rss/world.xml">RSS</a>',
        )
    )
    assert [(one.url, one.title) for one in found] == [
        ("https://www.paper.example/rss/world.xml", "World news"),
        ("https://www.paper.example/world/atom", ""),
    ]


def test_links_are_taken_when_they_look_like_feeds_of_this_site() -> None:
    names = (
        "/rss", "/rss2/", "/feed/?lang=ko", "/news.rss", "/index.xml", "?feed=rss2", "/feeds/all.atom.xml",
        "https://feeds.feedburner.com/paper", "https://rss.paper.example/1",
    )  # fmt: skip
    others = (
        "/press", "/world/feedback-form", "/embargo.html", "https://other.example/rss", "javascript:rss()", "/rssx",
        "/newsfeeds-are-dead", "mailto:rss@paper.example",
    )  # fmt: skip
    anchors = (f'<a href="{name}">x</a>' for name in (*names, *others))
    found = linked(page("", *anchors))
    assert len(found) == len(names) - 1, [
        one.url for one in found
    ]  # a host that says rss is not a path


def test_base_of_the_page_is_used() -> None:
    found = linked(page('<base href="https://cdn.example/x/">', '<a href="rss/all">x</a>'))
    assert [one.url for one in found] == []
    found = linked(page('<base href="/x/">', '<a href="rss/all">x</a>'))
    assert [one.url for one in found] == ["https://www.paper.example/x/rss/all"]


def test_robots_names_sitemaps_those_for_news_first() -> None:
    body = b"User-agent: *\nDisallow: /\n Sitemap : /all.xml\nsitemap:https://e.org/news.xml # x\nSitemap:\n"
    found = named_by_robots(body, SITE)
    assert [one.url for one in found] == [
        "https://e.org/news.xml",
        "https://www.paper.example/all.xml",
    ]


def test_usual_places_are_of_the_site_not_of_the_page() -> None:
    places = usual_places(SITE)
    assert all(place.url.startswith("https://www.paper.example/") for place in places)
    assert {place.kind for place in places} == {"feed", "sitemap"}
