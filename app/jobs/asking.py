"""Ask one source for its listing and read it, wherever it may have moved; stores and decides nothing."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import datetime
from functools import partial

from app.build import House
from app.jobs.troubles import tell_trouble
from domain.errors import FetchError, ParseError, TumenError
from domain.fetched import Fetched, FetchRequest
from domain.listing import Listing
from domain.polled import Polled
from domain.source import Source, SourceState, Validators, host_of
from ingest.schedule.believing import is_other_document, wants_whole
from ingest.schedule.moving import address, second_address
from ingest.sources import read_listing

# A sitemap index names archives of years; the newest few carry the news. What is left out is counted.
MAX_CHILDREN = 5
# GDELT's quarters of an hour are all news: six hours of them, the longest that we choose between two polls.
MAX_QUARTERS = 24


async def ask_in_time(
    house: House, source: Source, state: SourceState, now: datetime, time_s: float
) -> Polled:
    """Ask as `ask_source` does; what takes longer than `time_s` seconds has failed."""
    try:
        async with asyncio.timeout(time_s):
            return await ask_source(house, source, state, now)
    except TimeoutError:
        # Nothing else: `ask_source` grades what is raised within it.
        late = FetchError(
            f"source '{source.id}': not read within {time_s:g} s", reason="timeout", transient=True
        )
        return Polled(outcome="failed", asked_url=address(source, state, now), error=late)


async def ask_source(house: House, source: Source, state: SourceState, now: datetime) -> Polled:
    """Ask one source for its listing and read it; stores nothing, so that a check can use it, too."""
    polled = await _ask_at(house, source, state, address(source, state, now), now)
    elsewhere = second_address(source, state, polled)
    if elsewhere is None:
        return polled
    second = await _ask_at(house, source, replace(state, validators=Validators()), elsewhere, now)
    return polled if second.outcome == "failed" else second


async def _ask_at(
    house: House, source: Source, state: SourceState, url: str, now: datetime
) -> Polled:
    validators = Validators() if wants_whole(state, now) else state.validators
    polled = await _ask(house, source, state, url, validators, now)
    if is_other_document(state, polled):
        return await _ask(house, source, state, url, Validators(), now)
    return polled


async def _ask(
    house: House,
    source: Source,
    state: SourceState,
    url: str,
    validators: Validators,
    now: datetime,
) -> Polled:
    blank = Polled(outcome="failed", asked_url=url, conditional=validators != Validators())
    try:
        await _await_turn(house, url)
        fetched = await house.http.fetch(_request(house, url, validators))
        house.pulse.answered(source.id, now)
        if fetched.not_modified:
            return replace(blank, outcome="not_modified", fetched=fetched)
        body_hash = _hash(fetched)
        answer = replace(blank, fetched=fetched, body_hash=body_hash)
        if body_hash and body_hash == state.body_hash:
            return replace(answer, outcome="unchanged")
        listing = await read(house, source, fetched, now, memory=state.memory)
        whole = await _with_children(house, source, listing, now)
        return replace(answer, outcome="new", listing=whole)
    except (FetchError, ParseError) as error:
        line_up = house.pulse.line_is_up(source.id, now)
        return replace(blank, error=_as_status(error), line_up=line_up)
    except Exception as bug:
        # The source must wait its turn like one that fails, or it is asked at the end of each lease.
        tell_trouble(house, "sources", bug)
        unexpected = TumenError(
            f"source '{source.id}': unexpected {type(bug).__name__}", reason="bug"
        )
        return replace(blank, error=unexpected)


async def _await_turn(house: House, url: str) -> None:
    """Wait where a host asks everybody for pauses; its sources come one behind the other."""
    now = house.clock.now()
    wait = house.spacing.turn(host_of(url), now) - now
    if wait:
        await asyncio.sleep(wait.total_seconds())


def _as_status(error: FetchError | ParseError) -> FetchError | ParseError:
    """A 200 that says in words what a 429 says is one: the host is left alone all the same (GDELT)."""
    if isinstance(error, ParseError) and error.reason == "rate_limited":
        return FetchError(error.message, reason=error.reason, transient=True, status=429)
    return error


async def read(
    house: House, source: Source, fetched: Fetched, now: datetime, *, memory: bytes | None = None
) -> Listing:
    """Read a listing in a worker process. Errors: ParseError."""
    return await house.workers.run(
        partial(read_listing, source, fetched, now=now, memory=memory),
        deadline_s=house.settings.workers.parse_deadline_s,
    )


def _request(house: House, url: str, validators: Validators | None = None) -> FetchRequest:
    return FetchRequest(
        url=url,
        purpose="listing",
        validators=validators or Validators(),
        deadline_s=house.settings.fetch.deadline_s,
        max_bytes=house.settings.fetch.max_bytes,
    )


async def _with_children(house: House, source: Source, listing: Listing, now: datetime) -> Listing:
    """Add the entries of an index's newest children; what is left out stands in the notes."""
    most = MAX_QUARTERS if listing.format == "gdelt-index" else MAX_CHILDREN
    notes = list(listing.notes)
    entries, skipped = list(listing.entries), list(listing.skipped)
    if len(listing.children) > most:
        notes.append(f"{len(listing.children) - most} older listings of the index not read")
    whole = listing.whole
    for url in listing.children[:most]:
        try:
            fetched = await house.http.fetch(_request(house, url))
            child = await read(house, source, fetched, now)
        except (FetchError, ParseError) as error:
            notes.append(f"listing {url} of the index failed: {error.message}")
            # GDELT leaves a quarter out now and then; to come back for that would mean to read all others again.
            never_made = listing.format == "gdelt-index" and error.reason == "not_found"
            whole = whole and never_made and url != listing.children[0]
            continue
        entries += child.entries
        skipped += child.skipped
        whole = whole and child.whole
    return replace(
        listing,
        entries=tuple({entry.identity: entry for entry in reversed(entries)}.values())[::-1],
        skipped=tuple(skipped),
        notes=tuple(notes),
        whole=whole,
    )


def _hash(fetched: Fetched) -> str | None:
    return hashlib.sha256(fetched.body).hexdigest() if fetched.body else None
