"""Finds the article of a story whose words a newer one has; who is a copy as a whole is placement's business."""

from __future__ import annotations

from collections.abc import Sequence

from domain.story import Candidate
from ingest.stories.placement import overlap
from ingest.stories.sketch import unpack

# How much of the shorter text stands in the longer, articles of one event in one language (dev half of
# tests/eval/stories, 2026-11-24): 85 pairs of copies share 0.78 and more, 161 other pairs 0.33 at most.
COPIED = 0.5


def original_of(signature: Sequence[int], earlier: Sequence[Candidate]) -> tuple[int, float] | None:
    """The earlier article with most of the words, and how much of them; None when nobody has half.

    Shape: of equals the first stored.
    """
    own = unpack(tuple(signature))
    if own is None:
        return None
    shares = [
        (overlap(own, other)[0], -candidate.article_id)
        for candidate in earlier
        if (other := unpack(tuple(candidate.signature))) is not None
    ]
    share, number = max(shares, default=(0.0, 0))
    return (-number, share) if share >= COPIED else None
