"""Find which wave of the deployment a sentence speaks of: "third deployment", 3차 파병, третья волна."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.assess.reading.cues import Cue, Cues

# "Third North Korean troop deployment" fits between an ordinal and its noun, a new clause does not.
_REACH = 34
_FURTHER_REACH, _BEHIND = 20, 2
_BREAKS = re.compile(r"[,;:.()\"!?\n]|\d")
_DIGITS_BEFORE = re.compile(r"(?<![\d.,])(\d{1,2})$")
_DIGITS_AFTER = re.compile(r"(\d{1,2})(?!\d)")
_HIGHEST = 20


class WaveWord(NamedTuple):
    """A wave in the folded text; `number` is None for a further one that is not counted."""

    start: int
    end: int
    number: int | None


def find_waves(text: str, cues: Cues) -> list[WaveWord]:
    """Shape: the waves of a sentence in order; one for each noun at most."""
    nouns = sorted(cues.of("wave"))
    if not nouns:
        return []
    ordinals = sorted(_ordinals(text, cues))
    furthers = sorted(cues.of("further"))
    found: list[WaveWord] = []
    for noun in nouns:
        wave = _numbered(text, noun, ordinals) or _further(text, noun, furthers)
        if wave and (not found or wave.start >= found[-1].end):
            found.append(wave)
    return found


def _ordinals(text: str, cues: Cues) -> Iterator[WaveWord]:
    for cue in cues.of("ordinal"):
        yield WaveWord(cue.start, cue.end, int(cue.value))
    for mark in cues.of("ordinal_mark"):
        if mark.value == "after":
            digits = _DIGITS_BEFORE.search(text, max(0, mark.start - 3), mark.start)
            span = (digits.start(), mark.end) if digits else None
        else:
            digits = _DIGITS_AFTER.match(text, mark.end)
            span = (mark.start, digits.end()) if digits else None
        if digits and span and 1 <= int(digits[1]) <= _HIGHEST:
            yield WaveWord(*span, int(digits[1]))


def _numbered(text: str, noun: Cue, ordinals: list[WaveWord]) -> WaveWord | None:
    """The nearest ordinal before the noun; "first" counts real waves only, not "its first deployment"."""
    for ordinal in reversed(ordinals):
        if ordinal.start >= noun.start:
            # 第3次派兵, "3차": the noun may begin within the mark.
            continue
        gap = text[ordinal.end : noun.start]
        if len(gap) > _REACH or _BREAKS.search(gap):
            return None
        if ordinal.number == 1 and noun.value != "wave":
            return None
        return WaveWord(ordinal.start, max(noun.end, ordinal.end), ordinal.number)
    return None


def _further(text: str, noun: Cue, furthers: list[Cue]) -> WaveWord | None:
    for cue in reversed(furthers):
        if cue.end <= noun.start:
            gap = text[cue.end : noun.start]
            if len(gap) <= _FURTHER_REACH and not _BREAKS.search(gap):
                return WaveWord(cue.start, noun.end, None)
        elif 0 <= cue.start - noun.end <= _BEHIND and cue.start > noun.start:
            return WaveWord(noun.start, cue.end, None)
    return None
