"""Subscription lists in and out (OPML 2.0); a list knows no intervals or time zones, those stay in sources.toml."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable
from dataclasses import asdict, fields
from unicodedata import normalize
from urllib.parse import urlsplit
from xml.etree import ElementTree

import listparser

from config.source_checks import CHECKS, check_url
from domain.errors import ConfigError
from domain.source import Selectors, Source

log = logging.getLogger(__name__)

# Above any real list: 10,000 subscriptions take about 2 MB.
MAX_BYTES = 10_000_000
_LONGEST_ID = 50
_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)[\"']")


def read_opml(data: bytes) -> tuple[Source, ...]:
    """Read the feeds of a subscription list; ids are made from titles and are unique.

    Imported feeds count as general news (`topic_specific` false), so that only their entries on the
    subject cost a page. Entries without a usable address are left out with a warning each.
    Errors: ConfigError for what is too large or no subscription list.
    """
    if len(data) > MAX_BYTES:
        raise ConfigError(f"OPML: larger than {MAX_BYTES:,} bytes; split the list")
    # ASCII with references: the parser below guesses encodings as an HTML parser does.
    parsed = listparser.parse(_decode(data).encode("ascii", "xmlcharrefreplace"))
    if not str(parsed.get("version", "")).startswith("opml"):
        raise ConfigError("OPML: this is no subscription list; export one from your feed reader")
    taken: set[str] = set()
    sources = []
    for feed in parsed["feeds"]:
        url, title = feed["url"], _one_line(feed["title"])
        if trouble := check_url(url):
            log.warning("opml entry left out", extra={"title": title, "reason": trouble})
            continue
        source_id = _unique(
            _slug(title) or _slug((urlsplit(url).hostname or "").removeprefix("www.")), taken
        )
        sources.append(
            Source(
                id=source_id,
                name=title or source_id,
                url=url,
                kind="feed",
                category=_category(feed.get("tags", [])),
                topic_specific=False,
            )
        )
    return tuple(sources)


def write_opml(sources: Iterable[Source], *, title: str = "tumen sources") -> str:
    """Write a subscription list. Sitemaps and pages are written as links: feed readers ignore those.

    Source: OPML 2.0, "outline" with type rss and link.
    """
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = title
    body = ElementTree.SubElement(root, "body")
    for source in sources:
        is_feed = source.kind == "feed"
        outline = ElementTree.SubElement(
            body, "outline", type="rss" if is_feed else "link", text=source.name, title=source.name
        )
        outline.set("xmlUrl" if is_feed else "url", source.url)
        if source.category:
            outline.set("category", source.category)
        if source.language:
            outline.set("language", source.language)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def sources_toml(sources: Iterable[Source]) -> str:
    """Write sources as tables to be appended to sources.toml; only what differs from the defaults."""
    return "\n".join(map(_table, sources))


def _table(source: Source) -> str:
    lines = ["[[source]]"]
    for item in fields(source):
        value = getattr(source, item.name)
        if value is None or isinstance(value, Selectors) or value == item.default:
            continue
        # A JSON string is a TOML string, too, as long as it holds no DEL; titles hold none.
        lines.append(f"{item.name} = {json.dumps(value, ensure_ascii=False)}")
    if source.selectors:
        parts = {k: v for k, v in asdict(source.selectors).items() if v is not None}
        inner = ", ".join(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in parts.items())
        lines.append(f"selectors = {{ {inner} }}")
    return "\n".join(lines) + "\n"


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    declared = _ENCODING.match(data.lstrip())
    try:
        return data.decode(declared[1].decode() if declared else "utf-8-sig", "replace")
    except LookupError:
        return data.decode("utf-8-sig", "replace")


def _one_line(words: str) -> str:
    return "".join(sign for sign in " ".join(words.split()) if sign.isprintable())


def _category(tags: Iterable[str]) -> str | None:
    """Take the first folder or category that is a category of ours; others would not stand a check."""
    names = (tag.strip().lower().replace(" ", "_").replace("-", "_") for tag in tags)
    return next((name for name in names if CHECKS["category"](name) is None), None)


def _slug(words: str) -> str:
    """Make an id of a title; what has no Latin letters gives an empty one."""
    ascii_words = normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_words).strip("-")[:_LONGEST_ID].strip("-")


def _unique(wanted: str, taken: set[str]) -> str:
    wanted = wanted or "source"
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name
