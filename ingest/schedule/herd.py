"""Spreads sources that are overdue all at once, after a stop, a night's sleep or an outage of the database.

What was due long ago is due now, but not in the same second: the window grows with the number, so that four sources a
second begin, and no source waits longer than five minutes. Few sources are no herd. Sources that were never polled
are new to the operator, who waits to see them: they are asked at once.
"""

from __future__ import annotations

from datetime import timedelta

LATE = timedelta(minutes=1)
A_SECOND = 4
LONGEST_S = 300.0
# A gap between two ticks of the daemon from which on we must have been asleep.
ASLEEP = timedelta(minutes=2)


def window_s(count: int) -> float:
    """Give the seconds over which so many overdue sources are spread."""
    return min(count / A_SECOND, LONGEST_S) if count > A_SECOND else 0.0
