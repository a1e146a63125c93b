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


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
