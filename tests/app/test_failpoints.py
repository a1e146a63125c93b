"""Fail points: named, counted, refused when there is none of that name; a registry that is the truth."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.failpoints import POINTS, Failpoint, read_failpoint
from domain.errors import ConfigError
from tests.app.hall import Hall

APP = Path(__file__).resolve().parents[2] / "app"
# What a process does that passes a point three times.
CHILD = """
import sys
from app.failpoints import read_failpoint
point = read_failpoint({"TUMEN_FAILPOINT": sys.argv[1]})
for n in range(3):
    print(n, flush=True)
    point("poll.read")
"""


@pytest.mark.parametrize("text", ["", None])
def test_no_point_is_armed_unless_asked_for(text: str | None) -> None:
    assert read_failpoint({} if text is None else {"TUMEN_FAILPOINT": text}) is None


@pytest.mark.parametrize(
    ("text", "name", "at", "number"),
    [
        pytest.param("poll.read", "poll.read", 1, signal.SIGKILL, id="first passing"),
        pytest.param("alert.sent:12", "alert.sent", 12, signal.SIGKILL, id="later passing"),
        pytest.param("entry.stored:2:stop", "entry.stored", 2, signal.SIGSTOP, id="stopped"),
        pytest.param("entry.stored:stop", "entry.stored", 1, signal.SIGSTOP, id="stopped at once"),
    ],
)
def test_point_is_read(text: str, name: str, at: int, number: signal.Signals) -> None:
    point = read_failpoint({"TUMEN_FAILPOINT": text})
    assert point is not None
    assert (point.name, point.at, point.number) == (name, at, number)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("pol.read", "the nearest is 'poll.read'", id="misspelt"),
        pytest.param("poll.read:0", "NAME:N", id="never"),
        pytest.param("poll.read:x", "NAME:N", id="no number"),
        pytest.param("poll.read:1:kill", "NAME:N", id="unknown deed"),
        pytest.param(":3", "no point ''", id="no name"),
    ],
)
def test_what_is_no_point_is_refused(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(words)):
        read_failpoint({"TUMEN_FAILPOINT": text})


def test_process_is_killed_at_the_passing_that_was_named() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, "poll.read:2"],
        capture_output=True,
        text=True,
        cwd=APP.parent,
    )
    assert done.returncode == -signal.SIGKILL
    assert done.stdout.split() == ["0", "1"]


def test_every_point_of_the_registry_is_reached_somewhere_and_no_other() -> None:
    code = "".join(path.read_text() for path in APP.rglob("*.py"))
    reached = re.findall(r"(?:\breach|\bself)\(\"([\w.]+)\"\)", code)
    assert sorted(reached) == sorted(POINTS)


def test_transactions_that_write_pass_a_point_before_their_commit(hall: Hall) -> None:
    class Counting(Failpoint):
        passed = 0

        def __call__(self, name: str) -> None:
            self.passed += name == self.name

    point = Counting("write.committing")
    point.watch(hall.database.before_commit)
    hall.source()
    hall.rows("SELECT * FROM sources")
    assert point.passed == 1


def test_points_are_explained_to_testers() -> None:
    page = (APP.parent / "docs" / "testing.md").read_text()
    for name, where in POINTS.items():
        assert f"| `{name}` | {where} |" in page
