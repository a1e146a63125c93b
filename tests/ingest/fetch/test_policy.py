"""When a source is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import FetchError, ParseError, RefusedError, TumenError
from domain.source import Source, SourceState
from ingest.fetch.policy import (
    FAILED_JITTER_SHARE,
    GONE_RECHECK_S,
    HARD_CEILING_S,
    HINT_CAP_S,
    RETRY_AFTER_CAP_S,
    SOFT_CEILING_S,
    Hints,
    is_gone,
    next_due,
)
from tests.fakes import NOON

SOURCE = Source(id="s", name="S", url="http://example.com/", kind="feed", poll_interval_s=900)
STATE = SourceState(source_id="s", next_due_at=NOON)

SOFT = FetchError("503", reason="unavailable", status=503)
HARD = FetchError("404", reason="not_found", transient=False, status=404)
GONE = FetchError("410", reason="gone", transient=False, status=410)
OFFLINE = FetchError("no look-up", reason="dns")
UNREADABLE = ParseError("not XML")
REFUSED = RefusedError("private", reason="private_address")

errors = st.sampled_from([SOFT, HARD, GONE, OFFLINE, UNREADABLE, REFUSED])
shares = st.floats(0, 1)
floors = st.integers(1, 3600)
intervals = st.integers(1, 100_000)
pauses = st.none() | st.floats(0, 1e12)


def wait_s(
    *,
    failures: int = 0,
    error: TumenError | None = None,
    interval: int = 900,
    floor: float = 300,
    jitter: float = 0,
    hints: Hints | None = None,
) -> float:
    due = next_due(
        replace(SOURCE, poll_interval_s=interval),
        replace(STATE, failures=failures),
        "failed" if error else "unchanged",
        now=NOON,
        jitter=jitter,
        min_interval_s=floor,
        hints=hints or Hints(),
        error=error,
    )
    return (due - NOON).total_seconds()


@pytest.mark.parametrize(
    ("hints", "seconds"),
    [
        (Hints(), 900),
        (Hints(max_age_s=60), 900),
        (Hints(max_age_s=1800, expires_s=3600, ttl_s=1200), 3600),
        (Hints(max_age_s=31_536_000), HINT_CAP_S),
    ],
)
def test_hints_only_slow_down_and_not_beyond_six_hours(hints: Hints, seconds: float) -> None:
    assert wait_s(hints=hints) == seconds


@pytest.mark.parametrize(
    ("error", "failures", "seconds"),
    [
        (SOFT, 0, 900),
        (SOFT, 1, 1800),
        (SOFT, 3, 7200),
        (SOFT, 9, SOFT_CEILING_S),
        (UNREADABLE, 9, SOFT_CEILING_S),
        (HARD, 9, HARD_CEILING_S),
        (REFUSED, 9, HARD_CEILING_S),
        (OFFLINE, 0, 300),
        (OFFLINE, 1, 600),
        (OFFLINE, 9, 900),
        (GONE, 0, GONE_RECHECK_S),
        (SOFT, 10_000, SOFT_CEILING_S),
    ],
)
def test_pauses_grow_with_failures(error: TumenError, failures: int, seconds: float) -> None:
    assert wait_s(error=error, failures=failures) == seconds


def test_a_slow_source_is_not_asked_more_often_because_it_fails() -> None:
    assert wait_s(error=SOFT, interval=86_400) == 86_400


@pytest.mark.parametrize(("asked", "seconds"), [(60, 900), (7200, 7200), (1e12, RETRY_AFTER_CAP_S)])
def test_retry_after_is_kept_up_to_a_month(asked: float, seconds: float) -> None:
    assert wait_s(error=FetchError("429", status=429, retry_after_s=asked)) == seconds


def test_only_410_means_gone() -> None:
    assert is_gone(GONE)
    assert not is_gone(HARD)
    assert not is_gone(None)


@given(errors | st.none(), st.integers(0, 5000), intervals, floors, shares, pauses)
def test_never_earlier_than_the_floor_or_the_servers_wish(
    error: TumenError | None,
    failures: int,
    interval: int,
    floor: int,
    jitter: float,
    asked: float | None,
) -> None:
    if error is not None:
        error = FetchError("e", reason=error.reason, transient=error.transient, retry_after_s=asked)
    waited = wait_s(error=error, failures=failures, interval=interval, floor=floor, jitter=jitter)
    wish = min(asked or 0, RETRY_AFTER_CAP_S) if error else 0
    assert waited >= max(floor, wish) - 1e-3


@given(errors, st.integers(0, 60), intervals, floors, shares)
def test_more_failures_never_shorten_the_pause(
    error: TumenError, failures: int, interval: int, floor: int, jitter: float
) -> None:
    before = wait_s(error=error, failures=failures, interval=interval, floor=floor, jitter=jitter)
    after = wait_s(
        error=error, failures=failures + 1, interval=interval, floor=floor, jitter=jitter
    )
    assert after >= before


@given(errors | st.none(), st.integers(0, 60), intervals, floors, shares)
def test_jitter_only_adds_and_stays_small(
    error: TumenError | None, failures: int, interval: int, floor: int, jitter: float
) -> None:
    exact = wait_s(error=error, failures=failures, interval=interval, floor=floor)
    moved = wait_s(error=error, failures=failures, interval=interval, floor=floor, jitter=jitter)
    assert exact - 1e-3 <= moved <= exact * (1 + FAILED_JITTER_SHARE) + 1e-3


def test_no_time_is_lost_after_our_own_outage() -> None:
    waits = [wait_s(error=OFFLINE, failures=n, interval=86_400) for n in range(3)]
    assert waits == [300, 600, 1200]
    assert timedelta(seconds=wait_s(error=OFFLINE, failures=50)) == timedelta(minutes=15)
