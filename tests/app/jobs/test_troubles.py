"""Failures in the log: one line a class, however many sources met it."""

from __future__ import annotations

import logging

import pytest

from app import jobs
from domain.errors import FetchError, StoreError
from tests.app.hall import Hall


async def test_a_hundred_sources_without_a_network_are_one_line(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    for n in range(20):
        feed = hall.source(f"outlet-{n:02}").url
        error = FetchError(f"outlet-{n:02}.example: no such name", reason="dns")
        hall.serve(feed, error if n else FetchError("HTTP 500", reason="server", status=500))
    await hall.poll()
    with caplog.at_level(logging.INFO):
        jobs.tell_failures(hall.house)
        jobs.tell_failures(hall.house)
    lines = [vars(record) for record in caplog.records]
    assert [(line["reason"], line["count"]) for line in lines] == [("dns", 19), ("server", 1)]
    assert (
        lines[0]["sources"] == "outlet-01, outlet-02, outlet-03, outlet-04, outlet-05 and 14 more"
    )
    assert lines[0]["meaning"] == "host names do not resolve: is there a network?"
    assert lines[0]["first_retry_s"] == 300
    assert not any(record.exc_info for record in caplog.records)


def test_database_that_is_away_is_told_once_in_a_while(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    away = StoreError("database: unable to open database file", reason="unreachable")
    for _ in range(5):
        jobs.tell_trouble(hall.house, "sources", away)
    hall.clock.advance(minutes=10)
    jobs.tell_trouble(hall.house, "sources", away)
    assert caplog.messages == ["work is held up"] * 2
    assert hall.tally.bugs == 0


def test_bug_is_counted_each_time_and_told_with_its_traceback_once(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        jobs.tell_trouble(hall.house, "entries", TypeError("no"))
    jobs.tell_trouble(hall.house, "entries", TypeError("another"))
    assert [bool(record.exc_info) for record in caplog.records] == [True, True]
    assert hall.tally.bugs == 4
