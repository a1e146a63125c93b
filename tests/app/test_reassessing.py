"""Judging a stored past again by the rules of today: in batches, cut off, with a fault in between."""

from __future__ import annotations

from typing import Any

import pytest

from app.digest import judge_text
from app.reassessing import BATCH, Report, reassess, version_of
from db import queries
from domain.assessment import Assessment
from domain.filters import Filter, parse_filter
from tests.app.hall import Hall
from tests.db.samples import Newsroom, article, unflagged

TEXT = "North Korea sent 3,000 soldiers to Kursk."


@pytest.fixture
def room(hall: Hall) -> Newsroom:
    return Newsroom(database=hall.database, clock=hall.clock)


def fill(room: Newsroom, articles: int) -> None:
    """Articles on troops that rules of old took for nothing."""
    for n in range(articles):
        of = article(f"https://news.example/{n}", title=f"Report {n}", text=TEXT)
        room.save(of, unflagged(of))


def run(room: Newsroom, words: str = "", **options: Any) -> Report:
    wanted = parse_filter(words) if words else Filter()
    return reassess(room.database, wanted, clock=room.clock, **options)


def flags(room: Newsroom) -> int:
    return len(
        queries.list_articles(
            room.database, parse_filter("flag:troop_deployment"), now=room.now, limit=1000
        )
    )


def test_all_are_judged_by_the_rules_of_today_and_then_none_is_due(room: Newsroom) -> None:
    fill(room, BATCH + 3)
    steps: list[tuple[int, int]] = []
    report = run(room, show=lambda done, total: steps.append((done, total)))
    total = BATCH + 3
    assert steps == [(0, total), (BATCH, total), (total, total)]
    assert (report.assessed, len(report.differences), report.left) == (total, total, 0)
    assert report.differences[0].words == (
        "+troop_deployment",
        "+reported",
        "+3,000 troops",
        "relevant, was not relevant",
    )
    assert flags(room) == total
    assert room.updates[total:] == []
    assert run(room).assessed == 0
    [found] = queries.list_articles(room.database, Filter(), now=room.now, limit=1).rows
    steps_of = queries.why(room.database, found["id"])
    versions = [s["rule_version"] for s in steps_of if s["step"] == "assessment"]
    assert versions == ["1", version_of("en")]


def test_a_dry_run_says_the_same_and_writes_nothing(room: Newsroom) -> None:
    fill(room, 3)
    dry = run(room, dry_run=True)
    assert (dry.assessed, flags(room)) == (3, 0)
    real = run(room)
    assert (real.earlier, real.differences) == (0, dry.differences)


def test_limit_and_filter_say_what_is_left(room: Newsroom) -> None:
    fill(room, 5)
    report = run(room, limit=2)
    assert (report.assessed, report.left) == (2, 3)
    assert [d.title for d in report.differences] == ["Report 4", "Report 3"]
    assert run(room, '"Report 0"').assessed == 1
    assert run(room).assessed == 2


def test_a_call_that_was_cut_off_is_taken_up_and_told_whole(room: Newsroom) -> None:
    fill(room, BATCH * 2)

    class PowerCut(BaseException):
        pass

    def cut(done: int, total: int) -> None:
        if done:
            raise PowerCut

    with pytest.raises(PowerCut):
        run(room, show=cut)
    assert flags(room) == BATCH
    report = run(room)
    assert (report.earlier, report.assessed) == (BATCH, BATCH)
    assert len(report.differences) == len({d.article_id for d in report.differences}) == BATCH * 2
    assert run(room).earlier == 0


def test_an_article_the_rules_stumble_over_stops_no_other(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    fill(room, 3)

    def stumble(title: str, text: str, **named: Any) -> Assessment:
        if title == "Report 1":
            raise ZeroDivisionError
        return judge_text(title, text, **named)

    report = run(room, judge=stumble)
    assert (report.assessed, report.failed, flags(room)) == (2, 1, 2)
    assert "could not be judged again" in caplog.text
    assert run(room).assessed == 1
