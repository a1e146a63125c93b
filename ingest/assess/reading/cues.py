"""Find the cues of a claim (times, waves, voices, what a number adds to) in a stretch of text.

It runs over sentences that carry a claim only and gives cues no meaning; when.py, waves.py,
attribution.py and extent.py do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from domain.lexicon import Lexicon, Term

_DIGIT = re.compile(r"\d")


class Cue(NamedTuple):
    """A cue in the folded text; `value` is the key of its entry in the lexicon."""

    start: int
    end: int
    kind: str
    value: str


class Cues:
    """The cues of one sentence by kind, each kind in the order of the text."""

    __slots__ = ("_by_kind",)

    def __init__(self, found: list[Cue]) -> None:
        self._by_kind: dict[str, list[Cue]] = {}
        for cue in found:
            self._by_kind.setdefault(cue.kind, []).append(cue)

    def of(self, *kinds: str) -> Sequence[Cue]:
        """All cues of some kinds."""
        held = self._by_kind
        if len(kinds) == 1:
            return held.get(kinds[0], ())
        return [cue for kind in kinds if kind in held for cue in held[kind]]

    def has(self, kinds: Collection[str]) -> bool:
        """Whether there is a cue of any of these kinds."""
        return not self._by_kind.keys().isdisjoint(kinds)

    def any(self, kind: str, start: int, end: int) -> bool:
        """Whether a cue of this kind lies within the stretch."""
        if kind not in self._by_kind:
            return False
        return any(start <= c.start and c.end <= end for c in self._by_kind[kind])


class CueFinder:
    """The compiled cues of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        by_surface: dict[str, list[Term]] = {}
        # Speakers too: in the roles of a sentence "Vladimir Putin" hides the speaker "Putin".
        speakers = (term for term in lexicon.terms if term.role == "speaker")
        for term in (*lexicon.cues, *speakers):
            by_surface.setdefault(term.surface, []).append(term)
        self._terms = tuple(tuple(terms) for terms in by_surface.values())
        # Most surfaces stand between word edges and no guard: their cues, or None for the others.
        self._plain = tuple(
            tuple((t.role, t.canonical) for t in terms) if all(map(_is_plain, terms)) else None
            for terms in self._terms
        )
        # All its terms end at a word edge: most finds lie within a word and need no closer look.
        self._closed = tuple(
            not any(t.open_right for t in terms) and terms[0].surface[-1].isalnum()
            for terms in self._terms
        )
        # Marks of ordinals ("o", "e", "th") stand in half of all words and tell something behind a
        # digit only: without one they are not looked for.
        surfaces = list(by_surface) or ["\0"]
        unmarked = [
            "\0" if all(t.role == "ordinal_mark" for t in terms) else surface
            for surface, terms in zip(surfaces, self._terms, strict=False)
        ]
        self._automaton = _automaton(surfaces)
        self._unmarked = _automaton(unmarked or ["\0"])
        self.outlets = frozenset(t.surface for t in lexicon.cues if t.role == "outlet")

    def find(self, text: str, start: int, end: int) -> Cues:
        """Shape: the cues within a span of the folded text; a cue inside a longer one is dropped."""
        found: list[tuple[int, int, str, str]] = []
        if not self._terms:
            return Cues([])
        span = text[start:end]
        padded = f" {span} "
        automaton = self._automaton if _DIGIT.search(span) else self._unmarked
        closed, plainly = self._closed, self._plain
        for word, first, last in automaton.find_matches_as_indexes(span, overlapping=True):
            if closed[word] and padded[last + 1].isalnum():
                continue
            plain = plainly[word]
            if plain is None:
                for term in self._terms[word]:
                    if _fits(text, start + first, start + last, term):
                        found.append((start + first, -start - last, term.role, term.canonical))
            elif not padded[first].isalnum():
                for kind, value in plain:
                    found.append((start + first, -start - last, kind, value))
        found.sort()
        return Cues(_outermost(found))


def _automaton(surfaces: list[str]) -> AhoCorasick:
    return AhoCorasick(surfaces, matchkind=MatchKind.Standard, store_patterns=False)


def _is_plain(term: Term) -> bool:
    guarded = term.not_after or term.not_before or term.open_left or term.open_right
    word = term.surface[0].isalnum() and term.surface[-1].isalnum()
    return word and not guarded and term.role != "ordinal_mark"


def _outermost(found: list[tuple[int, int, str, str]]) -> list[Cue]:
    kept: list[Cue] = []
    outer_start = outer_end = -1
    for first, minus_last, kind, value in found:
        last = -minus_last
        if last > outer_end:
            outer_start, outer_end = first, last
        elif (first, last) != (outer_start, outer_end):
            continue
        kept.append(Cue(first, last, kind, value))
    return kept


_COMPILED: dict[tuple[str, str], CueFinder] = {}


def finder_for(lexicon: Lexicon) -> CueFinder:
    """The compiled cues of a lexicon, kept per process by language and version."""
    key = (lexicon.language, lexicon.version)
    finder = _COMPILED.get(key)
    if finder is None:
        finder = _COMPILED[key] = CueFinder(lexicon)
    return finder


def _fits(text: str, start: int, end: int, term: Term) -> bool:
    # "3rd", "3-я": a mark may stand right behind its digits.
    free = term.open_left or (term.role == "ordinal_mark" and text[max(0, start - 1)].isdigit())
    if not free and start and text[start - 1].isalnum() and term.surface[0].isalnum():
        return False
    if not term.open_right and text[end : end + 1].isalnum() and term.surface[-1].isalnum():
        return False
    if term.not_after and text.endswith(term.not_after, 0, start):
        return False
    return not (term.not_before and text.startswith(term.not_before, end))
