"""Decides to which story an article belongs, among candidates; it looks nothing up.

Same event in other words or another language is not judged here, only copies.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.story import Candidate, Fingerprint, MemberReason, Placement
from ingest.stories.sketch import MAX_NUMBERS, PERMUTATIONS, UNCOMPARABLE

# Measured on tests/ingest/stories/texts.toml (en, ko, ru), 2026-11-23, estimated Jaccard of
#   63 copies (trimmed to 60 and 45 %, reversed, retitled, boilerplate added)   0.43-0.95
#   24 follow-ups (new lead, 3 or 4 old paragraphs of background)               0.17-0.48
#   45 pairs of other articles                                                  at most 0.04
#   12 pairs of one template with other numbers                                 0.35-0.62
# 0.45 finds all copies and takes 2 follow-ups for copies, 0.5 misses one copy and takes none: a missed
# copy is told twice, a follow-up taken for a copy may not be told at all.
NEAR = 0.5
# A copy cut to its lead resembles little but stands whole in the original: copies cut to 45 % reach
# 0.91 at least, follow-ups 0.74 at most.
CONTAINED = 0.8
CONTAINED_NEAR = 0.3
# Likeness cannot tell templates from copies; numbers can: templates share 0.0 of them, copies 0.67
# and more. With one or two numbers a page's own date or telephone tips the share, so there the veto
# needs a text that is otherwise the same (0.7: beyond what trimming and a footer leave).
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
    """Estimated Jaccard similarity of two signatures, or 0 when they are not copies.

    Source: Broder 1997, resemblance and containment of documents.
    """
    if len(one) <= PERMUTATIONS or len(other) <= PERMUTATIONS:
        return 0.0
    jaccard = resemblance(one, other)
    near = jaccard >= NEAR or (
        jaccard >= CONTAINED_NEAR and containment(one, other, jaccard) >= CONTAINED
    )
    return jaccard if near and not numbers_contradict(one, other, jaccard) else 0.0


def resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    equal = sum(a == b for a, b in zip(one[:PERMUTATIONS], other[:PERMUTATIONS], strict=True))
    return equal / PERMUTATIONS


def containment(one: Sequence[int], other: Sequence[int], jaccard: float) -> float:
    """How much of the shorter text stands in the longer, from the similarity and both sizes."""
    a, b = one[PERMUTATIONS], other[PERMUTATIONS]
    return min(1.0, jaccard * (a + b) / ((1 + jaccard) * min(a, b)))


def numbers_contradict(one: Sequence[int], other: Sequence[int], jaccard: float) -> bool:
    """Say whether two alike texts are one template with other numbers in it."""
    a, b = set(one[PERMUTATIONS + 1 :]), set(other[PERMUTATIONS + 1 :])
    # A full sample ends somewhere: beyond the lower end nothing can be said of either.
    ends = [max(numbers) for numbers in (a, b) if len(numbers) == MAX_NUMBERS]
    if ends:
        a, b = ({n for n in numbers if n <= min(ends)} for numbers in (a, b))
    fewer = min(len(a), len(b))
    if not fewer or len(a & b) / fewer >= SHARED_NUMBERS:
        return False
    return fewer >= FEW_NUMBERS or jaccard >= SAME_TEMPLATE
