"""Migrations on both databases: complete, safe at once and half way, and kind to rows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Text, func, inspect, select, text

from db import queries, store
from db.engine import Database
from db.models import ArticleModel, ClaimModel, StoryMemberModel
from db.schema import config_for, current_revision, differences, head_revision
from domain.errors import StoreError
from domain.filters import parse_filter
from domain.source import SourceState
from tests.db.conftest import Server
from tests.db.samples import Newsroom, article
from tests.fakes import FakeClock

KILLED_HALF_WAY = """
import os, signal, sys
from alembic import op
from db.engine import Database
create_index = op.create_index
def die(name, *args, **options):
    if name == "ix_polls_started_at":
        os.kill(os.getpid(), signal.SIGKILL)
    create_index(name, *args, **options)
op.create_index = die
Database(sys.argv[1]).upgrade()
"""

FIRST_SCHEMA_ROWS = (
    "INSERT INTO articles (id, url, title, text, folded, authors, first_seen_at, extractor,"
    " content_hash, is_seed, index_cut, description) VALUES (1, 'https://news.example/1', 'T',"
    " '11,000 soldiers', '', '[]', '2025-03-24 00:00:00', 'feed', 'x', false, false, '')",
    "INSERT INTO assessments (id, article_id, rule_version, is_current, score, reasons, statuses,"
    " created_at) VALUES (1, 1, '1', true, 1.0, '[]', '[]', '2025-03-24 00:00:00')",
    "INSERT INTO evidence VALUES (1, 1, 3, 18, '11,000 soldiers')",
    "INSERT INTO claims (id, article_id, assessment_id, status, speaker, evidence_id)"
    " VALUES (1, 1, 1, 'reported', 'NIS', 1)",
    "INSERT INTO figures (id, article_id, assessment_id, claim_id, low, high, bound, what,"
    " evidence_id) VALUES (1, 1, 1, 1, 11000, 11000, 'exact', 'troops', 1)",
)


def revision_of(database: Database) -> str | None:
    with database.read() as session:
        return current_revision(session.connection())


def test_the_migrations_make_what_the_models_say(empty_database: Database) -> None:
    empty_database.upgrade()
    with empty_database.read() as session:
        assert differences(session.connection()) == []


def test_a_second_upgrade_changes_nothing(room: Newsroom) -> None:
    room.save(article("https://news.example/1"))
    room.database.upgrade()
    with room.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ArticleModel)) == 1


def test_daemons_that_start_at_once_do_not_collide(empty_database: Database) -> None:
    failures: list[BaseException] = []
    url = empty_database.url.render_as_string(hide_password=False)

    def start() -> None:
        own = Database(url)
        try:
            own.upgrade()
        except BaseException as error:
            failures.append(error)
        finally:
            own.dispose()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert revision_of(empty_database) == head_revision()


def test_an_upgrade_killed_half_way_leaves_nothing_and_can_be_run_again(
    empty_database: Database,
) -> None:
    url = empty_database.url.render_as_string(hide_password=False)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_HALF_WAY, url], env=os.environ, check=False, timeout=50
    )
    assert killed.returncode == -signal.SIGKILL
    with empty_database.read() as session:
        assert inspect(session.connection()).get_table_names() == []
    empty_database.upgrade()
    assert revision_of(empty_database) == head_revision()


def test_a_database_of_a_newer_version_is_refused(empty_database: Database) -> None:
    empty_database.upgrade()
    with empty_database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"9999.*newer tumen"):
        empty_database.upgrade()


def test_a_database_that_cannot_hold_korean_is_refused(postgres: Server) -> None:
    ascii_only = postgres.create(
        f"tumen_ascii_{os.getpid()}", "ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"
    )
    with pytest.raises(StoreError, match="SQL_ASCII; make one with CREATE DATABASE") as caught:
        ascii_only.upgrade()
    assert not caught.value.transient
    ascii_only.dispose()


def test_a_locale_that_folds_no_letter_is_told(
    postgres: Server, caplog: pytest.LogCaptureFixture
) -> None:
    c_locale = postgres.create(
        f"tumen_c_{os.getpid()}", "ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0"
    )
    c_locale.upgrade()
    assert "C locale" in caplog.text
    assert c_locale.check() == []
    c_locale.dispose()


def test_rebuilding_a_parent_table_keeps_its_children(
    empty_database: Database, clock: FakeClock
) -> None:
    """With foreign keys enforced, SQLite would take all claims along with the old table."""
    empty_database.upgrade()
    room = Newsroom(database=empty_database, clock=clock)
    room.save(article("https://news.example/1", outlet="Yonhap"))
    with empty_database.connect_to_migrate() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("articles") as batch:
            batch.alter_column("outlet", existing_type=Text(), nullable=False)
    with empty_database.read() as session:
        for model in (ArticleModel, ClaimModel, StoryMemberModel):
            assert session.scalar(select(func.count()).select_from(model)) == 1
    with pytest.raises(StoreError), empty_database.write() as session:
        session.execute(text("INSERT INTO raw_pages VALUES (99, '', '', 0, 'other', '2026-01-01')"))


def test_down_and_up_again(empty_database: Database) -> None:
    empty_database.upgrade()
    with empty_database.connect_to_migrate() as connection:
        command.downgrade(config_for(connection), "base")
    with empty_database.read() as session:
        names = inspect(session.connection()).get_table_names()
        assert [name for name in names if name != "alembic_version"] == []
    empty_database.upgrade()
    with empty_database.read() as session:
        assert differences(session.connection()) == []


def test_rows_of_the_first_schema_live_on_without_time_wave_chain_and_extent(
    empty_database: Database, clock: FakeClock
) -> None:
    with empty_database.connect_to_migrate() as connection:
        command.upgrade(config_for(connection), "0001")
        for statement in FIRST_SCHEMA_ROWS:
            connection.execute(text(statement))
    empty_database.upgrade()
    room = Newsroom(database=empty_database, clock=clock)
    with empty_database.read() as session:
        assert differences(session.connection()) == []
    [claim] = queries.list_claims(empty_database, parse_filter(""), now=room.now)
    assert (claim["speaker"], claim["evidence"]) == ("NIS", "11,000 soldiers")
    assert (claim["when"], claim["wave"], claim["chain"]) == (None, None, [])
    assert [(f["high"], f["extent"]) for f in claim["figures"]] == [(11_000, None)]
    with pytest.raises(StoreError, match="ck_claims_status"), empty_database.write() as session:
        session.execute(text("UPDATE claims SET status = 'rumoured'"))


def test_going_back_to_the_first_schema_keeps_the_claims(room: Newsroom) -> None:
    room.save(article("https://news.example/1"))
    with room.database.connect_to_migrate() as connection:
        command.downgrade(config_for(connection), "0001")
        assert connection.execute(text("SELECT speaker FROM v_claims")).scalars().all() == ["NIS"]
    room.database.upgrade()
    with room.database.read() as session:
        assert differences(session.connection()) == []
        assert session.scalar(select(func.count()).select_from(ClaimModel)) == 1


def test_sources_of_the_second_schema_go_on_with_nothing_learnt(
    empty_database: Database, clock: FakeClock
) -> None:
    with empty_database.connect_to_migrate() as connection:
        command.upgrade(config_for(connection), "0002")
        connection.execute(
            text(
                "INSERT INTO sources (id, name, url, kind, state_affiliated, topic_specific, enabled,"
                " poll_interval_s, fetch_pages, remarks, next_due_at, failures, added_at)"
                " VALUES ('a', 'A', 'https://a.example/rss', 'feed', false, true, true, 900, true, '',"
                " '2025-03-24 00:00:00', 2, '2025-03-24 00:00:00')"
            )
        )
    empty_database.upgrade()
    [(_, state)] = store.claim_due_sources(
        empty_database, now=clock.now(), owner="me", lease_s=60, limit=1
    )
    assert state == SourceState(source_id="a", next_due_at=state.next_due_at, failures=2)


def test_every_constraint_has_a_name() -> None:
    for table in ArticleModel.metadata.sorted_tables:
        assert all(constraint.name for constraint in table.constraints), table.name
