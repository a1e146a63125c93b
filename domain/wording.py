"""Time, wave and attribution chain of a claim in a few words for people; it works on the JSON shape."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

# Any: the JSON shape of a claim, as domain.assessment.claim_to_dict makes it and rows carry it.
ClaimShape = Mapping[str, Any]
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def when_words(start: date | None, end: date | None) -> str:
    """The days a claim is about, as short as they can be said.

    Example:
        >>> when_words(date(2024, 12, 1), date(2024, 12, 31))
        'Dec 2024'
        >>> when_words(date(2025, 1, 1), None)
        'since 1 Jan 2025'
    """
    if start is None or end is None:
        return f"since {_day(start)}" if start else f"until {_day(end)}" if end else ""
    if start == end:
        return _day(start)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    whole = start.day == 1 and (end + timedelta(days=1)).day == 1
    if whole and (start.year, start.month) == (end.year, end.month):
        return _month(start)
    if whole:
        return f"{_month(start)} to {_month(end)}"
    return f"{_day(start)} to {_day(end)}"


def wave_words(number: int | None) -> str:
    """Example:
    >>> wave_words(3), wave_words(None)
    ('third wave', 'further wave')
    """
    if number is None:
        return "further wave"
    return f"{_ORDINALS[number]} wave" if number in _ORDINALS else f"wave {number}"


def context_words(claim: ClaimShape) -> list[str]:
    """Time and wave of a claim, those that the text tells. Stored claims of older rules have neither."""
    words: list[str] = []
    if when := claim.get("when"):
        words.append(when_words(_read(when["start"]), _read(when["end"])))
    if wave := claim.get("wave"):
        words.append(wave_words(wave["number"]))
    return words


def passed_on_by(claim: ClaimShape) -> list[str]:
    """Who passes the speaker's words on, in the order of the text."""
    return [link["name"] for link in claim.get("chain") or () if link["name"] != claim["speaker"]]


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _day(day: date | None) -> str:
    return f"{day.day} {_month(day)}" if day else ""


def _month(day: date) -> str:
    return f"{calendar.month_abbr[day.month]} {day.year}"
