"""Poll one source: fetch its listing, read it, store what is new; every outcome is a row."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from app.build import House
from app.jobs.timing import POLL_LEASE, work_s
from app.jobs.troubles import note_failure, tell_trouble
from db import store
from domain.errors import FetchError, ParseError, TumenError
from domain.fetched import Fetched, FetchRequest
from domain.listing import Listing
from domain.source import PollOutcome, PollRecord, Source, SourceState, Validators
from ingest.fetch.headers import hints
from ingest.fetch.policy import next_due
from ingest.sources import read_listing

log = logging.getLogger(__name__)

# A sitemap index names archives of years; the newest few carry the news. What is left out is counted.
MAX_CHILDREN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Polled:
    """What one poll brought, before it is stored."""

    outcome: PollOutcome
    fetched: Fetched | None = None
    listing: Listing | None = None
    error: TumenError | None = None


async def poll_source(
    house: House, due: tuple[Source, SourceState], *, time_s: float = work_s(POLL_LEASE)
) -> None:
    """Poll one claimed source and store what came of it; one that takes `time_s` seconds has failed."""
    source, state = due
    started_at = house.clock.now()
    polled = await _poll_in_time(house, source, state, started_at, time_s)
    record = _record(source, polled, started_at, house.clock.now())
    due_at = _next_due(house, source, state, polled)
    new = await house.stored(
        store.record_poll,
        record,
        listing=polled.listing,
        validators=_validators(state, polled),
        body_hash=_hash(polled.fetched) if _is_settled(polled.listing) else None,
        next_due_at=due_at,
        owner=house.owner,
    )
    _tell(house, source, record, polled, new, due_at)


async def _poll_in_time(
    house: House, source: Source, state: SourceState, now: datetime, time_s: float
) -> _Polled:
    try:
        async with asyncio.timeout(time_s):
            return await ask_source(house, source, state, now)
    except TimeoutError:
        # Nothing else: `ask_source` grades what is raised within it.
        late = FetchError(
            f"source '{source.id}': not read within {time_s:g} s", reason="timeout", transient=True
        )
        return _Polled(outcome="failed", error=late)


async def ask_source(house: House, source: Source, state: SourceState, now: datetime) -> _Polled:
    """Ask one source for its listing and read it; stores nothing, so that a check can use it, too."""
    try:
        fetched = await house.http.fetch(_request(house, source.url, state.validators))
        if fetched.not_modified:
            return _Polled(outcome="not_modified", fetched=fetched)
        if fetched.body and _hash(fetched) == state.body_hash:
            return _Polled(outcome="unchanged", fetched=fetched)
        listing = await _read(house, source, fetched, now)
        return _Polled(
            outcome="new",
            fetched=fetched,
            listing=await _with_children(house, source, listing, now),
        )
    except (FetchError, ParseError) as error:
        return _Polled(outcome="failed", error=error)
    except Exception as bug:
        # The source must wait its turn like one that fails, or it is asked at the end of each lease.
        tell_trouble(house, "sources", bug)
        unexpected = TumenError(
            f"source '{source.id}': unexpected {type(bug).__name__}", reason="bug"
        )
        return _Polled(outcome="failed", error=unexpected)


def _request(house: House, url: str, validators: Validators | None = None) -> FetchRequest:
    return FetchRequest(
        url=url,
        purpose="listing",
        validators=validators or Validators(),
        deadline_s=house.settings.fetch.deadline_s,
        max_bytes=house.settings.fetch.max_bytes,
    )


async def _read(house: House, source: Source, fetched: Fetched, now: datetime) -> Listing:
    return await house.workers.run(
        partial(read_listing, source, fetched, now=now),
        deadline_s=house.settings.workers.parse_deadline_s,
    )


async def _with_children(house: House, source: Source, listing: Listing, now: datetime) -> Listing:
    """Add the entries of a sitemap index's newest children; what is left out stands in the notes."""
    notes = list(listing.notes)
    entries, skipped = list(listing.entries), list(listing.skipped)
    if len(listing.children) > MAX_CHILDREN:
        notes.append(f"{len(listing.children) - MAX_CHILDREN} older listings of the index not read")
    whole = listing.whole
    for url in listing.children[:MAX_CHILDREN]:
        try:
            fetched = await house.http.fetch(_request(house, url))
            child = await _read(house, source, fetched, now)
        except (FetchError, ParseError) as error:
            notes.append(f"listing {url} of the index failed: {error.message}")
            whole = False
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


def _record(source: Source, polled: _Polled, started_at: datetime, at: datetime) -> PollRecord:
    listing, error = polled.listing, polled.error
    return PollRecord(
        source_id=source.id,
        started_at=started_at,
        finished_at=at,
        outcome=polled.outcome,
        status=polled.fetched.status if polled.fetched else getattr(error, "status", None),
        reason=error.reason if error else None,
        detail=error.message if error else "; ".join(listing.notes) if listing else None,
        entries_seen=len(listing.entries) + len(listing.skipped) if listing else 0,
        entries_skipped=_left_out(listing) if listing else 0,
        size_bytes=len(polled.fetched.body) if polled.fetched else 0,
    )


def _left_out(listing: Listing) -> int:
    return len(listing.skipped) + len(listing.entries) - len(listing.whole_entries)


def _validators(state: SourceState, polled: _Polled) -> Validators:
    """Keep validators of whole good answers only; a cut listing must be read again (promise 1)."""
    if polled.outcome == "failed":
        return state.validators
    if polled.fetched is None or not _is_settled(polled.listing):
        return Validators()
    newest = polled.fetched.validators
    if polled.outcome == "not_modified":
        # A 304 may carry newer validators, or none (RFC 9110 §15.4.5).
        return Validators(
            etag=newest.etag or state.validators.etag,
            last_modified=newest.last_modified or state.validators.last_modified,
        )
    return newest


def _is_settled(listing: Listing | None) -> bool:
    """Whether the same bytes next time mean that there is nothing new.

    An index stays the same while the listings that it names grow.
    """
    return listing is None or (listing.whole and not listing.children)


def _hash(fetched: Fetched | None) -> str | None:
    return hashlib.sha256(fetched.body).hexdigest() if fetched and fetched.body else None


def _next_due(house: House, source: Source, state: SourceState, polled: _Polled) -> datetime:
    now = house.clock.now()
    listing, fetched = polled.listing, polled.fetched
    return next_due(
        source,
        state,
        polled.outcome,
        now=now,
        jitter=house.jitter(),
        min_interval_s=house.settings.fetch.min_interval_s,
        hints=hints(
            fetched.headers if fetched else {}, now=now, ttl_s=listing.ttl_s if listing else None
        ),
        error=polled.error,
    )


def _tell(
    house: House, source: Source, record: PollRecord, polled: _Polled, new: int, due_at: datetime
) -> None:
    # As the store writes it: a changed body without a new entry brought nothing new.
    outcome = "unchanged" if record.outcome == "new" and not new else record.outcome
    house.tally.polls[outcome] += 1
    house.tally.entries["new"] += new
    if polled.error:
        house.tally.failures[polled.error.reason] += 1
        note_failure(house, source.id, polled.error, due_at)
        return
    log.info(
        "source polled",
        extra={
            "source": source.id,
            "outcome": outcome.replace("_", " "),
            "entries": record.entries_seen,
            "new": new,
            "skipped": record.entries_skipped or None,
            "note": record.detail or None,
        },
    )
