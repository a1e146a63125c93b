"""The assessment keeps the scores it once reached on the labelled corpora."""

import hashlib
import tomllib

import pytest

from config.lexicons import bundled_lexicons
from tests.eval.scoring import FOLDER, MEASURES, half_of, read_corpus, score

ALL = tomllib.loads((FOLDER / "floors.toml").read_text("utf-8"))
FLOORS = {language: floors for language, floors in ALL.items() if language != "sets"}
# The sets whose held halves have floors, too: (folder, language).
OTHERS = [(folder, language) for folder, found in ALL["sets"].items() for language in found]


@pytest.fixture(scope="module")
def lexicons():
    return bundled_lexicons()


@pytest.mark.parametrize("language", sorted(FLOORS))
def test_the_corpus_is_the_one_the_floors_were_measured_on(language):
    data = (FOLDER / f"{language}.jsonl").read_bytes()
    assert hashlib.sha256(data).hexdigest() == FLOORS[language]["digest"]


@pytest.mark.parametrize("half", ["dev", "held"])
@pytest.mark.parametrize("language", sorted(FLOORS))
def test_scores_stay_above_their_floors(language, half, lexicons):
    table = score(language, half, lexicons)
    reached = {measure: round(table.scores[measure].f1, 3) for measure in MEASURES}
    floors = FLOORS[language][half]
    below = {m: (reached[m], floors[m]) for m in MEASURES if reached[m] < floors[m]}
    assert not below, "\n".join(table.errors) if half == "dev" else below


@pytest.mark.parametrize(("folder", "language"), OTHERS)
def test_scores_of_reworded_texts_stay_above_their_floors(folder, language, lexicons):
    floors = ALL["sets"][folder][language]
    data = (FOLDER / folder / f"{language}.jsonl").read_bytes()
    assert hashlib.sha256(data).hexdigest() == floors["digest"]
    table = score(language, "held", lexicons, FOLDER / folder)
    reached = {measure: round(table.scores[measure].f1, 3) for measure in MEASURES}
    below = {m: (reached[m], floors["held"][m]) for m in MEASURES if reached[m] < floors["held"][m]}
    assert not below, below


def test_every_set_with_held_texts_has_floors():
    held = {
        (folder, path.stem)
        for folder in ("reworded", "apart")
        for path in (FOLDER / folder).glob("*.jsonl")
    }
    assert set(OTHERS) == held


def test_every_bundled_language_has_a_corpus_and_floors(lexicons):
    assert set(lexicons) == set(FLOORS)


@pytest.mark.parametrize("language", sorted(FLOORS))
def test_labels_are_of_the_definition_and_halves_are_fair(language):
    records = read_corpus(language)
    assert len({r["id"] for r in records}) == len(records)
    for record in records:
        labels = record["labels"]
        assert set(labels) == {"relevant", "flag", "statuses", "figures"}, record["id"]
        assert bool(labels["statuses"]) == labels["flag"], record["id"]
        assert labels["flag"] or not labels["figures"], record["id"]
    held = sum(half_of(r) == "held" for r in records)
    assert 0.3 < held / len(records) < 0.7
