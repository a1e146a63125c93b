"""When a source is asked again, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import FetchError, ParseError, RefusedError, TumenError
from domain.polled import Polled
from domain.source import Habit, Source, SourceState
from ingest.fetch.headers import Hints
from ingest.schedule.due import (
    FAILED_JITTER_SHARE,
    HINT_CAP_S,
    RETRY_AFTER_CAP_S,
    WISH_JITTER_S,
    Due,
    Surroundings,
    next_due,
)
from ingest.schedule.failing import CEILINGS_S, GONE_RECHECK_S, PAUSED_S, failure_class
from ingest.schedule.heat import COLD, Heat, burst_factor, usual_outlets
from tests.fakes import NOON

SOURCE = Source(id="s", name="S", url="http://example.com/", kind="feed", poll_interval_s=900)
STATE = SourceState(source_id="s", next_due_at=NOON)

BUSY = FetchError("503", reason="unavailable", status=503)
BROKEN = FetchError("500", reason="server_error", status=500)
HARD = FetchError("404", reason="not_found", transient=False, status=404)
GONE = FetchError("410", reason="gone", transient=False, status=410)
OFFLINE = FetchError("no look-up", reason="dns")
UNREADABLE = ParseError("not XML")
REFUSED = RefusedError("private", reason="private_address")
BUG = TumenError("unexpected TypeError", reason="bug")
ENDED = ParseError("parser ended", reason="deadline")

errors = st.sampled_from([BUSY, BROKEN, HARD, GONE, OFFLINE, UNREADABLE, REFUSED, BUG, ENDED])
shares = st.floats(0, 1)
floors = st.integers(1, 3600)
intervals = st.integers(1, 100_000)
pauses = st.none() | st.floats(0, 1e12)
hot = st.builds(
    Heat, outlets=st.integers(0, 9), carriers=st.sampled_from([frozenset(), frozenset({"s"})])
)
habits = st.builds(
    Habit,
    since=st.just(NOON - timedelta(days=20)),
    until=st.just(NOON),
    hours=st.lists(st.floats(0, 500), min_size=24, max_size=24).map(tuple),
)


def due(
    *,
    failures: int = 0,
    error: TumenError | None = None,
    interval: int = 900,
    floor: float = 300,
    jitter: float = 0,
    hints: Hints | None = None,
    heat: Heat = COLD,
    habit: Habit | None = None,
    pushed: bool = False,
    paused: bool = False,
    line_up: bool = False,
) -> Due:
    """The next poll of a source that failed `failures` times before this one."""
    state = replace(
        STATE,
        failures=failures + 1 if error else 0,
        habit=habit or Habit(),
        paused_at=NOON if paused else None,
    )
    return next_due(
        replace(SOURCE, poll_interval_s=interval),
        state,
        Polled(
            outcome="failed" if error else "unchanged",
            asked_url=SOURCE.url,
            error=error,
            line_up=line_up,
        ),
        hints or Hints(),
        Surroundings(now=NOON, jitter=jitter, floor_s=floor, heat=heat, pushed=pushed),
    )


def wait_s(**given: object) -> float:
    return (due(**given).at - NOON).total_seconds()  # type: ignore[arg-type]  # passed on as given


@pytest.mark.parametrize(
    ("hints", "seconds", "by"),
    [
        (Hints(), 900, "own"),
        (Hints(max_age_s=60), 900, "own"),
        (Hints(max_age_s=1800, expires_s=3600, ttl_s=1200), 3600, "hint"),
        (Hints(ttl_s=86_400), HINT_CAP_S, "hint"),
        (Hints(max_age_s=31_536_000), HINT_CAP_S, "hint"),
    ],
)
def test_hints_only_slow_down_and_not_beyond_six_hours(
    hints: Hints, seconds: float, by: str
) -> None:
    assert wait_s(hints=hints) == seconds
    assert due(hints=hints).by == by


@pytest.mark.parametrize(
    ("error", "grade"),
    [
        (BUSY, "temporary"),
        (FetchError("429", reason="rate_limited", status=429), "temporary"),
        (FetchError("late", reason="timeout"), "temporary"),
        (BUG, "temporary"),
        (ENDED, "temporary"),
        (BROKEN, "soft"),
        (UNREADABLE, "soft"),
        (FetchError("cut", reason="cut"), "soft"),
        (FetchError("refused", reason="connect"), "soft"),
        (HARD, "hard"),
        (REFUSED, "hard"),
        (FetchError("403", reason="forbidden", transient=False, status=403), "hard"),
        (GONE, "gone"),
        (OFFLINE, "offline"),
    ],
)
def test_failures_have_classes(error: TumenError, grade: str) -> None:
    assert failure_class(error) == grade


def test_a_name_without_address_is_the_sources_fault_while_others_answer() -> None:
    assert failure_class(OFFLINE, line_up=True) == "soft"


@pytest.mark.parametrize(
    ("error", "failures", "seconds"),
    [
        (BUSY, 0, 900),
        (BUSY, 1, 1800),
        (BUSY, 9, CEILINGS_S["temporary"]),
        (BROKEN, 0, 900),
        (BROKEN, 3, 7200),
        (BROKEN, 9, CEILINGS_S["soft"]),
        (UNREADABLE, 9, CEILINGS_S["soft"]),
        (HARD, 9, CEILINGS_S["hard"]),
        (REFUSED, 9, CEILINGS_S["hard"]),
        (OFFLINE, 0, 300),
        (OFFLINE, 1, 600),
        (OFFLINE, 9, 900),
        (GONE, 0, GONE_RECHECK_S),
        (BROKEN, 10_000, CEILINGS_S["soft"]),
    ],
)
def test_pauses_grow_with_failures(error: TumenError, failures: int, seconds: float) -> None:
    assert wait_s(error=error, failures=failures) == seconds


def test_a_paused_source_is_tried_once_a_day() -> None:
    assert wait_s(error=BUSY, failures=40, paused=True) == PAUSED_S
    assert due(error=BUSY, failures=40, paused=True).by == "paused"


def test_a_paused_source_waits_no_longer_for_our_own_line() -> None:
    assert wait_s(error=OFFLINE, failures=40, paused=True) == 900


def test_a_slow_source_is_not_asked_more_often_because_it_fails() -> None:
    assert wait_s(error=BROKEN, interval=86_400) == 86_400


@pytest.mark.parametrize(
    ("asked", "seconds", "by"),
    [
        (60, 900, "failed"),
        (7200, 7200, "retry_after"),
        (1e12, RETRY_AFTER_CAP_S, "retry_after"),
        (float("inf"), RETRY_AFTER_CAP_S, "retry_after"),
    ],
)
def test_retry_after_is_kept_up_to_a_month(asked: float, seconds: float, by: str) -> None:
    error = FetchError("429", reason="rate_limited", status=429, retry_after_s=asked)
    assert wait_s(error=error) == seconds
    assert due(error=error).by == by


@pytest.mark.parametrize(
    ("outlets", "seconds", "by"),
    [(0, 1200, "own"), (1, 600, "burst"), (2, 400, "burst"), (3, 300, "burst"), (9, 300, "burst")],
)
def test_a_hot_subject_shortens_the_pause_down_to_a_quarter(
    outlets: int, seconds: float, by: str
) -> None:
    heat = Heat(outlets=outlets, carriers=frozenset({"s"}))
    assert wait_s(heat=heat, interval=1200, floor=60) == seconds
    assert due(heat=heat, interval=1200, floor=60).by == by


@pytest.mark.parametrize(
    ("usual", "factor"), [(0.4, 1 / 4), (1.2, 1 / 3), (2.0, 1 / 2), (2.6, 1.0), (30.0, 1.0)]
)
def test_what_is_usual_heats_nothing(usual: float, factor: float) -> None:
    heat = Heat(outlets=3, usual=usual, carriers=frozenset({"s"}))
    assert burst_factor(heat, "s") == factor


@pytest.mark.parametrize(
    ("counts", "days", "expected"),
    [
        pytest.param([1], 0, 0.04, id="the-first-article-of-a-new-database"),
        pytest.param([1, 1, 1], 30, 0.01, id="a-rare-subject"),
        pytest.param([90] * 40, 30, 12.5, id="forty-outlets-three-times-a-day"),
        pytest.param([1000] * 4, 300, 3.9, id="four-outlets-all-day"),
    ],
)
def test_how_many_outlets_are_usual(counts: list[int], days: int, expected: float) -> None:
    assert usual_outlets(counts, timedelta(days=days)) == pytest.approx(expected, abs=0.06)


def test_a_hot_subject_moves_nobody_who_does_not_carry_it() -> None:
    assert wait_s(heat=Heat(outlets=5, carriers=frozenset({"another"}))) == 900


def test_neither_heat_nor_habit_goes_below_the_floor_or_beyond_a_hint() -> None:
    heat = Heat(outlets=5, carriers=frozenset({"s"}))
    assert wait_s(heat=heat, floor=800) == 800
    assert wait_s(heat=heat, hints=Hints(ttl_s=3600)) == 3600


def test_what_is_pushed_is_polled_as_a_net() -> None:
    assert wait_s(pushed=True) == 3600
    assert due(pushed=True).by == "pushed"
    assert wait_s(pushed=True, interval=86_400) == 86_400


@given(errors | st.none(), st.integers(0, 5000), intervals, floors, shares, pauses, hot, habits)
def test_never_earlier_than_the_floor_or_the_servers_wish(
    error: TumenError | None,
    failures: int,
    interval: int,
    floor: int,
    jitter: float,
    asked: float | None,
    heat: Heat,
    habit: Habit,
) -> None:
    if error is not None:
        error = FetchError("e", reason=error.reason, transient=error.transient, retry_after_s=asked)
    hints = Hints(max_age_s=asked)
    found = due(
        error=error,
        failures=failures,
        interval=interval,
        floor=floor,
        jitter=jitter,
        hints=hints,
        heat=heat,
        habit=habit,
    )
    waited = (found.at - NOON).total_seconds()
    wish = min(asked or 0, RETRY_AFTER_CAP_S if error else HINT_CAP_S)
    assert waited >= max(floor, wish) - 1e-3
    assert found.not_before is None or found.not_before <= found.at


@given(intervals, floors, hot, habits, st.booleans())
def test_what_we_choose_stays_between_floor_and_ceiling(
    interval: int, floor: int, heat: Heat, habit: Habit, pushed: bool
) -> None:
    waited = wait_s(interval=interval, floor=floor, heat=heat, habit=habit, pushed=pushed)
    own = max(interval, floor)
    assert floor <= waited + 1e-3
    assert waited <= max(own, min(4 * own, 6 * 3600)) + 1e-3


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


@given(st.floats(1000, 1e12), shares)
def test_a_servers_wish_is_kept_within_a_minute(asked: float, jitter: float) -> None:
    error = FetchError("503", reason="unavailable", status=503, retry_after_s=asked)
    waited = wait_s(error=error, interval=300, jitter=jitter)
    wish = min(asked, RETRY_AFTER_CAP_S)
    assert wish - 1e-3 <= waited <= wish + min(WISH_JITTER_S, asked / 4) + 1e-3


def test_a_wish_of_seconds_is_not_made_a_minute_of() -> None:
    error = FetchError("503", reason="unavailable", status=503, retry_after_s=6)
    assert wait_s(error=error, interval=1, floor=1, jitter=1.0) == 7.5


def test_no_time_is_lost_after_our_own_outage() -> None:
    waits = [wait_s(error=OFFLINE, failures=n, interval=86_400) for n in range(3)]
    assert waits == [300, 600, 1200]
    assert timedelta(seconds=wait_s(error=OFFLINE, failures=50)) == timedelta(minutes=15)
