"""Find teasers of other articles: elements of one template beside each other, each with a link to read on.

Only their shape is looked at; whether a teaser is kept is for the weights to say.
"""

from __future__ import annotations

import itertools
from collections import defaultdict

from ingest.parse.passages import Passage, Place, around

# So many make a row; a single block more than that in one is no teaser.
MIN_CARDS = 3
MAX_CARD = 6
CARD_SHARE = 0.6
LINKED = 0.8
# A teaser's text, beside its link, is no link.
MAX_LINKED = 0.4


def cards_of(passages: list[Passage]) -> set[int]:
    """The places that hold teasers, by id."""
    members: dict[int, list[Passage]] = defaultdict(list)
    places: dict[int, Place] = {}
    for passage in passages:
        for place in itertools.islice(around(passage.place), MAX_CARD):
            members[id(place)].append(passage)
            places[id(place)] = place
    rows: dict[tuple[int, str], list[int]] = defaultdict(list)
    for key, place in places.items():
        if len(members[key]) <= MAX_CARD and place.around is not None and place.tag != "p":
            rows[id(place.around), place.key].append(key)
    cards: set[int] = set()
    for row in rows.values():
        linked = sum(any(p.share > LINKED for p in members[key]) for key in row)
        both = len(row) == 2 and all(_is_teaser(members[key]) for key in row)
        if both or (len(row) >= MIN_CARDS and linked >= CARD_SHARE * len(row)):
            cards.update(row)
    return cards


def _is_teaser(passages: list[Passage]) -> bool:
    """Whether a part is a linked headline and a sentence on it."""
    return len(passages) > 1 and passages[0].share > LINKED and passages[-1].share < MAX_LINKED
