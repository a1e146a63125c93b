"""Weigh the blocks of a page and keep those that make up its article.

The weights are learnt (docs/how-to/train-the-reader.md); this module adds them up and decides, nothing else.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import repeat

from ingest.parse.passages import Passage
from ingest.parse.traitnames import Group
from ingest.parse.traits import Page


@dataclass(frozen=True, slots=True)
class Choice:
    """The blocks that were kept, and how sure that is.

    `expected` is the F1 that the blocks' own probabilities promise for this choice; `held` the length of
    text that is expected on the page.
    """

    kept: tuple[Passage, ...]
    chances: tuple[float, ...]
    expected: float
    held: float


@cache
def _weights() -> dict[str, float]:
    data = files("ingest.parse").joinpath("block_weights.json").read_text("utf-8")
    weights: dict[str, float] = json.loads(data)
    return weights


@lru_cache(maxsize=65536)
def _worth(group: Group) -> float:
    return sum(map(_weights().get, group, repeat(0.0)))


def choose_blocks(page: Page) -> Choice:
    """Keep the blocks whose sum of weights makes the best article.

    What is best is measured as it is scored: of all cuts through the blocks in order of their chances the
    one with the highest expected F1 by length. A page on which nothing is likely thus still gives its
    likeliest text.
    """
    chances = tuple(_chance(sum(map(_worth, groups))) for groups in page.traits())
    least, expected, held = _best_cut(page.passages, chances)
    kept = tuple(p for p, chance in zip(page.passages, chances, strict=True) if chance >= least)
    return Choice(kept, chances, expected, held)


def _best_cut(passages: list[Passage], chances: tuple[float, ...]) -> tuple[float, float, float]:
    """The least chance to keep, the F1 expected of that, and the length of text expected at all."""
    held = sum(chance * p.size for chance, p in zip(chances, passages, strict=True))
    best, least, right, length = 0.0, 2.0, 0.0, 0.0
    for chance, size in sorted(zip(chances, (p.size for p in passages), strict=True), reverse=True):
        right += chance * size
        length += size
        expected = 2 * right / (length + held)
        if expected > best:
            best, least = expected, chance
    return least, best, held


def _chance(weight: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, weight))))
