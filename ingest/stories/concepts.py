"""Finds the concepts that a text names, in whatever language; it knows none by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from domain.event import Concept
from ingest.stories.sketch import CJK


class ConceptFinder:
    """The compiled concepts. Ten thousand surfaces cost as much as ten."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        by_opening: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for concept in concepts:
            for surface in concept.surfaces:
                opening = surface.split("*", 1)[0]
                by_opening.setdefault(opening, []).append((concept.name, _pattern(surface)))
        self._openings = list(by_opening)
        self._checks = [by_opening[opening] for opening in self._openings]
        self._automaton = AhoCorasick(self._openings, matchkind=MatchKind.Standard)

    def find(self, text: str) -> list[tuple[int, str]]:
        """Shape: folded text -> position and name, in the order of the text; one name once a place."""
        found: set[tuple[int, str]] = set()
        for which, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for name, pattern in self._checks[which]:
                if pattern.match(text, start):
                    found.add((start, name))
        return sorted(found)


def count_concepts(found: Sequence[tuple[int, str]]) -> Counter[str]:
    """How often each concept is named."""
    return Counter(name for _, name in found)


def _pattern(surface: str) -> re.Pattern[str]:
    # Where words run together or bear particles, a surface may stand anywhere.
    form = re.escape(surface).replace(r"\*", r"\w*")
    return re.compile(form if CJK.search(surface) else rf"\b{form}\b")


@cache
def finder_of(concepts: tuple[Concept, ...]) -> ConceptFinder:
    """Compile concepts once."""
    return ConceptFinder(concepts)
