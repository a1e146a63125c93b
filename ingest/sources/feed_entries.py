"""Turn what feedparser makes of one item into an entry: link, content, authors, dates, language.

It parses no XML and knows nothing of the other items (`feed.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.fetched import Fetched
from domain.listing import Dated, Entry
from domain.source import Source
from ingest.dates import parse_date
from ingest.sources.aggregators import through_aggregator
from ingest.sources.document import base_of
from ingest.sources.plain import language_tag, person_names, plain_line, plain_text
from ingest.urls import canonical_url

# feedparser entries are dicts of whatever the feed had.
Raw = Mapping[str, Any]

_HTML_TYPES = ("text/html", "application/xhtml+xml")


class EntryReader:
    """Turns feedparser's entries into ours; holds what all entries of a feed share."""

    def __init__(
        self, source: Source, fetched: Fetched, feed: Raw, is_atom: bool, now: datetime
    ) -> None:
        self.refused = 0
        self._source = source
        # A feed read from a file has no address; its site is the next best.
        self.base = base_of(source, fetched) or canonical_url(stated_text(feed.get("link")))
        self.feed_language = language_tag(stated_text(feed.get("language")))
        self._is_atom = is_atom
        self._now = now

    def read(self, raw: Raw) -> Entry:
        link = _link(raw)
        url = canonical_url(link, self.base) if link else None
        self.refused += bool(link and url is None)
        content = _content(raw)
        # Without its detail a summary is feedparser's copy of the content.
        summary = stated_text(raw.get("summary")) if "summary_detail" in raw else ""
        published, updated = self._dates(raw)
        origin = raw.get("source")
        origin = dict(origin) if isinstance(origin, Mapping) else {}
        entry = Entry(
            identity=stated_text(raw.get("id")),
            url=url,
            title=plain_line(stated_text(raw.get("title"))),
            published=published,
            updated=updated,
            summary=plain_text(summary) if summary else "",
            content=plain_text(content) if content else "",
            authors=_authors(raw),
            language=self._language(raw),
            outlet=plain_line(stated_text(origin.get("title") or raw.get("news_source"))) or None,
            outlet_url=canonical_url(stated_text(origin.get("href") or origin.get("link"))),
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
            stated_text(raw.get(key)),
            by="feed",
            timezone=self._source.timezone,
            now=self._now,
            language=self._source.language or self.feed_language,
        )

    def _language(self, raw: Raw) -> str | None:
        """What the entry says of itself, else what the operator says, else what the whole feed says.

        Feeds are made from templates: `en-us` on a Korean site is common.
        """
        details = [raw.get("title_detail"), raw.get("summary_detail"), *raw.get("content", ())]
        stated = [stated_text(raw.get("language"))]
        stated += [
            stated_text(detail.get("language")) for detail in details if isinstance(detail, Mapping)
        ]
        for tag in map(language_tag, stated):
            if tag and tag != self.feed_language:
                return tag
        return self._source.language or self.feed_language


def _link(raw: Raw) -> str:
    """The entry's page: what a proxy replaced, else the HTML alternate, else any, else a permalink."""
    if original := stated_text(raw.get("feedburner_origlink")):
        return original
    links = [dict(link) for link in raw.get("links", ()) if isinstance(link, Mapping)]
    alternates = [link for link in links if link.get("rel") == "alternate" and link.get("href")]
    for link in alternates:
        if link.get("type") in (None, *_HTML_TYPES):
            return stated_text(link["href"])
    if alternates:
        return stated_text(alternates[0]["href"])
    # Only an absolute guid can be a link; with an empty <link> feedparser does not say what it is.
    own = stated_text(raw.get("link")) or (
        "" if raw.get("link") is None else stated_text(raw.get("id"))
    )
    return own if own.startswith(("http://", "https://")) else ""


def _content(raw: Raw) -> str:
    """The longest of the contents that are text."""
    contents = [c for c in raw.get("content", ()) if isinstance(c, Mapping)]
    texts = [
        stated_text(c.get("value"))
        for c in contents
        if stated_text(c.get("type")).startswith("text/") or c.get("type") in _HTML_TYPES
    ]
    return max(texts, key=len, default="")


def _authors(raw: Raw) -> tuple[str, ...]:
    stated = [stated_text(a.get("name")) for a in raw.get("authors", ()) if isinstance(a, Mapping)]
    if not any(stated):
        stated = [stated_text(raw.get("author"))]
    return tuple(dict.fromkeys(name for text in stated for name in person_names(text)))


def _keywords(raw: Raw) -> tuple[str, ...]:
    tags = [dict(tag) for tag in raw.get("tags", ()) if isinstance(tag, Mapping)]
    words = (plain_line(stated_text(tag.get("label") or tag.get("term"))) for tag in tags)
    return tuple(dict.fromkeys(word for word in words if word))


def stated_text(value: object) -> str:
    """A field as text; any other type counts as absent."""
    return value if isinstance(value, str) else ""
