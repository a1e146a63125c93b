from __future__ import annotations

from datetime import datetime

import pytest

from alerts.retry import after_attempt
from domain.errors import DeliveryError

SCHEDULE_S = [5, 60, 300]
DAY_S = 86_400


@pytest.mark.parametrize(
    ("attempts", "transient", "retry_after_s", "jitter", "expected_s"),
    [
        (1, True, None, 0.0, 5),
        (2, True, None, 0.0, 60),
        (3, True, None, 0.0, 300),
        (4, True, None, 0.0, None),
        (1, False, None, 0.0, None),
        (1, False, 30, 0.0, None),
        (1, True, None, 1.0, 6),
        (3, True, None, 0.5, 330),
        (1, True, 120, 1.0, 120),
        (3, True, 120, 0.0, 300),
        (1, True, 10**9, 0.0, DAY_S),
        (1, True, -50, 0.0, 5),
        (4, True, 120, 0.0, None),
    ],
    ids=[
        "first-gap",
        "second-gap",
        "last-gap",
        "schedule-used-up",
        "permanent",
        "permanent-with-a-wish",
        "full-jitter",
        "half-jitter",
        "peer-asks-for-more",
        "peer-asks-for-less",
        "peer-asks-for-ever",
        "peer-asks-for-the-past",
        "a-wish-buys-no-extra-attempt",
    ],
)
def test_next_attempt(
    attempts: int,
    transient: bool,
    retry_after_s: float | None,
    jitter: float,
    expected_s: float | None,
    now: datetime,
) -> None:
    error = DeliveryError("x", transient=transient, retry_after_s=retry_after_s)
    at = after_attempt(attempts, error, schedule_s=SCHEDULE_S, now=now, jitter=jitter)
    assert (None if at is None else (at - now).total_seconds()) == expected_s


def test_an_empty_schedule_means_one_attempt(now: datetime) -> None:
    assert after_attempt(1, DeliveryError("x"), schedule_s=[], now=now, jitter=0) is None
