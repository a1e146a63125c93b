"""Fixtures of the hall: a house in parts, and what the program itself leaves behind after one pass."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Database
from tests.app.hall import Hall
from tests.fakes import FakeClock


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at the newest schema, to copy from."""
    path = tmp_path_factory.mktemp("migrated") / "tumen.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.dispose()
    return path


@pytest.fixture
def hall(migrated: Path, tmp_path: Path, clock: FakeClock) -> Iterator[Hall]:
    path = tmp_path / "tumen.db"
    shutil.copy(migrated, path)
    database = Database(f"sqlite:///{path}")
    yield Hall(database=database, clock=clock)
    database.dispose()
