"""The two doors of a database: what they let through, what they undo, how errors are graded."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import OperationalError

from db.engine import Database
from db.failures import store_error
from db.models import MetaModel, SourceModel
from db.store import sync_sources
from domain.errors import ConfigError, StoreError
from tests.db.samples import source
from tests.fakes import NOON


def test_a_write_commits_at_its_end(database: Database) -> None:
    with database.write() as session:
        session.execute(insert(MetaModel).values(key="a", value="1"))
    with database.read() as session:
        assert session.scalar(select(MetaModel.value)) == "1"


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            session.execute(insert(MetaModel).values(key="a", value="1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as session:
        assert session.scalar(select(MetaModel.value)) is None


def test_the_reading_door_refuses_to_write(database: Database) -> None:
    with pytest.raises(StoreError) as caught, database.read() as session:
        session.execute(insert(MetaModel).values(key="a", value="1"))
    assert caught.value.reason == "read_only"
    assert not caught.value.transient


def test_a_reader_sees_one_snapshot(database: Database) -> None:
    with database.read() as session:
        before = session.scalars(select(MetaModel.key)).all()
        with database.write() as other:
            other.execute(insert(MetaModel).values(key="late", value="1"))
        assert session.scalars(select(MetaModel.key)).all() == before == []


def test_no_update_is_lost_between_threads(database: Database) -> None:
    """Python's own transaction control keeps 238 of 800 such increments, without an error."""
    with database.write() as session:
        session.execute(insert(MetaModel).values(key="n", value="0"))

    def add(times: int) -> None:
        for _ in range(times):
            with database.write() as session:
                value = session.scalar(select(MetaModel.value).with_for_update())
                session.execute(update(MetaModel).values(value=str(int(value or 0) + 1)))

    threads = [threading.Thread(target=add, args=(25,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.scalar(select(MetaModel.value)) == "100"


def test_a_broken_constraint_is_a_permanent_error(database: Database) -> None:
    with pytest.raises(StoreError) as caught, database.write() as session:
        session.execute(insert(MetaModel), [{"key": "a", "value": "1"}] * 2)
    assert (caught.value.reason, caught.value.transient) == ("constraint", False)


def test_a_missing_table_is_a_permanent_error(empty_database: Database) -> None:
    with pytest.raises(StoreError) as caught, empty_database.read() as session:
        session.scalar(select(MetaModel.value))
    assert (caught.value.reason, caught.value.transient) == ("schema", False)


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(StoreError), database.write() as session:
        session.execute(
            text(
                "INSERT INTO revisions (article_id, seen_at, title, text, content_hash)"
                " VALUES (99, '2026-01-01 00:00:00', '', '', '')"
            )
        )


def test_moments_come_back_as_they_went_in_but_in_utc(database: Database) -> None:
    seoul = datetime(2026, 11, 23, 21, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    sync_sources(database, [source()], now=seoul)
    with database.read() as session:
        at = session.scalar(select(SourceModel.next_due_at))
    assert at == seoul
    assert at is not None
    assert at.tzinfo is UTC


def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(StoreError, match="naive"):
        sync_sources(database, [source()], now=datetime(2026, 11, 23))  # noqa: DTZ001


def test_text_no_database_takes_is_replaced_letter_for_letter(database: Database) -> None:
    sync_sources(database, [source(name="a\x00b\ud800c")], now=NOON)
    with database.read() as session:
        assert session.scalar(select(SourceModel.name)) == "a�b�c"


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg"),
        ("postgresql://u:p@h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg"),
        ("sqlite:///x.db", "sqlite"),
    ],
)
def test_addresses_that_are_understood(url: str, driver: str) -> None:
    assert Database(url).url.drivername == driver


@pytest.mark.parametrize(
    "url", ["", "no address", "mysql://h/d", "sqlite://", "sqlite:///:memory:"]
)
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="database_url"):
        Database(url)


def test_a_password_is_not_in_the_error(tmp_path: Path) -> None:
    nobody = Database("postgresql://user:s3cret@127.0.0.1:1/none")
    with pytest.raises(StoreError) as caught, nobody.read() as session:
        session.execute(text("SELECT 1"))
    assert caught.value.transient
    assert caught.value.reason == "unreachable"
    assert "s3cret" not in str(caught.value)


def test_the_folder_of_a_file_is_made(tmp_path: Path) -> None:
    deep = Database(f"sqlite:///{tmp_path}/a/b/tumen.db")
    assert not deep.exists()
    deep.upgrade()
    assert deep.exists()
    deep.dispose()


@pytest.mark.parametrize(
    ("words", "reason", "transient"),
    [
        ("database is locked", "locked", True),
        ("database or disk is full", "full", True),
        ("disk I/O error", "io", True),
        ("attempt to write a readonly database", "read_only", False),
        ("database disk image is malformed", "corrupt", False),
    ],
)
def test_sqlite_errors_are_graded(words: str, reason: str, transient: bool) -> None:
    error = store_error(OperationalError("SELECT 1", None, sqlite3.OperationalError(words)))
    assert (error.reason, error.transient) == (reason, transient)


def test_a_lost_connection_is_transient_and_the_next_call_works(
    emptied_database: Callable[[str], Database],
) -> None:
    database = emptied_database("postgresql")
    with pytest.raises(StoreError) as caught, database.write() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert (caught.value.reason, caught.value.transient) == ("unreachable", True)
    with database.write() as session:
        assert session.scalar(text("SELECT 1")) == 1
