"""Read HTML listings: by the source's CSS selectors, or by what links on a front page look like.

It reads the links of a page, not its text: articles are read in `ingest/parse/`.
"""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from soupsieve import SelectorSyntaxError

from domain.errors import ParseError
from domain.fetched import Fetched
from domain.listing import Dated, Entry, Listing, SkippedEntry
from domain.source import Selectors, Source
from ingest.dates import parse_date
from ingest.sources.document import (
    FEED_ROOTS,
    SITEMAP_ROOTS,
    Document,
    base_of,
    described,
    open_document,
    without_declaration,
)
from ingest.sources.entries import complete
from ingest.sources.plain import language_tag, plain_text, tidy
from ingest.urls import absolute_url, canonical_url

# Menu words are shorter, headlines longer; Hangul, Kana and Han say as much in well under half the signs.
MIN_TITLE, MIN_TITLE_CJK = 20, 8
# A card holds link, picture, date and teaser within a few levels.
CARD_DEPTH = 5
OUTSIDE = ("nav", "footer", "aside", "form")
OUTSIDE_ROLES = ("navigation", "banner", "contentinfo", "complementary", "search")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def read_page(source: Source, fetched: Fetched, *, now: datetime) -> Listing:
    """Read a page that lists articles; a page without any is an error, never an empty listing.

    With selectors each matching item gives an entry; an item without a usable link is skipped and
    counted. Without them every link within the site counts that stands in the main part and is as long
    as a headline; the first of several links to one address that is long enough gives the title.

    Errors:  ParseError `empty`, `no_items`, `bad_selector`, `feed`, `sitemap`, `not_html`, `malformed`
    """
    document = open_document(source, fetched)
    if document.form not in ("html", "xml") or document.root_name in FEED_ROOTS | SITEMAP_ROOTS:
        raise _not_a_page(source, fetched, document)
    try:
        soup = _soup(document)
        reader = _PageReader(source, fetched, soup, now)
        selected = source.selectors is not None
        found = list(
            reader.by_selectors(source.selectors) if source.selectors else reader.by_links()
        )
    except SelectorSyntaxError as error:
        message = f"source '{source.id}': selector cannot be read: {str(error).splitlines()[0]}"
        raise ParseError(message, reason="bad_selector") from error
    except RecursionError as error:
        message = f"source '{source.id}': page is nested too deeply ({described(fetched)})"
        raise ParseError(message, reason="malformed") from error
    completed = complete(found, now=now)
    if not completed.entries:
        raise _without_items(source, fetched, selected, len(completed.skipped))
    return Listing(
        format="html",
        title=tidy(soup.title.get_text()) if soup.title else "",
        entries=completed.entries,
        skipped=completed.skipped,
        notes=(*document.notes, *completed.notes),
        whole=document.whole,
    )


def _soup(document: Document) -> BeautifulSoup:
    with warnings.catch_warnings():
        # A list in XHTML, or with an XML declaration somewhere, is a page all the same.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(without_declaration(document).text, "lxml")


def _not_a_page(source: Source, fetched: Fetched, document: Document) -> ParseError:
    message = f"source '{source.id}': listing is not a page ({described(fetched)})"
    if document.root_name in SITEMAP_ROOTS:
        return ParseError(f'{message}: it is a sitemap, set kind = "sitemap"', reason="sitemap")
    if document.root_name in FEED_ROOTS or document.form == "json":
        return ParseError(f'{message}: it may be a feed, set kind = "feed"', reason="feed")
    return ParseError(message, reason="not_html")


def _without_items(source: Source, fetched: Fetched, selected: bool, skipped: int) -> ParseError:
    message = f"source '{source.id}': page lists no items ({described(fetched)})"
    if selected and skipped:
        remedy = f"{skipped} items match selectors.item, none has a link by selectors.link"
    elif selected:
        remedy = "nothing matches selectors.item: has the page changed?"
    else:
        remedy = "give the source selectors, or is the list made by a script?"
    return ParseError(f"{message}: {remedy}", reason="no_items")


@dataclass(frozen=True, slots=True)
class _Link:
    anchor: Tag
    url: str
    title: str


class _PageReader:
    """Reads the entries of one page; holds what they share."""

    def __init__(
        self, source: Source, fetched: Fetched, soup: BeautifulSoup, now: datetime
    ) -> None:
        self._source = source
        self._soup = soup
        self._now = now
        base = base_of(source, fetched) or _own_address(soup)
        stated = soup.find("base", href=True)
        self._base = absolute_url(_attribute(stated, "href"), base) or base if stated else base
        root = soup.find("html")
        self._language = source.language or language_tag(_attribute(root, "lang"))

    def by_selectors(self, selectors: Selectors) -> Iterator[Entry | SkippedEntry]:
        for item in self._soup.select(selectors.item):
            link = (
                item if item.name == "a" and item.get("href") else item.select_one(selectors.link)
            )
            href = _attribute(link, "href")
            url = canonical_url(href, self._base) if href else None
            if link is None or url is None:
                yield SkippedEntry(position=0, reason="no_link", detail=href[:200])
                continue
            teaser = item.select_one(selectors.summary) if selectors.summary else None
            summary = plain_text(teaser.decode_contents()) if teaser else ""
            title = _text(item.select_one(selectors.title) if selectors.title else link)
            yield Entry(
                identity=url,
                url=url,
                # A link that says only "14:05" or "→" is no title; the summary's first words are.
                title=title if any(c.isalpha() for c in title) else "" if summary else title,
                summary=summary,
                published=self._selected_date(item, selectors.date),
                language=self._language,
            )

    def by_links(self) -> Iterator[Entry]:
        links = self._headlines(self._soup.select_one("main, [role=main]"))
        if not links:
            links = self._headlines(self._soup.find("body"))
        targets: dict[int, set[str]] = defaultdict(set)
        for link in links:
            for ancestor in _ancestors(link.anchor, CARD_DEPTH):
                targets[id(ancestor)].add(link.url)
        seen: set[str] = set()
        for link in links:
            if link.url in seen:
                continue
            seen.add(link.url)
            yield Entry(
                identity=link.url,
                url=link.url,
                title=link.title,
                published=self._card_date(link, targets),
                language=self._language,
            )

    def _headlines(self, scope: Tag | None) -> list[_Link]:
        found = []
        here, site = canonical_url(self._base or ""), _site(self._base)
        outside: dict[int, bool] = {}
        for anchor in scope.find_all("a", href=True) if scope else ():
            if anchor.find("a", href=True):
                continue  # left open: its text is that of all links after it
            heading = anchor.find(HEADINGS)
            title = _text(heading or anchor)
            if not _is_headline(title) or _stands_outside(anchor, outside):
                continue
            url = canonical_url(_attribute(anchor, "href"), self._base)
            if url and url != here and _same_site(_site(url), site) and not _is_root(url):
                found.append(_Link(anchor, url, title))
        return found

    def _card_date(self, link: _Link, targets: dict[int, set[str]]) -> Dated | None:
        """The <time> in the smallest card around the link that holds no other article's link."""
        for ancestor in (link.anchor, *_ancestors(link.anchor, CARD_DEPTH)):
            if len(targets.get(id(ancestor), ())) > 1:
                return None
            if time := ancestor.find("time"):
                return self._time(time)
        return None

    def _selected_date(self, item: Tag, selector: str | None) -> Dated | None:
        if selector:
            found = item.select_one(selector)
            return self._time(found) if found else None
        time = item.find("time")
        return self._time(time) if time else None

    def _time(self, element: Tag) -> Dated | None:
        """A machine's date in an attribute is better than the words, if it is one."""
        for name in ("datetime", "content", "data-time", "title"):
            if (stated := _attribute(element, name)) and (dated := self._date(stated, "time")):
                return dated
        return self._date(_text(element), "listing")

    def _date(self, raw: str, by: str) -> Dated | None:
        return parse_date(
            raw, by=by, timezone=self._source.timezone, now=self._now, language=self._language
        )


def _own_address(soup: BeautifulSoup) -> str | None:
    """Where a page read from a file says it is from."""
    stated = soup.select_one("link[rel=canonical][href], meta[property='og:url'][content]")
    return canonical_url(_attribute(stated, "href") or _attribute(stated, "content"))


def _is_headline(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    cjk = sum(1 for c in letters if ord(c) >= 0x3040)
    return len(text) >= (MIN_TITLE_CJK if letters and cjk * 2 >= len(letters) else MIN_TITLE)


def _stands_outside(element: Tag, known: dict[int, bool]) -> bool:
    """Whether it is in a menu, footer or the like; a header within an article belongs to the article."""
    passed = []
    answer = False
    for ancestor in element.parents:
        if id(ancestor) in known:
            answer = known[id(ancestor)]
            break
        passed.append(id(ancestor))
        if ancestor.name in OUTSIDE or ancestor.get("role") in OUTSIDE_ROLES:
            answer = True
            break
        if ancestor.name == "header" and ancestor.find_parent(["article", "section", "li"]) is None:
            answer = True
            break
    known.update(dict.fromkeys(passed, answer))
    return answer


def _ancestors(element: Tag, depth: int) -> list[Tag]:
    found: list[Tag] = []
    for ancestor in element.parents:
        if len(found) == depth or ancestor.name in ("body", "main", "html", "[document]"):
            break
        found.append(ancestor)
    return found


def _is_root(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query


def _site(url: str | None) -> str:
    return re.sub(r"^(?:www|m|mobile)\.", "", urlsplit(url or "").hostname or "")


def _same_site(host: str, site: str) -> bool:
    """Whether one is the other or below it; a page of unknown origin has no site to leave."""
    return not site or host == site or host.endswith("." + site) or site.endswith("." + host)


def _attribute(element: Tag | None, name: str) -> str:
    value = element.get(name) if element is not None else None
    return value.strip() if isinstance(value, str) else ""


def _text(element: Tag | None) -> str:
    return " ".join(plain_text(element.decode_contents()).split()) if element is not None else ""
