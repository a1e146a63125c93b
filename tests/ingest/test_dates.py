"""Dates in every form that sources use; what is no date is None."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.listing import Dated
from ingest.dates import parse_date

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
SEOUL, MOSCOW, KYIV, TOKYO = "Asia/Seoul", "Europe/Moscow", "Europe/Kyiv", "Asia/Tokyo"


def read(raw: str, timezone: str | None = None, language: str | None = None) -> Dated | None:
    return parse_date(raw, by="feed", timezone=timezone, now=NOW, language=language)


def shown(found: Dated | None) -> str | None:
    return found and f"{found.at:%Y-%m-%d %H:%M:%S} {found.precision}"


SECOND, MINUTE = "2026-11-23 05:05:09 second", "2026-11-23 05:05:00 minute"
DAY, MONTH = "2026-11-23 00:00:00 day", "2026-11-01 00:00:00 month"

# raw, time zone of the source, what is read
STATED = [
    # European months, whatever the page declares, and words around them
    ("23. November 2026", None, DAY),
    ("von Anna Beispiel 23. Nov 2026", None, DAY),
    ("lundi 23 novembre 2026 , par Jean Exemple", None, DAY),
    ("Lunes, 23 de noviembre del 2026", None, DAY),
    ("23 de novembro de 2026", None, DAY),
    ("23 listopada 2026", None, DAY),
    # RFC 822 and its relatives
    ("Mon, 23 Nov 2026 14:05:09 +0900", None, SECOND),
    ("Mon, 23 Nov 2026 05:05:09 GMT", SEOUL, SECOND),
    ("Mon, 23 Nov 2026 05:05:09 UT", SEOUL, SECOND),
    ("Mon, 23 Nov 2026 05:05:09 Z", SEOUL, SECOND),
    ("Mon, 23 Nov 2026 14:05:09 KST", None, SECOND),
    ("Mon, 23 Nov 2026 14:05:09 JST", None, SECOND),
    ("Mon, 23 Nov 2026 08:05:09 MSK", None, SECOND),
    ("Mon, 23 Nov 2026 09:05:09 MSD", None, SECOND),
    ("Mon, 23 Nov 2026 07:05:09 EET", None, SECOND),
    ("Mon, 23 Nov 2026 08:05:09 EEST", None, SECOND),
    ("Mon, 23 Nov 2026 06:05:09 CET", None, SECOND),
    ("Mon, 23 Nov 2026 07:05:09 CEST", None, SECOND),
    ("Mon, 23 Nov 2026 13:05:09 HKT", None, SECOND),
    ("Mon, 23 Nov 2026 12:05:09 ICT", None, SECOND),
    ("Mon, 23 Nov 2026 00:05:09 EST", None, SECOND),
    ("Mon, 23 Nov 2026 01:05:09 EDT", None, SECOND),
    ("Sun, 22 Nov 2026 21:05:09 PST", None, SECOND),
    ("Sun, 22 Nov 2026 23:05:09 CST", None, SECOND),
    ("Mon, 23 Nov 2026 13:05:09 CST", "Asia/Shanghai", SECOND),
    ("Mon, 23 Nov 2026 14:05 KST", None, MINUTE),
    ("23 Nov 2026 14:05:09 +0900", None, SECOND),
    ("Mon 23 Nov 2026 14:05:09 +09:00", None, SECOND),
    ("Mon, 23 November 2026 14:05:09 +0900", None, SECOND),
    ("Monday, 23-Nov-26 05:05:09 GMT", None, SECOND),
    ("Mon, 23 Nov 26 05:05:09 GMT", None, SECOND),
    ("Tue, 23 Nov 2026 14:05:09 +0900", None, SECOND),  # the weekday is wrong, the date stands
    ("Mon, 23 Nov 2026 14:05:09 GMT+0900", None, SECOND),
    ("Mon, 23 Nov 2026 14:05:09 GMT+9", None, SECOND),
    ("Mon, 23 Nov 2026 14:05:09 +0900 (KST)", None, SECOND),
    ("Mon, 23 Nov 2026 5:05:09 GMT", None, SECOND),
    ("Mon, 23 Nov 2026 14:05:09", SEOUL, SECOND),
    ("Mon, 23 Nov 2026 05:05:09", None, SECOND),
    ("Mon, 23 Nov 2026 05:05:09 -0000", SEOUL, SECOND),
    ("Mon, 23 Nov 2026 14:05:09 A", SEOUL, SECOND),  # military letters are unknown zones
    ("Mon, 23 Nov 2026 05:05:09 A", None, SECOND),
    ("Mon, 23 Nov 2026 14:05:09 QQT", SEOUL, SECOND),
    ("Mon Nov 23 05:05:09 2026", None, SECOND),
    ("Mon Nov 23 14:05:09 KST 2026", None, SECOND),
    ("Mon,\n 23 Nov 2026\t14:05:09 +0900 ", None, SECOND),
    # ISO 8601
    ("2026-11-23T05:05:09Z", SEOUL, SECOND),
    ("2026-11-23T14:05:09+09:00", None, SECOND),
    ("2026-11-23T14:05:09+0900", None, SECOND),
    ("2026-11-23T14:05:09+09", None, SECOND),
    ("2026-11-23T05:05:09.123456Z", None, SECOND),
    ("2026-11-23T05:05:09,5Z", None, SECOND),
    ("2026-11-23T14:05+09:00", None, MINUTE),
    ("2026-11-23T14:05:09", SEOUL, SECOND),
    ("2026-11-23 14:05:09", SEOUL, SECOND),
    ("2026-11-23 08:05:09", MOSCOW, SECOND),
    ("2026-11-23 07:05:09", KYIV, SECOND),
    ("2026-11-23 05:05:09", None, SECOND),
    ("2026-11-23 14:05:09 KST", None, SECOND),
    ("2026-11-23 14:05:09 +0900", None, SECOND),
    ("2026-11-23 05:05:09 UTC", SEOUL, SECOND),
    ("20261123T050509Z", SEOUL, SECOND),
    ("20261123140509", SEOUL, SECOND),
    ("202611231405", SEOUL, MINUTE),
    ("20261123", SEOUL, DAY),
    ("2026-11-23", SEOUL, DAY),
    ("2026-11-23+09:00", None, DAY),
    ("2026-11", SEOUL, MONTH),
    ("2026-W48-1", None, DAY),
    ("2026-327", None, DAY),
    ("2026-11-22T24:00:00Z", None, "2026-11-23 00:00:00 second"),
    ("2016-12-31T23:59:60Z", None, "2016-12-31 23:59:59 second"),
    ("2026-07-01 12:00:00", KYIV, "2026-07-01 09:00:00 second"),  # summer time
    # Korean
    ("2026.11.23 14:05", SEOUL, MINUTE),
    ("2026.11.23. 14:05:09", SEOUL, SECOND),
    ("2026. 11. 23. 오후 2:05", SEOUL, MINUTE),
    ("2026 11 / 23 14:05", SEOUL, MINUTE),
    ("14:05, 23.11.26", "Europe/Kyiv", "2026-11-23 12:05:00 minute"),
    ("14:05, 23.11.26", SEOUL, None),
    ("2026-11-23 오후 2:05:09", SEOUL, SECOND),
    ("2026년 11월 23일 오후 2시 5분", SEOUL, MINUTE),
    ("2026년 11월 23일 14시 5분 9초", SEOUL, SECOND),
    ("2026년 11월 23일 (월) 오후 2시", SEOUL, "2026-11-23 05:00:00 minute"),
    ("입력 2026.11.23 14:05", SEOUL, MINUTE),
    ("11월 23일 14:05", SEOUL, MINUTE),
    ("2026년 11월 23일", SEOUL, DAY),
    ("2026년 11월", SEOUL, MONTH),
    ("2026/11/23 14:05", SEOUL, MINUTE),
    ("2026.11.23 오전 12:05", SEOUL, "2026-11-22 15:05:00 minute"),
    # Russian and Ukrainian
    ("23 ноября 2026, 14:05", "Asia/Yakutsk", MINUTE),
    ("23 ноября 2026, 08:05", MOSCOW, MINUTE),
    ("23 ноября 2026 г. в 08:05", MOSCOW, MINUTE),
    ("08:05, 23 ноября 2026", MOSCOW, MINUTE),
    ("08:05 МСК, 23 ноября 2026", None, MINUTE),
    ("23 ноя 2026 08:05", MOSCOW, MINUTE),
    ("23.11.2026 08:05", MOSCOW, MINUTE),
    ("23.11.2026, 08:05 МСК", None, MINUTE),
    ("23 ноября, 08:05", MOSCOW, MINUTE),
    ("25 декабря, 08:05", MOSCOW, "2025-12-25 05:05:00 minute"),  # the latest that is not ahead
    ("Пн, 23 ноя 2026 08:05:09 +0300", None, SECOND),
    ("23 листопада 2026, 07:05", KYIV, MINUTE),
    ("23.11.2026", MOSCOW, DAY),
    ("ноябрь 2026", MOSCOW, None),  # a month in words alone is a heading, not a date
    # Japanese and Chinese
    ("2026年11月23日 14時05分", TOKYO, MINUTE),
    ("2026年11月23日(月) 午後2時5分", TOKYO, MINUTE),
    ("令和8年11月23日", TOKYO, DAY),
    ("2026年11月23日 13:05", "Asia/Shanghai", MINUTE),
    ("2026年11月23日 下午1:05", "Asia/Shanghai", MINUTE),
    # English as written
    ("November 23, 2026 2:05 PM KST", None, MINUTE),
    ("Nov. 23, 2026, 2:05 p.m.", SEOUL, MINUTE),
    ("23rd November 2026", None, DAY),
    ("Updated: Nov 23, 2026", None, DAY),
    # relative to now, which is 12:30 UTC
    ("3시간 전", SEOUL, "2026-11-23 09:30:00 minute"),
    ("5분 전", SEOUL, "2026-11-23 12:25:00 minute"),
    ("방금 전", SEOUL, "2026-11-23 12:30:00 minute"),
    ("2 часа назад", MOSCOW, "2026-11-23 10:30:00 minute"),
    ("час назад", MOSCOW, "2026-11-23 11:30:00 minute"),
    ("10 мин. назад", MOSCOW, "2026-11-23 12:20:00 minute"),
    ("2 години тому", KYIV, "2026-11-23 10:30:00 minute"),
    ("5 minutes ago", None, "2026-11-23 12:25:00 minute"),
    ("an hour ago", None, "2026-11-23 11:30:00 minute"),
    ("3時間前", TOKYO, "2026-11-23 09:30:00 minute"),
    ("5分钟前", None, "2026-11-23 12:25:00 minute"),
    ("2일 전", SEOUL, "2026-11-21 00:00:00 day"),
    ("2 months ago", None, "2026-09-01 00:00:00 month"),
    ("어제", SEOUL, "2026-11-22 00:00:00 day"),
    ("вчера, 23:10", MOSCOW, "2026-11-22 20:10:00 minute"),
    ("сегодня в 08:05", MOSCOW, MINUTE),
    # other languages, through dateparser
    ("23. Dezember 2025 14:05", "Europe/Berlin", "2025-12-23 13:05:00 minute"),
    ("23 décembre 2025", None, "2025-12-23 00:00:00 day"),
    # far ahead: kept as stated
    ("2031-01-01T00:00:00Z", None, "2031-01-01 00:00:00 second"),
]


@pytest.mark.parametrize(
    ("raw", "timezone", "expected"), STATED, ids=[f"{r}|{z}" for r, z, _ in STATED]
)
def test_stated_date_is_read(raw: str, timezone: str | None, expected: str | None) -> None:
    assert shown(read(raw, timezone)) == expected


NOT_DATES = [
    "",
    "   ",
    "now",
    "сейчас",
    "2026-13-45",
    "2026-02-30T10:00:00Z",
    "Mon, 32 Nov 2026 10:00:00 GMT",
    "Mon, 23 Nov 2026 25:00:00 GMT",
    "Mon, 23 Nov 2026 10:61:00 GMT",
    "Mon, 23 Foo 2026 10:00:00 GMT",
    "2026-11-23T10:00:61Z",
    "2026.13.45 14:05",
    "2026년 13월 1일",
    "31.02.2026",
    "0000-00-00T00:00:00",
    "0000-00-00 00:00:00",
    "1970-01-01T00:00:00Z",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "9999-12-31T23:59:59-12:00",
    "2026",
    "14:05",
    "20261345",
    "2026-W54-1",
    "2026-367",
    "1763884800",
    "breaking news",
    "파병",
    "3 soldiers",
    "Mon, 23 Nov 2026 14:05:09 +0900" * 10,
]


def test_what_is_in_no_known_form_is_looked_at_only_thoroughly() -> None:
    raw = "23 Marraskuu 2026"
    for thorough, shown_ in ((True, "2026-11-23 00:00:00 day"), (False, None)):
        found = parse_date(raw, by="x", timezone=None, now=NOW, language="fi", thorough=thorough)
        assert shown(found) == shown_


@pytest.mark.parametrize("raw", NOT_DATES)
def test_what_is_no_date_is_none(raw: str) -> None:
    assert read(raw) is None


@pytest.mark.parametrize(
    ("language", "timezone", "expected"),
    [
        ("en-US", None, "2026-03-04"),
        ("en-GB", None, "2026-04-03"),
        ("ru", None, "2026-04-03"),
        ("en", "America/New_York", "2026-03-04"),
        ("en", "Europe/London", "2026-04-03"),
        ("en", None, None),
        (None, None, None),
    ],
)
def test_slashes_need_somebody_to_say_which_is_the_month(
    language: str | None, timezone: str | None, expected: str | None
) -> None:
    found = read("03/04/2026", timezone, language)
    assert (found and f"{found.at:%Y-%m-%d}") == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("ko", "2024-11-12"), ("uk", "2012-11-24"), ("en", None)]
)
def test_years_of_two_digits_stand_first_in_the_east(language: str, expected: str | None) -> None:
    found = read("24.11.12 18:20", None, language)
    assert (found and f"{found.at:%Y-%m-%d}") == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("23/11/2026", "2026-11-23"), ("11/23/2026", "2026-11-23"), ("04/04/2026", "2026-04-04")],
)
def test_slashes_that_tell_themselves(raw: str, expected: str) -> None:
    found = read(raw)
    assert found is not None
    assert f"{found.at:%Y-%m-%d}" == expected


def test_provenance_and_raw_string_are_kept() -> None:
    found = parse_date(" 2026-11-23 ", by="sitemap", timezone=None, now=NOW)
    assert found == Dated(
        at=datetime(2026, 11, 23, tzinfo=UTC), by="sitemap", precision="day", raw="2026-11-23"
    )


def test_unknown_zone_of_the_source_counts_as_none() -> None:
    assert shown(read("2026-11-23 05:05:09", "Mars/Olympus")) == SECOND


moments = st.integers(min_value=820540800, max_value=2556000000).map(
    lambda stamp: datetime.fromtimestamp(stamp, UTC)
)
offsets = st.integers(-12 * 4, 14 * 4).map(
    lambda quarters: timezone(timedelta(minutes=15 * quarters))
)


@given(moments, offsets)
def test_round_trip_of_the_standard_forms(moment: datetime, offset: timezone) -> None:
    local = moment.astimezone(offset)
    for raw in (local.isoformat(), format_datetime(local), f"{local:%Y%m%dT%H%M%S%z}"):
        found = read(raw, SEOUL)
        assert found is not None
        assert (found.at, found.precision) == (moment, "second")


@given(moments)
def test_round_trip_of_the_written_forms(moment: datetime) -> None:
    local = moment.astimezone(timezone(timedelta(hours=9)))
    half = "오전" if local.hour < 12 else "오후"
    for raw in (
        f"{local:%Y.%m.%d %H:%M:%S}",
        f"{local.year}년 {local.month}월 {local.day}일 {half} {local.hour % 12 or 12}시 {local.minute}분 {local.second}초",
        f"{local:%Y/%m/%d %H:%M:%S}",
        f"{local:%d.%m.%Y, %H:%M:%S}",
        f"{local:%B %d, %Y %I:%M:%S %p}",
    ):
        found = read(raw, SEOUL)
        assert found is not None, raw
        assert (found.at, found.precision) == (moment, "second"), raw


@given(st.text(max_size=60), st.sampled_from([None, "ko", "ru", "zz", "en-US"]))
@example("1 2 3 4 5 6 7", None)
@example("٢٠٢٦-١١-٢٣", None)
@example("9999999999999 years ago", None)
@example("令和99年11月23日", None)
def test_no_text_raises_or_means_now(raw: str, language: str | None) -> None:
    found = read(raw, None, language)
    assert found is None or (found.at.year >= 1995 and found.at.tzinfo is UTC)
