"""Turn a time word into the days it means, counted from the day of publication; it reads no text."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from domain.assessment import Precision

Tense = Literal["past", "future", "near"]
Side = Literal["in", "since", "until", "ahead"]
Span = tuple[date, date]

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_HALVES = {"half1": (1, 6), "half2": (7, 12)}
_QUARTERS = {f"quarter{n}": (3 * n - 2, 3 * n) for n in range(1, 5)}
# Thirds as people mean them: the first ten days of a month, the first four months of a year.
_MONTH_THIRDS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
_YEAR_THIRDS = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWord:
    """What one time expression says. What it leaves open is None.

    `shift` counts units from the day of publication (last year: -1); beside a named month, season or
    weekday it is last, this or next. `within`: the counted unit that holds it, "December last year".
    `back`: "in the past 3 weeks". `through`: the end of a range.
    """

    start: int
    end: int
    unit: Precision
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: str | None = None
    shift: int | None = None
    within: tuple[Precision, int] | None = None
    back: int | None = None
    part: str | None = None
    side: Side = "in"
    through: TimeWord | None = None


def resolve(
    word: TimeWord, published: date | None, tense: Tense
) -> tuple[date | None, date | None, Precision] | None:
    """The days a word means; None when it counts from a day of publication that is unknown.

    Shape: (first day, last day, unit); one of the days is None where the period is open.
    """
    span = _span(word, published, tense)
    if span is None:
        return None
    start, end = span
    if word.through is not None:
        last = _span(word.through, published, tense)
        if last is not None and last[1] >= start:
            return start, last[1], word.unit
    precision = _precision(word)
    if word.side == "since":
        return start, None, precision
    if word.side == "until":
        return None, end, precision
    if word.side == "ahead":
        return None, start - timedelta(days=1), precision
    return start, end, precision


def _precision(word: TimeWord) -> Precision:
    if word.unit == "year" and word.part in _HALVES:
        return "half"
    if word.unit == "year" and word.part in _QUARTERS:
        return "quarter"
    return word.unit


def _span(word: TimeWord, published: date | None, tense: Tense) -> Span | None:
    try:
        whole = _whole(word, published, tense)
    except (ValueError, OverflowError):
        # The 30th of February: the text says something, but no day.
        return None
    return _narrow(whole, word) if whole and word.part else whole


def _whole(word: TimeWord, published: date | None, tense: Tense) -> Span | None:
    if word.year is not None:
        return _in_year(word, word.year)
    if published is None:
        return None
    if word.back is not None:
        return _moved(published, word.unit, -word.back)[0], published
    named = word.month or word.day or word.weekday is not None or word.season
    if not named:
        return _unit_around(published, word.unit, word.shift or 0)
    if word.within is not None:
        outer = _unit_around(published, *word.within)
        inside = (s for s in _candidates(word, published) if outer and outer[0] <= s[0] <= outer[1])
        return next(inside, None)
    return _choose(_candidates(word, published), published, tense, word.shift)


def _in_year(word: TimeWord, year: int) -> Span | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if word.season:
        return _season(word.season, year)
    if word.month and word.day:
        day = date(year, word.month, word.day)
        return day, day
    if word.month:
        return _month(year, word.month)
    return date(year, 1, 1), date(year, 12, 31)


def _candidates(word: TimeWord, published: date) -> Iterable[Span]:
    """The periods of that name around the day of publication, in order."""
    if word.weekday is not None:
        monday = published - timedelta(days=published.isoweekday() - 1)
        days = [monday + timedelta(days=7 * week + word.weekday - 1) for week in (-2, -1, 0, 1)]
        return [(day, day) for day in days]
    if word.day and not word.month:
        months = [_moved(published, "month", n)[0] for n in (-2, -1, 0, 1, 2)]
        lengths = ((m, calendar.monthrange(m.year, m.month)[1]) for m in months)
        days = [m.replace(day=word.day) for m, length in lengths if word.day <= length]
        return [(day, day) for day in days]
    found: list[Span] = []
    for year in range(published.year - 2, published.year + 3):
        if word.month == 2 and word.day == 29 and not calendar.isleap(year):
            continue
        span = _in_year(word, year)
        if span:
            found.append(span)
    return found


def _choose(
    candidates: Iterable[Span], published: date, tense: Tense, shift: int | None
) -> Span | None:
    """Which of several Decembers: by "last" and "next", or else by the tense of the statement."""
    spans = list(candidates)
    if shift is not None and shift < 0:
        return max((s for s in spans if s[1] < published), default=None)
    if shift is not None and shift > 0:
        return min((s for s in spans if s[0] > published), default=None)
    if shift == 0 or tense == "near":
        return min(spans, key=lambda s: (_distance(s, published), s[0]), default=None)
    if tense == "past":
        return max((s for s in spans if s[0] <= published), default=None)
    return min((s for s in spans if s[1] >= published), default=None)


def _distance(span: Span, day: date) -> int:
    return max((span[0] - day).days, (day - span[1]).days, 0)


def _unit_around(day: date, unit: Precision, shift: int) -> Span | None:
    if unit == "day":
        moved = day + timedelta(days=shift)
        return moved, moved
    if unit == "week":
        monday = day - timedelta(days=day.isoweekday() - 1) + timedelta(weeks=shift)
        return monday, monday + timedelta(days=6)
    if unit == "month":
        return _moved(day, "month", shift)
    if unit == "year":
        return date(day.year + shift, 1, 1), date(day.year + shift, 12, 31)
    return None


def _moved(day: date, unit: Precision, count: int) -> Span:
    """The day `count` units away; for months and years its whole month."""
    if unit in ("day", "week"):
        moved = day + timedelta(days=count * (7 if unit == "week" else 1))
        return moved, moved
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    return _month(months // 12, months % 12 + 1)


def _month(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _season(season: str, year: int) -> Span:
    """Three whole months; winter runs into the next year."""
    first = date(year, _SEASONS[season], 1)
    return first, _moved(first, "month", 2)[1]


def _narrow(span: Span, word: TimeWord) -> Span:
    start, end = span
    part = word.part or ""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        first, last = {**_YEAR_THIRDS, **_HALVES, **_QUARTERS}[part]
        return date(start.year, first, 1), _month(start.year, last)[1]
    if word.unit == "month" and part in _MONTH_THIRDS:
        first, last = _MONTH_THIRDS[part]
        return start.replace(day=first), min(end, start.replace(day=min(last, end.day)))
    days = (end - start).days + 1
    share = {"early": (0, 3), "mid": (1, 3), "late": (2, 3), "half1": (0, 2), "half2": (1, 2)}
    if part not in share or days < 3:
        return span
    at, of = share[part]
    return (
        start + timedelta(days=days * at // of),
        start + timedelta(days=days * (at + 1) // of - 1),
    )
