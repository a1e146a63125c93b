"""Read feeds: RSS 0.9x to 2.0, RDF, Atom through feedparser; JSON goes to `json_feed.py`.

feedparser's dates, resolved links and sanitised HTML are not used: see `ingest/dates.py`,
`ingest/urls.py` and `plain.py`.
"""

from __future__ import annotations

import io
import re
import xml.sax
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import feedparser

from domain.errors import ParseError
from domain.fetched import Fetched
from domain.listing import Dated, Entry, Listing, SkippedEntry
from domain.source import Source
from ingest.dates import parse_date
from ingest.sources.aggregators import through_aggregator
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
from ingest.sources.json_feed import read_json
from ingest.sources.mending import mended_xml
from ingest.sources.plain import language_tag, person_names, plain_line, plain_text
from ingest.urls import canonical_url

# feedparser entries are dicts of whatever the feed had.
Raw = Mapping[str, Any]

ITEMS = ("item", "entry")
_ITEM_START = re.compile(r"<(?:[\w.\-]+:)?(?:item|entry)(?=[\s>])")
_XML_BASE = re.compile(r"<[^<>]*\sxml:base\s*=")
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_UPDATE_PERIODS_S = {
    "hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000,
}  # fmt: skip


def read_feed(source: Source, fetched: Fetched, *, now: datetime) -> Listing:
    """Read a feed of any format.

    A feed without entries is a listing with a note. A cut one is marked as not whole, and so is the item
    at its end, which keeps its whole fields only; so is malformed XML in which fewer entries were found
    than were begun. Malformed XML that was repaired without loss is whole, with a note.

    Errors:  ParseError `empty`, `html`, `not_a_feed`, `no_items`, `malformed`, `damaged_gzip`, `too_large`
    """
    document = open_document(source, fetched)
    if document.form == "json":
        return read_json(source, fetched, document, now=now)
    if document.form != "xml" or document.root_name not in FEED_ROOTS:
        raise _not_a_feed(source, fetched, document)
    return _read_xml(source, fetched, mended_xml(document, ITEMS), now)


def _not_a_feed(source: Source, fetched: Fetched, document: Document) -> ParseError:
    """Say what it is instead, and what to do about it where that is known."""
    message = f"source '{source.id}': listing is not a feed ({described(fetched)})"
    if document.root_name in SITEMAP_ROOTS:
        return ParseError(f'{message}: it is a sitemap, set kind = "sitemap"', reason="sitemap")
    if document.form == "html":
        return ParseError(message, reason="html")
    if document.form == "text":
        return ParseError(
            f"{message}: it says {plain_line(document.text[:80])!r}", reason="not_a_feed"
        )
    return ParseError(f"{message}: its root element is <{document.root}>", reason="not_a_feed")


def _read_xml(source: Source, fetched: Fetched, document: Document, now: datetime) -> Listing:
    parsed, broken = _parsed(source, fetched, document)
    feed: Raw = dict(parsed["feed"])
    version = str(parsed.get("version") or "")
    reader = _EntryReader(source, fetched, feed, version.startswith("atom"), now)
    found: list[Entry | SkippedEntry] = [reader.read(dict(entry)) for entry in parsed["entries"]]
    if document.cut_items and isinstance(last := found[-1] if found else None, Entry):
        found[-1] = replace(last, whole=False)
    found += [SkippedEntry(position=0, reason="malformed")] * broken
    completed = complete(found, now=now)
    notes, lossless = _repairs(parsed, document, len(parsed["entries"]) + broken)
    if reader.refused:
        notes = (*notes, f"{reader.refused} links refused")
    return Listing(
        format=version or "unknown",
        title=plain_line(_string(feed.get("title"))),
        entries=completed.entries,
        skipped=completed.skipped,
        notes=(*document.notes, *notes, *completed.notes),
        ttl_s=_ttl_s(feed),
        whole=document.whole and lossless,
    )


def _parsed(source: Source, fetched: Fetched, document: Document) -> tuple[Raw, int]:
    """Parse all at once, or item by item if one of them breaks feedparser. Returns the broken ones' number.

    Without a base ids stay as the feed wrote them, and we resolve the links. Where the feed uses `xml:base`
    feedparser needs to know the base: without, it keeps that of the last element for all that follow.
    """
    text = without_declaration(document.text)
    base = base_of(source, fetched) if _XML_BASE.search(text) else None
    try:
        return _through_feedparser(text, base), 0
    except _FeedparserError as error:
        kind = type(error.__cause__).__name__
        failure = f"feed cannot be parsed ({described(fetched)}): {kind}: {error.__cause__}"
    read, broken = [], 0
    for single in _single_items(text, document.root):
        try:
            read.append(_through_feedparser(single, base))
        except _FeedparserError:
            broken += 1
    if not read:
        raise ParseError(f"source '{source.id}': {failure}", reason="malformed")
    return {**read[0], "entries": [entry for one in read for entry in one["entries"]]}, broken


class _FeedparserError(Exception):
    """feedparser failed; the cause says how. It does not leave this module."""


def _through_feedparser(text: str, base: str | None) -> Raw:
    """Call feedparser. It gets a stream: it opens what is given as bytes if that names a file.

    The charset is already dealt with: one bad byte makes feedparser read Korean as Latin-2.
    """
    headers = {"content-type": "application/xml; charset=utf-8"}
    if base:
        headers["content-location"] = base
    try:
        parsed: Raw = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # feedparser documents none, and hostile feeds find many
        raise _FeedparserError from error
    return parsed


def _single_items(text: str, root: str) -> Iterator[str]:
    """The feed once per item, each time with the one item only."""
    starts = [found.start() for found in _ITEM_START.finditer(text)]
    head = text[: starts[0]] if starts else text
    tail = f"</channel></{root}>" if root.lower() == "rss" else f"</{root}>"
    for start, end in pairwise([*starts, len(text)]):
        yield head + text[start:end].partition(tail[:9])[0] + tail


def _repairs(parsed: Raw, document: Document, count: int) -> tuple[tuple[str, ...], bool]:
    """What feedparser had to mend, and whether every item that was begun was found."""
    error = parsed.get("bozo_exception")
    if not isinstance(error, xml.sax.SAXException):
        return (), True
    line = error.getLineNumber() if isinstance(error, xml.sax.SAXParseException) else None
    where = f" in line {line}" if line else ""
    note = f"malformed XML repaired: {error.getMessage()}{where}"
    begun = len(_ITEM_START.findall(document.text))
    if begun <= count:
        return (note,), True
    return (note, f"{begun} items begun, {count} read"), False


class _EntryReader:
    """Turns feedparser's entries into ours; holds what all entries of a feed share."""

    def __init__(
        self, source: Source, fetched: Fetched, feed: Raw, is_atom: bool, now: datetime
    ) -> None:
        self.refused = 0
        self._source = source
        # A feed read from a file has no address; its site is the next best.
        self._base = base_of(source, fetched) or canonical_url(_string(feed.get("link")))
        self._feed_language = language_tag(_string(feed.get("language")))
        self._is_atom = is_atom
        self._now = now

    def read(self, raw: Raw) -> Entry:
        link = _link(raw)
        url = canonical_url(link, self._base) if link else None
        self.refused += bool(link and url is None)
        content = _content(raw)
        # Without its detail a summary is feedparser's copy of the content.
        summary = _string(raw.get("summary")) if "summary_detail" in raw else ""
        published, updated = self._dates(raw)
        origin = raw.get("source")
        origin = dict(origin) if isinstance(origin, Mapping) else {}
        entry = Entry(
            identity=_string(raw.get("id")),
            url=url,
            title=plain_line(_string(raw.get("title"))),
            published=published,
            updated=updated,
            summary=plain_text(summary) if summary else "",
            content=plain_text(content) if content else "",
            authors=_authors(raw),
            language=self._language(raw),
            outlet=plain_line(_string(origin.get("title") or raw.get("news_source"))) or None,
            outlet_url=canonical_url(_string(origin.get("href") or origin.get("link"))),
            keywords=_keywords(raw),
        )
        return through_aggregator(entry, content or summary)

    def _dates(self, raw: Raw) -> tuple[Dated | None, Dated | None]:
        """In RSS `dc:date` is what feedparser calls updated, and it is the publication."""
        published = self._date(raw, "published") or self._date(raw, "created")
        updated = self._date(raw, "updated")
        if published is None and not self._is_atom:
            return updated, None
        return published, updated

    def _date(self, raw: Raw, key: str) -> Dated | None:
        return parse_date(
            _string(raw.get(key)),
            by="feed",
            timezone=self._source.timezone,
            now=self._now,
            language=self._source.language or self._feed_language,
        )

    def _language(self, raw: Raw) -> str | None:
        """What the entry says of itself, else what the operator says, else what the whole feed says.

        Feeds are made from templates: `en-us` on a Korean site is common.
        """
        details = [raw.get("title_detail"), raw.get("summary_detail"), *raw.get("content", ())]
        stated = [_string(raw.get("language"))]
        stated += [
            _string(detail.get("language")) for detail in details if isinstance(detail, Mapping)
        ]
        for tag in map(language_tag, stated):
            if tag and tag != self._feed_language:
                return tag
        return self._source.language or self._feed_language


def _link(raw: Raw) -> str:
    """The entry's page: what a proxy replaced, else the HTML alternate, else any, else a permalink."""
    if original := _string(raw.get("feedburner_origlink")):
        return original
    links = [dict(link) for link in raw.get("links", ()) if isinstance(link, Mapping)]
    alternates = [link for link in links if link.get("rel") == "alternate" and link.get("href")]
    for link in alternates:
        if link.get("type") in (None, *_HTML_TYPES):
            return _string(link["href"])
    if alternates:
        return _string(alternates[0]["href"])
    # Only an absolute guid can be a link; with an empty <link> feedparser does not say what it is.
    own = _string(raw.get("link")) or ("" if raw.get("link") is None else _string(raw.get("id")))
    return own if own.startswith(("http://", "https://")) else ""


def _content(raw: Raw) -> str:
    """The longest of the contents that are text."""
    contents = [c for c in raw.get("content", ()) if isinstance(c, Mapping)]
    texts = [
        _string(c.get("value"))
        for c in contents
        if _string(c.get("type")).startswith("text/") or c.get("type") in _HTML_TYPES
    ]
    return max(texts, key=len, default="")


def _authors(raw: Raw) -> tuple[str, ...]:
    stated = [_string(a.get("name")) for a in raw.get("authors", ()) if isinstance(a, Mapping)]
    if not any(stated):
        stated = [_string(raw.get("author"))]
    return tuple(dict.fromkeys(name for text in stated for name in person_names(text)))


def _keywords(raw: Raw) -> tuple[str, ...]:
    tags = [dict(tag) for tag in raw.get("tags", ()) if isinstance(tag, Mapping)]
    words = (plain_line(_string(tag.get("label") or tag.get("term"))) for tag in tags)
    return tuple(dict.fromkeys(word for word in words if word))


def _ttl_s(feed: Raw) -> int | None:
    """The larger of `ttl` (minutes) and the syndication module's period, in seconds."""
    hints = []
    minutes = _string(feed.get("ttl")).strip()
    if re.fullmatch(r"\d{1,6}", minutes) and int(minutes):
        hints.append(int(minutes) * 60)
    period = _UPDATE_PERIODS_S.get(_string(feed.get("sy_updateperiod")).strip().lower())
    frequency = _string(feed.get("sy_updatefrequency")).strip()
    if period:
        times = int(frequency) if re.fullmatch(r"\d{1,4}", frequency) else 1
        hints.append(period // max(1, times))
    return max(hints, default=None)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
