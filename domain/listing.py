"""Listings and entries: what one poll of a source returns, freed of any library's shape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Precision = Literal["second", "minute", "day", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A moment with its provenance.

    `at` is aware UTC; for precision `day` or `month` it is midnight UTC of the day as the source names it,
    so that `at.date()` is what a reader saw.
    `by` names where it was read: `feed`, `sitemap`, `json-ld`, `state`, `opengraph`, `meta`, `time`, `listing`,
    `text`, `url`, `finder` (guessed), `operator`. `raw` is the string as found.
    """

    at: datetime
    by: str
    precision: Precision = "second"
    raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a listing.

    `identity` is the source's own id of the item, or one derived from link or title and date: never
    empty, stable between polls, at most 500 code points. `summary` and `content` are plain text
    (paragraphs split by a blank line), not HTML. `resolved` is False when `url` is an opaque
    redirector (Google News) whose target is unknown: such a link is never fetched or guessed.
    `outlet` is the publisher an aggregator names. `keywords` are the source's own categories and tags.
    `whole` is False for the item at which a cut listing ends: it has only the fields that came whole, and
    is shown, not stored.
    """

    identity: str
    url: str | None
    title: str
    published: Dated | None = None
    updated: Dated | None = None
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    language: str | None = None
    outlet: str | None = None
    outlet_url: str | None = None
    resolved: bool = True
    keywords: tuple[str, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedEntry:
    """An item that could not become an entry, counted and shown, never dropped in silence."""

    position: int
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All entries of one poll, in the order of the source.

    `format` as detected: rss20, rss10, atom10, jsonfeed, gdelt, wordpress, sitemap, sitemapindex, html …
    `children`: further listings to fetch (sitemap index), newest first. `notes`: repairs and oddities
    worth telling an operator. `ttl_s`: the source's own hint, seconds; `rests`: hours
    (bits 0 to 23) and days (24 to 30, from Monday) in which it says it does not change, UTC. `whole` is False when the answer
    was cut: its entries count, its validators do not. `known` counts the items left out because an earlier
    reading gave their entries; `memory` is what the next reading needs for that, opaque and None where
    nothing may be left out.
    """

    format: str
    title: str = ""
    entries: tuple[Entry, ...] = ()
    skipped: tuple[SkippedEntry, ...] = ()
    children: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ttl_s: int | None = None
    rests: int | None = None
    whole: bool = True
    known: int = 0
    memory: bytes | None = None

    @property
    def whole_entries(self) -> tuple[Entry, ...]:
        """Those fit to be stored; the rest comes whole with a later poll."""
        return tuple(entry for entry in self.entries if entry.whole)
