"""Find all lexicon words of a text in one pass; what they mean together is for the rules to say.

Aho–Corasick over the folded text: time is linear in the text, whatever the number of terms. The
automaton sees the text with a space for every sign, so that a word edge is part of its patterns and
"a" costs nothing within "was"; signs and letter guards are checked here. A hit inside a longer hit
is dropped: "joint drill" hides "drill", "missile units" hides "units".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from domain.lexicon import Lexicon, Term
from ingest.assess.reading.roles import BIT

# Cue phrases say how something is meant; they must not hide the verb within them ("to send").
_CUES = sum(
    BIT[role]
    for role in (
        "planned",
        "possible",
        "demand",
        "condition",
        "not",
        "more",
        "about",
        "at_least",
        "at_most",
        "aside",
        "given",
        "asserted",
        "say",
    )
)
_FUNCTION = sum(
    BIT[r]
    for r in ("of", "by", "prep", "and", "but", "sub", "the", "own", "verb", "aside", "given")
)
# "At Moscow's disposal" is one verb, but Moscow stays named in it; "South Korean" hides "Korean".
_NAMES = sum(BIT[r] for r in ("nk", "nk_adj", "ru", "ru_adj", "war"))
_HIDES_NAMES = _NAMES | sum(
    BIT[r]
    for r in ("noise", "war", "front", "other", "other_adj", "ua", "ua_adj", "nk_force", "era")
)
_ALL = sum(BIT.values())
_SOLID = _ALL & ~_CUES
_CONTENT = _SOLID & ~_FUNCTION
# With "_", all that is no letter or digit: \\w is what str.isalnum calls so, and "_".
_SIGN = re.compile(r"[^\w ]")
_ASCII_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}


class Hit(NamedTuple):
    """A lexicon word in the folded text; `roles` is a set of bits, `word` an index into `surfaces`."""

    start: int
    end: int
    roles: int
    word: int


@dataclass(frozen=True, slots=True)
class _Variant:
    roles: int
    open_left: bool
    open_right: bool
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]


# How a match of the automaton becomes a hit: what to take off its offsets, the surface where the
# automaton saw spaces for signs, the roles or 0 where the letters around decide, and whether a role of
# them is more than a cue.
_Pattern = tuple[int, int, str, int, bool]
# Start, minus end, roles, word and whether it is more than a cue: the order of hits is that of these.
_Found = tuple[int, int, int, int, bool]


class Matcher:
    """One compiled lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        by_surface: dict[str, list[Term]] = {}
        for term in lexicon.terms:
            by_surface.setdefault(term.surface, []).append(term)
        self.surfaces = tuple(by_surface)
        self.abbreviations = frozenset(lexicon.grammar.abbreviations)
        self._variants = tuple(_merge(terms) for terms in by_surface.values())
        self._canonical = tuple(
            {BIT[term.role]: term.canonical for term in terms} for terms in by_surface.values()
        )
        written = [
            _pattern(surface, variants)
            for surface, variants in zip(self.surfaces, self._variants, strict=True)
        ]
        # "%" would be a space to the automaton: there are a few of them at most.
        self._symbols = tuple(
            (word, self.surfaces[word]) for word, (seen, _) in enumerate(written) if seen.isspace()
        )
        self._patterns = tuple(pattern for _, pattern in written)
        self._automaton = AhoCorasick(
            # A text never holds the stand-in of a symbol: it is no letter, so a space to the automaton.
            [seen if seen.strip() else "\0" for seen, _ in written],
            matchkind=MatchKind.Standard,
            store_patterns=False,
        )

    def canonical(self, hit: Hit, role: int) -> str | None:
        """The canonical name of a hit in one of its roles."""
        return self._canonical[hit.word].get(role)

    def find(self, text: str) -> list[Hit]:
        """All hits in order, inner ones dropped."""
        found: list[_Found] = []
        patterns, variants = self._patterns, self._variants
        # A space at both ends spares the check for the ends of the text.
        seen = f" {_spaced(text)} "
        for word, start, end in self._automaton.find_matches_as_indexes(seen, overlapping=True):
            lead, trail, signs, roles, solid = patterns[word]
            start -= lead
            if signs and not text.startswith(signs, start):
                continue
            if not roles:
                roles = _roles_at(text, seen, start, end - trail, variants[word])
                if not roles:
                    continue
                solid = bool(roles & _SOLID)
            found.append((start, trail - end, roles, word, solid))
        for word, symbol in self._symbols:
            if symbol in text:
                found += self._find_symbol(text, seen, word, symbol)
        found.sort()
        return _outermost(found)

    def _find_symbol(self, text: str, seen: str, word: int, symbol: str) -> Iterator[_Found]:
        start = text.find(symbol)
        while start >= 0:
            end = start + len(symbol)
            if roles := _roles_at(text, seen, start, end, self._variants[word]):
                yield start, -end, roles, word, bool(roles & _SOLID)
            start = text.find(symbol, start + 1)


_COMPILED: dict[tuple[str, str], Matcher] = {}


def matcher_for(lexicon: Lexicon) -> Matcher:
    """The compiled form of a lexicon, kept per process by language and version."""
    key = (lexicon.language, lexicon.version)
    matcher = _COMPILED.get(key)
    if matcher is None:
        matcher = _COMPILED[key] = Matcher(lexicon)
    return matcher


def _roles_at(text: str, seen: str, start: int, end: int, variants: tuple[_Variant, ...]) -> int:
    """The roles of a surface by the letters around it; `seen` has a space before the text."""
    edge_left, edge_right = seen[start] == " ", seen[end + 1] == " "
    roles = 0
    for v in variants:
        if (edge_left or v.open_left) and (edge_right or v.open_right):
            if v.not_after and text.endswith(v.not_after, 0, start):
                continue
            if v.not_before and text.startswith(v.not_before, end):
                continue
            roles |= v.roles
    return roles


def _outermost(found: list[_Found]) -> list[Hit]:
    kept: list[Hit] = []
    new, keep = tuple.__new__, kept.append
    reach = cue_reach = -1
    hider = 0
    for start, minus_end, roles, word, solid in found:
        end = -minus_end
        if end <= reach and (hider & _HIDES_NAMES or not roles & _NAMES):
            continue
        if end <= cue_reach and not roles & _CONTENT:
            continue
        keep(new(Hit, (start, end, roles, word)))
        if solid:
            if end > reach:
                reach, hider = end, roles
        elif end > cue_reach:
            cue_reach = end
    return kept


def _spaced(text: str) -> str:
    """The text with a space for every character that is no letter or digit."""
    if text.isascii():
        return text.translate(_ASCII_SIGNS)
    return _SIGN.sub(" ", text.replace("_", " "))


def _pattern(surface: str, variants: tuple[_Variant, ...]) -> tuple[str, _Pattern]:
    """What the automaton looks for. Most terms have one variant: its edges go into the pattern."""
    seen = _spaced(surface)
    signs = "" if seen == surface and " " not in seen else surface
    first = variants[0]
    if len(variants) > 1 or first.not_after or first.not_before:
        return seen, (1, 1, signs, 0, False)
    solid = bool(first.roles & _SOLID)
    left, right = " " * (not first.open_left), " " * (not first.open_right)
    return left + seen + right, (1 - len(left), 1 + len(right), signs, first.roles, solid)


def _merge(terms: list[Term]) -> tuple[_Variant, ...]:
    merged: dict[tuple[bool, bool, tuple[str, ...], tuple[str, ...]], int] = {}
    for term in terms:
        key = (term.open_left, term.open_right, term.not_after, term.not_before)
        merged[key] = merged.get(key, 0) | BIT[term.role]
    return tuple(_Variant(roles, *key) for key, roles in merged.items())
