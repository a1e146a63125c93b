"""Hours and days in which a feed says it does not change: read, waited for up to a bound, never hurried by."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.listing import Listing
from domain.source import SourceState
from ingest.schedule.resting import awake_at
from ingest.sources.resting import rests_of
from tests.fakes import NOON
from tests.ingest.schedule.story import Life

NIGHT = "<skipHours><hour>0</hour><hour> 1 </hour><hour>24</hour><hour>99</hour></skipHours>"
WEEKEND = "<skipDays>\n<day>Saturday</day><day>sun</day><day>Caturday</day></skipDays>"
ALWAYS = (1 << 24) - 1


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026, when the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "rests"),
    [
        ("<rss>", None),
        (NIGHT, 0b11),
        (WEEKEND, 0b11 << 29),
        (f"<rss><channel>{WEEKEND}{NIGHT}", 0b11 << 29 | 0b11),
        ("<skipHours></skipHours>", None),
        ("<skipHours><hour>1", None),
        ("x" * 70_000 + NIGHT, None),
    ],
)
def test_what_a_feed_says_of_its_rest(text: str, rests: int | None) -> None:
    assert rests_of(text) == rests


@pytest.mark.parametrize(
    ("rests", "moment", "awake"),
    [
        (None, at(23, 0), at(23, 0)),
        (0b11, at(23, 12), at(23, 12)),
        (0b11, at(23, 0, 30), at(23, 2)),
        (1 << 23 | 1, at(23, 23, 59), at(24, 1)),
        (0b11 << 29, at(28, 5), at(30, 0)),
        (0b11 << 29 | 0b11, at(28, 5), at(30, 2)),
        (ALWAYS, at(23, 12, 5), at(23, 12, 5)),
    ],
    ids=["never", "by-day", "by-night", "over-midnight", "weekend", "both", "always"],
)
def test_when_it_is_awake(rests: int | None, moment: datetime, awake: datetime) -> None:
    assert awake_at(rests, moment) == awake


@given(rests=st.integers(0, (1 << 31) - 1), minute=st.integers(0, 60 * 24 * 7))
def test_it_is_never_earlier(rests: int, minute: int) -> None:
    moment = at(23, 0) + (at(23, 0, 1) - at(23, 0)) * minute
    assert awake_at(rests, moment) >= moment


@pytest.mark.parametrize(
    ("resting", "wait_s", "by"),
    [
        ({}, 900, "own"),
        ({12}, 3600, "hint"),
        ({12, 13, 14}, 3 * 3600, "hint"),
        (set(range(12, 24)), 6 * 3600, "hint"),
        (set(range(24)), 900, "own"),
        ({3, 4}, 900, "own"),
    ],
    ids=["none", "this-hour", "three-hours", "the-cap", "always", "another-time"],
)
def test_a_rest_puts_the_next_poll_off_up_to_the_cap_of_hints(
    resting: set[int], wait_s: float, by: str
) -> None:
    life = Life()
    listing = Listing(format="rss20", rests=sum(1 << hour for hour in resting) or None)
    life.answers("new", new=1, listing=listing)
    assert (life.wait_s, life.state.due_by) == (wait_s, by)


def test_a_rest_holds_for_answers_that_do_not_repeat_it() -> None:
    resting = SourceState(source_id="s", next_due_at=NOON, rests=1 << 12)
    life = Life(state=replace(resting))
    life.answers("not_modified")
    assert (life.wait_s, life.state.rests) == (3600, 1 << 12)
