"""Reads in which hours and on which days a feed says it does not change (`skipHours`, `skipDays`); what follows is decided elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

# They stand before the first item; feedparser keeps the last hour of them only.
HEAD_CHARS = 65_536
_HOURS = re.compile(r"<skipHours>(.{0,4000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_DAYS = re.compile(r"<skipDays>(.{0,4000}?)</skipDays>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s*(mon|tue|wed|thu|fri|sat|sun)[a-z]*\s*</day>", re.IGNORECASE)
_FIRST_DAY = 24
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def rests_of(text: str) -> int | None:
    """Give the hours and days as bits: 0 to 23 the hours, 24 to 30 the days from Monday, UTC; None if none is named.

    RSS 0.91 counts hours from 1 to 24, RSS 2.0 from 0 to 23: 24 is midnight.

    Source:  RSS 2.0 specification, "skipHours"; RSS 0.91, "hour"
    Example:
        >>> bin(rests_of("<skipHours><hour>0</hour><hour>2</hour></skipHours>"))
        '0b101'
    """
    head = text[:HEAD_CHARS]
    if "skip" not in head:
        return None
    hours = {int(hour) % 24 for hour in _named(_HOURS, _HOUR, head) if int(hour) <= 24}
    days = {_FIRST_DAY + _WEEK.index(day.lower()) for day in _named(_DAYS, _DAY, head)}
    return sum(1 << bit for bit in hours | days) or None


def _named(block: re.Pattern[str], name: re.Pattern[str], head: str) -> Iterable[str]:
    found = block.search(head)
    return name.findall(found[1]) if found else ()
