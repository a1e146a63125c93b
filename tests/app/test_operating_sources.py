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
from db import store, subscriptions
from db.engine import Database
from domain.source import PollRecord, Source, SourceState
from domain.subscription import Announcement
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


HUB = "https://hub.example/"
ASKED: dict[str, Any] = {"state": "asked", "asked_at": NOON, "next_try_at": NOON}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"state": "denied", "last_error": "the hub refused: no room", "next_try_at": NOON},
            "refused to push (the hub refused: no room)",
        ),
        ({**ASKED, "failures": 2, "last_error": "500"}, "does not accept us: 500"),
        (ASKED, "said yes 2026-11-23 12:00 UTC and never looked at our callback"),
        (
            {"state": "active", "lease_ends_at": NOON},
            "pushes no more: its lease ended 2026-11-23 12:00 UTC",
        ),
        (
            {"state": "active", "lease_ends_at": NOON + timedelta(days=9_000), "missed_at": NOON},
            "did not push what a poll found 2026-11-23 12:00 UTC",
        ),
    ],
    ids=["denied", "failing", "unlooked", "expired", "missed"],
)
def test_doctor_names_hubs_that_push_nothing(
    folder: Path, changes: dict[str, Any], words: str
) -> None:
    database = Database(f"sqlite:///{folder / 'tumen.db'}")
    hub = Announcement(hub=HUB, topic="https://moved.example/rss")
    subscriptions.announce(database, "moved", hub, token="t", secret="s", now=NOON)
    found = subscriptions.find(database, token="t")
    assert found is not None
    subscriptions.change(database, found.id, **changes)
    database.dispose()
    findings = [f for f in examine(folder / "tumen.toml", {}, network=False) if f.area == "hubs"]
    assert [(f.grade, f.what) for f in findings] == [("warning", f"moved: hub hub.example {words}")]
    assert findings[0].remedy


@pytest.mark.parametrize(
    ("url", "listed", "grade", "words"),
    [
        ("http://127.0.0.1:9/hook", False, "fault", "is a loopback address"),
        ("http://127.0.0.1:9/hook", True, "ok", "may be told"),
        ("http://nowhere.invalid/hook", False, "fault", "does not resolve"),
    ],
    ids=["private", "listed", "unknown"],
)
def test_doctor_says_where_no_webhook_goes(
    folder: Path, url: str, listed: bool, grade: str, words: str
) -> None:
    private = '["127.0.0.1:9"]' if listed else "[]"
    (folder / "tumen.toml").write_text(
        f'database_url = "sqlite:///tumen.db"\n[fetch]\nallow_private = {private}\n'
    )
    (folder / "routes.toml").write_text(
        f'[[route]]\nname = "desk"\nchannel = "webhook"\nurl = "{url}"\nsecret_env = "S"\n'
        'filter = "flag:troop_deployment"\n'
    )
    environ = {"S": "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cy0zMi1ieXRlcyE="}
    findings = examine(folder / "tumen.toml", environ, network=False)
    (found,) = [one for one in findings if one.area == "channels"]
    assert (found.grade, words in found.what) == (grade, True)
