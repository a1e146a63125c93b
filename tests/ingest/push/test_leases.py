"""When a hub is asked, and what it may change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.subscription import Subscription
from ingest.push.leases import (
    LONGEST_LEASE_S,
    LONGEST_WAIT,
    SHORTEST_WAIT,
    is_pushed,
    next_look_at,
    retry_at,
    verified,
)
from tests.fakes import NOON

HOUR = timedelta(hours=1)
ACTIVE = Subscription(
    id=1,
    source_id="s",
    hub="https://hub.example/",
    topic="https://agency.example/rss",
    token="token",
    secret="secret",
    state="active",
    lease_ends_at=NOON + HOUR,
)


@pytest.mark.parametrize(
    ("lease", "seconds"),
    [
        ("3600", 3600),
        ("864000", 864_000),
        ("0", 86_400),
        ("", 86_400),
        ("-5", 86_400),
        ("soon", 86_400),
        ("٣٦٠٠", 86_400),
        ("9" * 11, LONGEST_LEASE_S),
        ("9" * 5000, 86_400),
    ],
)
def test_the_hub_says_how_long(lease: str, seconds: float) -> None:
    change = verified(ACTIVE, "subscribe", ACTIVE.topic, lease, NOON)
    assert change is not None
    assert change.lease_ends_at == NOON + timedelta(seconds=seconds)
    assert change.next_try_at == NOON + timedelta(seconds=seconds * 2 / 3)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"state": "asked"}, False),
        ({"state": "ending"}, False),
        ({"lease_ends_at": NOON}, False),
        ({"lease_ends_at": None}, False),
        ({"missed_at": NOON - HOUR}, False),
        ({"missed_at": NOON - HOUR, "last_push_at": NOON - 2 * HOUR}, False),
        ({"missed_at": NOON - 2 * HOUR, "last_push_at": NOON - HOUR}, True),
    ],
)
def test_who_is_trusted_to_push(changes: dict[str, object], expected: bool) -> None:
    assert is_pushed(replace(ACTIVE, **changes), NOON) is expected  # type: ignore[arg-type]
    assert not is_pushed(None, NOON)


@given(st.integers(0, 10_000), st.none() | st.integers(-10_000, 10**7))
def test_waits_are_bounded_and_leave_time_before_the_end(failures: int, left_s: int | None) -> None:
    ends = None if left_s is None else NOON + timedelta(seconds=left_s)
    one = replace(ACTIVE, failures=failures, lease_ends_at=ends)
    for at in (retry_at(one, NOON), next_look_at(one, NOON)):
        wait = at - NOON
        assert SHORTEST_WAIT <= wait <= 32 * HOUR
        if ends is not None and ends > NOON + 3 * SHORTEST_WAIT:
            assert at < ends
    assert retry_at(one, NOON) - NOON <= LONGEST_WAIT
