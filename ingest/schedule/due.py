"""Decides when a source is asked again, and why; touches neither network nor clock nor chance.

After an answer
  pace     the own interval (never below the floor), changed by its habit (`habit.py`) and by how hot the subject
           is (`heat.py`); never below the floor nor above four times the own interval or 6 h
  pushed   four times the own interval at least, while a hub sends us what is new: polling is the net
  hints    Cache-Control max-age, Expires, ttl, syndication period, skipHours, skipDays: only slow down, cut to 6 h
The largest of these is the pause.

After a failure
  pause    by class and by the failures in a row (`failing.py`)
  wish     Retry-After: never sooner than the server asks, up to 31 days

Jitter only adds, so that no answer is earlier than its reason, and a herd spreads out by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.polled import Polled
from domain.source import DueBy, Source, SourceState
from ingest.fetch.headers import Hints
from ingest.schedule import habit
from ingest.schedule.failing import failure_class, pause_s
from ingest.schedule.heat import COLD, Heat, burst_factor
from ingest.schedule.resting import awake_at

HINT_CAP_S = 6 * 3600.0
SLOWEST_S = 6 * 3600.0
SLOWEST_FACTOR = 4.0
PUSHED_FACTOR = 4.0
RETRY_AFTER_CAP_S = 31 * 86400.0
JITTER_SHARE = 0.1
FAILED_JITTER_SHARE = 0.25
# What a server wishes is kept to the letter; the jitter on it only parts those who wish the same. A wish of six
# seconds is not made a minute of.
WISH_JITTER_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a decision depends on besides the source: the moment, chance (0..1), the floor, the news."""

    now: datetime
    jitter: float
    floor_s: float
    heat: Heat = COLD
    pushed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When and why; before `not_before` the server does not wish it."""

    at: datetime
    by: DueBy
    not_before: datetime | None = None


def next_due(
    source: Source, state: SourceState, polled: Polled, hints: Hints, around: Surroundings
) -> Due:
    """Say when `source` is asked again. `state` knows of this poll already, but for `failures` before it."""
    if polled.outcome == "failed":
        return _after_failure(source, state, polled, around)
    wait_s, by = pace_s(source, state, around)
    hint_s = min(hints.longest_s, HINT_CAP_S)
    if hint_s > wait_s:
        wait_s, by = hint_s, "hint"
    wish = around.now + timedelta(seconds=hint_s) if hint_s else None
    return _out_of_rest(
        Due(at=_later(around, wait_s, JITTER_SHARE), by=by, not_before=wish), state, around
    )


def _out_of_rest(due: Due, state: SourceState, around: Surroundings) -> Due:
    """Put a poll off to the end of the hours in which the source says it rests, as far as hints count."""
    awake = min(awake_at(state.rests, due.at), around.now + timedelta(seconds=HINT_CAP_S))
    if awake <= due.at:
        return due
    spread = timedelta(seconds=WISH_JITTER_S * around.jitter)
    return Due(at=awake + spread, by="hint", not_before=awake)


def pace_s(source: Source, state: SourceState, around: Surroundings) -> tuple[float, DueBy]:
    """Give the pause that we would choose, without hints and jitter."""
    own_s = own_pause_s(source, around.floor_s)
    slowest_s = max(own_s, min(own_s * SLOWEST_FACTOR, SLOWEST_S))
    by: DueBy = "own"
    wait_s = own_s * habit.factor(state.habit, around.now, own_s=own_s)
    if abs(wait_s - own_s) > 1:
        by = "habit"
    burst_s = own_s * burst_factor(around.heat, source.id)
    if burst_s < min(wait_s, own_s):
        wait_s, by = burst_s, "burst"
    if around.pushed and wait_s < own_s * PUSHED_FACTOR:
        wait_s, by = own_s * PUSHED_FACTOR, "pushed"
    return min(max(wait_s, around.floor_s), slowest_s), by


def hastened(source: Source, state: SourceState, around: Surroundings) -> Due | None:
    """Say when a source should be asked instead of `state.next_due_at`, now that the subject is hot.

    None: not earlier. A source that fails, rests or waits for its host is left alone.
    """
    if state.last_polled_at is None or state.due_by not in ("own", "habit", "hint", "burst"):
        return None
    wait_s, by = pace_s(source, state, around)
    if by != "burst":
        return None
    since = replace(around, now=state.last_polled_at)
    at = max(_later(since, wait_s, JITTER_SHARE), around.now, state.not_before or around.now)
    if at >= state.next_due_at:
        return None
    return Due(at=at, by="burst", not_before=state.not_before)


def own_pause_s(source: Source, floor_s: float) -> float:
    return max(float(source.poll_interval_s), floor_s)


def _after_failure(source: Source, state: SourceState, polled: Polled, around: Surroundings) -> Due:
    grade = failure_class(polled.error, line_up=polled.line_up)
    paused = state.paused_at is not None
    wait_s = pause_s(
        grade,
        own_s=own_pause_s(source, around.floor_s),
        floor_s=around.floor_s,
        failures=max(0, state.failures - 1),
        paused=paused,
    )
    at = _later(around, wait_s, FAILED_JITTER_SHARE)
    by: DueBy = "gone" if grade == "gone" else "paused" if paused else "failed"
    asked_s = (polled.error.retry_after_s or 0.0) if polled.error else 0.0
    if asked_s <= 0:
        return Due(at=at, by=by)
    wish = around.now + timedelta(seconds=min(asked_s, RETRY_AFTER_CAP_S))
    spread_s = min(WISH_JITTER_S, asked_s * FAILED_JITTER_SHARE)
    wished = wish + timedelta(seconds=spread_s * around.jitter)
    return (
        Due(at=wished, by="retry_after", not_before=wish)
        if wished > at
        else Due(at=at, by=by, not_before=wish)
    )


def _later(around: Surroundings, wait_s: float, share: float) -> datetime:
    return around.now + timedelta(seconds=wait_s * (1 + share * around.jitter))
