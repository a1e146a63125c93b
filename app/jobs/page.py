"""Get the page of an entry, or say why not: wanted at all, allowed, in its turn, fetched; it stores no article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.build import House
from db.store import hosts
from domain.errors import FetchError, RefusedError
from domain.fetched import Fetched, FetchRequest
from domain.listing import Entry
from domain.rows import PendingEntry
from domain.source import HostHold, Source, Validators, host_of
from ingest.fetch.pace import LONGEST_S
from ingest.fetch.robots import Verdict

# A page that failed for a passing reason is tried again; what the feed said is stored meanwhile.
PAGE_RETRIES_S = (60, 600)
# So long an entry waits for its turn at a host before what the feed said of it is stored and told.
PATIENCE = timedelta(seconds=60)
# From a turn that is taken to the request on the wire it takes a moment, not always the same.
MARGIN_S = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page of an entry, or why there is none.

    `retry`: the reason may pass, though not before `not_before`. `turn_at`: nothing is decided yet, the
    host may be asked at that moment. `status`: what the server answered instead of a page.
    """

    fetched: Fetched | None = None
    reason: str | None = None
    retry: bool = False
    not_before: datetime | None = None
    turn_at: datetime | None = None
    status: int | None = None


def why_no_page(source: Source, entry: Entry) -> str | None:
    """Why an entry's page is not even asked for, or None when it is."""
    if not entry.url:
        return "no_link: the entry has no usable link"
    if not entry.resolved:
        return "unresolved: the link hides its target"
    if not source.fetch_pages:
        return "not_wanted: the catalogue says not to fetch pages of this source"
    return None


async def get_page(house: House, pending: PendingEntry) -> Page:
    """Ask for the page of a claimed entry, if it is wanted, allowed and its turn."""
    entry = pending.entry
    why_not = why_no_page(pending.source, entry)
    if why_not or entry.url is None:
        return Page(reason=why_not)
    delay_s = None
    if house.settings.fetch.respect_robots:
        verdict = await house.robots.allows(entry.url)
        if not verdict.allowed:
            return _forbidden(verdict)
        delay_s = verdict.crawl_delay_s and verdict.crawl_delay_s + MARGIN_S
    now = house.clock.now()
    turn_at = house.pace.place(host_of(entry.url), pending.id, now, delay_s=delay_s)
    if turn_at > now:
        await _note_hold(house, host_of(entry.url), now)
        return _later(turn_at, now)
    return await _fetch(house, entry.url, pending.reread or Validators())


def retry_at(page: Page, attempts: int, now: datetime) -> datetime | None:
    """When a page is tried again after so many attempts, if it is."""
    if not page.retry or attempts > len(PAGE_RETRIES_S):
        return None
    soonest = now + timedelta(seconds=PAGE_RETRIES_S[attempts - 1])
    return max(soonest, page.not_before or soonest)


def _forbidden(verdict: Verdict) -> Page:
    if verdict.refused:
        # Its own reason first: nobody would look into robots.txt for a private address.
        reason = f"{verdict.reason}: so robots.txt of the host cannot be asked for"
        return Page(reason=reason)
    return Page(reason=f"robots: {verdict.reason}", retry=verdict.transient)


def _later(turn_at: datetime, now: datetime) -> Page:
    if turn_at - now <= PATIENCE:
        return Page(turn_at=turn_at)
    reason = (
        f"paced: the host wants its pages asked for slowly; turn at {turn_at:%Y-%m-%d %H:%M:%S}"
    )
    return Page(reason=reason, retry=True, not_before=turn_at)


async def _fetch(house: House, url: str, validators: Validators) -> Page:
    request = FetchRequest(
        url=url,
        purpose="page",
        validators=validators,
        deadline_s=house.settings.fetch.page_deadline_s,
        max_bytes=house.settings.fetch.max_bytes,
    )
    try:
        return Page(fetched=await house.http.fetch(request))
    except RefusedError as error:
        return Page(reason=f"{error.reason}: {error.message}")
    except FetchError as error:
        now = house.clock.now()
        if error.status == 429:
            await _note_hold(house, error.host, now)
        return Page(
            reason=f"{error.reason}: {error.message}",
            status=error.status,
            retry=error.transient,
            not_before=now + timedelta(seconds=min(error.retry_after_s or 0, LONGEST_S)),
        )


async def _note_hold(house: House, host: str, now: datetime) -> None:
    """Let a host's wish for silence outlive this process, and reach the sources that are there."""
    until = house.pace.held_until(host, now)
    if until is not None:
        await house.stored(hosts.hold_host, HostHold(host=host, until=until), now=now)
