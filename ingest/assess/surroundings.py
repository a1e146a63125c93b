"""Describe the words around a number to the weights: its head and lead, its clause, what is nearest.

The head is the first telling word after a number, the lead the last one before it. A clause ends at
a comma, a dash, a bracket; other numbers end what belongs to this one. Words are roles and cues,
so that what is learnt from one language holds for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.assess.cues import Cue, Cues
from ingest.assess.document import Document, Sentence
from ingest.assess.matching import BIT, Hit
from ingest.assess.numbers import Number


def _any(*roles: str) -> int:
    return sum(BIT[role] for role in roles)


_BREAK = re.compile(r"[;:()!?\n、。]| - |,(?!\d)|(?<!\d),|\.(?= )")
# Words that only join or hedge: the head and the lead lie beyond them.
_FILLER = _any(
    *("more", "about", "at_least", "at_most", "the", "of", "own", "and", "prep", "by", "aside"),
    *("verb", "say", "sub", "speaker", "place", "asserted", "possible", "planned", "but"),
)
# What decides on the kind, in the order of a word that is several of them.
_KINDS: tuple[tuple[str, int], ...] = (
    ("casualty", _any("casualty")),
    ("kill", _any("kill")),
    ("wound", _any("wound")),
    ("captive", _any("captive", "capture")),
    ("sapper", _any("sapper")),
    ("builder", _any("builder")),
)
_THINGS: tuple[tuple[str, int], ...] = (
    ("unit", _any("unit")),
    ("weapon", _any("weapon")),
    ("civil", _any("civil")),
    ("ru", _any("ru", "ru_adj")),
    ("ua", _any("ua", "ua_adj")),
    ("other", _any("other", "other_adj")),
)
_MEN = _any("force", "people", "army", "nk_force", "ref", "deploy")
_ACTS = _any("send", "move", "stay", "fight", "return", "ask", "honour")
_FIGURE_CUES = ("demining", "rebuilding", "mourning", "detention", "headcount")
# Which cue speaks for what where no role does.
_HINTS = _FIGURE_CUES[:4]
_DATE_CUES = ("month", "month_weak", "weekday", "ago")
_SUM_CUES = ("increment", "cumulative")
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


def look_around(
    doc: Document, sentence: Sentence, numbers: Sequence[Number], i: int, cues: Cues
) -> Surroundings:
    """The features of the words around the i-th number of a sentence."""
    around = Surroundings()
    masks = around.masks
    order = doc.lexicon.grammar.order == "head_last"
    sides = _sides(doc, sentence, numbers, i)
    for side in sides:
        for part, hits in (("clause", side.clause), ("rest", side.rest), ("past", side.past)):
            masks[f"{part} {side.name}"] = _union(hits)
        _add_nearest(around, side, numbers[i])
    masks["sentence"] = sentence.roles
    _add_joint(around, sides, _hints(cues, sides))
    _add_cues(around.marks, cues, sides, numbers[i])
    if order:
        _double(around)
    return around


def _sides(
    doc: Document, sentence: Sentence, numbers: Sequence[Number], i: int
) -> tuple[_Side, _Side]:
    number = numbers[i]
    left = numbers[i - 1].end if i else sentence.start
    right = numbers[i + 1].start if i + 1 < len(numbers) else sentence.end
    opened, closed = left, right
    for mark in _BREAK.finditer(doc.text, left, number.start):
        opened = mark.end()
    if stop := _BREAK.search(doc.text, number.end, right):
        closed = stop.start()
    after = _Side("after", closed, [], [], [])
    before = _Side("before", opened, [], [], [])
    for hit in sentence.hits:
        if hit.start >= number.end:
            part = after.clause if hit.start < closed else after.rest
            (part if hit.start < right else after.past).append(hit)
        elif hit.end <= number.start:
            part = before.clause if hit.end > opened else before.rest
            (part if hit.end > left else before.past).append(hit)
    for hits in (before.clause, before.rest, before.past):
        hits.reverse()
    return before, after


def _union(hits: Iterable[Hit]) -> int:
    roles = 0
    for hit in hits:
        roles |= hit.roles
    return roles


def _gap(number: Number, hit: Hit) -> int:
    return hit.start - number.end if hit.start >= number.end else number.start - hit.end


def _class(value: int) -> int:
    return sum(value > bound for bound in _DISTANCES)


def _add_nearest(around: Surroundings, side: _Side, number: Number) -> None:
    """The head or lead and the word beyond it; the nearest word that tells the kind, wherever it is."""
    masks, marks = around.masks, around.marks
    telling = [h for h in side.clause if h.roles & ~_FILLER][:2]
    for hit, name in zip(telling, ("first", "second"), strict=False):
        masks[f"{name} {side.name}"] = hit.roles
        masks[f"{name} {side.name} {_class(_gap(number, hit))}"] = hit.roles
    if not telling:
        marks.add(f"nothing {side.name}")
    if side.clause:
        masks[f"next {side.name} {_class(_gap(number, side.clause[0]))}"] = side.clause[0].roles
    for groups, what in ((_KINDS, "kind"), (_THINGS, "thing")):
        wanted = 0
        for _, mask in groups:
            wanted |= mask
        for part, hits in (("clause", side.clause), ("rest", side.rest), ("past", side.past)):
            found = next((h for h in hits if h.roles & wanted), None)
            if found is None:
                continue
            for name, mask in groups:
                if found.roles & mask:
                    marks.add(f"{what} {side.name} {part}:{name}")
                    marks.add(f"{what} {side.name}:{name} {_class(_gap(number, found))}")
            break


def _hints(cues: Cues, sides: tuple[_Side, _Side]) -> str:
    """The cues within the clause that speak for a kind."""
    before, after = sides
    return "+".join(
        kind
        for kind in _HINTS
        if any(before.edge <= c.start and c.end <= after.edge for c in cues.of(kind))
    )


def _add_joint(around: Surroundings, sides: tuple[_Side, _Side], hints: str) -> None:
    """What is counted and what befalls it, as one mark: "men+kill", "unit+none"."""
    before, after = sides
    marks = around.marks
    clause = _union(before.clause) | _union(after.clause)
    around.told = _told(clause, hints)
    marks.add(f"told {around.told}")
    heads = []
    for side in sides:
        head = _head(next((h.roles for h in side.clause if h.roles & ~_FILLER), 0))
        heads.append(head)
        marks.add(f"told {side.name} {_told(_union(side.clause), '')}")
        marks.add(f"head {side.name} {head} told {around.told}")
        marks.add(f"head {side.name} {head} hint {hints or 'none'}")
    marks.add("heads " + " ".join(heads))


def _told(roles: int, hints: str) -> str:
    """What words of a clause tell of those counted; hints where no role does."""
    told = "+".join(name for name, mask in _KINDS if roles & mask)
    return told or hints or ("act" if roles & _ACTS else "none")


def _head(roles: int) -> str:
    for name, mask in (*_KINDS, *_THINGS):
        if roles & mask:
            return name
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
                marks.add(f"cue {side.name}:{kind} {_class(gap)}")
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
    for name in [n for n in around.masks if "after" in n or "before" in n]:
        around.masks[f"last {name}"] = around.masks[name]
    around.marks |= {f"last {m}" for m in around.marks if "after" in m or "before" in m}
