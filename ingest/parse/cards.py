"""Find teasers of other articles: elements of one template beside each other, each with a link to read on.

Only their shape is looked at; whether a teaser is kept is for the weights to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.parse.passages import Passage, Place

# So many make a row; a single block more than that in one is no teaser.
MIN_CARDS = 3
MAX_CARD = 6
CARD_SHARE = 0.6
LINKED = 0.8
# A teaser's text, beside its link, is no link.
MAX_LINKED = 0.4


@dataclass(slots=True)
class _Part:
    """What a place holds: how many blocks, whether one of them is a link, the shares of the outer two."""

    place: Place
    blocks: int
    has_link: bool
    first: float
    last: float


def cards_of(passages: list[Passage]) -> set[int]:
    """The places that hold teasers, by id."""
    rows: dict[tuple[int, str], list[_Part]] = defaultdict(list)
    for part in _parts(passages):
        place = part.place
        if part.blocks <= MAX_CARD and place.around is not None and place.tag != "p":
            rows[id(place.around), place.key].append(part)
    cards: set[int] = set()
    for row in rows.values():
        both = len(row) == 2 and all(map(_is_teaser, row))
        if both or (
            len(row) >= MIN_CARDS and sum(part.has_link for part in row) >= CARD_SHARE * len(row)
        ):
            cards.update(id(part.place) for part in row)
    return cards


def _parts(passages: list[Passage]) -> Iterable[_Part]:
    """The places around each block, a few steps out."""
    parts: dict[int, _Part] = {}
    for passage in passages:
        share, place = passage.share, passage.place
        is_link = share > LINKED
        for _ in range(MAX_CARD):
            part = parts.get(id(place))
            if part is None:
                parts[id(place)] = _Part(place, 1, is_link, share, share)
            else:
                part.blocks += 1
                part.has_link = part.has_link or is_link
                part.last = share
            if place.around is None:
                break
            place = place.around
    return parts.values()


def _is_teaser(part: _Part) -> bool:
    """Whether a part is a linked headline and a sentence on it."""
    return part.blocks > 1 and part.first > LINKED and part.last < MAX_LINKED
