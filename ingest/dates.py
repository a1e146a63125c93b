"""Read dates as feeds and pages state them: any common form, zones by name, relative to a given now.

It never invents: what is no date is None, never the present, never an impossible day rolled over.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import ingest.date_forms as forms
import ingest.date_words as words
from domain.listing import Dated, Precision

# No outlet we read had feeds before; smaller years are zero dates, epochs and typing errors.
FIRST_YEAR = 1995
# The longest honest date, with weekday, words around it and a zone in brackets, has about 80.
MAX_LENGTH = 120

Read = tuple[datetime, Precision]
_FALLBACK_LANGUAGES = ("en", "de", "fr", "es", "pl", "ru", "uk", "ko", "ja", "zh")


class _Stated(NamedTuple):
    """A date as stated, unchecked; None where the text does not say."""

    year: int
    month: int
    day: int | None = None
    hour: int | None = None
    minute: int = 0
    second: int | None = None
    zone: str | None = None


def parse_date(
    raw: str,
    *,
    by: str,
    timezone: str | None,
    now: datetime,
    language: str | None = None,
    thorough: bool = True,
) -> Dated | None:
    """Read a stated date; None if it is none, is impossible, or cannot be told for sure.

    Zone-less times are in the source's `timezone`, or UTC if that is unknown. So are times in zones
    whose name means nothing to us and in the military letters, which RFC 5322 declares unknown. A year
    alone is no date. `03/04/2026` is one only if language or zone tell which number is the month. Dates
    far ahead are returned as stated: whoever counts them can say so, the reader of one date cannot.

    Shape:   text -> moment in UTC; for day and month it is midnight UTC of the day as stated. What is in
             no form that we know is looked at if `thorough`, which costs 5 ms and up
    Units:   `timezone` is an IANA name, `language` a BCP 47 tag, `now` aware; `now` serves "3 hours
             ago" (graded `minute`) and dates without a year (the latest one not ahead)
    Errors:  none, whatever the input
    Source:  RFC 5322 §3.3 and §4.3; W3C-DTF; feedparser 6.0.14 reads KST, MSK and EET as UTC and makes
             2027-01-01 of 2026-13-45, so its own dates are never used
    Example:
        >>> stamp = datetime(2026, 11, 23, 12, tzinfo=UTC)
        >>> parse_date("Mon, 23 Nov 2026 14:05:00 KST", by="feed", timezone=None, now=stamp).at.isoformat()
        '2026-11-23T05:05:00+00:00'
        >>> parse_date("2026-13-45", by="feed", timezone=None, now=stamp) is None
        True
    """
    text = " ".join(raw.split())
    if not text or len(text) > MAX_LENGTH:
        return None
    read = _read(text, timezone, now, language, thorough)
    return Dated(at=read[0], by=by, precision=read[1], raw=raw.strip()) if read else None


# Pages and feeds repeat a date, and the last step costs milliseconds.
@lru_cache(maxsize=1024)
def _read(
    text: str, timezone: str | None, now: datetime, language: str | None, thorough: bool
) -> Read | None:
    home = _zone_by_key(timezone)
    try:
        stated = _stated_exactly(text) or _stated_within(
            text, now.astimezone(home or UTC), timezone, language
        )
        if stated is not None:
            return _checked(stated, home)
        if (read := _relative(text, now, home)) or not thorough:
            return read
        return _by_dateparser(text, now, home, language)
    except (ValueError, OverflowError):  # impossible days and hours, years beyond the calendar
        return None


def _stated_exactly(text: str) -> _Stated | None:
    """The forms that standards define, where the whole text is the date."""
    if found := forms.ISO.fullmatch(text) or forms.COMPACT.fullmatch(text):
        return _stated(found)
    if (found := forms.RFC822.fullmatch(text)) and found["name"].lower() in words.MONTHS:
        return _stated(found)
    if found := forms.WEEK.fullmatch(text):
        day = date.fromisocalendar(int(found[1]), int(found[2]), int(found[3]))
        return _Stated(day.year, day.month, day.day)
    if found := forms.ORDINAL.fullmatch(text):
        day = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
        if day.year != int(found[1]):
            raise ValueError(text)
        return _Stated(day.year, day.month, day.day)
    return None


def _stated(found: re.Match[str]) -> _Stated:
    part = found.groupdict()
    year = int(part["year"])
    if len(part["year"]) == 2:
        year += 2000 if year < 50 else 1900  # RFC 5322 §4.3
    return _Stated(
        year,
        words.MONTHS[part["name"].lower()] if part.get("name") else int(part["month"]),
        _int(part.get("day")),
        _int(part.get("hour")),
        _int(part.get("minute")) or 0,
        _int(part.get("second")),
        part.get("zone"),
    )


def _stated_within(
    text: str, local_now: datetime, timezone: str | None, language: str | None
) -> _Stated | None:
    """The forms that people write, anywhere in a short text: a day, perhaps a time, perhaps a zone."""
    for pattern in forms.DAYS:
        found = next((m for m in pattern.finditer(text) if _names_month(m)), None)
        if found is None:
            continue
        before, rest = text[: found.start()], text[found.end() :]
        hour, minute, second, zone = _time_within(f"{rest} \n {before}")
        year, month, day = _day_of(found, timezone, language)
        if year is None and (at_end := forms.YEAR_AT_END.search(rest)):
            year = int(at_end[1])  # asctime: Nov 23 14:05:00 2026
        if year is None:
            year = _latest_year(month, day, local_now)
        return _Stated(year, month, day, hour, minute, second, zone)
    return None


def _names_month(found: re.Match[str]) -> bool:
    name = found.groupdict().get("name")
    return name is None or name.lower() in words.MONTHS


def _day_of(
    found: re.Match[str], timezone: str | None, language: str | None
) -> tuple[int | None, int, int | None]:
    part = found.groupdict()
    year = _int(part.get("year"))
    if year is not None and part.get("era"):
        year += 2018  # Reiwa 1 is 2019
    if part.get("short"):
        year, day = int(part["short"]), int(part["day"])
        if (language or "").lower().startswith(words.YEAR_FIRST):
            year, day = day, year
        elif _slashed(1, 2, timezone, language) == (1, 2):
            raise ValueError("cannot tell day from year")
        return 2000 + year, int(part["month"]), day
    if part.get("first"):
        month, day = _slashed(int(part["first"]), int(part["other"]), timezone, language)
        return year, month, day
    month = words.MONTHS[part["name"].lower()] if part.get("name") else int(part["month"])
    return year, month, _int(part.get("day"))


def _slashed(first: int, other: int, timezone: str | None, language: str | None) -> tuple[int, int]:
    """Month and day of 11/12: a wrong date is worse than none, so somebody must tell which is which."""
    tag = (language or "").lower()
    known = tag in words.DAY_FIRST or tag.partition("-")[0] in words.DAY_FIRST
    if first == other or other > 12 or (first <= 12 and tag in words.MONTH_FIRST):
        return first, other
    if first > 12 or known or (timezone or "").startswith(("Europe/", "Australia/")):
        return other, first
    if (timezone or "").startswith("America/"):
        return first, other
    raise ValueError("cannot tell day from month")


def _latest_year(month: int, day: int | None, local_now: datetime) -> int:
    """The year of a date that names none: the latest one that is not ahead by more than a day."""
    limit = (local_now + timedelta(days=1)).date()
    for year in range(limit.year, limit.year - 5, -1):
        try:
            if date(year, month, day or 1) <= limit:
                return year
        except ValueError:  # 29 February
            continue
    raise ValueError("no such day in recent years")


def _time_within(text: str) -> tuple[int | None, int, int | None, str | None]:
    found = forms.TIME.search(text)
    if found is None:
        zone = forms.ZONE.match(text)
        return None, 0, None, zone["zone"] if zone else None
    hour = int(found["hour"])
    half = (found["half"] or found["after"] or "").lower()
    if half in words.AFTERNOON and hour < 12:
        hour += 12
    elif half in words.FORENOON and hour == 12:
        hour = 0
    zone = forms.ZONE.match(text, found.end())
    return hour, int(found["minute"] or 0), _int(found["second"]), zone["zone"] if zone else None


def _checked(stated: _Stated, home: tzinfo | None) -> Read | None:
    """Turn what was stated into a moment. Errors: ValueError for a day or hour that does not exist."""
    if stated.year < FIRST_YEAR:
        return None
    if stated.day is None:
        return datetime(stated.year, stated.month, 1, tzinfo=UTC), "month"
    if stated.hour is None:
        return datetime(stated.year, stated.month, stated.day, tzinfo=UTC), "day"
    # 24:00 and the leap second are the only ends of scale that exist (ISO 8601-1, RFC 3339 §5.7).
    midnight = stated.hour == 24 and not stated.minute and not stated.second
    local = datetime(
        stated.year,
        stated.month,
        stated.day,
        0 if midnight else stated.hour,
        stated.minute,
        59 if stated.second == 60 else stated.second or 0,
        tzinfo=UTC,
    ) + timedelta(days=midnight)
    zone = _zone_of(stated.zone, local, home)
    precision: Precision = "minute" if stated.second is None else "second"
    return local.replace(tzinfo=zone).astimezone(UTC), precision


def _zone_of(stated: str | None, local: datetime, home: tzinfo | None) -> tzinfo:
    """The zone a text means: its number, its name in the source's own zone, its name anywhere."""
    name = (stated or "").upper()
    if found := re.fullmatch(r"(?:GMT|UTC)?([+-])(\d{1,2}?):?(\d\d)?", name):
        shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if shift < timedelta(hours=15) and int(found[3] or 0) < 60:
            return timezone(-shift if found[1] == "-" else shift)
    if home is not None and name and local.replace(tzinfo=home).tzname() == name:
        return home
    return words.ZONES.get(name) or home or UTC


@lru_cache(maxsize=64)
def _zone_by_key(key: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(key) if key else None
    except (ValueError, OSError, KeyError):  # a wrong name is refused by the catalogue's loader
        return None


def _relative(text: str, now: datetime, home: tzinfo | None) -> Read | None:
    lowered = text.lower()
    if lowered in words.JUST_NOW:
        return now.astimezone(UTC), "minute"
    local = now.astimezone(home or UTC)
    for word, days in words.DAYS_AGO.items():
        if lowered.startswith(word):
            day = local - timedelta(days=days)
            hour, minute, second, zone = _time_within(lowered[len(word) :])
            return _checked(_Stated(day.year, day.month, day.day, hour, minute, second, zone), home)
    found = forms.AGO.fullmatch(lowered)
    unit = words.UNITS.get(found["unit"].lower()) if found else None
    if found is None or unit is None:
        return None
    number = int(found["number"]) if (found["number"] or "").isdecimal() else 1
    return _ago(number, unit, local)


def _ago(number: int, unit: str, local: datetime) -> Read:
    if unit in ("second", "minute", "hour"):
        shift = timedelta(**{f"{unit}s": number})
        return (local - shift).astimezone(UTC), "second" if unit == "second" else "minute"
    if unit in ("day", "week"):
        day = local - timedelta(days=number * (7 if unit == "week" else 1))
        return datetime(day.year, day.month, day.day, tzinfo=UTC), "day"
    months = local.year * 12 + local.month - 1 - number * (12 if unit == "year" else 1)
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC), "month"


def _by_dateparser(
    text: str, now: datetime, home: tzinfo | None, language: str | None
) -> Read | None:
    """Ask dateparser, for the languages we have no forms for. Texts without words were ours to read."""
    if not any(c.isalpha() for c in text) or not any(c.isdigit() for c in text):
        return None
    import dateparser  # 0.25 s, and most sources never come here

    primary = (language or "").lower().partition("-")[0]
    settings: dict[str, Any] = {  # dateparser's own settings are untyped
        "RELATIVE_BASE": now.astimezone(home or UTC).replace(tzinfo=None),
        "STRICT_PARSING": True,
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PARSERS": ["absolute-time"],
    }
    languages = [primary] if primary else list(_FALLBACK_LANGUAGES)
    try:
        found = dateparser.parse(text, languages=languages, settings=settings)
    except Exception:  # unknown language tags, and whatever odd text makes of its patterns
        return None
    if found is None or found.year < FIRST_YEAR:
        return None
    hour, minute, second, zone = _time_within(text)
    stated = _Stated(found.year, found.month, found.day, hour, minute, second, zone)
    return _checked(stated, home)


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None
