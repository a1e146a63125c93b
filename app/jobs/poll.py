"""Poll one source: ask, store what is new, decide when to ask again; every outcome is a row.

How it is asked is in `asking.py`, what a poll changes is decided in `ingest/schedule`.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from app.build import House
from app.jobs.asking import ask_in_time
from app.jobs.hubs import active_subscription, heed_announcement
from app.jobs.pace import surroundings
from app.jobs.timing import leases
from app.jobs.troubles import note_failure
from db import store, subscriptions
from db.store import hosts
from domain.errors import FetchError
from domain.listing import Listing
from domain.polled import Polled
from domain.source import HostHold, PollRecord, Source, SourceState, host_of
from ingest.schedule.after import After, state_after

log = logging.getLogger(__name__)


async def poll_source(
    house: House, due: tuple[Source, SourceState], *, time_s: float | None = None
) -> None:
    """Poll one claimed source and store what came of it; one that takes `time_s` seconds has failed."""
    source, before = due
    time_s = leases(house).poll.work_s if time_s is None else time_s
    house.reach("poll.claimed")
    started_at = house.clock.now()
    polled = await ask_in_time(house, source, before, started_at, time_s)
    house.reach("poll.read")
    now = house.clock.now()
    if (hold := _unasked(polled, now)) is not None:
        await house.stored(hosts.give_back_held, source.id, hold, owner=house.owner, now=now)
        return
    pushing = await active_subscription(house, source, now)
    around = await surroundings(house, pushed=pushing is not None)
    afters: list[After] = []

    def decide(new: int) -> tuple[SourceState, HostHold | None]:
        after = state_after(source, before, polled, around, new=new)
        afters.append(after)
        house.reach("poll.writing")
        return after.state, after.hold

    record = _record(source, polled, started_at, now)
    finished = store.FinishedPoll(
        record=record, listing=polled.listing, decide=decide, before=before
    )
    new = await house.finished_polls.write(finished)
    house.reach("poll.stored")
    if new and pushing:
        await house.stored(subscriptions.note_missed, pushing.id, now=now)
    await heed_announcement(house, source, polled)
    if afters:
        _tell(house, source, record, polled, new, before, afters[-1])


def _unasked(polled: Polled, now: datetime) -> HostHold | None:
    """The silence for which a source was not asked at all: another answer of its host came in between."""
    error = polled.error
    if not isinstance(error, FetchError) or error.reason != "held":
        return None
    if error.host != host_of(polled.asked_url):
        return None  # it is someone else's, to whom we were sent: a failure like others
    return HostHold(host=error.host, until=now + timedelta(seconds=error.retry_after_s or 0))


def _record(source: Source, polled: Polled, started_at: datetime, at: datetime) -> PollRecord:
    listing, error = polled.listing, polled.error
    return PollRecord(
        source_id=source.id,
        started_at=started_at,
        finished_at=at,
        outcome=polled.outcome,
        status=polled.fetched.status if polled.fetched else getattr(error, "status", None),
        reason=error.reason if error else None,
        detail=error.message if error else "; ".join(listing.notes) if listing else None,
        entries_seen=_seen(listing) if listing else 0,
        entries_skipped=_left_out(listing) if listing else 0,
        size_bytes=len(polled.fetched.body) if polled.fetched else 0,
    )


def _seen(listing: Listing) -> int:
    return listing.known + len(listing.entries) + len(listing.skipped)


def _left_out(listing: Listing) -> int:
    return len(listing.skipped) + len(listing.entries) - len(listing.whole_entries)


def _tell(
    house: House,
    source: Source,
    record: PollRecord,
    polled: Polled,
    new: int,
    before: SourceState,
    after: After,
) -> None:
    # As the store writes it: a changed body without a new entry brought nothing new.
    outcome = "unchanged" if record.outcome == "new" and not new else record.outcome
    house.tally.polls[outcome] += 1
    house.tally.entries["new"] += new
    _tell_turns(source, before, after)
    if polled.error:
        house.tally.failures[polled.error.reason] += 1
        note_failure(house, source.id, polled.error, after.state.next_due_at)
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


def _tell_turns(source: Source, before: SourceState, after: After) -> None:
    """Say what changed about the source itself: each of these is for a person to see once."""
    state, facts = after.state, {"source": source.id}
    if state.moved_to != before.moved_to:
        if state.moved_to:
            moved = {**facts, "from": source.url, "to": state.moved_to}
            log.warning("source has moved, asked at its new address from now on", extra=moved)
        else:
            forgotten = {**facts, "from": before.moved_to, "to": source.url}
            log.warning("learnt address forgotten, the catalogue's is asked again", extra=forgotten)
    if state.gone_at and not before.gone_at:
        log.error(
            "source is gone, its server says (410); asked again in a month",
            extra={**facts, "remedy": "find its new address or remove it"},
        )
    if state.paused_at and not before.paused_at:
        log.error(
            "source paused after many failures; tried once a day",
            extra={**facts, "failures": state.failures, "detail": state.last_error},
        )
    if before.paused_at and not state.paused_at:
        log.warning("paused source answers again", extra=facts)
    if state.believed < before.believed:
        log.warning("server said 304 although there was news; asked for the whole", extra=facts)
    if after.hold:
        held = {"host": after.hold.host, "until": after.hold.until.isoformat()}
        log.warning("host asked for silence (429), its sources wait", extra=held)
