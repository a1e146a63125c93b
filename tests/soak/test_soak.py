"""Few deaths for each test run; `python3 dev.py soak` brings hundreds, on both databases. See docs/testing.md."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.lives import End
from tests.soak.soak import Soak, open_soak

# One while an entry is brought in, one while it is told.
ENDS = ("entry.writing:3", "alert.sent:3")


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let processes share compiled modules, also where Python is told to write none: 2 s a process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.getbasetemp().parent / "compiled"))
        yield


@pytest.fixture
def soak(tmp_path: Path, compiled: None) -> Iterator[Soak]:
    """A world in which all is published at once."""
    with open_soak(tmp_path, poll_interval_s=3600, mixed=False) as soak:
        soak.publish(8)
        yield soak


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="looks for processes in /proc")
@pytest.mark.timeout(240)
def test_killed_daemons_lose_nothing_and_repeat_only_what_was_under_way(soak: Soak) -> None:
    for failpoint in ENDS:
        life = soak.start(failpoint)
        soak.deaths.append(life.live(End(failpoint=failpoint, after_s=50)))
    assert [death.how.partition(" ")[2] for death in soak.deaths] == ["-> -9"] * len(ENDS)
    assert soak.finish() == []
    assert 1 <= soak.summary()["of these repeats"] <= 8
