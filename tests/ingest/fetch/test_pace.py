"""What is owed to hosts, moment by moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ingest.fetch.pace import HORIZON, MAX_HOSTS, Pace
from tests.fakes import NOON

HOST = "paper.example"


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def place(pace: Pace, key: int, at_s: float, *, delay_s: float | None = None) -> float:
    """The seconds after noon at which the page of `key` may be asked for."""
    at = pace.place(HOST, key, after(at_s), delay_s=delay_s)
    return (at - NOON).total_seconds()


def test_a_host_without_wishes_is_asked_at_once() -> None:
    pace = Pace()
    assert [place(pace, key, 0) for key in range(5)] == [0] * 5


def test_pages_are_spaced_and_places_are_kept() -> None:
    pace = Pace()
    assert [place(pace, key, 0, delay_s=10) for key in range(3)] == [0, 10, 20]
    assert place(pace, 2, 5, delay_s=10) == 20
    assert place(pace, 1, 10, delay_s=10) == 10
    assert place(pace, 3, 10, delay_s=10) == 30


def test_who_comes_late_moves_the_next_back() -> None:
    pace = Pace()
    assert [place(pace, key, 0, delay_s=10) for key in range(3)] == [0, 10, 20]
    assert place(pace, 1, 17, delay_s=10) == 17
    assert place(pace, 2, 20, delay_s=10) == 27
    assert place(pace, 2, 27, delay_s=10) == 27


def test_foreign_hosts_get_our_own_gap_at_least() -> None:
    pace = Pace(gap_s=2, is_own=lambda host: host != HOST)
    assert [place(pace, key, 0) for key in range(3)] == [0, 2, 4]
    assert place(pace, 3, 0, delay_s=5) == 6
    assert place(pace, 4, 0) == 11


def test_a_place_beyond_the_horizon_is_not_kept() -> None:
    pace = Pace()
    far = HORIZON.total_seconds() + 1
    assert [place(pace, key, 0, delay_s=far) for key in range(3)] == [0, far, far]
    assert pace.next_place(NOON, timedelta(days=9)) is None


@pytest.mark.parametrize("quiet", ["hold", "rest"])
def test_silence_moves_all_places_and_they_come_back_one_by_one(quiet: str) -> None:
    pace = Pace()
    getattr(pace, quiet)(HOST, after(100))
    assert [place(pace, key, 0) for key in range(3)] == [100, 101, 102]
    getattr(pace, quiet)(HOST, after(200))
    assert [place(pace, key, 101) for key in range(3)] == [200, 201, 202]
    getattr(pace, quiet)(HOST, after(150))  # the longest wish counts
    assert place(pace, 0, 160) == 200


def test_a_hold_is_for_all_and_a_rest_for_pages() -> None:
    pace = Pace()
    pace.rest(HOST, after(50))
    assert pace.held_until(HOST, NOON) is None
    assert pace.rests_until(HOST, NOON) == after(50)
    pace.hold(HOST, after(60))
    assert pace.held_until(HOST, NOON) == after(60)
    assert pace.held_until("other.example", NOON) is None
    assert pace.held_until(HOST, after(60)) is None
    assert pace.rests_until(HOST, after(50)) is None


def test_the_next_place_is_the_soonest_that_is_near() -> None:
    pace = Pace()
    for key in range(4):
        place(pace, key, 0, delay_s=30)
    assert pace.next_place(NOON, timedelta(seconds=60)) == after(30)
    assert pace.next_place(NOON, timedelta(seconds=20)) is None
    # One whose time is over was given up by its entry, and is waited for no more.
    assert pace.next_place(after(31), timedelta(seconds=60)) == after(60)


def test_hosts_that_nothing_is_owed_to_are_forgotten() -> None:
    pace = Pace()
    pace.rest("owed.example", after(1000))
    for number in range(MAX_HOSTS + 1):
        pace.place(f"h{number}.example", 1, NOON, delay_s=None)
    assert len(pace._hosts) < MAX_HOSTS
    assert pace.rests_until("owed.example", NOON) == after(1000)
