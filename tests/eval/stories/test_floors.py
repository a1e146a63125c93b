"""The grouping of labelled articles reaches its floors; the corpus is the one they were measured on."""

from __future__ import annotations

import hashlib
import tomllib

import pytest

from config.concepts import bundled_event_weights
from tests.eval.stories.scoring import FOLDER, read_articles, score

FLOORS = tomllib.loads((FOLDER / "floors.toml").read_text("utf-8"))


@pytest.mark.parametrize("half", ["dev", "held"])
def test_stories_stay_above_their_floors(half: str) -> None:
    floors = FLOORS[half]
    assert hashlib.sha256((FOLDER / f"{half}.jsonl").read_bytes()).hexdigest() == floors["digest"]
    weights = bundled_event_weights()
    result, _ = score(read_articles(half, weights), weights)
    reached = {
        "stories": result.f1,
        "across_languages": result.across_languages,
        "copies_precision": result.copies_precision,
        "copies_recall": result.copies_recall,
    }
    below = {k: round(v, 3) for k, v in reached.items() if v < floors[k]}
    assert not below
