"""`tumen extract` and `tumen listing`: files or addresses in, JSON lines out, without a database."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from app.build import fetch_policy
from app.clock import SystemClock
from app.reading import read_page
from config.settings import Settings
from domain.article import Article
from domain.errors import FetchError, TumenError
from domain.fetched import Fetched, FetchRequest, Purpose
from domain.listing import Dated, Entry, Listing
from domain.source import Source, SourceKind
from ingest.fetch.client import HttpClient
from ingest.sources import detect_kind, read_listing
from ingest.workers import WorkerPool

T = TypeVar("T")
# Results of this many pages are held at most, so that a folder of a million files needs no memory.
BATCH = 256
NAMED = 3


def extract_pages(
    places: list[str], settings: Settings, *, url: str | None, content_type: str | None
) -> Iterator[dict[str, Any]]:
    """Parse every page; output keeps the order of `places`."""
    now = datetime.now(UTC)

    def work(fetched: Fetched) -> Callable[[], Article]:
        return partial(read_page, fetched, now=now)

    for place, got in _each(places, settings, "page", work, url=url, content_type=content_type):
        if isinstance(got, TumenError):
            yield {"source": place, "error": got.message}
        else:
            yield {"source": place, **_article(got)}


def read_listings(
    places: list[str], settings: Settings, *, kind: SourceKind | None
) -> Iterator[dict[str, Any]]:
    """Read every listing; a listing that cannot be read gives one line with `error`."""
    now = datetime.now(UTC)

    def work(fetched: Fetched) -> Callable[[], Listing]:
        return partial(_listing, fetched, kind, now)

    for place, got in _each(places, settings, "listing", work):
        if isinstance(got, TumenError):
            yield {"source": place, "error": got.message}
            continue
        for note in got.notes:
            sys.stderr.write(f"tumen: {place}: {note}\n")
        if got.children and not got.entries:
            named = ", ".join(got.children[:NAMED])
            what = f"an index of {len(got.children)} listings, read those instead: {named}"
            yield {"source": place, "error": what}
        for entry in got.entries:
            yield {"source": place, **_entry(entry)}
        for skipped in got.skipped:
            what = f"{skipped.reason} {skipped.detail}".strip()
            sys.stderr.write(f"tumen: {place}: entry {skipped.position} skipped: {what}\n")


def _listing(fetched: Fetched, kind: SourceKind | None, now: datetime) -> Listing:
    source = Source(
        id=fetched.url,
        name=fetched.url,
        url=fetched.url,
        kind=kind or detect_kind(fetched),
    )
    return read_listing(source, fetched, now=now)


def _each(
    places: list[str],
    settings: Settings,
    purpose: Purpose,
    work: Callable[[Fetched], Callable[[], T]],
    *,
    url: str | None = None,
    content_type: str | None = None,
) -> Iterator[tuple[str, T | TumenError]]:
    """Run `work` over all places in worker processes, in the order given, batch by batch."""
    with asyncio.Runner() as runner:
        doors = _Doors(settings, purpose, url, content_type, count=len(places))
        runner.run(doors.open())
        try:
            for start in range(0, len(places), BATCH):
                batch = places[start : start + BATCH]
                yield from zip(batch, runner.run(doors.all(batch, work)), strict=True)
        finally:
            runner.run(doors.close())


class _Doors:
    """Network and worker processes for one command."""

    def __init__(
        self,
        settings: Settings,
        purpose: Purpose,
        url: str | None,
        content_type: str | None,
        *,
        count: int,
    ) -> None:
        self._settings, self._purpose = settings, purpose
        self._url, self._content_type = url, content_type
        self._count = min(settings.workers.count or (os.cpu_count() or 1), count)
        self._stack = AsyncExitStack()

    async def open(self) -> None:
        self._http = await self._stack.enter_async_context(
            HttpClient(fetch_policy(self._settings), SystemClock())
        )
        self._workers = await self._stack.enter_async_context(
            WorkerPool(count=self._count, memory_mb=self._settings.workers.memory_mb)
        )

    async def close(self) -> None:
        await self._stack.aclose()

    async def all(
        self, batch: list[str], work: Callable[[Fetched], Callable[[], T]]
    ) -> list[T | TumenError]:
        return await asyncio.gather(*(self._one(place, work) for place in batch))

    async def _one(self, place: str, work: Callable[[Fetched], Callable[[], T]]) -> T | TumenError:
        try:
            fetched = await self._bytes(place)
            deadline_s = self._settings.workers.parse_deadline_s
            return await self._workers.run(work(fetched), deadline_s=deadline_s)
        except TumenError as error:
            return error

    async def _bytes(self, place: str) -> Fetched:
        if place.lower().startswith(("http://", "https://")):
            return await self._http.fetch(FetchRequest(url=place, purpose=self._purpose))
        return _local(place, self._url, self._content_type)


def _local(place: str, url: str | None, content_type: str | None) -> Fetched:
    """A file as if it had been fetched from `url`."""
    if "://" in place and not Path(place).exists():
        scheme = place.partition("://")[0]
        words = f"{place}: {scheme} addresses are not read; give http(s) addresses or files"
        raise FetchError(words, reason="scheme", transient=False)
    try:
        body = Path(place).read_bytes()
    except OSError as error:
        raise FetchError(f"{place}: {error.strerror}", reason="file", transient=False) from error
    address = url or Path(place).resolve().as_uri()
    headers = {"content-type": content_type} if content_type else {}
    return Fetched(url=address, final_url=address, status=200, headers=headers, body=body)


def _article(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "text": article.text,
        "authors": list(article.authors),
        "published_at": _moment(article.published),
        "modified_at": _moment(article.modified),
        "language": article.language,
        "canonical_url": article.url if not article.url.startswith("file:") else None,
        "extractor": article.extractor,
        "extraction_reason": article.extraction_reason,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "identity": entry.identity,
        "url": entry.url,
        "title": entry.title,
        "published_at": _moment(entry.published),
        "updated_at": _moment(entry.updated),
        "summary": entry.summary,
        "content": entry.content,
    }


def _moment(dated: Dated | None) -> str | None:
    """ISO 8601 UTC; a date known to the day only is that day, not a made-up midnight."""
    if dated is None:
        return None
    if dated.precision in ("day", "month"):
        return dated.at.date().isoformat()
    return dated.at.isoformat()
