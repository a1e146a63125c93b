"""`tumen sources check`: poll without storing and say what would be stored, and why; it writes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.build import House, Plan, open_house
from app.jobs.asking import ask_source
from app.jobs.entry import touched_word
from app.jobs.page import why_no_page
from domain.errors import TumenError
from domain.fetched import Fetched
from domain.listing import Entry, Listing
from domain.source import Source, SourceState
from ingest.sources.entries import FUTURE

# A feed that was left behind mostly stands still, and answers well for years.
QUIET = timedelta(days=30)
_HINTS = {
    "dns": "the host name does not resolve; is the address right, is there a network?",
    "not_found": "the address is gone; look for the outlet's new feed with 'sources discover'",
    "gone": "the source was closed; remove it",
    "forbidden": "the server refuses us; try another address or contact the outlet",
    "unauthorized": "the server wants a password; look for a public feed",
    "rate_limited": "the server wants fewer requests; raise poll_interval_s",
    "html": 'an HTML page came instead of a listing; look for the feed, or use kind = "page"',
    "no_items": "nothing in it is an item; with selectors: look at the page's HTML again",
    "bad_selector": "mend the selector in the catalogue",
    "empty": "the answer had no content; if it stays so, look for the outlet's new feed",
    "tls": "the certificate is not in order; is there an address without the fault?",
    "timeout": "the server did not answer in time; try again, or raise fetch.deadline_s",
    "connect": "nobody answers at the address; try again later",
    "too_large": "the listing is larger than fetch.max_bytes",
    "private_address": "add the host to fetch.allow_private if this is meant",
}
_ROBOTS = "robots.txt forbids its pages; set fetch_pages = false, what the listing says is used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What one poll would bring.

    `status`: `ok`, `moved` (redirected for good, to `moved_to`), `quiet` (its newest entry is a month old),
    `empty` (read well, without entries) or `failed`. `wanted`: entries whose page would be fetched;
    `forbidden`: those that robots.txt keeps from us. `reason` is the key of a failure, `hint` a remedy.
    """

    source: str
    ok: bool
    status: str
    url: str
    http: int | None = None
    moved_to: str | None = None
    format: str | None = None
    entries: int = 0
    skipped: int = 0
    undated: int = 0
    wanted: int = 0
    forbidden: int = 0
    newest: datetime | None = None
    reason: str = ""
    why: str = ""
    hint: str = ""
    samples: tuple[dict[str, str], ...] = ()


async def check_sources(
    plan: Plan, sources: Sequence[Source], *, tell: Callable[[Checked], object] = lambda _: None
) -> list[Checked]:
    """Poll each source once as the daemon would, side by side, politely; order as given.

    The house is opened for its network and its workers; its database is not asked. `tell` is called
    with each result as it comes.
    """
    async with open_house(plan) as house:
        return await check_in(house, sources, tell=tell)


async def check_in(
    house: House, sources: Sequence[Source], *, tell: Callable[[Checked], object] = lambda _: None
) -> list[Checked]:
    """The same with an open house."""
    room = asyncio.Semaphore(house.settings.fetch.concurrency)

    async def one(source: Source) -> Checked:
        async with room:
            checked = await check_source(house, source)
            tell(checked)
            return checked

    return list(await asyncio.gather(*map(one, sources)))


async def check_source(house: House, source: Source) -> Checked:
    """Poll one source as the daemon would; it stores nothing and marks nothing."""
    now = house.clock.now()
    polled = await ask_source(house, source, SourceState(source_id=source.id, next_due_at=now), now)
    fetched = polled.fetched
    if polled.listing is not None and fetched is not None:
        judged = [(entry, await _verdict(house, source, entry)) for entry in polled.listing.entries]
        return _checked(source, fetched, polled.listing, judged, now)
    error = polled.error or TumenError(f"source '{source.id}': an empty answer", reason="empty")
    return Checked(
        source=source.id,
        ok=False,
        status="failed",
        url=source.url,
        http=fetched.status if fetched else getattr(error, "status", None),
        reason=error.reason,
        why=error.message,
        hint=_HINTS.get(error.reason, ""),
    )


def _checked(
    source: Source,
    fetched: Fetched,
    listing: Listing,
    judged: list[tuple[Entry, str]],
    now: datetime,
) -> Checked:
    dates = [dated.at for e in listing.entries if (dated := e.published or e.updated)]
    newest = max((at for at in dates if at <= now + FUTURE), default=None)
    forbidden = sum("robots.txt" in verdict for _, verdict in judged)
    status, hint = _status(fetched, listing, newest, now)
    return Checked(
        source=source.id,
        ok=True,
        status=status,
        url=source.url,
        http=fetched.status,
        moved_to=fetched.permanent_url,
        format=listing.format,
        entries=len(listing.entries),
        skipped=len(listing.skipped),
        undated=len(listing.entries) - len(dates),
        wanted=sum(verdict.startswith("page") for _, verdict in judged),
        forbidden=forbidden,
        newest=newest,
        why="; ".join(listing.notes),
        hint="; ".join(filter(None, (hint, _ROBOTS if forbidden else ""))),
        samples=tuple(
            {"title": entry.title, "url": entry.url or "", "verdict": verdict}
            for entry, verdict in judged
        ),
    )


def _status(
    fetched: Fetched, listing: Listing, newest: datetime | None, now: datetime
) -> tuple[str, str]:
    if fetched.permanent_url is not None:
        return "moved", f"it is at {fetched.permanent_url} for good; write that into the catalogue"
    if not listing.entries:
        return "empty", _HINTS["empty"]
    if newest is not None and now - newest > QUIET:
        days = (now - newest).days
        return "quiet", f"nothing new for {days} days; has the outlet a newer feed?"
    return "ok", ""


async def _verdict(house: House, source: Source, entry: Entry) -> str:
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
    if entry.url and house.settings.fetch.respect_robots:
        answer = await house.robots.allows(entry.url)
        if not answer.allowed:
            return f"stored from the listing, robots.txt: {answer.reason}{touched}"
    return f"page would be fetched{touched}"
