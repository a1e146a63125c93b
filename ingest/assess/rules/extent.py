"""Tell whether a number comes on top of others or counts all until now; None when the text says neither."""

from __future__ import annotations

import re

from domain.assessment import Extent
from ingest.assess.reading.cues import Cue, Cues

# "A total of some 11,000", "brought the total to more than 14,000"; behind: "3,000 North Korean soldiers more".
_BEFORE: dict[str, int] = {"increment": 28, "cumulative": 40}
_AFTER = 26
_BREAKS = re.compile(r"[;:.!?\n](?!\d)|,(?!\d)")


def extent_of(
    text: str, cues: Cues, start: int, end: int, *, earlier: int, later: int, last: bool
) -> Extent | None:
    """Read the cue nearest to a number.

    Shape: the number is text[start:end]; `earlier` and `later` are the ends of the numbers beside it
            (or of the sentence): a cue beyond them belongs to another number. `last`: no number follows.
    """
    best: tuple[int, Extent] | None = None
    kinds: tuple[Extent, ...] = ("increment", "cumulative")
    for kind in kinds:
        for cue in cues.of(kind):
            if not last and 0 <= later - cue.end < cue.start - end:
                continue
            distance = _distance(text, cue, start, end, earlier, later)
            if distance is not None and (best is None or distance < best[0]):
                best = (distance, kind)
    return best[1] if best else None


def _distance(text: str, cue: Cue, start: int, end: int, earlier: int, later: int) -> int | None:
    if earlier <= cue.start and cue.end <= start:
        gap = text[cue.end : start]
        near = len(gap) <= _BEFORE[cue.kind] and not _BREAKS.search(gap)
        return len(gap) if near else None
    if end <= cue.start and cue.end <= later:
        gap = text[end : cue.start]
        near = len(gap) <= _AFTER and not _BREAKS.search(gap)
        # Before its number a cue is surer than behind it.
        return len(gap) + 2 if near else None
    if start <= cue.start and cue.end <= end:
        return 0
    return None
