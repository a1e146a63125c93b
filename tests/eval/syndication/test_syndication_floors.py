"""Who leans on whom reaches its floors; the corpus is the one they were measured on."""

from __future__ import annotations

import hashlib
import tomllib

import pytest

from tests.eval.syndication.scoring import FOLDER, score

FLOORS = tomllib.loads((FOLDER / "floors.toml").read_text("utf-8"))


@pytest.mark.parametrize("half", ["dev", "held"])
def test_syndication_stays_above_its_floors(half: str) -> None:
    corpus = (FOLDER / "texts.jsonl").read_bytes()
    assert hashlib.sha256(corpus).hexdigest() == FLOORS["digest"]
    result = score(half)
    reached = {name: getattr(result, name) for name in FLOORS[half]}
    assert not {name: value for name, value in reached.items() if value < FLOORS[half][name]}
