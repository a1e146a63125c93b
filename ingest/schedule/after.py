"""The state of a source after a poll, as one pure step from the state before; it stores nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from domain.errors import FetchError
from domain.polled import Polled
from domain.source import HostHold, Source, SourceState, Validators, host_of
from ingest.fetch.headers import Hints, hints
from ingest.schedule.believing import believed_after
from ingest.schedule.due import RETRY_AFTER_CAP_S, Surroundings, next_due
from ingest.schedule.failing import PAUSE_SCORE, WEIGHTS, failure_class
from ingest.schedule.habit import observe
from ingest.schedule.moving import moved_after

# A 429 without Retry-After keeps the other sources of its host quiet for this long at most.
UNASKED_HOLD = timedelta(hours=1)
# Bad request, precondition failed, header fields too large.
_CONDITION_FAILED = frozenset({400, 412, 431})
# Any: fields of the state, of several types.
Changes = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """The new state; `hold`: a host whose other sources must wait, too."""

    state: SourceState
    hold: HostHold | None = None


def state_after(
    source: Source, before: SourceState, polled: Polled, around: Surroundings, *, new: int
) -> After:
    """Decide everything that a poll changes about its source. `new`: entries it brought."""
    if polled.outcome == "failed":
        state, hint = replace(before, **_failed(before, polled, around.now)), Hints()
    else:
        # One step for all: a record of thirty fields is not made anew for each of them.
        state = replace(before, **_answered(before, polled, around.now, new))
        state = moved_after(source, state, polled, around.now)
        hint = Hints(max_age_s=state.fresh_s, ttl_s=state.ttl_s)
    due = next_due(source, state, polled, hint, around)
    state = replace(state, next_due_at=due.at, due_by=due.by, not_before=due.not_before)
    return After(state=state, hold=_hold(polled, state, around.now))


def _failed(before: SourceState, polled: Polled, now: datetime) -> Changes:
    """One more failure in a row, and what all of them weigh."""
    grade = failure_class(polled.error, line_up=polled.line_up)
    score = before.failure_score + WEIGHTS[grade]
    return {
        "validators": Validators() if _refuses_conditions(polled) else before.validators,
        "last_polled_at": now,
        "last_error": polled.error.message if polled.error else "failed",
        "failures": before.failures + 1,
        "failure_score": score,
        "failing_since": before.failing_since or now,
        "paused_at": before.paused_at or (now if score >= PAUSE_SCORE else None),
        "gone_at": before.gone_at or (now if grade == "gone" else None),
    }


def _refuses_conditions(polled: Polled) -> bool:
    """Whether the validators may be what the server cannot bear; else it would be asked with them for ever."""
    status = polled.error.status if isinstance(polled.error, FetchError) else None
    return polled.conditional and status in _CONDITION_FAILED


_WELL: Changes = {
    "last_error": None,
    "failures": 0,
    "failure_score": 0.0,
    "failing_since": None,
    "paused_at": None,
    "gone_at": None,
}


def _answered(before: SourceState, polled: Polled, now: datetime, new: int) -> Changes:
    """What a good answer leaves: no failures, validators, hints, trust, habit."""
    not_modified, believed = believed_after(before, polled, new=new)
    fetched = polled.fetched
    return {
        **_WELL,
        "last_polled_at": now,
        "last_success_at": now,
        "validators": _validators(before, polled),
        "body_hash": (polled.body_hash if polled.settled else None) or before.body_hash,
        "ttl_s": polled.listing.ttl_s if polled.listing else before.ttl_s,
        "rests": polled.listing.rests if polled.listing else before.rests,
        "fresh_s": _fresh_s(before, polled, now),
        "not_modified": not_modified,
        "believed": believed,
        "whole_at": before.whole_at if polled.outcome == "not_modified" else now,
        "answered_url": fetched.final_url if fetched else before.answered_url,
        "habit": observe(before.habit, now, new, first=before.last_success_at is None),
        "memory": _memory(before, polled),
    }


def _memory(before: SourceState, polled: Polled) -> bytes | None:
    """Items stay known until a whole listing says which ones there are; a push shows only some."""
    listing = polled.listing
    return (listing.memory if listing and listing.whole else None) or before.memory


def _validators(before: SourceState, polled: Polled) -> Validators:
    """Keep validators of whole good answers only; a cut listing must be read again (promise 1)."""
    if polled.fetched is None or not polled.settled:
        return Validators()
    newest = polled.fetched.validators
    if polled.outcome == "not_modified":
        # A 304 may carry newer validators, or none (RFC 9110 §15.4.5).
        return Validators(
            etag=newest.etag or before.validators.etag,
            last_modified=newest.last_modified or before.validators.last_modified,
        )
    return newest


def _fresh_s(before: SourceState, polled: Polled, now: datetime) -> float | None:
    """How long the answer is fresh; a 304 without a word on that leaves what was said (RFC 9111 §3.2)."""
    headers: Mapping[str, str] = polled.fetched.headers if polled.fetched else {}
    silent = "cache-control" not in headers and "expires" not in headers
    if polled.outcome == "not_modified" and silent:
        return before.fresh_s
    said = hints(headers, now=now)
    return said.longest_s or None


def _hold(polled: Polled, state: SourceState, now: datetime) -> HostHold | None:
    """After a 429 the whole host is left alone: it counts us, not our feeds (RFC 6585 §4)."""
    error = polled.error
    if not isinstance(error, FetchError) or error.status != 429:
        return None
    asked = min(error.retry_after_s or 0.0, RETRY_AFTER_CAP_S)
    until = now + timedelta(seconds=asked) if asked else min(state.next_due_at, now + UNASKED_HOLD)
    return HostHold(host=host_of(polled.asked_url), until=until)
