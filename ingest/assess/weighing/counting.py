"""Describe a number to the weights: what stands before and after it, near and far, and what the rules say.

It reads no number (ingest/assess/reading/numbers.py) and decides nothing: the kind with the most weight wins.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from domain.assessment import FigureKind
from ingest.assess.reading.cues import Cues, finder_for
from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.numbers import Number
from ingest.assess.reading.roles import NAMES_NORTH
from ingest.assess.rules.figures import kind_by_rule
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.owners import OWN_NK, OWN_OTHER, OWN_RU, OWN_UA, Mention
from ingest.assess.weighing.candidates import stand_in
from ingest.assess.weighing.numberform import mark_form
from ingest.assess.weighing.scales import Features
from ingest.assess.weighing.surroundings import look_around

# Distances from a finding, in sentences: measured on tests/eval, finer ones score no better.
_FAR = (0, 1, 3)
# The same number is looked up in so many other places.
_AGAIN = 8
# More than any figure of tests/eval; what follows a date or a span: 3 such figures of 1251 are lost.
_MOST = 199_999
_DATES = ("month", "date_mark", "span_unit")
_OWNERS = ((OWN_NK, "nk"), (OWN_RU, "ru"), (OWN_UA, "ua"), (OWN_OTHER, "other"))


class Counted(NamedTuple):
    """A number of a sentence with what the rules make of it; `others`: the numbers beside it."""

    sentence: Sentence
    numbers: list[Number]
    at: int
    number: Number
    rule: FigureKind | None


def numbers_near(
    doc: Document,
    mentions: list[list[Mention]],
    findings: Sequence[Finding],
    cues_of: Callable[[Sentence], Cues] | None = None,
) -> Iterator[tuple[Sentence, list[Number], int, Features]]:
    """Shape: sentence, its numbers, which of them, and the features of that one, for all numbers of the text."""
    held = {f.sentence.index: f for f in findings}
    counted = list(_counted(doc, mentions, held))
    again: dict[tuple[int, int], list[Counted]] = {}
    for one in counted:
        again.setdefault((one.number.low, one.number.high), []).append(one)
    found = sorted(held)
    north = [s.index for s in doc.sentences if s.roles & NAMES_NORTH]
    paragraphs = {f.sentence.paragraph for f in findings}
    cues_of = cues_of or cues_in(doc)
    for i, one in enumerate(counted):
        sentence = one.sentence
        cues = cues_of(sentence)
        if not _may_count_men(one.number, cues):
            continue
        around = look_around(doc, sentence, one.numbers, one.at, cues)
        features = Features(masks=around.masks, marks=around.marks)
        mark_form(features.marks, doc, sentence, one.numbers, one.at)
        same = again[one.number.low, one.number.high][:_AGAIN]
        _mark_rule(features.marks, one, counted, i, same, around.told, held)
        _mark_owners(features.marks, one, mentions[sentence.index])
        _mark_place(features, doc, sentence, held.get(sentence.index))
        for name, places in (("finding", found), ("north", north)):
            features.marks.add(f"{name} {_away(places, sentence.index)} away")
        if sentence.paragraph in paragraphs:
            features.marks.add("finding in paragraph")
        yield sentence, one.numbers, one.at, features


def cues_in(doc: Document) -> Callable[[Sentence], Cues]:
    """Look for the cues of a sentence once, however often they are asked for."""
    finder = finder_for(doc.lexicon)
    known: dict[int, Cues] = {}

    def cues_of(sentence: Sentence) -> Cues:
        cues = known.get(sentence.index)
        if cues is None:
            cues = known[sentence.index] = finder.find(doc.text, sentence.start, sentence.end)
        return cues

    return cues_of


def _counted(
    doc: Document, mentions: list[list[Mention]], held: dict[int, Finding]
) -> Iterator[Counted]:
    doc.read_numbers()
    for sentence in doc.sentences:
        numbers = doc.numbers_in(sentence)
        if not numbers:
            continue
        named = mentions[sentence.index]
        finding = held.get(sentence.index) or Finding(
            sentence, [m for m in named if m.owners & OWN_NK] or [stand_in(sentence)], False, ""
        )
        foreign = [m for m in named if not m.owners & OWN_NK]
        for i in range(len(numbers)):
            rule = kind_by_rule(doc, finding, foreign, numbers, i)
            yield Counted(sentence, numbers, i, numbers[i], rule)


def _may_count_men(number: Number, cues: Cues) -> bool:
    """One man is none, no army is that large, and what a date word follows is a date."""
    if not 1 < number.high <= _MOST:
        return False
    return not cues.has(_DATES) or not any(
        0 <= cue.start - number.end <= 1 for cue in cues.of(*_DATES)
    )


def _mark_rule(
    marks: set[str],
    one: Counted,
    counted: Sequence[Counted],
    i: int,
    again: Sequence[Counted],
    told: str,
    held: dict[int, Finding],
) -> None:
    """What the rules say of this number, of the one before it, and of the same number elsewhere."""
    rule = one.rule or "none"
    marks.add(f"rule:{rule}")
    marks.add(f"rule {'found' if one.sentence.index in held else 'beside'}:{rule}")
    marks.add(f"rule {told}:{rule}")
    number = one.number
    for other in again:
        if other is not one:
            marks.add(f"again:{other.rule or 'none'}")
            if other.sentence.index == 0:
                marks.add("again in title")
    for step, name in ((-1, "last"), (1, "next")):
        if not 0 <= i + step < len(counted):
            continue
        other = counted[i + step]
        apart = abs(other.sentence.index - one.sentence.index)
        if apart > 1:
            continue
        where = f"{name} {'here' if apart == 0 else 'beside'}"
        marks.add(f"{where}:{other.rule or 'none'}")
        size = "same" if other.number.high == number.high else "less"
        size = "more" if other.number.high > number.high else size
        marks.add(f"{where} {size}:{other.rule or 'none'}")


def _mark_owners(marks: set[str], one: Counted, mentions: Sequence[Mention]) -> None:
    """Whose soldiers are named next, on either side."""
    first, last = one.number.start, one.number.end
    after: Mention | None = None
    before: Mention | None = None
    for mention in mentions:
        if not mention.owners:
            continue
        start, end = mention.hit.start, mention.hit.end
        if start >= last and (after is None or start < after.hit.start):
            after = mention
        if end <= first and (before is None or end > before.hit.end):
            before = mention
    if after is not None:
        _mark_owner(marks, "after", after.hit.start - last, after.owners)
    if before is not None:
        _mark_owner(marks, "before", first - before.hit.end, before.owners)


def _mark_owner(marks: set[str], side: str, gap: int, owners: int) -> None:
    reach = "near" if gap <= 14 else "far"
    marks.update([f"owner {side} {reach}:{name}" for bit, name in _OWNERS if owners & bit])


def _mark_place(
    features: Features, doc: Document, sentence: Sentence, finding: Finding | None
) -> None:
    marks = features.marks
    if finding is not None:
        marks.add("direct" if finding.direct else "continued")
    if sentence.index == 0 and doc.has_title:
        marks.add("in title")
    elif sentence.index:
        features.masks["previous"] = doc.sentences[sentence.index - 1].roles
    if doc.has_title and sentence.index:
        features.masks["title"] = doc.sentences[0].roles
    features.masks["text"] = doc.roles


def _away(places: Sequence[int], at: int) -> int:
    """How far the nearest of some sentences is, as a class."""
    i = bisect_left(places, at)
    far = min([abs(at - place) for place in places[max(0, i - 1) : i + 1]], default=99)
    return bisect_left(_FAR, far)
