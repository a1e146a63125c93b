"""Find the numbers of people of the deployment in its sentences; other numbers stay out.

A number counts when the noun it belongs to is the deployed (or their dead, wounded, captured), or
when no noun follows and the clause is about them. Money, shells, distances, dates, ages and other
countries' men are excluded by what follows the number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from domain.assessment import Bound, Figure, FigureKind
from ingest.assess.reading.cues import Cues
from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.numbers import Number
from ingest.assess.reading.roles import BIT, BUILDER, CAPTIVE, HARM, MENTION, SAPPER
from ingest.assess.rules.bounds import bound_of
from ingest.assess.rules.extent import extent_of
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.owners import OWN_NK, OWN_OTHER, OWN_RU, OWN_UA, Mention

_KILL, _WOUND, _CASUALTY, _CAPTURE = (BIT[r] for r in ("kill", "wound", "casualty", "capture"))
_FOREIGNERS = BIT["ru"] | BIT["ua"] | BIT["other"]
_UNIT = BIT["unit"] | BIT["weapon"] | BIT["civil"]
_VERBS = BIT["send"] | BIT["move"] | BIT["stay"] | BIT["fight"] | BIT["return"]
_STOPS = BIT["but"] | BIT["sub"] | BIT["prep"]
_HEDGES = BIT["at_least"] | BIT["at_most"] | BIT["about"] | BIT["more"]
_BARE = BIT["the"] | BIT["verb"] | BIT["say"] | BIT["of"]
# "of 11,000 men 4,000 …", a comma: what follows is said of another number.
_PART_OF = (",", "중 ", "가운데")
_APPOSES = (", ", ": ", " (", " -", "- ")
_NEAR = 40
# "300 Soldaten aus Nordkorea sind im Kampf gegen die Ukraine gefallen": 62 characters.
_VERB_LAST_NEAR = 90
_ORDINAL_TAILS = (
    *("st ", "nd ", "rd ", "th ", "-й ", "-го ", "-я ", "-ю ", "-ой ", ":", "/"),
    *("e ", "er ", ".º", ".ª", "º", "ª"),
)
# Letters between a noun and the number behind it: "dead at about 600"; "at about".
_OWN_NUMBER, _NEAR_PREP = 14, 12
# A bare number below this is a date, a time or an age more often than a strength.
_SMALLEST_BARE = 100


def figures_of(
    doc: Document, finding: Finding, foreign: list[Mention], cues: Cues
) -> tuple[Figure, ...]:
    """Shape: the figures of one sentence; `foreign` are mentions of others' soldiers in it."""
    sentence = finding.sentence
    numbers = doc.numbers_in(sentence)
    figures: list[Figure] = []
    for i in range(len(numbers)):
        what = kind_by_rule(doc, finding, foreign, numbers, i)
        if what is not None:
            figures.append(to_figure(doc, sentence, numbers, i, what, cues))
    return tuple(figures)


def to_figure(
    doc: Document,
    sentence: Sentence,
    numbers: Sequence[Number],
    i: int,
    what: FigureKind,
    cues: Cues,
) -> Figure:
    """The figure that the i-th number of a sentence is, with its bound and extent."""
    number = numbers[i]
    bound: Bound = "range" if number.low < number.high else bound_of(doc, sentence.hits, number)
    return Figure(
        low=number.low,
        high=number.high,
        bound=bound,
        what=what,
        evidence=doc.evidence(number.start, number.end),
        extent=extent_of(
            doc.text,
            cues,
            number.start,
            number.end,
            # "Un total de": an article is no number.
            earlier=max((n.end for n in numbers[:i] if n.high > 1), default=0),
            later=numbers[i + 1].start if i + 1 < len(numbers) else sentence.end,
            last=i + 1 == len(numbers),
        ),
    )


def kind_by_rule(
    doc: Document, finding: Finding, foreign: list[Mention], numbers: Sequence[Number], i: int
) -> FigureKind | None:
    """What the i-th number of a sentence counts, as far as the words around it tell; None: no figure."""
    text, number = doc.text, numbers[i]
    floor = numbers[i - 1].end if i else finding.sentence.start
    limit = numbers[i + 1].start if i + 1 < len(numbers) else finding.sentence.end
    if is_label(doc, number, finding.sentence.end) or number.high == 1:
        return None
    if doc.lexicon.grammar.order == "head_last":
        return _counted_people(doc, finding, foreign, number)
    # "Ten thousand men Kim has lent": the men are nobody else's where they were implied.
    implied = any(m.via == "implied" for m in finding.mentions)
    others = {m.hit.start for m in foreign if m.owners or not implied}
    others |= {
        m.hit.start
        for m in finding.mentions
        if m.owners & (OWN_RU | OWN_UA | OWN_OTHER) and m.owners & OWN_NK
    }
    near = number.end + (_VERB_LAST_NEAR if doc.lexicon.grammar.verb_last else _NEAR)
    after = [h for h in finding.sentence.hits if number.end <= h.start <= near]
    after = [h for h in after if h.start < limit or h.start - number.end < 3]
    harmed = _harmed_before(doc, finding, number)
    if harmed and text.startswith(doc.lexicon.grammar.people_counters, number.end):
        return harmed
    what = _by_noun(doc, finding, number, floor, limit, after, others)
    if what == "troops":
        return harmed or _apposed(doc, finding, number) or what
    return what


def _apposed(doc: Document, finding: Finding, number: Number) -> FigureKind | None:
    """ "A division of army builders, 5,000 men": what they are stands before a comma."""
    for hit in reversed(finding.sentence.hits):
        if hit.end > number.start or hit.roles & _HEDGES:
            continue
        close = number.start - hit.end <= 24 and doc.text[hit.end : hit.end + 2] in _APPOSES
        return _person_kind_of(hit) if close else None
    return None


def _harmed_before(doc: Document, finding: Finding, number: Number) -> FigureKind | None:
    """ "The capture of two soldiers", "killed 20 of them": what befell them stands before."""
    for hit in reversed(finding.sentence.hits):
        if hit.end > number.start or hit.roles & _HEDGES:
            continue
        gap = number.start - hit.end
        if hit.roles & (BIT["of"] | BIT["the"]) and gap <= 8:
            continue
        if hit.roles & HARM and not hit.roles & MENTION and gap <= 14:
            return None if "," in doc.text[hit.end : number.start] else _harm_kind(hit)
        return None
    return None


def _counted_people(
    doc: Document, finding: Finding, foreign: list[Mention], number: Number
) -> FigureKind | None:
    """Korean order: the noun stands before the number or what befalls them right after it."""
    counters = doc.lexicon.grammar.people_counters
    if not number.people and not doc.text.startswith(counters, number.end):
        return None
    hits = finding.sentence.hits
    others = {m.hit.start for m in foreign if m.owners}
    before = [h for h in hits if h.end <= number.start and number.start - h.end <= 14]
    after = [h for h in hits if 0 <= h.start - number.end <= 9]
    for hit in after:
        between = doc.text[number.end : hit.start]
        if hit.roles & HARM and not any(mark in between for mark in _PART_OF):
            return _harm_kind(hit)
        if hit.roles & (BIT["civil"] | MENTION):
            break
    kind = _noun_before(before, others, number, doc)
    if kind is not None:
        return None if kind == "others" else kind
    captured = [h for h in before if h.roles & (_CAPTURE | CAPTIVE)]
    return "captured" if captured else "troops"


def _noun_before(
    before: list[Hit], others: set[int], number: Number, doc: Document
) -> FigureKind | Literal["others"] | None:
    """The nearest noun before the number; "men" and "personnel" leave it to the one before them."""
    for hit in reversed(before):
        if "," in doc.text[hit.end : number.start]:
            return None
        if hit.start in others or hit.roles & BIT["civil"]:
            return "others"
        if hit.roles & (SAPPER | BUILDER):
            return "sappers" if hit.roles & SAPPER else "construction"
        if hit.roles & HARM and number.start - hit.end <= 5:
            return _harm_kind(hit)
        if hit.roles & (MENTION & ~BIT["people"]):
            return None
    return None


def _by_noun(
    doc: Document,
    finding: Finding,
    number: Number,
    floor: int,
    limit: int,
    after: list[Hit],
    others: set[int],
) -> FigureKind | None:
    """The first telling word after the number decides."""
    text = doc.text
    counted = text.startswith(doc.lexicon.grammar.people_counters, number.end)
    for position, hit in enumerate(after):
        gap = text[number.end : hit.start]
        if any(c in gap for c in ";:()"):
            break
        if hit.roles & BIT["the"] and hit.start - number.end <= 1:
            break
        if hit.roles & BIT["unit"] or (hit.roles & _UNIT and not hit.roles & MENTION):
            return None
        if hit.start in others or (hit.roles & _FOREIGNERS and hit.start - number.end <= 1):
            return None
        if hit.roles & HARM and not hit.roles & MENTION:
            # "The dead at 300 and the injured at 2,700": what follows is told of the next number.
            joined = "," in gap or any(h.roles & BIT["and"] for h in after[:position])
            if joined and limit - hit.end <= _OWN_NUMBER and _follows_noun(finding, number, floor):
                # "The number of troops at 15,000 and the number of dead at 600".
                return _told_before(finding, number, floor)
            return (joined and _nearest_kind(finding, number, floor)) or _harm_kind(hit)
        if hit.roles & MENTION:
            return _person_kind(hit, after[position + 1 :], doc, hit.end)
        if hit.roles & _VERBS:
            covered = after[position - 1].end if position else number.end
            bare = hit.start - covered <= 1 and number.high >= _SMALLEST_BARE
            return "troops" if bare or counted else None
        if hit.roles & _STOPS:
            break
    if number.people or counted or _stands_alone(doc, number, after):
        return _told_before(finding, number, floor)
    return None


def _follows_noun(finding: Finding, number: Number, floor: int) -> bool:
    """Whether men are named before the number, and it comes with a preposition: "at about 15,000"."""
    before = [h for h in finding.sentence.hits if floor <= h.start and h.end <= number.start]
    while before and before[-1].roles & _HEDGES:
        before.pop()
    if not before or not before[-1].roles & BIT["prep"]:
        return False
    return number.start - before[-1].end <= _NEAR_PREP and any(h.roles & MENTION for h in before)


def _told_before(finding: Finding, number: Number, floor: int) -> FigureKind:
    """ "Puts the dead at 300 and the injured at 2,700": the last noun before it tells what it counts."""
    kind = _nearest_kind(finding, number, floor)
    if kind is not None:
        return kind
    # "The losses of the contingent, by the count of Seoul, at more than 6,000".
    losses = any(h.roles & _CASUALTY and h.end <= number.start for h in finding.sentence.hits)
    return "casualties" if losses else "troops"


def _nearest_kind(finding: Finding, number: Number, floor: int) -> FigureKind | None:
    """What a noun between the number before and this one tells, unless a verb stands between."""
    for hit in reversed(finding.sentence.hits):
        if hit.end > number.start:
            continue
        if hit.end <= floor or number.start - hit.end > _NEAR or hit.roles & _VERBS:
            return None
        if hit.roles & (HARM | SAPPER | BUILDER) and not hit.roles & _UNIT:
            return _person_kind_of(hit) or _harm_kind(hit)
    return None


def _stands_alone(doc: Document, number: Number, after: list[Hit]) -> bool:
    """ "put their number at 14,000", "and added 3,000 in January": no noun follows the number."""
    if number.high < _SMALLEST_BARE:
        return False
    tail = doc.text[number.end : number.end + 40]
    if not tail.strip() or tail.lstrip()[0] in '.,;!?")':
        return True
    return any(
        hit.start - number.end <= 1 and hit.roles & (_STOPS | BIT["and"] | BIT["more"] | _BARE)
        for hit in after
    )


def _person_kind(hit: Hit, rest: list[Hit], doc: Document, end: int) -> FigureKind:
    kind = _person_kind_of(hit)
    if kind is not None:
        return kind
    for later in rest:
        if later.roles & (SAPPER | BUILDER) and later.start - end <= 1:
            # "Żołnierzy wojsk budowlanych": soldiers of what they are.
            return _person_kind_of(later) or "troops"
        reach = _VERB_LAST_NEAR if doc.lexicon.grammar.verb_last else 30
        if later.start - end > reach or later.roles & (BIT["but"] | BIT["and"]):
            break
        if later.roles & HARM and not later.roles & MENTION:
            return _harm_kind(later)
    return "troops"


def _person_kind_of(hit: Hit) -> FigureKind | None:
    if hit.roles & SAPPER:
        return "sappers"
    if hit.roles & BUILDER:
        return "construction"
    return "captured" if hit.roles & CAPTIVE else None


def _harm_kind(hit: Hit) -> FigureKind:
    if hit.roles & _CASUALTY:
        return "casualties"
    if hit.roles & _KILL:
        return "killed"
    if hit.roles & (_CAPTURE | CAPTIVE):
        return "captured"
    return "casualties"


def is_label(doc: Document, number: Number, end: int) -> bool:
    """Years, ordinals, percentages, money, times: numbers that count no people."""
    text = doc.text
    head = text[max(0, number.start - 3) : number.start]
    tail = text[number.end : number.end + 8]
    if (tail[:1] in "%°" and tail[:1]) or tail.lstrip()[:1] in ("%", "$", "€", "₩"):
        return True
    if head.rstrip()[-1:] in ("$", "€", "£", "₩", "№", "#"):
        return True
    if tail.startswith(_ORDINAL_TAILS):
        return True
    if number.high < 1000 and tail[:2] == ". " and number.end + 2 < end:
        # A stop within the sentence: "das 528. Regiment".
        return True
    return (
        1900 <= number.low <= 2100
        and number.low == number.high
        and not number.people
        and (
            text[number.start : number.end].isdigit()
            and len(text[number.start : number.end]) == 4
            and not text.startswith(doc.lexicon.grammar.people_counters, number.end)
        )
    )
