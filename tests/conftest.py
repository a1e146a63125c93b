"""Fixtures shared by all tests; keep it tiny."""

from __future__ import annotations

import pytest

from tests.fakes import FakeClock
from tests.farm import farm

__all__ = ["clock", "farm"]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
