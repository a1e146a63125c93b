"""Read feeds beside feedparser: as a whole, with three new entries among a hundred, and a folder of odd ones.

Run:  .venv/bin/python -m bench.feeds [FOLDER]
FOLDER holds feeds of any kind, such as the tests of the feedparser project (not part of ours). Each file is
read by every peer that is installed (feedparser; fastfeedparser if there is one), and named where a peer
finds more entries than we do; then its well-formed feeds are read twice, with every second item new,
and named where the part does not agree with the whole. Exit status 1 if anything was named.
"""

from __future__ import annotations

import argparse
import importlib
import io
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
from rich.console import Console
from rich.table import Table

from domain.errors import ParseError
from domain.fetched import Fetched
from domain.listing import Listing
from domain.source import Source
from ingest.sources import read_listing
from ingest.sources.document import open_document, without_declaration
from ingest.sources.mending import with_possible_references
from ingest.sources.remembered import find_items, without

URL = "http://127.0.0.1/feed.xml"
SOURCE = Source(id="bench", name="Bench", url=URL, kind="feed")
NOW = datetime.now(UTC)
# Where feedparser's tests write the header that a file is to be served with.
_SERVED_AS = re.compile(rb"^Content-type:\s*(.+)$", re.IGNORECASE | re.MULTILINE)

Count = Callable[[bytes, dict[str, str]], int]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--entries", type=int, default=100)
    parser.add_argument("--new", type=int, default=3)
    given = parser.parse_args()
    _show_speed(given.entries, given.new)
    return _show_folder(given.folder) if given.folder else 0


def _show_speed(entries: int, new: int) -> None:
    """Cost of one poll, relative to feedparser over the whole of the same feed in the same run."""
    table = Table("feed", "KB", "feedparser ms", "whole", f"{new} of {entries} new", "nothing new")
    for name, make in (("rss", _rss), ("atom", _atom)):
        now, before = make(range(entries)), make(range(new, entries))
        earlier, latest = _read(before).memory, _read(now).memory
        part = _read(now, earlier)
        if (len(part.entries), part.known) != (new, entries - new):
            raise SystemExit(f"{name}: read {len(part.entries)} entries, {part.known} known")
        peer = _ms(lambda now=now: feedparser.parse(io.BytesIO(now)))  # type: ignore[misc]
        ours = [_ms(lambda m=m, now=now: _read(now, m)) for m in (None, earlier, latest)]  # type: ignore[misc]
        shares = (f"{ms:.1f} ms = 1/{peer / ms:.1f}" for ms in ours)
        table.add_row(name, f"{len(now) / 1000:.0f}", f"{peer:.1f}", *shares)
    Console().print(table)


def _ms(work: Callable[[], object], runs: int = 7) -> float:
    """The fastest of some runs in processor time: others share the machine."""
    spent = []
    for _ in range(runs):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent) * 1000


def _read(
    data: bytes, memory: bytes | None = None, headers: dict[str, str] | None = None
) -> Listing:
    fetched = Fetched(url=URL, final_url=URL, status=200, headers=headers or {}, body=data)
    return read_listing(SOURCE, fetched, now=NOW, memory=memory)


def _show_folder(folder: Path) -> int:
    peers: dict[str, Count] = {"feedparser": _feedparser}
    if fast := _fast_peer():
        peers["fastfeedparser"] = fast
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".py"]
    totals = dict.fromkeys([*peers, "ours"], (0, 0))
    named = 0
    for path in files:
        data = path.read_bytes()
        stated = _SERVED_AS.search(data[:2000])
        headers = {"content-type": stated[1].decode("latin-1").strip()} if stated else {}
        ours = _ours(data, headers)
        counts = {name: count(data, headers) for name, count in peers.items()} | {"ours": ours}
        for name, count in counts.items():
            read, found = totals[name]
            totals[name] = (read + (count >= 0), found + max(count, 0))
        more = {name: count for name, count in counts.items() if count > ours}
        parts = _disagreement(data)
        if more or parts:
            named += 1
            print(f"{path.relative_to(folder)}: ours {ours} {more or ''} {parts}")
    table = Table(f"{len(files)} files", "read", "entries")
    for name, (read, found) in totals.items():
        table.add_row(name, str(read), str(found))
    Console().print(table)
    print(f"{named} files named")
    return 1 if named else 0


def _disagreement(data: bytes) -> str:
    """How reading only the new items differs from reading all; each item stands for several feeds."""
    try:
        document = open_document(SOURCE, Fetched(url=URL, final_url=URL, status=200, body=data))
        body = with_possible_references(without_declaration(document)).text.encode()
        items = find_items(body)
        if not items:
            return ""
        # One item is a feed too short to split: it stands before and behind a plain one.
        plain = b"<item><title>Plain</title></item>"
        plain = plain.replace(b"item>", b"entry>") if b"<entry" in body else plain
        body = body[: items[0].start] + plain + body[items[0].start : items[0].end] + plain.replace(
            b"Plain", b"Other"
        ) + body[items[0].end :]  # fmt: skip
        items = find_items(body)
        if not items:
            return ""
        whole = _read(body)
    except ParseError:
        return ""
    for step in (2, 3):
        for first in range(step):
            part = _read(body, _read(without(body, items[first::step])).memory)
            fresh = [
                whole.entries[at]
                for at, item in enumerate(items)
                if at % step == first or item.lingers
            ]
            if list(part.entries) != (fresh if part.known else list(whole.entries)):
                return f"part {first}/{step} differs"
    return ""


def _ours(data: bytes, headers: dict[str, str]) -> int:
    try:
        return len(_read(data, None, headers).entries)
    except ParseError:
        return -1


def _feedparser(data: bytes, headers: dict[str, str]) -> int:
    try:
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except Exception:  # it documents none, and some files find some
        return -1
    return len(parsed.entries) if parsed.version or parsed.entries else -1


def _fast_peer() -> Count | None:
    try:
        peer: Any = importlib.import_module("fastfeedparser")  # it has no types
    except ImportError:
        return None

    def count(data: bytes, _headers: dict[str, str]) -> int:
        try:
            return len(peer.parse(data).entries)
        except Exception:  # as above
            return -1

    return count


def _rss(numbers: range) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">'
        "<channel><title>Bench</title><link>https://news.example/</link><language>en</language>"
        + "".join(
            f"<item><title>Headline {n} of the day</title><link>https://news.example/{n}?utm_source=rss</link>"
            f'<guid isPermaLink="false">{n}</guid><pubDate>Mon, 23 Nov 2026 14:{n % 60:02}:00 +0900</pubDate>'
            f"<dc:creator>Kim Min-su</dc:creator><category>World</category>"
            f"<description><![CDATA[{_TEASER}]]></description>"
            f"<content:encoded><![CDATA[{_TEASER * 4}]]></content:encoded>"
            f'<media:content url="https://news.example/{n}.jpg" type="image/jpeg"/></item>'
            for n in numbers
        )
        + "</channel></rss>"
    ).encode()


def _atom(numbers: range) -> bytes:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Bench</title><id>urn:bench</id>'
        + "".join(
            f"<entry><title>Headline {n} of the day</title><id>urn:{n}</id>"
            f'<link rel="alternate" href="https://news.example/{n}"/><author><name>Kim Min-su</name></author>'
            f"<published>2026-11-23T14:{n % 60:02}:00+09:00</published><category term='World'/>"
            f'<summary>Short.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            f"{_TEASER * 4}</div></content></entry>"
            for n in numbers
        )
        + "</feed>"
    ).encode()


_TEASER = (
    "<p>Officers arrived in the region, said the spokesman &amp; his office on Monday.</p>" * 3
)


if __name__ == "__main__":
    sys.exit(main())
