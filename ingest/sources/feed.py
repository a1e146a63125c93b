"""Read feeds: RSS 0.9x to 2.0, RDF, Atom through feedparser; JSON goes to `json_feed.py`.

feedparser's dates, resolved links and sanitised HTML are not used: see `ingest/dates.py`,
`ingest/urls.py` and `plain.py`.
"""

from __future__ import annotations

import io
import re
import xml.sax
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

import feedparser

from domain.errors import ParseError
from domain.fetched import Fetched
from domain.listing import Entry, Listing, SkippedEntry
from domain.source import Source
from ingest.sources.document import (
    FEED_ROOTS,
    SITEMAP_ROOTS,
    Document,
    base_of,
    described,
    open_document,
    without_declaration,
)
from ingest.sources.entries import Completed, complete
from ingest.sources.feed_entries import EntryReader, Raw, stated_text
from ingest.sources.gdelt_bulk import is_bulk, read_bulk
from ingest.sources.json_feed import read_json
from ingest.sources.mending import mended_xml, with_possible_references
from ingest.sources.plain import plain_line
from ingest.sources.remembered import (
    Item,
    Memory,
    digest_of,
    find_items,
    unpacked,
    without,
)
from ingest.sources.resting import rests_of
from ingest.sources.tamed import tame

ITEMS = ("item", "entry")
_ITEM_START = re.compile(r"<(?:[\w.\-]+:)?(?:item|entry)(?=[\s>])")
# GDELT says so in words, also with a 200.
_SLOWER = re.compile(r"limit (?:your )?requests|too many requests|rate limit", re.IGNORECASE)
_UPDATE_PERIODS_S = {
    "hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000,
}  # fmt: skip


def read_feed(
    source: Source, fetched: Fetched, *, now: datetime, memory: bytes | None = None
) -> Listing:
    """Read a feed of any format.

    A feed without entries is a listing with a note. A cut one is marked as not whole, and so is the item
    at its end, which keeps its whole fields only; so is malformed XML in which fewer entries were found
    than were begun. Malformed XML that was repaired without loss is whole, with a note.

    Errors:  ParseError `empty`, `html`, `not_a_feed`, `rate_limited`, `no_items`, `malformed`, `damaged_gzip`, `too_large`
    """
    document = open_document(source, fetched)
    if document.form == "json":
        return read_json(source, fetched, document, now=now)
    if is_bulk(document):
        return read_bulk(source, fetched, document, now=now, memory=memory)
    if document.form != "xml" or document.root_name not in FEED_ROOTS:
        raise _not_a_feed(source, fetched, document)
    listing = _read_xml(source, fetched, document, now, memory)
    rests = rests_of(document.text)
    return replace(listing, rests=rests) if rests else listing


def _not_a_feed(source: Source, fetched: Fetched, document: Document) -> ParseError:
    """Say what it is instead, and what to do about it where that is known."""
    message = f"source '{source.id}': listing is not a feed ({described(fetched)})"
    if document.root_name in SITEMAP_ROOTS:
        return ParseError(f'{message}: it is a sitemap, set kind = "sitemap"', reason="sitemap")
    if document.form == "html":
        return ParseError(message, reason="html")
    if document.form == "text":
        said = f"{message}: it says {plain_line(document.text[:120])!r}"
        reason = "rate_limited" if _SLOWER.search(document.text, 0, 200) else "not_a_feed"
        return ParseError(said, reason=reason)
    return ParseError(f"{message}: its root element is <{document.root}>", reason="not_a_feed")


def _read_xml(
    source: Source, fetched: Fetched, document: Document, now: datetime, memory: bytes | None
) -> Listing:
    """Read the new items only, where those of the last reading are known by their bytes; else all."""
    document = with_possible_references(without_declaration(document))
    data = document.text.encode("utf-8", "replace")
    items = find_items(data)
    if items is None:
        return _read_whole(source, fetched, mended_xml(document, ITEMS), now)[0]
    if known := unpacked(memory):
        listing = _read_new(source, fetched, data, items, known, now)
        if listing is not None:
            return replace(listing, notes=(*document.notes, *listing.notes), whole=document.whole)
    listing, reading = _read_whole(source, fetched, document, now)
    if reading is None or len(reading.identities) != len(items):
        return listing
    identities = {
        item.digest: digest_of(identity)
        for item, identity in zip(items, reading.identities, strict=True)
    }
    return replace(listing, memory=Memory(reading.head, identities).packed())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """The entries of one call of feedparser, completed; `head` stands for all that items inherit."""

    completed: Completed
    title: str
    version: str
    ttl_s: int | None
    notes: tuple[str, ...]
    head: bytes

    @property
    def identities(self) -> tuple[str, ...]:
        return self.completed.identities


def _read_new(
    source: Source,
    fetched: Fetched,
    data: bytes,
    items: tuple[Item, ...],
    known: Memory,
    now: datetime,
) -> Listing | None:
    """Read what is left without the known items; None if the whole might read otherwise.

    That is so when the feed says other things of all its items than before, when feedparser finds more or
    fewer entries than we gave it, and when a new item has the id of a known one: ids are told apart
    by looking at all who share them.
    """
    old = [item for item in items if item.digest in known.identities and not item.lingers]
    new = [item for item in items if item.digest not in known.identities or item.lingers]
    if not old:
        return None
    try:
        parsed = _through_feedparser(without(data, old), base_of(source, fetched))
    except _FeedparserError:
        return None
    reading = _reading(source, fetched, parsed, now, known=len(old))
    identities = tuple(map(digest_of, reading.identities))
    taken = {known.identities[item.digest] for item in old}
    if (
        reading.head != known.head
        or isinstance(parsed.get("bozo_exception"), xml.sax.SAXException)
        or len(identities) != len(new)
        or not taken.isdisjoint(identities)
    ):
        return None
    fresh = dict(zip((item.digest for item in new), identities, strict=True))
    memory = {item.digest: (known.identities | fresh)[item.digest] for item in items}
    listing = _listing(reading, reading.notes)
    return replace(listing, known=len(old), memory=Memory(known.head, memory).packed())


def _read_whole(
    source: Source, fetched: Fetched, document: Document, now: datetime
) -> tuple[Listing, _Reading | None]:
    """Read all items; without a reading if feedparser had to mend something, or to leave it out."""
    parsed, broken = _parsed(source, fetched, document)
    reading = _reading(source, fetched, parsed, now, broken=broken, cut=document.cut_items)
    notes, lossless = _repairs(parsed, document, len(parsed["entries"]) + broken)
    listing = _listing(reading, (*document.notes, *notes, *reading.notes))
    clean = not (broken or notes)
    return replace(listing, whole=document.whole and lossless), reading if clean else None


def _reading(
    source: Source,
    fetched: Fetched,
    parsed: Raw,
    now: datetime,
    *,
    known: int = 0,
    broken: int = 0,
    cut: int = 0,
) -> _Reading:
    feed: Raw = dict(parsed["feed"])
    version = str(parsed.get("version") or "")
    reader = EntryReader(source, fetched, feed, version.startswith("atom"), now)
    found: list[Entry | SkippedEntry] = [reader.read(dict(entry)) for entry in parsed["entries"]]
    if cut and isinstance(last := found[-1] if found else None, Entry):
        found[-1] = replace(last, whole=False)
    found += [SkippedEntry(position=0, reason="malformed")] * broken
    completed = complete(found, now=now, known=known)
    refused = (f"{reader.refused} links refused",) if reader.refused else ()
    definition = (source.url, source.timezone, source.language, source.encoding)
    return _Reading(
        completed=completed,
        title=plain_line(stated_text(feed.get("title"))),
        version=version,
        ttl_s=_ttl_s(feed),
        notes=(*refused, *completed.notes),
        head=digest_of(version, reader.base, reader.feed_language, definition),
    )


def _listing(reading: _Reading, notes: tuple[str, ...]) -> Listing:
    return Listing(
        format=reading.version or "unknown",
        title=reading.title,
        entries=reading.completed.entries,
        skipped=reading.completed.skipped,
        notes=notes,
        ttl_s=reading.ttl_s,
    )


def _parsed(source: Source, fetched: Fetched, document: Document) -> tuple[Raw, int]:
    """Parse all at once, or item by item if one of them breaks feedparser. Returns the broken ones' number."""
    data = document.text.encode("utf-8", "replace")
    base = base_of(source, fetched)
    try:
        return _through_feedparser(data, base), 0
    except _FeedparserError as error:
        kind = type(error.__cause__).__name__
        failure = f"feed cannot be parsed ({described(fetched)}): {kind}: {error.__cause__}"
    read, broken = [], 0
    for single in _single_items(document.text, document.root):
        try:
            read.append(_through_feedparser(single.encode("utf-8", "replace"), base))
        except _FeedparserError:
            broken += 1
    if not read:
        raise ParseError(f"source '{source.id}': {failure}", reason="malformed")
    return {**read[0], "entries": [entry for one in read for entry in one["entries"]]}, broken


class _FeedparserError(Exception):
    """feedparser failed; the cause says how. It does not leave this module."""


def _through_feedparser(data: bytes, base: str | None) -> Raw:
    """Call feedparser. It gets a stream: it opens what is given as bytes if that names a file.

    The charset is already dealt with: one bad byte makes feedparser read Korean as Latin-2. It needs a base,
    or it keeps that of the last `xml:base` for all that follows. But an id that depended on where
    the feed was read, or on its neighbours, would be none: ids stay as they are written.
    """
    tame()
    headers = {"content-type": "application/xml; charset=utf-8"}
    if base:
        headers["content-location"] = base
    try:
        parsed: Raw = feedparser.parse(
            io.BytesIO(data),
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


def _ttl_s(feed: Raw) -> int | None:
    """The larger of `ttl` (minutes) and the syndication module's period, in seconds."""
    hints = []
    minutes = stated_text(feed.get("ttl")).strip()
    if re.fullmatch(r"\d{1,6}", minutes) and int(minutes):
        hints.append(int(minutes) * 60)
    period = _UPDATE_PERIODS_S.get(stated_text(feed.get("sy_updateperiod")).strip().lower())
    frequency = stated_text(feed.get("sy_updatefrequency")).strip()
    if period:
        times = int(frequency) if re.fullmatch(r"\d{1,4}", frequency) else 1
        hints.append(period // max(1, times))
    return max(hints, default=None)
