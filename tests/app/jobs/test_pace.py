"""Sources are asked earlier when the subject is hot, and never all at once after a rest."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle

import pytest

from app import jobs
from ingest.schedule.herd import window_s
from tests.app.hall import Hall, item, rss
from tests.fakes import NOON

FLAGGED = "11,000 North Korean soldiers sent to Russia's Kursk"


@pytest.mark.parametrize(
    ("count", "seconds"), [(0, 0), (4, 0), (5, 1.25), (137, 34.25), (10_000, 300)]
)
def test_window_grows_with_the_herd(count: int, seconds: float) -> None:
    assert window_s(count) == seconds


async def test_overdue_sources_are_spread_after_a_night(hall: Hall) -> None:
    hall.chance = cycle(n / 20 for n in range(20)).__next__
    for n in range(40):
        id_ = f"s{n:02}"
        hall.source(id_)
        hall.serve(f"https://{id_}.example/rss", rss(item(f"https://{id_}.example/1")))
    while await hall.poll():
        pass
    hall.source("new")
    hall.clock.advance(hours=12)
    assert await jobs.spread(hall.house) == 40
    rows = hall.rows("SELECT id, unixepoch(next_due_at) AS s FROM sources WHERE id != 'new'")
    now = hall.clock.now().timestamp()
    assert sorted({row["s"] - now for row in rows}) == [n // 2 for n in range(0, 20, 2)]
    [fresh] = hall.rows("SELECT unixepoch(next_due_at) AS s FROM sources WHERE id = 'new'")
    assert fresh["s"] == NOON.timestamp(), "a new source is not kept waiting"
    assert await jobs.spread(hall.house) == 0, "what is spread is not spread again"


async def test_sources_of_a_hot_subject_are_asked_before_they_were_due(hall: Hall) -> None:
    hall.source("one", poll_interval_s=3600)
    hall.source("two", poll_interval_s=3600)
    for id_ in ("one", "two"):
        hall.serve(f"https://{id_}.example/rss", rss(item(None, f"{id_}: {FLAGGED}")))
    await hall.poll()
    await hall.ingest()
    hall.clock.advance(minutes=1)
    assert await jobs.hasten(hall.house) == 2
    dues = hall.rows("SELECT due_by, unixepoch(next_due_at) AS s FROM sources")
    # Two outlets: a third of the interval, counted from the last poll.
    assert {(row["due_by"], row["s"]) for row in dues} == {("burst", NOON.timestamp() + 1200)}
    assert await jobs.hasten(hall.house) == 0


async def test_nobody_is_hastened_before_a_servers_own_wish(hall: Hall) -> None:
    hall.source("one", poll_interval_s=1800)
    feed = rss(item(None, FLAGGED)).replace(b"<channel>", b"<channel><ttl>60</ttl>")
    hall.serve("https://one.example/rss", feed)
    await hall.poll()
    await hall.ingest()
    hall.clock.advance(minutes=31)
    assert await jobs.hasten(hall.house) == 0
    assert hall.rows("SELECT flag FROM flags")
    row = hall.row("SELECT due_by, unixepoch(next_due_at) AS s FROM sources")
    assert (row["due_by"], row["s"]) == ("hint", (NOON + timedelta(hours=1)).timestamp())


async def test_old_news_heats_nothing(hall: Hall) -> None:
    hall.source("one")
    hall.serve("https://one.example/rss", rss(item(None, FLAGGED).replace("23 Nov", "20 Nov")))
    await hall.poll()
    await hall.ingest()
    hall.clock.advance(minutes=1)
    assert await jobs.hasten(hall.house) == 0
    assert hall.rows("SELECT flag FROM flags")
