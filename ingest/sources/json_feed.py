"""Read listings in JSON: JSON Feed 1 and 1.1, GDELT's article list, the posts of a WordPress site.

It knows these three shapes; any other JSON is refused, not guessed at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from domain.errors import ParseError
from domain.fetched import Fetched
from domain.listing import Dated, Entry, Listing, SkippedEntry
from domain.source import Source
from ingest.dates import parse_date
from ingest.sources.document import Document, base_of, described
from ingest.sources.entries import complete
from ingest.sources.gdelt import LANGUAGES
from ingest.sources.plain import language_tag, person_names, plain_line, plain_text
from ingest.urls import canonical_url

# JSON values are whatever the server sent.
Raw = Mapping[str, Any]

_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_LIST_START = re.compile(r'"(?:items|articles)"\s*:\s*\[')


def read_json(source: Source, fetched: Fetched, document: Document, *, now: datetime) -> Listing:
    """Read one of the three shapes. An item that is no object is skipped; odd fields count as absent.

    Errors:  ParseError `malformed`, or `no_items` for JSON of another shape or an API's error
    """
    loaded, notes, whole = _loaded(source, fetched, document.text)
    found = _items(loaded)
    if loaded == {} and "gdeltproject.org" in (urlsplit(fetched.url).hostname or ""):
        found = ("gdelt", [])  # what GDELT says when nothing matches
    if found is None:
        stated = loaded.get("message") or loaded.get("error") if isinstance(loaded, dict) else None
        said = f": it says {plain_line(stated)[:200]!r}" if isinstance(stated, str) else ""
        message = f"source '{source.id}': JSON without items ({described(fetched)}){said}"
        raise ParseError(message, reason="no_items")
    format_, items = found
    reader = _Reader(source, fetched, now)
    read = {"jsonfeed": reader.jsonfeed, "gdelt": reader.gdelt, "wordpress": reader.wordpress}[
        format_
    ]
    completed = complete([_entry(item, read) for item in items], now=now)
    if reader.refused:
        notes = (*notes, f"{reader.refused} links refused")
    return Listing(
        format=format_,
        title=plain_line(_text(loaded, "title")) if isinstance(loaded, dict) else "",
        entries=completed.entries,
        skipped=completed.skipped,
        notes=(*document.notes, *notes, *completed.notes),
        whole=whole and document.whole,
    )


def _loaded(source: Source, fetched: Fetched, text: str) -> tuple[Any, tuple[str, ...], bool]:
    """Parse; mend the backslashes GDELT leaves unescaped; keep the whole items of what was cut."""
    try:
        return json.loads(text, strict=False), (), True
    except (ValueError, RecursionError) as error:
        failure = error
    mended = _BAD_ESCAPE.sub(r"\\\\", text)
    try:
        return json.loads(mended, strict=False), ("bad escapes in JSON repaired",), True
    except (ValueError, RecursionError):
        items = _whole_items(mended)
    if not items:
        message = f"source '{source.id}': JSON cannot be parsed ({described(fetched)}): {failure}"
        raise ParseError(message, reason="malformed") from failure
    notes = ("listing is cut: JSON does not end",)
    if mended.startswith("["):
        return items, notes, False
    key = "articles" if '"articles"' in mended[:200] else "items"
    version = {"version": "https://jsonfeed.org/version/1.1"} if key == "items" else {}
    return {**version, key: items}, notes, False


def _whole_items(text: str) -> list[Any]:
    """The objects of a list that does not end, as far as they are whole."""
    start = _LIST_START.search(text)
    at = 1 if text.startswith("[") else start.end() if start else len(text)
    decoder = json.JSONDecoder(strict=False)
    items: list[Any] = []
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return items
        items.append(item)


def _items(loaded: Any) -> tuple[str, list[Any]] | None:
    """The shape and its items; None if it is none of ours."""
    if isinstance(loaded, list):
        posts = [item for item in loaded if isinstance(item, dict)]
        known = all("link" in post or "title" in post for post in posts)
        return ("wordpress", loaded) if known and (posts or not loaded) else None
    if not isinstance(loaded, dict):
        return None
    if isinstance(loaded.get("articles"), list):
        return "gdelt", loaded["articles"]
    if isinstance(loaded.get("items"), list):
        return "jsonfeed", loaded["items"]
    return None


def _entry(item: Any, read: Callable[[Raw], Entry]) -> Entry | SkippedEntry:
    if isinstance(item, dict):
        return read(item)
    return SkippedEntry(position=0, reason="wrong_type", detail=type(item).__name__)


class _Reader:
    """Reads one item of each shape; holds what all items of a listing share."""

    def __init__(self, source: Source, fetched: Fetched, now: datetime) -> None:
        self.refused = 0
        self._source = source
        self._base = base_of(source, fetched)
        self._now = now

    def jsonfeed(self, item: Raw) -> Entry:
        """Source: jsonfeed.org/version/1.1; version 1 had `author` for `authors`, ids may be numbers."""
        authors = (
            item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
        )
        names = [_text(a, "name") for a in authors or () if isinstance(a, dict)]
        tags = item.get("tags")
        return Entry(
            identity=_text_or_number(item, "id"),
            url=self._url(_text(item, "url") or _text(item, "external_url")),
            title=plain_line(_text_or_number(item, "title")),
            published=self._date(item, "date_published"),
            updated=self._date(item, "date_modified"),
            summary=plain_text(_text(item, "summary")),
            content=plain_text(_text(item, "content_html") or _text(item, "content_text")),
            authors=tuple(dict.fromkeys(name for text in names for name in person_names(text))),
            language=language_tag(_text(item, "language")) or self._source.language,
            keywords=tuple(plain_line(t) for t in tags if isinstance(t, str))
            if isinstance(tags, list)
            else (),
        )

    def gdelt(self, item: Raw) -> Entry:
        """GDELT's `seendate` is when it first saw the page, not when that was published.

        Source:  GDELT DOC 2.0 API, mode=ArtList, format=json
        """
        return Entry(
            identity=_text(item, "url"),
            url=self._url(_text(item, "url") or _text(item, "url_mobile")),
            title=plain_line(_text(item, "title")),
            updated=self._date(item, "seendate", by="gdelt-seen"),
            language=LANGUAGES.get(_text(item, "language").lower()),
            outlet=_text(item, "domain") or None,
        )

    def wordpress(self, post: Raw) -> Entry:
        """Source: WordPress REST API, /wp/v2/posts; the `_gmt` dates are UTC without saying so."""
        return Entry(
            identity=_text_or_number(post, "id") or _rendered(post, "guid"),
            url=self._url(_text(post, "link")),
            title=plain_line(_rendered(post, "title")),
            published=self._date(post, "date_gmt", zone="UTC") or self._date(post, "date"),
            updated=self._date(post, "modified_gmt", zone="UTC") or self._date(post, "modified"),
            summary=plain_text(_rendered(post, "excerpt")),
            content=plain_text(_rendered(post, "content")),
            language=self._source.language,
        )

    def _url(self, link: str) -> str | None:
        url = canonical_url(link, self._base) if link else None
        self.refused += bool(link and url is None)
        return url

    def _date(
        self, item: Raw, key: str, *, by: str = "feed", zone: str | None = None
    ) -> Dated | None:
        return parse_date(
            _text(item, key),
            by=by,
            timezone=zone or self._source.timezone,
            now=self._now,
            language=self._source.language,
        )


def _rendered(post: Raw, key: str) -> str:
    value = post.get(key)
    return _text(value, "rendered") if isinstance(value, dict) else _text(post, key)


def _text(item: Raw, key: str) -> str:
    """A field as text; any other type counts as absent."""
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _text_or_number(item: Raw, key: str) -> str:
    """Ids and titles may be numbers (JSON Feed asks readers to take them as text)."""
    value = item.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _text(item, key)
    try:
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    except ValueError:  # more digits than Python converts
        return ""
