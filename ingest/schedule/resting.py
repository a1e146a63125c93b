"""Moves a poll out of the hours and days in which a feed says it does not change; six hours at most, and only later.

What a feed says of its rest is a hint like `ttl`: it is often wrong by a time zone, and news keeps no hours, so
it never costs more than the cap of all hints. `sy:updateBase` is not used: it says when a period begins,
and we keep to its length only.
"""

from __future__ import annotations

from datetime import datetime, timedelta

_WEEK_HOURS = 7 * 24


def awake_at(rests: int | None, at: datetime) -> datetime:
    """Give the first moment from `at` on in which the feed does not rest; `at` if it rests always or never.

    Shape: `rests` has bits 0 to 23 for the hours of a day and 24 to 30 for the days from Monday, UTC
    """
    if not rests or not _is_resting(rests, at):
        return at
    hour = at.replace(minute=0, second=0, microsecond=0)
    for ahead in range(1, _WEEK_HOURS + 1):
        moment = hour + timedelta(hours=ahead)
        if not _is_resting(rests, moment):
            return moment
    return at


def _is_resting(rests: int, at: datetime) -> bool:
    return bool(rests >> at.hour & 1 or rests >> (24 + at.weekday()) & 1)
