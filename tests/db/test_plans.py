"""No statement on the way of an entry to its story reads a whole table that grows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from db import store
from db.engine import Database
from db.models.declarative import Base
from tests.db.samples import Newsroom, article, entry, fingerprint

# As long as the catalogue or shorter; all others grow with every poll and article.
SHORT_TABLES = frozenset({"sources", "host_holds", "robots", "subscriptions", "meta"})
GROWING = frozenset(Base.metadata.tables) - SHORT_TABLES
_SCAN = re.compile(r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
# Indexes of what is under way, and of nothing else.
_SHORT = frozenset({"ix_entries_due_at", "ix_entries_lease_owner"})


@contextmanager
def _listening() -> Iterator[list[tuple[str, Any]]]:
    """The statements that any engine runs meanwhile, with their parameters."""
    heard: list[tuple[str, Any]] = []

    def hear(_c: Any, _u: Any, statement: str, given: Any, _x: Any, many: bool) -> None:
        heard.append((statement, given[0] if many else given))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def _long_scans(database: Database, heard: list[tuple[str, Any]]) -> set[str]:
    found = set()
    with database.read() as session:
        for statement, given in dict(heard).items():
            if not statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
                continue
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            for row in plan:
                scan = _SCAN.match(row.detail)
                if scan and re.sub(r"_\d+$", "", scan[1]) in GROWING and scan[2] not in _SHORT:
                    found.add(f"{row.detail}: {statement}")
    return found


def test_an_entry_comes_to_its_story_without_a_scan(room: Newsroom) -> None:
    _only_sqlite(room.database)
    with _listening() as heard:
        room.save(article("https://x.example/1"), like=fingerprint(7, 8))
        room.save(article("https://x.example/2"), like=fingerprint(7, 9), source_id="b")
        poor = article("https://x.example/3", fallback_reason="timeout")
        claimed = room.pending("3", url=poor.url)
        room.save(poor, claimed=claimed, like=fingerprint(7), retry_at=room.now)
        [again] = room.claim()
        room.save(replace(poor, fallback_reason=None), claimed=again, like=fingerprint(7, 10))
        room.poll("b", entry("2", url="https://x.example/2", title="Edited"))
        store.find_article_by_url(room.database, "https://x.example/2")
    kinds = {statement.split()[0] for statement, _ in heard}
    assert {"SELECT", "UPDATE", "INSERT"} <= kinds
    assert _long_scans(room.database, heard) == set()


def test_a_scan_would_be_found(room: Newsroom) -> None:
    _only_sqlite(room.database)
    with _listening() as heard, room.database.read() as session:
        session.execute(text("SELECT id FROM articles WHERE title = 'x'")).all()
    assert len(_long_scans(room.database, heard)) == 1


def _only_sqlite(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL chooses its plans by what is in the tables")
