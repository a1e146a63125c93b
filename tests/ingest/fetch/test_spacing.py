from __future__ import annotations

from datetime import timedelta

from ingest.fetch.spacing import GAPS_S, Spacing
from tests.fakes import NOON


def test_turns_of_one_host_are_apart_and_others_free() -> None:
    spacing = Spacing({"api.example": 6.0})
    turns = [spacing.turn("api.example", NOON) for _ in range(3)]
    assert turns == [NOON + timedelta(seconds=s) for s in (0, 6, 12)]
    assert spacing.turn("news.example", NOON) == NOON
    later = NOON + timedelta(seconds=60)
    assert spacing.turn("api.example", later) == later


def test_gdelt_has_its_five_seconds() -> None:
    assert GAPS_S["api.gdeltproject.org"] > 5
