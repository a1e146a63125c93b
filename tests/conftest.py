"""Fixtures shared by all tests; keep it tiny."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.fakes import FakeClock
from tests.farm import farm

# A test asserts what is right, never how long it took: a busy machine is no fault.
settings.register_profile("tumen", deadline=None)
settings.load_profile("tumen")

__all__ = ["clock", "farm"]


# Files that share one costly beginning: with two processes each would make it for itself.
_TOGETHER = {
    "test_explaining.py": "first pass",
    "test_once.py": "first pass",
    "test_queries.py": "first pass",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let `-n` deal out whole files, so that what a file prepares is prepared once."""
    for item in items:
        acceptance = item.path.parent.name == "acceptance"
        group = _TOGETHER.get(item.path.name) if acceptance else None
        item.add_marker(pytest.mark.xdist_group(group or str(item.path)))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
