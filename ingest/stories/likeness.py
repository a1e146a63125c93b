"""Says how much speaks for two articles telling of one event; it places nothing.

Numbers, names and places speak in all languages, words within one. The weights are trained from our own
labelled stories by tests/eval/training_stories.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from domain.event import CONCEPT_KINDS, Concept, EventWeights, Profile

K = TypeVar("K")
# Beyond four days two articles tell of two events, or one of them is a retrospect.
WINDOW_H = 96.0
_LATE_H = 48.0
_DAY_H = 24.0
_MOST_NUMBERS, _MOST_LEAD_NUMBERS = 4, 3
_MANY_CONCEPTS = 10


def log_odds(
    one: Profile, other: Profile, *, kinds: Mapping[str, str], weights: EventWeights
) -> float | None:
    """The log-odds that both tell of one event; None when they are too far apart in time to ask."""
    features = pair_features(one, other, kinds=kinds)
    if features is None:
        return None
    pair = weights.pair
    return sum(pair.get(name, 0.0) * value for name, value in features.items())


def pair_features(
    one: Profile, other: Profile, *, kinds: Mapping[str, str]
) -> dict[str, float] | None:
    """What is alike and what is not. Shape: `kinds` is the kind of each concept by its name."""
    gap_h = _gap_h(one, other)
    if gap_h > WINDOW_H:
        return None
    concepts = _cosine(one.concepts, other.concepts)
    same = one.language is not None and one.language == other.language
    shared_lead_numbers = one.lead_numbers & other.lead_numbers
    features = {
        "constant": 1.0,
        "concepts": concepts,
        "concepts later": concepts * gap_h / _DAY_H,
        "concepts across languages": 0.0 if same else concepts,
        "few concepts": min(len(one.concepts), len(other.concepts), _MANY_CONCEPTS)
        / _MANY_CONCEPTS,
        "days apart": gap_h / _DAY_H,
        "late": float(gap_h > _LATE_H),
        "same language": float(same),
        "words": _cosine(one.words, other.words) if same else 0.0,
        "title": _cosine(one.title, other.title) if same else 0.0,
        "numbers": float(min(len(one.numbers & other.numbers), _MOST_NUMBERS)),
        "numbers in the opening": float(min(len(shared_lead_numbers), _MOST_LEAD_NUMBERS)),
        "other numbers in the opening": float(
            bool(one.lead_numbers and other.lead_numbers) and not shared_lead_numbers
        ),
    }
    for kind in CONCEPT_KINDS:
        mine = {name for name in one.lead if kinds.get(name) == kind}
        theirs = {name for name in other.lead if kinds.get(name) == kind}
        if mine and theirs:
            features[f"same {kind}"] = len(mine & theirs) / min(len(mine), len(theirs))
            features[f"other {kind}"] = float(not mine & theirs)
    return features


def shared_anchors(one: Profile, other: Profile) -> tuple[str, ...]:
    """What both name, most telling first: the words in which a person is told why they are one story."""
    common = {n: one.concepts[n] * other.concepts[n] for n in one.concepts if n in other.concepts}
    names = sorted(common, key=lambda name: (-common[name], name))[:4]
    numbers = sorted(one.numbers & other.numbers, reverse=True)[:3]
    return (*names, *(f"{number:,}" for number in numbers))


def kinds_of(concepts: tuple[Concept, ...]) -> dict[str, str]:
    """The kind of each concept by its name."""
    return {concept.name: concept.kind for concept in concepts}


def _gap_h(one: Profile, other: Profile) -> float:
    if one.at is None or other.at is None:
        return float("inf")
    return abs((one.at - other.at).total_seconds()) / 3600


def _cosine(one: Mapping[K, float], other: Mapping[K, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    get = other.get
    return sum(value * get(key, 0.0) for key, value in one.items())
