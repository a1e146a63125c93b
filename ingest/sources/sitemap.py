"""Read sitemaps: news sitemaps, plain ones, and indexes of further ones, also packed.

It fetches no child: a listing names its children, newest first, and the caller decides.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from lxml import etree

from domain.errors import ParseError
from domain.fetched import Fetched
from domain.listing import Dated, Entry, Listing, SkippedEntry
from domain.source import Source
from ingest.dates import parse_date
from ingest.sources.document import (
    FEED_ROOTS,
    SITEMAP_ROOTS,
    Document,
    base_of,
    described,
    open_document,
)
from ingest.sources.entries import complete
from ingest.sources.mending import mended_xml
from ingest.sources.plain import language_tag, plain_line
from ingest.urls import absolute_url, canonical_url

# url or sitemap -> its fields: direct children, and those of news:news under "news".
Fields = dict[str, str]


def read_sitemap(source: Source, fetched: Fetched, *, now: datetime) -> Listing:
    """Read a sitemap or a sitemap index.

    Only news sitemaps carry titles. An address without one keeps an empty title: what a slug looks like
    is a guess, the page will say. Prefixes are not looked at, names are: outlets misdeclare namespaces.

    Errors:  ParseError `empty`, `html`, `feed`, `not_a_sitemap` (plain-text sitemaps too: any text would
             pass for one), `malformed`, `damaged_gzip`, `too_large`
    Source:  sitemaps.org protocol 0.9; Google news sitemap schema 0.9
    """
    document = open_document(source, fetched)
    if document.form != "xml" or document.root_name not in SITEMAP_ROOTS:
        raise _not_a_sitemap(source, fetched, document)
    document = mended_xml(document, ("url", "sitemap"))
    rows, notes = _rows(source, fetched, document)
    if document.root_name == "sitemapindex":
        return _index(source, fetched, document, rows, notes, now)
    found = [_fit(_entry(row, source, fetched, now)) for row in rows]
    if document.cut_items and rows:
        found[-1] = _cut(found[-1])
    completed = complete(found, now=now)
    return Listing(
        format="sitemap",
        entries=completed.entries,
        skipped=completed.skipped,
        notes=(*document.notes, *notes, *completed.notes),
        whole=document.whole,
    )


def _not_a_sitemap(source: Source, fetched: Fetched, document: Document) -> ParseError:
    message = f"source '{source.id}': listing is not a sitemap ({described(fetched)})"
    if document.root_name in FEED_ROOTS:
        return ParseError(f'{message}: it is a feed, set kind = "feed"', reason="feed")
    if document.form == "html":
        return ParseError(message, reason="html")
    return ParseError(f"{message}: it has no <urlset> or <sitemapindex>", reason="not_a_sitemap")


def _rows(
    source: Source, fetched: Fetched, document: Document
) -> tuple[list[Fields], tuple[str, ...]]:
    """Parse strictly, and leniently where that fails; the declaration and its entities stay out."""
    data = document.text[document.text.find(f"<{document.root}") :].encode("utf-8", "replace")
    try:
        return list(_parsed(data, recover=False)), ()
    except etree.XMLSyntaxError as error:
        note = f"malformed XML repaired: {error.msg}"
    try:
        return list(_parsed(data, recover=True)), (note,)
    except etree.XMLSyntaxError as error:
        message = (
            f"source '{source.id}': sitemap cannot be parsed ({described(fetched)}): {error.msg}"
        )
        raise ParseError(message, reason="malformed") from error


def _parsed(data: bytes, *, recover: bool) -> Iterator[Fields]:
    events = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _, element in events:
        if _name(element) not in ("url", "sitemap"):
            continue
        yield dict(_fields(element))
        # Forget what was read, and the siblings before it: 50,000 addresses in constant memory.
        element.clear()
        while element.getprevious() is not None:
            parent = element.getparent()
            if parent is None:
                break
            del parent[0]


def _fields(element: etree._Element) -> Iterator[tuple[str, str]]:
    for child in element:
        name = _name(child)
        if name == "news":
            for part in child.iterdescendants("*"):
                yield f"news:{_name(part)}", _content(part)
        elif name in ("loc", "lastmod"):
            yield name, _content(child)


def _name(element: etree._Element) -> str:
    """The local name in lower case; a prefix nobody declared is part of the tag."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _content(element: etree._Element) -> str:
    return "".join(element.itertext(with_tail=False)).strip()


def _entry(row: Fields, source: Source, fetched: Fetched, now: datetime) -> Entry:
    location = row.get("loc", "")
    words = (plain_line(word) for word in row.get("news:keywords", "").split(","))
    return Entry(
        identity=location,
        url=canonical_url(location, base_of(source, fetched)),
        title=plain_line(row.get("news:title", "")),
        published=_date(row.get("news:publication_date", ""), source, now),
        updated=_date(row.get("lastmod", ""), source, now),
        language=language_tag(row.get("news:language")) or source.language,
        keywords=tuple(dict.fromkeys(word for word in words if word)),
    )


def _fit(entry: Entry) -> Entry | SkippedEntry:
    return entry if entry.url or entry.title else SkippedEntry(position=0, reason="empty")


def _cut(last: Entry | SkippedEntry) -> Entry | SkippedEntry:
    if isinstance(last, Entry):
        return replace(last, whole=False)
    return SkippedEntry(position=0, reason="cut")


def _date(raw: str, source: Source, now: datetime) -> Dated | None:
    return parse_date(
        raw, by="sitemap", timezone=source.timezone, now=now, language=source.language
    )


def _index(
    source: Source,
    fetched: Fetched,
    document: Document,
    rows: list[Fields],
    notes: tuple[str, ...],
    now: datetime,
) -> Listing:
    """Children newest first; those without a date keep their order, after the dated ones."""
    base = base_of(source, fetched)
    dated: dict[str, datetime] = {}
    refused = 0
    for row in rows:
        url = absolute_url(row.get("loc", ""), base)
        if url is None:
            refused += 1
            continue
        modified = _date(row.get("lastmod", ""), source, now)
        dated.setdefault(url, modified.at if modified else datetime.min.replace(tzinfo=UTC))
    if refused:
        notes = (*notes, f"{refused} children without a usable address")
    if not dated:
        notes = (*notes, "listing has no entries")
    return Listing(
        format="sitemapindex",
        children=tuple(sorted(dated, key=lambda url: dated[url], reverse=True)),
        skipped=tuple(SkippedEntry(position=i, reason="cut") for i in range(document.cut_items)),
        notes=(*document.notes, *notes),
        whole=document.whole,
    )
