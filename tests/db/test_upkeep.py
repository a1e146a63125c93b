"""Care of a database: check, backup, restore, pruning."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db import queries
from db.engine import Database
from db.upkeep import prune
from domain.errors import StoreError
from tests.db.samples import Newsroom, article, entry, page, unflagged
from tests.fakes import FakeClock

URL = "https://news.example/1"


def test_a_sound_database_has_no_faults(room: Newsroom) -> None:
    room.save(article(URL))
    assert room.database.check() == []


def test_a_database_without_schema_is_told(empty_database: Database) -> None:
    [fault] = empty_database.check()
    assert "the schema is empty" in fault


def test_an_index_out_of_step_is_told(room: Newsroom, kind: str) -> None:
    room.save(article(URL))
    lost = "INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')"
    with room.database.write() as session:
        session.execute(text(lost if kind == "sqlite" else "DELETE FROM articles_fts"))
    assert room.database.check() == ["the full-text index holds 0 of 1 articles"]


def test_pruning_says_first_what_it_would_do(room: Newsroom) -> None:
    room.save(article(URL), page=page())
    of = article(f"{URL}2")
    room.save(of, unflagged(of), page=page())
    room.clock.advance(days=30)
    room.poll("yonhap-en", entry("later"))
    keep = dict.fromkeys(("polls", "raw_pages_other", "raw_pages_relevant"), timedelta(days=7))
    expected = {"polls": 2, "raw_pages_other": 1, "raw_pages_relevant": 0}
    assert prune(room.database, keep, now=room.now) == expected
    assert prune(room.database, keep, now=room.now, dry_run=False) == expected
    assert prune(room.database, keep, now=room.now) == dict.fromkeys(expected, 0)
    assert queries.counts(room.database, now=room.now)["articles"] == 2
    assert room.database.check() == []


def test_flagged_pages_cannot_be_pruned(database: Database, room: Newsroom) -> None:
    with pytest.raises(StoreError, match="raw_pages_flagged"):
        prune(database, {"raw_pages_flagged": timedelta(0)}, now=room.now)


def test_a_backup_is_taken_while_others_write(room: Newsroom, kind: str, tmp_path: Path) -> None:
    room.save(article(URL))
    copy = tmp_path / "kept" / "copy.db"
    if kind == "postgresql":
        with pytest.raises(StoreError, match="pg_dump"):
            room.database.backup(copy)
        return
    with room.database.write() as session:
        session.execute(text("UPDATE articles SET title = 'half done'"))
        room.database.backup(copy)
    kept = Database(f"sqlite:///{copy}")
    assert kept.check() == []
    [row] = queries.seed_articles(kept) or [queries.show_article(kept, URL)]
    assert row is not None
    assert row["title"] == "North Korea sends troops"
    kept.dispose()
    with pytest.raises(StoreError, match="exists"):
        room.database.backup(copy)


def test_a_backup_can_be_put_back(room: Newsroom, kind: str, tmp_path: Path) -> None:
    if kind == "postgresql":
        with pytest.raises(StoreError, match="pg_restore"):
            room.database.restore(tmp_path / "copy.db")
        return
    room.save(article(URL))
    room.database.backup(tmp_path / "copy.db")
    room.save(article(f"{URL}2"))
    room.database.restore(tmp_path / "copy.db")
    assert queries.counts(room.database, now=room.now)["articles"] == 1
    assert room.database.check() == []
    room.save(article(f"{URL}3"))


def test_what_is_no_database_is_not_put_back(clock: FakeClock, tmp_path: Path) -> None:
    room = Newsroom(database=Database(f"sqlite:///{tmp_path}/tumen.db"), clock=clock)
    room.database.upgrade()
    room.save(article(URL))
    (tmp_path / "broken.db").write_bytes(b"SQLite format 3\x00 and then nothing of it")
    with pytest.raises(StoreError, match="not a sound database"):
        room.database.restore(tmp_path / "broken.db")
    assert room.database.check() == []


def test_a_damaged_file_is_told(tmp_path: Path, clock: FakeClock) -> None:
    room = Newsroom(database=Database(f"sqlite:///{tmp_path}/tumen.db"), clock=clock)
    room.database.upgrade()
    for n in range(20):
        room.save(article(f"{URL}{n}", text="long " * 2_000))
    room.database.dispose()
    path = room.database.path
    assert path is not None
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 8_192] = b"\xff" * 8_192
    path.write_bytes(data)
    with suppress(StoreError):  # what is damaged beyond reading says so by itself
        assert any("damaged" in fault for fault in room.database.check())
