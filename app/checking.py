"""`tumen sources check`: poll without storing and say what would be stored, and why; it writes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.build import House, Plan, open_house
from app.jobs.asking import ask_source
from app.jobs.entry import touched_word, why_no_page
from domain.errors import TumenError
from domain.listing import Entry, Listing
from domain.source import Source, SourceState

_HINTS = {
    "dns": "the host name does not resolve; is the address right, is there a network?",
    "not_found": "the address is gone; look for the outlet's new feed",
    "gone": "the source was closed; remove it",
    "forbidden": "the server refuses us; try another address or contact the outlet",
    "html": 'an HTML page came instead of a listing; look for the feed, or use kind = "page"',
    "no_items": "the selectors fit nothing; look at the page's HTML again",
    "private_address": "add the host to fetch.allow_private if this is meant",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What one poll would bring. `wanted`: entries whose page would be fetched."""

    source: str
    ok: bool
    format: str | None = None
    entries: int = 0
    skipped: int = 0
    wanted: int = 0
    newest: datetime | None = None
    why: str = ""
    samples: tuple[dict[str, str], ...] = ()


async def check_sources(plan: Plan, sources: Sequence[Source]) -> list[Checked]:
    """Poll each source once as the daemon would, side by side, politely; order as given.

    The house is opened for its network and its workers; its database is not asked.
    """
    room = asyncio.Semaphore(plan.settings.fetch.concurrency)
    async with open_house(plan) as house:

        async def one(source: Source) -> Checked:
            async with room:
                return await check_source(house, source)

        return list(await asyncio.gather(*map(one, sources)))


async def check_source(house: House, source: Source) -> Checked:
    """Poll one source as the daemon would; it stores nothing and marks nothing."""
    now = house.clock.now()
    polled = await ask_source(house, source, SourceState(source_id=source.id, next_due_at=now), now)
    if polled.listing is not None:
        return _checked(source, polled.listing)
    error = polled.error or TumenError(f"source '{source.id}': an empty answer", reason="empty")
    why = _HINTS.get(error.reason, "")
    return Checked(source=source.id, ok=False, why=f"{error.message}; {why}".rstrip("; "))


def _checked(source: Source, listing: Listing) -> Checked:
    judged = [(entry, _verdict(source, entry)) for entry in listing.entries]
    dates = [e.published.at for e in listing.entries if e.published]
    return Checked(
        source=source.id,
        ok=True,
        format=listing.format,
        entries=len(listing.entries),
        skipped=len(listing.skipped),
        wanted=sum(verdict.startswith("page") for _, verdict in judged),
        newest=max(dates, default=None),
        why="; ".join(listing.notes),
        samples=tuple(
            {"title": entry.title, "url": entry.url or "", "verdict": verdict}
            for entry, verdict in judged
        ),
    )


def _verdict(source: Source, entry: Entry) -> str:
    """What would become of an entry, in words."""
    if not source.topic_specific and (entry.title or entry.summary):
        word = touched_word(entry)
        if word is None:
            return "recorded only: title and summary do not touch the subject"
        touched = f" (touches the subject: {word})"
    else:
        touched = ""
    if why_not := why_no_page(source, entry):
        return f"stored from the listing, {why_not}{touched}"
    return f"page would be fetched{touched}"
