"""Turns an article into the profile by which its event is told apart; it compares nothing."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar
from zlib import crc32

from domain.article import document_text
from domain.event import Concept, EventWeights, Profile
from domain.lexicon import Lexicon
from ingest.assess.reading.folding import fold_text
from ingest.assess.reading.numbers import find_numbers
from ingest.stories.concepts import count_concepts, finder_of
from ingest.stories.sketch import CJK

# What a story is about stands in its first third; a flash is all opening.
_OPENING_SHARE, _OPENING_LEAST = 3, 200
# Small numbers and years are in every text.
_SMALL, _SMALL_IN_OPENING = 12, 1
_YEARS = range(1945, 2031)
# A concept that no text of the training named is rare.
_UNSEEN = 4.0
# The ends of words are grammar: six letters of one, pairs of syllables where words bear particles.
_STEM, _SHORT = 6, 3
_WORD = re.compile(r"[^\W_]+")

K = TypeVar("K")


def profile_of(
    title: str,
    text: str,
    *,
    at: datetime | None,
    lexicon: Lexicon | None,
    concepts: tuple[Concept, ...],
    weights: EventWeights,
) -> Profile:
    """Make the profile of an article; without a lexicon for its language its numbers are not read."""
    folded = fold_text(document_text(title, text)).text
    opening = len(title) + 2 + max(_OPENING_LEAST, len(text) // _OPENING_SHARE)
    found = finder_of(concepts).find(folded)
    lead = frozenset(name for start, name in found if start < opening)
    numbers = find_numbers(folded, 0, len(folded), lexicon) if lexicon else []
    values = {(n.start, value) for n in numbers for value in (n.low, n.high) if value not in _YEARS}
    return Profile(
        language=lexicon.language if lexicon else None,
        at=at,
        concepts=_concept_vector(count_concepts(found), lead, weights.concepts),
        lead=lead,
        words=_unit(_log_counts(_stems(folded))),
        title=_unit(_log_counts(_stems(fold_text(title).text))),
        numbers=frozenset(value for _, value in values if value > _SMALL),
        lead_numbers=frozenset(
            v for start, v in values if start < opening and v > _SMALL_IN_OPENING
        ),
    )


def _concept_vector(
    counts: Counter[str], lead: frozenset[str], rarity: Mapping[str, float]
) -> dict[str, float]:
    return _unit(
        {
            name: (1 + math.log(count) + (name in lead)) * rarity.get(name, _UNSEEN)
            for name, count in counts.items()
        }
    )


def _stems(folded: str) -> Iterator[int]:
    for word in _WORD.findall(folded):
        if CJK.search(word):
            for at in range(len(word) - 1):
                yield crc32(word[at : at + 2].encode())
        elif len(word) > _SHORT:
            yield crc32(word[:_STEM].encode("utf-8", "surrogatepass"))


def _log_counts(items: Iterable[K]) -> dict[K, float]:
    return {item: 1 + math.log(count) for item, count in Counter(items).items()}


def _unit(vector: dict[K, float]) -> dict[K, float]:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {key: value / length for key, value in vector.items()} if length else {}
