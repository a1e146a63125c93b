"""Decides to which story an article belongs, among candidates; it looks nothing up.

Same event in other words or another language is not judged here, only copies.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.story import Candidate, Fingerprint, MemberReason, Placement
from ingest.stories.sketch import MAX_NUMBERS, UNCOMPARABLE, Sketch, unpack

# How much of the shorter text stands in the longer, measured 2026-11-24 on texts alone, without headlines:
#   130 copies of labelled stories (cut to a third, reordered, retitled, with boilerplate)   0.78 and more
#   other pairs of the same stories, among them digests of one template                     0.50 at most
#   63 copies of tests/ingest/stories                                                        0.81 and more
#   24 follow-ups there (2 or 4 new paragraphs, 4 or 3 old ones)                             0.78 and 0.81, else 0.76 at most
# A follow-up taken for a copy still tells its new statuses and figures; a copy missed is told twice.
CONTAINED = 0.775
# Likeness cannot tell templates from copies; numbers can: templates share 0.0 of them, copies 0.67
# and more. With one or two numbers a page's own date or telephone tips the share, so there the veto
# needs a text that is otherwise the same.
SHARED_NUMBERS = 0.5
FEW_NUMBERS = 3
SAME_TEMPLATE = 0.7


def place(fp: Fingerprint, candidates: Sequence[Candidate]) -> Placement:
    """Place an article: exact copy before same headline before near-duplicate before a story of its own.

    Shape: candidates share the hash or at least one band; their order does not matter. Of equals
    the lowest story id wins, then the lowest article id.
    """
    same = [c for c in candidates if c.content_hash == fp.content_hash != UNCOMPARABLE]
    if same:
        return _with(same, "same_content")
    # Only one of the two has a text: the band they share is then the headline's.
    headline = [c for c in candidates if bool(c.signature) != bool(fp.signature)]
    if headline:
        return _with(headline, "same_headline")
    scored = [(likeness(fp.signature, c.signature), c) for c in candidates]
    near = [(-score, c.story_id, c.article_id) for score, c in scored if score > 0]
    if not near:
        return Placement(story_id=None, reason="opened", score=0.0)
    score, story_id, article_id = min(near)
    return Placement(
        story_id=story_id, reason="near_duplicate", score=round(-score, 4), like_id=article_id
    )


def _with(equals: Sequence[Candidate], reason: MemberReason) -> Placement:
    original = min(equals, key=lambda c: (c.story_id, c.article_id))
    return Placement(
        story_id=original.story_id, reason=reason, score=1.0, like_id=original.article_id
    )


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Jaccard similarity of two texts, or 0 when the shorter does not stand in the longer: no copies.

    Source: Broder 1997, resemblance and containment of documents; Beyer et al. 2007, on bottom-k samples.
    """
    a, b = unpack(tuple(one)), unpack(tuple(other))
    if a is None or b is None:
        return 0.0
    contained, resembled = overlap(a, b)
    if contained < CONTAINED or numbers_contradict(a, b, resembled):
        return 0.0
    return resembled


def overlap(one: Sketch, other: Sketch) -> tuple[float, float]:
    """Shape: containment of the shorter in the longer, and Jaccard similarity, as far as both samples reach."""
    ends = [end for end in (one.ends, other.ends) if end is not None]
    a, b = one.shingles, other.shingles
    if ends:
        a, b = (frozenset(x for x in sample if x <= min(ends)) for sample in (a, b))
    shared, fewer = len(a & b), min(len(a), len(b))
    if not fewer:
        return 0.0, 0.0
    return shared / fewer, shared / len(a | b)


def numbers_contradict(one: Sketch, other: Sketch, resembled: float) -> bool:
    """Say whether two alike texts are one template with other numbers in it."""
    a, b = set(one.numbers), set(other.numbers)
    # A full sample ends somewhere: beyond the lower end nothing can be said of either.
    ends = [max(numbers) for numbers in (a, b) if len(numbers) == MAX_NUMBERS]
    if ends:
        a, b = ({n for n in numbers if n <= min(ends)} for numbers in (a, b))
    fewer = min(len(a), len(b))
    if not fewer or len(a & b) / fewer >= SHARED_NUMBERS:
        return False
    return fewer >= FEW_NUMBERS or resembled >= SAME_TEMPLATE
