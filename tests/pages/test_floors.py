"""Our own pages are read at least as well as they once were, by halves, with and without publishers' rules."""

from __future__ import annotations

import hashlib
import tomllib
from functools import partial
from pathlib import Path

import pytest

from tests.pages.scoring import MEASURES, PAGES, ours, read_pages, score

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))
READERS = {"generic": ours, "rules": partial(ours, rules=True)}


def test_the_pages_are_those_the_floors_were_measured_on() -> None:
    found = hashlib.sha256()
    for page in read_pages():
        for path in (PAGES / f"{page.key}.html", PAGES / f"{page.key}.toml"):
            found.update(path.read_bytes())
    assert found.hexdigest() == FLOORS["digest"]


@pytest.mark.parametrize("half", ["dev", "held"])
@pytest.mark.parametrize("reader", READERS)
def test_scores_stay_above_their_floors(reader: str, half: str) -> None:
    table = score([page for page in read_pages() if page.half == half], READERS[reader])
    floors = FLOORS[reader][half]
    reached = {measure: round(table.mean(measure) or 0.0, 3) for measure in MEASURES}
    below = {m: (reached[m], floors[m]) for m in MEASURES if reached[m] < floors[m]}
    assert not below, "\n".join(table.errors) if half == "dev" else below


def test_both_halves_speak_every_language_that_has_two_pages() -> None:
    languages = {
        half: {page.expected["language"] for page in read_pages() if page.half == half}
        for half in ("dev", "held")
    }
    assert languages["dev"] == languages["held"]
