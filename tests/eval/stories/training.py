"""Trains the weights that tell events apart, from the dev half of the labelled stories; a few seconds.

    python tests/eval/stories/training.py

Logistic regression over pairs of articles within the window (Newton's method, L2 penalty 1); the level
an article needs to join is the one with the best B-cubed F1 when each fifth of the events is told apart by
weights of the other four.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[3]))

from config.concepts import EVENT_WEIGHTS_FILE, bundled_concepts
from domain.article import document_text
from domain.event import EventWeights
from ingest.assess.reading.folding import fold_text
from ingest.stories import EventIndex, group
from ingest.stories.concepts import count_concepts, finder_of
from ingest.stories.likeness import kinds_of, pair_features
from tests.eval.stories.scoring import Labelled, b_cubed, read_articles

FOLDER = Path(__file__).parent
FOLDS = 5
PENALTY = 1.0
LEVELS = [step / 4 for step in range(-5, 4)]


def train() -> EventWeights:
    """Train from the dev half; deterministic up to the last digits of the machine."""
    rarity = rarity_of_concepts()
    bare = EventWeights(version="1", concepts=rarity, pair={}, takes=0.0)
    articles = read_articles("dev", bare)
    names, rows, labels, folds = pairs_of(articles)
    levels = Counter[float]()
    for level in LEVELS:
        reached: list[tuple[float, float]] = []
        for fold in range(FOLDS):
            kept = [i for i, of in enumerate(folds) if fold not in of]
            pair = fit(names, rows[kept], labels[kept])
            weights = replace(bare, pair=pair, takes=level)
            grouped = group([a.document for a in articles], EventIndex(bundled_concepts(), weights))
            stories = {g.id: g.story for g in grouped}
            unseen = {a.document.id for a in articles if fold_of(a.event) == fold}
            reached.append(b_cubed({a.document.id: a.event for a in articles}, stories, of=unseen))
        precision = sum(p for p, _ in reached) / FOLDS
        recall = sum(r for _, r in reached) / FOLDS
        levels[level] = 2 * precision * recall / (precision + recall)
        print(f"joins above {level:5.2f}: P {precision:.3f} R {recall:.3f} F1 {levels[level]:.3f}")
    takes = max(levels, key=lambda level: levels[level])
    return replace(bare, pair=fit(names, rows, labels), takes=takes)


def rarity_of_concepts() -> dict[str, float]:
    """Natural logarithm of all articles by those that name a concept."""
    finder = finder_of(bundled_concepts())
    named: Counter[str] = Counter()
    lines = (FOLDER / "dev.jsonl").read_text("utf-8").splitlines()
    for line in lines:
        row = json.loads(line)
        named.update(
            set(
                count_concepts(
                    finder.find(fold_text(document_text(row["title"], row["text"])).text)
                )
            )
        )
    return {
        name: round(math.log((len(lines) + 1) / (count + 0.5)), 3)
        for name, count in sorted(named.items())
    }


def pairs_of(articles: list[Labelled]) -> tuple[list[str], Any, Any, list[set[int]]]:
    """Shape: feature names, a row for each pair within the window, labels, and the folds of both events."""
    kinds = kinds_of(bundled_concepts())
    found: list[tuple[dict[str, float], bool, set[int]]] = []
    for i, one in enumerate(articles):
        for other in articles[:i]:
            assert one.document.profile
            assert other.document.profile
            features = pair_features(one.document.profile, other.document.profile, kinds=kinds)
            if features is not None:
                folds = {fold_of(one.event), fold_of(other.event)}
                found.append((features, one.event == other.event, folds))
    names = sorted({name for features, _, _ in found for name in features})
    rows = np.array([[features.get(name, 0.0) for name in names] for features, _, _ in found])
    labels = np.array([float(same) for _, same, _ in found])
    return names, rows, labels, [folds for _, _, folds in found]


def fold_of(event: str) -> int:
    """Look-alikes (e12, e12r) stay together."""
    number = re.match(r"[a-z](\d+)", event)
    assert number
    return int(number[1]) % FOLDS


def fit(names: list[str], rows: Any, labels: Any) -> dict[str, float]:
    """Logistic regression by Newton's method."""
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (p - labels) + PENALTY * weights
        curvature = (rows * (p * (1 - p))[:, None]).T @ rows + PENALTY * np.eye(len(weights))
        weights -= np.linalg.solve(curvature, gradient)
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}


def main() -> None:
    weights = train()
    data = {
        "version": weights.version,
        "takes": weights.takes,
        "pair": dict(weights.pair),
        "concepts": dict(weights.concepts),
    }
    EVENT_WEIGHTS_FILE.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(
        f"{len(weights.pair)} weights, {len(weights.concepts)} concepts: {EVENT_WEIGHTS_FILE.name}"
    )


if __name__ == "__main__":
    main()
