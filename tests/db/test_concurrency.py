"""Two daemons on one database, threads and processes: nothing is taken twice, nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from db import outbox, queries, store
from db.engine import Database
from db.models import ArticleModel, StoryMemberModel, StoryModel
from domain.alert import NewAlert
from domain.filters import Filter
from domain.rows import PendingEntry
from tests.db.samples import (
    Newsroom,
    article,
    entry,
    fingerprint,
    flagged,
    place_with_first,
    source,
    tell_desk,
)
from tests.fakes import NOON

ALL = Filter()

# A daemon of its own: claims entries one by one and stores their articles, until nothing is left. It
# writes a line before each transaction; given a number, it dies in the middle of that transaction.
DAEMON = """
import os, signal, sys
from db import store
from db.engine import Database
from domain.story import Fingerprint
from tests.db.samples import article, flagged, place_with_first, tell_desk
from tests.fakes import NOON
database, owner, dies_at = Database(sys.argv[1]), sys.argv[2], int(sys.argv[3])
done = 0
def plan(update):
    if done == dies_at:
        os.kill(os.getpid(), signal.SIGKILL)
    return tell_desk(update)
while claimed := store.claim_due_entries(database, now=NOON, owner=owner, lease_s=60, limit=1):
    done += 1
    of = article(claimed[0].entry.url)
    store.save_article(database, of, flagged(of), Fingerprint(content_hash=of.url), entry=claimed[0],
                       place=place_with_first, plan=plan, now=NOON)
"""


def side_by_side(*works: Callable[[], None]) -> None:
    failures: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def start_daemon(database: Database, owner: str, *, dies_at: int = 0) -> subprocess.Popen[bytes]:
    url = database.url.render_as_string(hide_password=False)
    root = Path(__file__).parents[2]
    arguments = [sys.executable, "-c", DAEMON, url, owner, str(dies_at)]
    return subprocess.Popen(arguments, cwd=root, env={**os.environ, "PYTHONPATH": str(root)})


def test_no_source_is_claimed_twice(room: Newsroom) -> None:
    room.watch(*(source(f"s{n}") for n in range(40)))
    taken: Counter[str] = Counter()

    def daemon(owner: str) -> None:
        while claimed := store.claim_due_sources(
            room.database, now=NOON, owner=owner, lease_s=60, limit=3
        ):
            taken.update(found.id for found, _ in claimed)

    side_by_side(*(lambda n=n: daemon(f"daemon-{n}") for n in range(4)))  # type: ignore[misc]  # default binds n
    assert taken == Counter({f"s{n}": 1 for n in range(40)})


def test_no_entry_and_no_alert_is_claimed_twice(room: Newsroom) -> None:
    alerts = [
        NewAlert(
            route=f"r{n % 3}",
            channel="x",
            change="opened",
            state=str(n),
            message_id=str(n),
            payload={},
        )
        for n in range(30)
    ]
    room.save(article("https://news.example/first"), plan=lambda _: alerts)
    room.poll("a", *(entry(str(n)) for n in range(40)))
    entries: Counter[int] = Counter()
    told: Counter[int] = Counter()

    def ingest(owner: str) -> None:
        while claimed := room.claim(3, owner=owner):
            entries.update(found.id for found in claimed)

    def send(owner: str) -> None:
        while due := outbox.claim_due_alerts(
            room.database, now=NOON, owner=owner, lease_s=60, limit=4, per_route=30
        ):
            told.update(alert.id for alert in due)

    side_by_side(*(lambda w=w, n=n: w(f"daemon-{n}") for n in range(2) for w in (ingest, send)))  # type: ignore[misc]  # defaults bind
    assert (len(entries), set(entries.values())) == (40, {1})
    assert (len(told), set(told.values())) == (30, {1})


def test_copies_stored_at_once_open_one_story(room: Newsroom) -> None:
    room.poll("a", *(entry(str(n)) for n in range(16)))
    claimed = room.claim()
    copies = fingerprint(7, 8, 9)

    def save(mine: list[PendingEntry]) -> None:
        for each in mine:
            room.save(article(each.entry.url or ""), like=copies, claimed=each)

    side_by_side(*(lambda n=n: save(claimed[n::4]) for n in range(4)))  # type: ignore[misc]  # default binds n
    with room.database.read() as session:
        assert session.scalar(select(func.count()).select_from(StoryModel)) == 1
        assert session.scalar(select(func.count()).select_from(StoryMemberModel)) == 16
    assert outbox.count_alerts(room.database)["pending"] == 1


def test_one_address_stored_at_once_is_one_article(room: Newsroom) -> None:
    ids = [f"s{n}" for n in range(4)]
    of = article("https://news.example/same")
    claimed = [room.pending("same", id_, url=of.url) for id_ in ids]
    outcomes: list[str] = []

    def save(each: PendingEntry) -> None:
        outcomes.append(room.save(of, claimed=each).outcome)

    side_by_side(*(lambda each=each: save(each) for each in claimed))  # type: ignore[misc]  # default binds
    assert sorted(outcomes) == ["duplicate_url"] * 3 + ["stored"]
    [story] = queries.list_stories(room.database, ALL, now=NOON)
    assert story["sources"] == ids


def test_two_processes_share_the_work(room: Newsroom) -> None:
    room.poll("a", *(entry(str(n)) for n in range(30)))
    daemons = [start_daemon(room.database, f"daemon-{n}") for n in range(2)]
    assert [daemon.wait(timeout=50) for daemon in daemons] == [0, 0]
    with room.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ArticleModel)) == 30
    assert outbox.count_alerts(room.database)["pending"] == 30
    assert room.database.check() == []


def test_a_daemon_killed_in_the_middle_of_an_article_leaves_it_to_the_next(room: Newsroom) -> None:
    room.poll("a", *(entry(str(n)) for n in range(6)))
    killed = start_daemon(room.database, "daemon-1", dies_at=3)
    assert killed.wait(timeout=50) == -signal.SIGKILL
    with room.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ArticleModel)) == 2
    assert room.database.check() == []
    assert len(room.claim(owner="next")) == 3, "the one under way is still leased"
    room.clock.advance(seconds=61)
    for claimed in room.claim(owner="next"):
        of = article(claimed.entry.url or "")
        store.save_article(
            room.database,
            of,
            flagged(of),
            fingerprint(),
            entry=claimed,
            place=place_with_first,
            plan=tell_desk,
            now=room.now,
        )
    assert queries.counts(room.database, now=room.now)["entries"] == {
        "pending": 0,
        "done": 6,
        "failed": 0,
    }
    assert outbox.count_alerts(room.database)["pending"] == 6
    assert queries.search(room.database, "soldiers", limit=9).cursor is None
    assert len(queries.search(room.database, "soldiers", limit=9)) == 6
