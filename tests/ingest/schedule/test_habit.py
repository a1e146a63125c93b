"""What is learnt of when a source publishes, and whether it is worth learning."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.source import Habit
from ingest.schedule.habit import LEARNT_AFTER, SLOWEST_RARE, factor, observe

START = datetime(2026, 3, 2, tzinfo=UTC)
OWN_S = 900.0


def publishing(days: int, *, seed: int = 1) -> list[datetime]:
    """An agency: 36 entries between 00 and 10 UTC (a Korean working day), 4 in the rest of the day."""
    chance = random.Random(seed)
    moments = []
    for day in range(days):
        midnight = START + timedelta(days=day)
        moments += [midnight + timedelta(hours=chance.uniform(0, 10)) for _ in range(36)]
        moments += [midnight + timedelta(hours=chance.uniform(10, 24)) for _ in range(4)]
    return sorted(moments)


def watch(moments: list[datetime], days: int, *, adaptive: bool) -> tuple[int, float, Habit]:
    """Poll through the days; gives polls and mean delay in minutes after the first week, and the habit."""
    now, habit, waiting = START, Habit(), list(moments)
    counted_from = START + timedelta(days=7)
    polls, delays = 0, []
    while now < START + timedelta(days=days):
        shown = [at for at in waiting if at <= now]
        waiting = waiting[len(shown) :]
        habit = observe(habit, now, len(shown), first=habit.since is None)
        if now >= counted_from:
            polls += 1
            delays += [(now - at).total_seconds() / 60 for at in shown]
        now += timedelta(seconds=OWN_S * (factor(habit, now, own_s=OWN_S) if adaptive else 1))
    return polls, sum(delays) / len(delays), habit


def test_polls_move_to_where_news_is() -> None:
    moments = publishing(30)
    polls, delay, _ = watch(moments, 30, adaptive=False)
    adaptive_polls, adaptive_delay, _ = watch(moments, 30, adaptive=True)
    assert (polls, round(delay, 1)) == (2208, 7.3)
    assert (adaptive_polls, round(adaptive_delay, 1)) == (2022, 6.1)


def test_hours_are_told_apart() -> None:
    _, _, habit = watch(publishing(20), 20, adaptive=False)
    day = START + timedelta(days=20)
    busy, silent = (factor(habit, day + timedelta(hours=h), own_s=OWN_S) for h in (4, 17))
    assert busy < 0.75
    assert silent > 1.5


def test_nothing_is_concluded_before_three_days() -> None:
    habit = observe(Habit(), START, 100, first=True)
    assert habit.hours == (0.0,) * 24, "the archive that a first poll shows is no habit"
    assert factor(habit, START + LEARNT_AFTER - timedelta(seconds=1), own_s=OWN_S) == 1.0
    assert factor(habit, START + LEARNT_AFTER, own_s=OWN_S) > 1.0


@pytest.mark.parametrize(
    ("every_days", "expected"), [(0.02, 1.0), (0.5, 1.0), (1, 1.39), (30, SLOWEST_RARE)]
)
def test_who_speaks_rarely_is_asked_less(every_days: float, expected: float) -> None:
    """96 polls a day; one entry in 50 polls is what they are worth."""
    habit, now = observe(Habit(), START, 0, first=True), START
    while now < START + timedelta(days=60):
        now += timedelta(days=every_days)
        habit = observe(habit, now, 1)
    # Seen at all hours, but for the coarse steps: look at the mean over a day.
    factors = [factor(habit, now + timedelta(hours=h), own_s=OWN_S) for h in range(24)]
    if every_days in (0.02, 30):
        assert sum(factors) / 24 == pytest.approx(expected, rel=0.1)
    else:
        assert max(factors) >= expected * 0.95


def test_a_backlog_is_one_event() -> None:
    habit = observe(observe(Habit(), START, 0, first=True), START + timedelta(hours=1), 500)
    assert sum(habit.hours) == 10


@given(
    st.lists(st.tuples(st.floats(0, 50), st.integers(0, 30)), max_size=60), st.integers(1, 10**6)
)
def test_the_factor_stays_within_its_bounds(polls: list[tuple[float, int]], own_s: int) -> None:
    habit, now = observe(Habit(), START, 0, first=True), START
    for hours, new in polls:
        now += timedelta(hours=hours)
        habit = observe(habit, now, new)
    assert 0.5 <= factor(habit, now, own_s=own_s) <= 4.0
