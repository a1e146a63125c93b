"""Describe the words around a number to the weights: its head and lead, its clause, what is nearest.

The head is the first telling word after a number, the lead the last one before it. A clause ends at
a comma, a dash, a bracket; other numbers end what belongs to this one. Words are roles and cues,
so that what is learnt from one language holds for all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ingest.assess.reading.cues import Cue, Cues
from ingest.assess.reading.document import Document, Sentence, union_of
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.numbers import Number
from ingest.assess.reading.roles import any_of

_BREAK = re.compile(r"[;:()!?\n、。]| - |,(?!\d)|(?<!\d),|\.(?= )")
# Words that only join or hedge: the head and the lead lie beyond them.
_FILLER = any_of(
    *("more", "about", "at_least", "at_most", "the", "of", "own", "and", "prep", "by", "aside"),
    *("verb", "say", "sub", "speaker", "place", "asserted", "possible", "planned", "but"),
)
# What decides on the kind, in the order of a word that is several of them.
_KINDS: tuple[tuple[str, int], ...] = (
    ("casualty", any_of("casualty")),
    ("kill", any_of("kill")),
    ("wound", any_of("wound")),
    ("captive", any_of("captive", "capture")),
    ("sapper", any_of("sapper")),
    ("builder", any_of("builder")),
)
_THINGS: tuple[tuple[str, int], ...] = (
    ("unit", any_of("unit")),
    ("weapon", any_of("weapon")),
    ("civil", any_of("civil")),
    ("ru", any_of("ru", "ru_adj")),
    ("ua", any_of("ua", "ua_adj")),
    ("other", any_of("other", "other_adj")),
)
_ALL_KINDS, _ALL_THINGS = (sum(mask for _, mask in groups) for groups in (_KINDS, _THINGS))
_GROUPS = (("kind", _KINDS, _ALL_KINDS), ("thing", _THINGS, _ALL_THINGS))
_MEN = any_of("force", "people", "army", "nk_force", "ref", "deploy")
_ACTS = any_of("send", "move", "stay", "fight", "return", "ask", "honour")
_FIGURE_CUES = ("demining", "rebuilding", "mourning", "detention", "headcount")
# Which cue speaks for what where no role does.
_HINTS = _FIGURE_CUES[:4]
_DATE_CUES = ("month", "month_weak", "weekday", "ago")
_SUM_CUES = ("increment", "cumulative")
_ALL_CUES = frozenset((*_FIGURE_CUES, *_DATE_CUES, *_SUM_CUES, "whole"))
_DISTANCES = (1, 7, 16, 40)


@dataclass(slots=True)
class Surroundings:
    """`told`: in one word, what the clause tells of those counted."""

    masks: dict[str, int] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)
    told: str = "nothing"


@dataclass(slots=True)
class _Side:
    """The hits on one side of a number, nearest first, up to the neighbour, and the rest of the sentence."""

    name: str
    edge: int
    clause: list[Hit]
    rest: list[Hit]
    past: list[Hit]
    roles: int = 0
    head: int = 0


def look_around(
    doc: Document, sentence: Sentence, numbers: Sequence[Number], i: int, cues: Cues
) -> Surroundings:
    """The features of the words around the i-th number of a sentence."""
    around = Surroundings()
    sides = _sides(doc, sentence, numbers, i)
    for side in sides:
        _add_side(around, side, numbers[i])
    around.masks["sentence"] = sentence.roles
    told_by_cues = cues.has(_ALL_CUES)
    _add_joint(around, sides, _hints(cues, sides) if told_by_cues else "")
    if told_by_cues:
        _add_cues(around.marks, cues, sides, numbers[i])
    if doc.lexicon.grammar.order == "head_last":
        _double(around)
    return around


def _sides(
    doc: Document, sentence: Sentence, numbers: Sequence[Number], i: int
) -> tuple[_Side, _Side]:
    first, last = numbers[i].start, numbers[i].end
    left = numbers[i - 1].end if i else sentence.start
    right = numbers[i + 1].start if i + 1 < len(numbers) else sentence.end
    opened, closed = left, right
    for mark in _BREAK.finditer(doc.text, left, first):
        opened = mark.end()
    if stop := _BREAK.search(doc.text, last, right):
        closed = stop.start()
    after = _Side("after", closed, [], [], [])
    before = _Side("before", opened, [], [], [])
    for hit in sentence.hits:
        start, end, _, _ = hit
        if start >= last:
            part = after.clause if start < closed else after.rest
            (part if start < right else after.past).append(hit)
        elif end <= first:
            part = before.clause if end > opened else before.rest
            (part if end > left else before.past).append(hit)
    for hits in (before.clause, before.rest, before.past):
        hits.reverse()
    return before, after


def _gap(number: Number, hit: Hit) -> int:
    """How far they are apart, as a class."""
    gap = hit.start - number.end if hit.start >= number.end else number.start - hit.end
    return bisect_left(_DISTANCES, gap)


def _add_side(around: Surroundings, side: _Side, number: Number) -> None:
    """The roles of each part; the head or lead and the word beyond it; what else tells the kind."""
    masks, marks, name = around.masks, around.marks, side.name
    side.roles = masks[f"clause {name}"] = union_of(side.clause)
    masks[f"rest {name}"] = union_of(side.rest)
    masks[f"past {name}"] = union_of(side.past)
    if side.clause:
        nearest = side.clause[0]
        masks[f"next {name} {_gap(number, nearest)}"] = nearest.roles
    telling = [h for h in side.clause if h.roles & ~_FILLER] if side.roles & ~_FILLER else []
    if telling:
        side.head = telling[0].roles
        for hit, place in zip(telling, ("first", "second"), strict=False):
            masks[f"{place} {name}"] = hit.roles
            masks[f"{place} {name} {_gap(number, hit)}"] = hit.roles
    else:
        marks.add(f"nothing {name}")
    for what, groups, wanted in _GROUPS:
        _add_nearest(around, side, number, what, groups, wanted)


def _add_nearest(
    around: Surroundings,
    side: _Side,
    number: Number,
    what: str,
    groups: tuple[tuple[str, int], ...],
    wanted: int,
) -> None:
    """The nearest word that tells the kind, wherever it is."""
    for part, hits in (("clause", side.clause), ("rest", side.rest), ("past", side.past)):
        if not around.masks[f"{part} {side.name}"] & wanted:
            continue
        found = next(h for h in hits if h.roles & wanted)
        gap = _gap(number, found)
        for name, mask in groups:
            if found.roles & mask:
                around.marks.add(f"{what} {side.name} {part}:{name}")
                around.marks.add(f"{what} {side.name}:{name} {gap}")
        return


def _hints(cues: Cues, sides: tuple[_Side, _Side]) -> str:
    """The cues within the clause that speak for a kind."""
    before, after = sides
    return "+".join([kind for kind in _HINTS if cues.any(kind, before.edge, after.edge)])


def _add_joint(around: Surroundings, sides: tuple[_Side, _Side], hints: str) -> None:
    """What is counted and what befalls it, as one mark: "men+kill", "unit+none"."""
    before, after = sides
    marks = around.marks
    told = around.told = _told(before.roles | after.roles, hints)
    marks.add(f"told {told}")
    for side in sides:
        name, head = side.name, _head(side.head)
        marks.add(f"told {name} {_told(side.roles, '')}")
        marks.add(f"head {name} {head} told {told}")
        marks.add(f"head {name} {head} hint {hints or 'none'}")
    marks.add(f"heads {_head(before.head)} {_head(after.head)}")


def _told(roles: int, hints: str) -> str:
    """What words of a clause tell of those counted; hints where no role does."""
    if not roles & _ALL_KINDS:
        return hints or ("act" if roles & _ACTS else "none")
    return "+".join([name for name, mask in _KINDS if roles & mask])


def _head(roles: int) -> str:
    if roles & (_ALL_KINDS | _ALL_THINGS):
        return next(name for name, mask in (*_KINDS, *_THINGS) if roles & mask)
    if roles & _MEN:
        return "men"
    if roles & _ACTS:
        return "act"
    return "else" if roles else "none"


def _add_cues(marks: set[str], cues: Cues, sides: tuple[_Side, _Side], number: Number) -> None:
    before, after = sides
    for kind in _FIGURE_CUES:
        for cue in cues.of(kind):
            marks.add(f"cue:{kind}")
            side = after if cue.start >= number.end else before
            gap = cue.start - number.end if side is after else number.start - cue.end
            if before.edge <= cue.start and cue.end <= after.edge:
                marks.add(f"cue {side.name}:{kind}")
                marks.add(f"cue {side.name}:{kind} {bisect_left(_DISTANCES, gap)}")
    if any(_opens_whole(cue, before, number) for cue in cues.of("whole")):
        marks.add("whole")
    for kind in _DATE_CUES:
        for cue in cues.of(kind):
            if 0 <= cue.start - number.end <= 1:
                marks.add(f"then:{kind}")
            elif 0 <= number.start - cue.end <= 1:
                marks.add(f"behind:{kind}")
    for kind in _SUM_CUES:
        for cue in cues.of(kind):
            if 0 <= cue.start - number.end <= 12 or 0 <= number.start - cue.end <= 12:
                marks.add(f"near:{kind}")


def _opens_whole(cue: Cue, before: _Side, number: Number) -> bool:
    """ "Of 400 men 180 fell": the number is all of which a part is told."""
    if cue.value == "after":
        return 0 <= cue.start - number.end <= 1
    beside = 0 <= number.start - cue.end <= 9
    return beside and (cue.value == "before" or cue.start - before.edge <= 1)


def _double(around: Surroundings) -> None:
    """Where heads come last, sides mean something else: their weights are learnt once more."""
    masks = around.masks
    masks |= {last: masks[name] for name in masks if (last := _last(name))}
    around.marks |= {last for mark in around.marks if (last := _last(mark))}


@lru_cache(maxsize=2_000)
def _last(name: str) -> str:
    """The name of a feature where heads come last; empty when it tells of no side."""
    return f"last {name}" if "after" in name or "before" in name else ""
