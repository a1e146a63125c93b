"""What aggregators do to links and titles: Google News, Bing News, Reddit.

It asks nobody: a target is taken from the entry itself or stays unknown.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from domain.listing import Entry
from ingest.urls import canonical_url

_GOOGLE_PATH = re.compile(r"/(?:rss/)?(?:articles|read)/([A-Za-z0-9_\-]+=*)")
_REDDIT_TARGET = re.compile(
    r"""<a\s+href=["']([^"'<>]+)["'][^<>]*>\s*\[link\]\s*</a>""", re.IGNORECASE
)
_URL_FIELD = 4


def through_aggregator(entry: Entry, markup: str) -> Entry:
    """Return the entry with what the aggregator added taken off, and its real link where that is stated.

    Shape:   `markup` is the entry's content as it came, before it was made plain
    """
    host = urlsplit(entry.url or "").hostname or ""
    if host == "news.google.com":
        return _from_google(entry)
    if host in ("www.bing.com", "bing.com"):
        return _from_bing(entry)
    if host == "reddit.com" or host.endswith(".reddit.com"):
        return _from_reddit(entry, markup)
    return entry


def google_target(url: str) -> str | None:
    """Return the article's address out of a Google News link, where the link contains it.

    Until July 2024 the id in the path was a base64url-coded protobuf message with the address in field 4;
    since then that field holds an opaque token (it begins with `AU_yqL`), and only Google knows.

    Source:  Rob--W/dont-track-me-google issue 56 (old form); SSujitX/google-news-url-decoder issue 2
    """
    found = _GOOGLE_PATH.fullmatch(urlsplit(url).path)
    if found is None:
        return None
    token = found[1].rstrip("=")
    try:
        message = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    target = _text_field(message, _URL_FIELD)
    return canonical_url(target) if target and target.startswith(("http://", "https://")) else None


def _from_google(entry: Entry) -> Entry:
    """Titles end in the outlet's name, descriptions are lists of headlines, links lead to Google."""
    suffix = f" - {entry.outlet}"
    title = entry.title
    if entry.outlet and title.endswith(suffix) and len(title) > len(suffix):
        title = title.removesuffix(suffix).rstrip()
    target = google_target(entry.url or "")
    return replace(
        entry,
        title=title,
        summary="",
        content="",
        url=target or entry.url,
        resolved=target is not None,
    )


def _from_bing(entry: Entry) -> Entry:
    parts = urlsplit(entry.url or "")
    if not parts.path.lower().endswith("/apiclick.aspx"):
        return entry
    stated = parse_qs(parts.query).get("url")
    target = canonical_url(stated[0]) if stated else None
    return replace(entry, url=target or entry.url, resolved=target is not None)


def _from_reddit(entry: Entry, markup: str) -> Entry:
    """The entry's link leads to the comments; the link that was submitted is marked in the content."""
    found = _REDDIT_TARGET.search(markup)
    target = canonical_url(found[1].replace("&amp;", "&")) if found else None
    host = urlsplit(target or "").hostname or ""
    if target is None or host.endswith(("reddit.com", "redd.it")):
        return entry
    return replace(entry, url=target, summary="", content="")


def _text_field(message: bytes, wanted: int) -> str | None:
    """The first length-delimited field of that number in a protobuf message; None for anything else."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == 2:
            length, at = _varint(message, at)
            value = message[at : at + length]
            if len(value) < length:
                return None
            if key >> 3 == wanted:
                return value.decode("utf-8", "replace")
            at += length
        elif kind == 0:
            _, at = _varint(message, at)
        else:
            return None
    return None


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 63, 7):
        if at >= len(message):
            return value, at
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return value, at
