"""Holds the open moments of recorded files to the forms that outlets use."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.demo.moments import fill_moments

NOW = datetime(2025, 3, 31, 20, 5, 9, 123, tzinfo=UTC)


@pytest.mark.parametrize(
    ("placeholder", "written"),
    [
        ("{{rfc822 5 Asia/Seoul}}", "Tue, 01 Apr 2025 05:00:09 +0900"),
        ("{{rfc822-name 5 Asia/Seoul}}", "Tue, 01 Apr 2025 05:00:09 KST"),
        ("{{rfc822 5 Europe/Moscow}}", "Mon, 31 Mar 2025 23:00:09 +0300"),
        ("{{gmt 5}}", "Mon, 31 Mar 2025 20:00:09 GMT"),
        ("{{iso 5 Europe/London}}", "2025-03-31T21:00:09+01:00"),
        ("{{isoz 5}}", "2025-03-31T20:00:09Z"),
        ("{{isoms 5}}", "2025-03-31T20:00:09.000Z"),
        ("{{minute 5 Asia/Seoul}}", "2025-04-01 05:00"),
        ("{{clock 65 Europe/Moscow}}", "22:00"),
        ("{{day-en 5 Asia/Seoul}}", "April 1"),
        ("{{day-gov 5}}", "31 March 2025"),
        ("{{day-ru 5 Europe/Moscow}}", "31 марта"),
        ("{{stamp-ru 5 Asia/Vladivostok}}", "1 апреля 2025, 06:00"),
    ],
)
def test_moment_is_written_as_outlets_do(placeholder: str, written: str) -> None:
    assert fill_moments(f"<b>{placeholder}</b>", now=NOW) == f"<b>{written}</b>"


def test_other_braces_stay() -> None:
    script = 'push({"a": {"b": 1}}); {{ x }}'
    assert fill_moments(script, now=NOW) == script


def test_unknown_form_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill_moments("{{iso8601 5}}", now=NOW)
