"""Decide whether a text is about the relationship of Russia and North Korea; flags are not its matter.

A sentence counts when it names both sides outside a mere list of countries. One passing clause in
a longer text on another matter does not make the text relevant; soldiers in the war do.
"""

from __future__ import annotations

from domain.assessment import Relevance
from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import BIT, NORTH, RUSSIAN
from ingest.assess.rules.finding import Finding

_RU = RUSSIAN | BIT["war"]
_OTHER = BIT["other"] | BIT["other_adj"]
_SIDE = BIT["aside"] | BIT["sub"] | BIT["but"] | BIT["given"]
_NAMES = BIT["nk"] | BIT["ru"] | BIT["other"] | BIT["ua"] | BIT["nk_adj"] | BIT["ru_adj"] | _OTHER


def relevance_of(doc: Document, findings: list[Finding]) -> Relevance:
    """Shape: the verdict with its score and its reasons, most telling first."""
    direct = [f.sentence.index for f in findings if f.direct]
    pairs = [s for s in doc.sentences if states_pair(doc, s)]
    in_title = doc.has_title and any(s.index == 0 for s in pairs)
    topical = _topical(doc)
    full = [s for s in pairs if not _is_passing(doc, s, topical)]
    reasons: list[str] = []
    score = 0.0
    if in_title:
        score, reasons = 1.0, ["the title names both sides"]
    elif direct and (len(direct) > 1 or 0 in direct or len(doc.sentences) <= 4):
        score, reasons = 0.9, ["soldiers of one side in the other's war"]
    elif full:
        score = 0.8 if len(full) > 1 else 0.7
        reasons = [f"{len(full)} sentence(s) about both sides"]
    elif pairs:
        score, reasons = 0.3, ["both sides named in passing only"]
    if (
        direct
        and score < 0.5
        and any(not _is_passing(doc, doc.sentences[i], topical) for i in direct)
    ):
        score, reasons = 0.8, ["soldiers of one side in the other's war"]
    return Relevance(score=score, reasons=tuple(reasons))


def states_pair(doc: Document, sentence: Sentence) -> bool:
    """Whether a sentence names both sides, other than in a list of countries."""
    if sentence.pairs is None:
        sentence.pairs = _states_pair(doc, sentence)
    return sentence.pairs


def _states_pair(doc: Document, sentence: Sentence) -> bool:
    if sentence.roles & BIT["bond"]:
        return True
    if not (sentence.roles & NORTH and sentence.roles & _RU):
        return False
    if not sentence.roles & _OTHER:
        # No third state, no list of countries.
        return True
    return any(
        h.roles & NORTH and not _in_list(doc, sentence.hits, i) for i, h in enumerate(sentence.hits)
    ) and any(
        h.roles & _RU and not _in_list(doc, sentence.hits, i) for i, h in enumerate(sentence.hits)
    )


def _in_list(doc: Document, hits: list[Hit], at: int) -> bool:
    """Part of an enumeration of three or more countries with one that is neither side."""
    members = 1
    third = bool(hits[at].roles & _OTHER)
    for step in (-1, 1):
        j = at
        while 0 <= j + step < len(hits):
            gap, k = _gap(doc, hits, j, step)
            if k is None or gap not in (",", "", "/", "·"):
                break
            members += 1
            third = third or bool(hits[k].roles & _OTHER)
            j = k
    return members >= 3 and third


def _gap(doc: Document, hits: list[Hit], j: int, step: int) -> tuple[str, int | None]:
    """The text between two names of a list, conjunction removed; None when no name follows."""
    k = j + step
    joined = False
    while 0 <= k < len(hits) and hits[k].roles & (BIT["and"] | BIT["the"]):
        joined = True
        k += step
    if not (0 <= k < len(hits)) or not hits[k].roles & _NAMES:
        return "", None
    first, second = (hits[j], hits[k]) if step > 0 else (hits[k], hits[j])
    between = doc.text[first.end : second.start]
    if joined:
        return ("," if len(between) < 12 else between), k
    stripped = between.strip()
    return (stripped, k) if stripped else (" ", None)


def _is_passing(doc: Document, sentence: Sentence, topical: bool) -> bool:
    """The only such sentence of a longer text on another matter, North Korea in a side clause of it."""
    if len(doc.sentences) < 4 or sentence.index <= doc.has_title or topical:
        return False
    if doc.lexicon.grammar.order == "head_last":
        return bool(sentence.roles & (BIT["given"] | BIT["aside"]))
    first = next((h for h in sentence.hits if h.roles & NORTH), None)
    if first is None:
        return False
    before = [h for h in sentence.hits if h.end <= first.start]
    return any(h.roles & _SIDE for h in before)


def _topical(doc: Document) -> bool:
    """North Korea and Russia are each named in more than one sentence or in the title."""
    north = [s for s in doc.sentences if s.roles & NORTH]
    return len(north) > 1 or bool(doc.has_title and doc.sentences[0].roles & NORTH)
