"""One poll's bytes -> a listing, by the kind of the source.

It fetches and keeps nothing: readers are pure and run in a child that can be killed. A new
kind is a file here and a line in `READERS` (docs/how-to/add-a-source-kind.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from domain.errors import ParseError
from domain.fetched import Fetched
from domain.listing import Listing
from domain.source import Source, SourceKind
from ingest.sources.document import FEED_ROOTS, SITEMAP_ROOTS, described, open_document
from ingest.sources.feed import read_feed
from ingest.sources.gdelt_bulk import is_bulk
from ingest.sources.page import read_page
from ingest.sources.sitemap import read_sitemap


class Reader(Protocol):
    """Reads the listings of one kind."""

    def __call__(self, source: Source, fetched: Fetched, *, now: datetime) -> Listing: ...


READERS: Mapping[SourceKind, Reader] = {
    "feed": read_feed,
    "sitemap": read_sitemap,
    "page": read_page,
}


def read_listing(
    source: Source, fetched: Fetched, *, now: datetime, memory: bytes | None = None
) -> Listing:
    """Read the entries of one poll, in the order of the source.

    Shape:   `memory` is that of the source's last listing: of a feed only what is not in it is read
    Errors:  ParseError only, whatever the bytes; its `reason` is a stable key
    """
    if source.kind == "feed":
        return read_feed(source, fetched, now=now, memory=memory)
    return READERS[source.kind](source, fetched, now=now)


def detect_kind(fetched: Fetched) -> SourceKind:
    """Say what these bytes would be read as. Errors: ParseError `empty`, or `unknown` for other text."""
    unnamed = Source(id=fetched.url or "listing", name="", url=fetched.url, kind="feed")
    document = open_document(unnamed, fetched)
    if document.form == "json" or document.root_name in FEED_ROOTS or is_bulk(document):
        return "feed"
    if document.form in ("html", "xml"):
        return "sitemap" if document.root_name in SITEMAP_ROOTS else "page"
    what = f"'{unnamed.id}' is no known listing ({described(fetched)})"
    raise ParseError(what, reason="unknown")
