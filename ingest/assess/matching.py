"""Find all lexicon words of a text in one pass; what they mean together is for the rules to say.

Aho–Corasick over the folded text (time is linear in the text, whatever the number of terms), word
edges and letter guards checked here. A hit inside a longer hit is dropped: "joint drill" hides
"drill", "missile units" hides "units".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from domain.lexicon import ROLES, Lexicon, Term

BIT: dict[str, int] = {role: 1 << i for i, role in enumerate(ROLES)}
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
_NAMES = sum(BIT[r] for r in ("nk", "nk_adj", "ru", "ru_adj"))
_HIDES_NAMES = _NAMES | sum(
    BIT[r]
    for r in ("noise", "war", "front", "other", "other_adj", "ua", "ua_adj", "nk_force", "era")
)
_CONTENT = ~(_CUES | _FUNCTION)


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


class Matcher:
    """One compiled lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        by_surface: dict[str, list[Term]] = {}
        for term in lexicon.terms:
            by_surface.setdefault(term.surface, []).append(term)
        self.surfaces = tuple(by_surface)
        self.abbreviations = frozenset(lexicon.grammar.abbreviations)
        self._variants = tuple(_merge(terms) for terms in by_surface.values())
        # Most terms have one variant with two closed edges: their roles, or 0 for the others.
        self._closed = tuple(_closed_roles(found) for found in self._variants)
        self._canonical = tuple(
            {BIT[term.role]: term.canonical for term in terms} for terms in by_surface.values()
        )
        self._automaton = AhoCorasick(
            self.surfaces, matchkind=MatchKind.Standard, store_patterns=False
        )

    def canonical(self, hit: Hit, role: int) -> str | None:
        """The canonical name of a hit in one of its roles."""
        return self._canonical[hit.word].get(role)

    def find(self, text: str) -> list[Hit]:
        """All hits in order, inner ones dropped."""
        found: list[tuple[int, int, int, int]] = []
        closed, variants = self._closed, self._variants
        # A space at both ends spares the check for the ends of the text.
        padded = f" {text} "
        for word, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            roles = closed[word]
            if roles:
                if padded[end + 1].isalnum() or padded[start].isalnum():
                    continue
            else:
                roles = _roles_at(padded, start + 1, end + 1, variants[word])
                if not roles:
                    continue
            found.append((start, -end, roles, word))
        found.sort()
        return _outermost(found)


_COMPILED: dict[tuple[str, str], Matcher] = {}


def matcher_for(lexicon: Lexicon) -> Matcher:
    """The compiled form of a lexicon, kept per process by language and version."""
    key = (lexicon.language, lexicon.version)
    matcher = _COMPILED.get(key)
    if matcher is None:
        matcher = _COMPILED[key] = Matcher(lexicon)
    return matcher


def _roles_at(padded: str, start: int, end: int, variants: tuple[_Variant, ...]) -> int:
    edge_left = not padded[start - 1].isalnum()
    edge_right = not padded[end].isalnum()
    roles = 0
    for v in variants:
        if (edge_left or v.open_left) and (edge_right or v.open_right):
            if v.not_after and padded.endswith(v.not_after, 1, start):
                continue
            if v.not_before and padded.startswith(v.not_before, end, len(padded) - 1):
                continue
            roles |= v.roles
    return roles


def _outermost(found: list[tuple[int, int, int, int]]) -> list[Hit]:
    kept: list[Hit] = []
    new, keep = tuple.__new__, kept.append
    reach = cue_reach = -1
    hider = 0
    for start, minus_end, roles, word in found:
        end = -minus_end
        hidden = end <= reach and (hider & _HIDES_NAMES or not roles & _NAMES)
        if hidden or (end <= cue_reach and not roles & _CONTENT):
            continue
        keep(new(Hit, (start, end, roles, word)))
        if roles & ~_CUES:
            if end > reach:
                reach, hider = end, roles
        elif end > cue_reach:
            cue_reach = end
    return kept


def _closed_roles(variants: tuple[_Variant, ...]) -> int:
    first = variants[0]
    plain = not (first.open_left or first.open_right or first.not_after or first.not_before)
    return first.roles if len(variants) == 1 and plain else 0


def _merge(terms: list[Term]) -> tuple[_Variant, ...]:
    merged: dict[tuple[bool, bool, tuple[str, ...], tuple[str, ...]], int] = {}
    for term in terms:
        key = (term.open_left, term.open_right, term.not_after, term.not_before)
        merged[key] = merged.get(key, 0) | BIT[term.role]
    return tuple(_Variant(roles, *key) for key, roles in merged.items())
