"""Learns where a source has moved, from permanent redirects seen again and again; reversible.

- 301 and 308 count, 302, 303 and 307 do not; a step from https down to http ends the chain (`Fetched.permanent_url`).
- Only polls that read a listing, or found it unchanged, count: a portal that sends everybody to its log-in page teaches nothing.
- After `SIGHTS` polls in a row that led to the same place, that place is asked instead.
- The learnt address is never the only one: when it fails for more than a passing reason the catalogue's is
  asked in the same poll; once a week the catalogue's is asked first. If it answers by itself, what was
  learnt is forgotten.

Learning early is cheap to undo and changes nothing that we read, for a redirect is followed anyway; what
it brings is that we go on when the old address is switched off. So three sights are enough (miniflux and
feedparser's documentation take one, which a captive portal can spoil).
Source: RFC 9110 §15.4.2, §15.4.9.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.polled import Polled
from domain.source import Source, SourceState
from ingest.schedule.failing import failure_class

SIGHTS = 3
CONFIRM_EVERY = timedelta(days=7)
# So many passing failures in a row of the learnt address look like one that lasts.
PATIENCE = 3


def address(source: Source, state: SourceState, now: datetime) -> str:
    """Say where to ask: what was learnt, or the catalogue's when that is due to be confirmed."""
    if state.moved_to is None or _must_confirm(state, now):
        return source.url
    return state.moved_to


def second_address(source: Source, state: SourceState, polled: Polled) -> str | None:
    """Say where else to ask after a poll that failed; None if nowhere, or if the reason will pass."""
    if state.moved_to is None or polled.error is None:
        return None
    grade = failure_class(polled.error, line_up=polled.line_up)
    if grade == "offline":
        return None
    if polled.asked_url == source.url:
        return state.moved_to
    return None if grade == "temporary" and state.failures < PATIENCE else source.url


def moved_after(source: Source, state: SourceState, polled: Polled, now: datetime) -> SourceState:
    """Give the state with what this poll says about the source's address."""
    if polled.outcome == "failed" or polled.fetched is None:
        return state
    target = polled.fetched.permanent_url
    if state.moved_to is not None and polled.asked_url == source.url:
        return _after_asking_old(state, target, now)
    if target is None and state.sighted_url is None and state.moved_to is None:
        return state
    if target is None:
        confirmed = now if _must_confirm(state, now) else state.moved_at
        return replace(state, sighted_url=None, sightings=0, moved_at=confirmed)
    sightings = state.sightings + 1 if target == state.sighted_url else 1
    if sightings < SIGHTS:
        return replace(state, sighted_url=target, sightings=sightings)
    learnt = None if target == source.url else target
    return replace(
        state, sighted_url=None, sightings=0, moved_to=learnt, moved_at=now if learnt else None
    )


def _after_asking_old(state: SourceState, target: str | None, now: datetime) -> SourceState:
    """The catalogue's address answered: by itself, then forget; by the same redirect, then it still holds."""
    if target == state.moved_to:
        return replace(state, moved_at=now)
    sighted = 1 if target else 0
    return replace(state, moved_to=None, moved_at=None, sighted_url=target, sightings=sighted)


def _must_confirm(state: SourceState, now: datetime) -> bool:
    return state.moved_at is not None and now - state.moved_at >= CONFIRM_EVERY
