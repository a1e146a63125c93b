"""Writes the moments that the recorded files leave open, as outlets write them; it reads no clock.

A placeholder is `{{format minutes zone}}`: a moment so many minutes before now, in a zone (UTC if
none is named). With it a recorded page is as fresh as the day it is shown on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

_PLACEHOLDER = re.compile(r"\{\{(?P<format>[a-z0-9-]+) (?P<ago>\d+)(?: (?P<zone>[A-Za-z/]+))?\}\}")
# Own names of months: those of strftime follow the machine's locale.
_ENGLISH = "January February March April May June July August September October November December"
_RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
# The style of Korean and American agencies: short months, but for the five that are short already.
_AGENCY = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec."


def fill_moments(text: str, *, now: datetime) -> str:
    """Replace every placeholder by its moment.

    Errors: KeyError for a format that nobody wrote.
    Example:
        >>> fill_moments("{{iso 90 Asia/Seoul}}", now=datetime(2025, 3, 24, 1, 30, tzinfo=UTC))
        '2025-03-24T09:00:00+09:00'
    """

    def fill(found: re.Match[str]) -> str:
        zone = ZoneInfo(found["zone"]) if found["zone"] else UTC
        at = now.replace(microsecond=0) - timedelta(minutes=int(found["ago"]))
        return _FORMATS[found["format"]](at.astimezone(zone))

    return _PLACEHOLDER.sub(fill, text)


def _month(names: str, at: datetime) -> str:
    return names.split()[at.month - 1]


def _rfc822_name(at: datetime) -> str:
    """RFC 822 with the zone's name, `KST`: what many a reader takes for UTC, nine hours off."""
    return f"{format_datetime(at).rpartition(' ')[0]} {at.tzname()}"


_FORMATS: dict[str, Callable[[datetime], str]] = {
    "rfc822": format_datetime,
    "rfc822-name": _rfc822_name,
    "gmt": lambda at: format_datetime(at, usegmt=True),
    "iso": datetime.isoformat,
    "isoz": lambda at: f"{at:%Y-%m-%dT%H:%M:%SZ}",
    "isoms": lambda at: f"{at:%Y-%m-%dT%H:%M:%S.000Z}",
    "minute": lambda at: f"{at:%Y-%m-%d %H:%M}",
    "clock": lambda at: f"{at:%H:%M}",
    "day-en": lambda at: f"{_month(_AGENCY, at)} {at.day}",
    "day-gov": lambda at: f"{at.day} {_month(_ENGLISH, at)} {at.year}",
    "day-ru": lambda at: f"{at.day} {_month(_RUSSIAN, at)}",
    "stamp-ru": lambda at: f"{at.day} {_month(_RUSSIAN, at)} {at.year}, {at:%H:%M}",
}
