"""What operators are told of sources that moved, are paused or gone, and what they can do about it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli.commands import cli
from app.doctor import examine
from db import store
from db.engine import Database
from domain.source import PollRecord, Source, SourceState
from tests.fakes import NOON

NEW = "https://new.example/rss"
STATES: dict[str, dict[str, Any]] = {
    "moved": {"moved_to": NEW, "moved_at": NOON},
    "tired": {"paused_at": NOON, "failures": 12, "last_error": "404 Not Found"},
    "closed": {"gone_at": NOON, "failures": 1, "last_error": "410 Gone"},
}
Call = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    """A database with a source in each of the states."""
    shutil.copy(migrated, tmp_path / "tumen.db")
    (tmp_path / "tumen.toml").write_text('database_url = "sqlite:///tumen.db"\n')
    database = Database(f"sqlite:///{tmp_path / 'tumen.db'}")
    sources = [
        Source(id=id_, name=id_, url=f"https://{id_}.example/rss", kind="feed") for id_ in STATES
    ]
    store.sync_sources(database, sources, now=NOON)
    store.claim_due_sources(database, now=NOON, owner="me", lease_s=60, limit=9)
    for id_, changes in STATES.items():
        state = SourceState(
            source_id=id_, next_due_at=NOON + timedelta(days=1), last_polled_at=NOON, **changes
        )
        record = PollRecord(source_id=id_, started_at=NOON, finished_at=NOON, outcome="failed")
        store.record_poll(
            database, record, listing=None, decide=lambda new, s=state: (s, None), owner="me"
        )
    database.dispose()
    return tmp_path


@pytest.fixture
def call(folder: Path) -> Call:
    def called(*args: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["--config", str(folder / "tumen.toml"), *args])
        return done.exit_code, done.output + str(done.exception or "")

    return called


def test_list_names_where_a_source_moved_and_who_rests(call: Call) -> None:
    code, said = call("sources", "list", "--format", "csv")
    assert code == 0
    assert NEW in said
    assert ",paused," in said
    assert ",gone," in said


def test_learnt_address_is_forgotten_on_request(call: Call) -> None:
    assert call("sources", "forget", "moved") == (0, "1 learnt addresses forgotten\n")
    assert NEW not in call("sources", "list", "--format", "csv")[1]
    code, said = call("sources", "forget", "nobody")
    assert (code, "no source 'nobody'" in said) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        f"moved has moved to {NEW}",
        "tired is paused (tried once a day) and failed 12 times: 404 Not Found",
        "closed is gone, its server says, and failed 1 times: 410 Gone",
    ],
)
def test_doctor_names_each(folder: Path, words: str) -> None:
    found = [f.what for f in examine(folder / "tumen.toml", {}, network=False)]
    assert words in found
