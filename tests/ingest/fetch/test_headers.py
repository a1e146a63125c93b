"""What response headers say about time and identity."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fetch.headers import hints, http_date, plain_headers, retry_after_s
from tests.fakes import NOON

DATE = "Mon, 23 Nov 2026 12:00:00 GMT"
HOUR_LATER = "Mon, 23 Nov 2026 13:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "9" * 40}, 1e40),
        ({"retry-after": HOUR_LATER}, 3600),
        ({"retry-after": HOUR_LATER, "date": "Mon, 23 Nov 2026 12:30:00 GMT"}, 1800),
        ({"retry-after": HOUR_LATER, "date": "Mon, 23 Nov 2026 14:30:00 GMT"}, 0),
    ],
)
def test_retry_after_in_seconds_or_by_the_servers_clock(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after_s(headers, now=NOON) == seconds


@pytest.mark.parametrize(
    ("headers", "longest"),
    [
        ({}, 0),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": 'public, Max-Age="600", s-maxage=9999'}, 600),
        ({"cache-control": "max-age=600", "age": "200"}, 400),
        ({"cache-control": "max-age=600", "age": "9000"}, 0),
        ({"cache-control": "max-age=-5"}, 0),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "no-store", "expires": HOUR_LATER}, 0),
        ({"expires": HOUR_LATER}, 3600),
        ({"expires": HOUR_LATER, "date": "Mon, 23 Nov 2026 12:59:00 GMT"}, 60),
        ({"expires": "0"}, 0),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"cache-control": "max-age=60", "expires": HOUR_LATER}, 3600),
    ],
)
def test_freshness(headers: dict[str, str], longest: float) -> None:
    assert hints(headers, now=NOON).longest_s == longest


def test_the_listings_own_ttl_counts_even_when_nothing_may_be_cached() -> None:
    assert hints({"cache-control": "no-store"}, now=NOON, ttl_s=900).longest_s == 900


def test_names_are_lower_case_and_the_last_field_wins() -> None:
    assert plain_headers([(b"X-A", b"1"), (b"x-a", "é".encode()), (b"X-B", b"\xe9")]) == {
        "x-a": "é",
        "x-b": "é",
    }


@pytest.mark.parametrize("value", [b'"a\x01b"', "\ufdd0 forged".encode(), b'"caf\xe9\x00"'])
def test_a_validator_that_cannot_be_echoed_is_left_out(value: bytes) -> None:
    assert plain_headers([(b"ETag", b'"old"'), (b"ETag", value)]) == {}


@pytest.mark.parametrize("value", ['W/"a b"', "no quotes", '"é"', '"a""', "0"])
def test_a_validator_is_kept_as_it_is(value: str) -> None:
    assert plain_headers([(b"ETag", value.encode())]) == {"etag": value}


@given(st.text(max_size=40))
def test_no_date_text_breaks_the_reader(raw: str) -> None:
    moment = http_date(raw)
    assert moment is None or moment.utcoffset() == timedelta(0)
