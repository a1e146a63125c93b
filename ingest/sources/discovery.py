"""Where a site may keep its listings: what its pages link to, what robots.txt names, the usual places.

It fetches nothing: each place it names has to be asked and read before it is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from domain.fetched import Fetched
from domain.source import SourceKind
from ingest.parse.decode import decode
from ingest.urls import absolute_url

_FEED_TYPES = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|(?:application|text)/xml|application/json",
    re.I,
)
# What addresses of feeds look like; the path is looked at with its query, between its own separators.
_LIKE_FEED = re.compile(
    r"(?:^|[/._?=&-])(?:rss\d*|atom|feeds?|rdf)(?:[/._?=&-]|\d|$)|\.(?:rss|atom|rdf)$|/index\.xml$",
    re.I,
)
_LIKE_SITEMAP = re.compile(r"sitemap|google-?news", re.I)
# Where else a feed may live: services that publish feeds for others.
_FEED_HOSTS = ("feeds.feedburner.com", "feedburner.com", "feeds.feedblitz.com")
# Of what large content systems make by themselves: WordPress, Drupal, Ghost, Hugo, Bitrix and Korean systems.
_USUAL_FEEDS = (
    "/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/", "/rss/allArticle.xml",
    "/rss/all.xml", "/rss/news.xml", "/rss/index.xml", "/feed.json", "/?feed=rss2",
)  # fmt: skip
_USUAL_SITEMAPS = (
    "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap/news.xml", "/googlenews.xml",
    "/sitemap.xml", "/sitemap_index.xml",
)  # fmt: skip
_SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that may be a listing. `found_by` says how it was come by, `title` what the link says."""

    url: str
    kind: SourceKind
    found_by: str
    title: str = ""


def linked(page: Fetched) -> tuple[Candidate, ...]:
    """The feeds a page declares, then the links that look like feeds; each address once.

    Source:  RSS Advisory Board, "RSS Autodiscovery"; HTML, "Link type alternate"
    """
    text = decode(page.body, charset=page.charset)
    soup = BeautifulSoup(text, "lxml")
    base_tag = soup.find("base", href=True)
    base = urljoin(page.final_url, _attribute(base_tag, "href")) if base_tag else page.final_url
    declared = (
        Candidate(url=url, kind="feed", found_by="declared by the page", title=title)
        for link in soup.find_all("link", href=True)
        if _declares_feed(link) and (url := absolute_url(_attribute(link, "href"), base))
        for title in [" ".join(_attribute(link, "title").split())]
    )
    site = _site(page.final_url)
    linking = (
        Candidate(url=url, kind=_kind_of(url), found_by="linked by the page", title=title)
        for anchor in soup.find_all("a", href=True)
        if (url := absolute_url(_attribute(anchor, "href"), base))
        and _looks_like_listing(url, site)
        for title in [" ".join(anchor.get_text(" ").split())[:120]]
    )
    return once((*declared, *linking))


def named_by_robots(body: bytes, base: str) -> tuple[Candidate, ...]:
    """The sitemaps that a robots.txt names, those for news first (Source: sitemaps.org, "Informing")."""
    stated = _SITEMAP_LINE.findall(body.decode("utf-8", "replace"))
    urls = [url for word in stated if (url := absolute_url(word, base))]
    urls.sort(key=lambda url: "news" not in url.lower())
    return once(Candidate(url=url, kind="sitemap", found_by="named by robots.txt") for url in urls)


def usual_places(site: str) -> tuple[Candidate, ...]:
    """Addresses at which content systems put feeds and sitemaps, on the site of this address."""
    parts = urlsplit(site)
    root = f"{parts.scheme}://{parts.netloc}"
    by = "at a usual address"
    feeds = [Candidate(url=root + path, kind="feed", found_by=by) for path in _USUAL_FEEDS]
    maps = [Candidate(url=root + path, kind="sitemap", found_by=by) for path in _USUAL_SITEMAPS]
    return (*feeds, *maps)


def once(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Each address once, the first mention of it."""
    found: dict[str, Candidate] = {}
    for candidate in candidates:
        found.setdefault(candidate.url.partition("#")[0], candidate)
    return tuple(found.values())


def _declares_feed(link: Tag) -> bool:
    relation = {str(word).lower() for word in link.get_attribute_list("rel")}
    return (
        bool(relation & {"alternate", "feed"})
        and _FEED_TYPES.fullmatch(_attribute(link, "type").partition(";")[0].strip()) is not None
        # WordPress declares one JSON document for each page by the same means.
        and "oembed" not in _attribute(link, "href")
    )


def _looks_like_listing(url: str, site: str) -> bool:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if host in _FEED_HOSTS:
        return True
    ours = host == site or host.endswith("." + site) or site.endswith("." + host)
    place = parts.path + ("?" + parts.query if parts.query else "")
    return ours and _LIKE_FEED.search(place) is not None


def _kind_of(url: str) -> SourceKind:
    return "sitemap" if _LIKE_SITEMAP.search(urlsplit(url).path) else "feed"


def _site(url: str) -> str:
    return re.sub(r"^(?:www|m|mobile)\.", "", (urlsplit(url).hostname or "").lower())


def _attribute(element: object, name: str) -> str:
    value = element.get(name) if isinstance(element, Tag) else None
    return value.strip() if isinstance(value, str) else ""
