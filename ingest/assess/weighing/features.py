"""Describe a text to the weights: which kinds of words stand with North Korea, what the rules found.

No word of any language is a feature, only the roles of words: what is learnt from one language
holds for all. It weighs nothing (ingest/assess/weighing/scales.py).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from domain.assessment import Relevance
from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import BIT, NAMES_NORTH, any_of
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.owners import OWN_NK, OWN_OTHER, OWN_RU, OWN_UA, Mention
from ingest.assess.rules.relevance import states_pair
from ingest.assess.rules.status import clauses_of, statuses_of
from ingest.assess.weighing.scales import Features

# A sentence that names North Korea and one of these makes a block of its own: "nk+war".
_PARTNERS: tuple[tuple[str, int], ...] = (
    ("nk+war", any_of("war")),
    ("nk+front", any_of("front")),
    ("nk+ru", any_of("ru", "ru_adj")),
    ("nk+ua", any_of("ua", "ua_adj")),
    ("nk+other", any_of("other", "other_adj")),
    ("nk+force", any_of("force", "nk_force")),
    ("nk+people", any_of("people")),
    ("nk+army", any_of("army")),
    ("nk+sapper", any_of("sapper", "builder")),
    ("nk+send", any_of("send")),
    ("nk+move", any_of("move")),
    ("nk+fight", any_of("fight")),
    ("nk+harm", any_of("kill", "wound", "casualty")),
    ("nk+captive", any_of("capture", "captive")),
    ("nk+weapon", any_of("weapon")),
    ("nk+civil", any_of("civil")),
    ("nk+home", any_of("home")),
    ("nk+era", any_of("era")),
    ("nk+visit", any_of("visit")),
    ("nk+drill", any_of("drill")),
    ("nk+honour", any_of("honour")),
    ("nk+denied", any_of("denied")),
    ("nk+not", any_of("not")),
)
# The same for clauses of a finding, to tell the statuses: "found+not".
_CUES: tuple[tuple[str, int], ...] = tuple(
    (f"found+{role}", BIT[role])
    for role in (
        *("not", "denied", "undenied", "mute", "possible", "planned", "condition", "demand"),
        *("return", "kill", "capture", "captive", "send", "ask"),
    )
)
_ANY_CUE = sum(cue for _, cue in _CUES)
# How many sentences make a text short, middling, long: quarters of tests/eval (2, 4 and 8).
_LENGTHS = (2, 4, 8)
_PARAGRAPH = attrgetter("paragraph")
_OTHERS = ((OWN_RU, "ru"), (OWN_UA, "ua"), (OWN_OTHER, "other"))


class Scope(NamedTuple):
    """The sentences described; `north`: those that name North Korea; `passage`: their paragraphs and the title."""

    sentences: list[Sentence]
    north: list[Sentence]
    passage: list[Sentence]


def describe_text(
    doc: Document,
    mentions: list[list[Mention]],
    findings: list[Finding],
    paragraphs: frozenset[int] | None = None,
    by_rule: Relevance | None = None,
) -> Features:
    """The features of the flag and of relevance, of the whole text or of some of its paragraphs.

    `by_rule`: what the rules say of relevance; no flag rests on it.
    """
    sentences, north, passage = scope_of(doc, paragraphs)
    held = {s.index for s in sentences}
    findings = [f for f in findings if f.sentence.index in held]
    features = Features()
    masks = features.masks
    masks["nk"] = 0
    for sentence in north:
        for block, roles in sentence_masks(sentence).items():
            masks[block] = masks.get(block, 0) | roles
    masks["near"] = masks["text"] = masks["passage"] = 0
    for sentence in beside_north(doc, north):
        masks["near"] |= sentence.roles
    for sentence in passage:
        masks["passage"] |= sentence.roles
    for sentence in sentences:
        masks["text"] |= sentence.roles
    _mark_rules(features.marks, findings)
    for sentence in sentences:
        for mention in mentions[sentence.index]:
            _mark_owner(features.marks, sentence, mention)
    _mark_extent(features.marks, len(passage), len(north))
    _mark_relevance(features.marks, doc, north)
    if by_rule is not None and by_rule.score >= 0.5:
        features.marks.add("relevant by rule")
    return features


def _mark_owner(marks: set[str], sentence: Sentence, mention: Mention) -> None:
    """Whose soldiers are named; others' only beside North Korea, and Russian ones who may be there."""
    strong = "+strong" if mention.strong else ""
    if mention.owners & OWN_NK:
        marks.add(f"own:{'nk' if mention.owners == OWN_NK else 'mixed'}{strong}")
    elif sentence.roles & NAMES_NORTH:
        for owner, name in _OTHERS:
            if mention.owners & owner:
                marks.add(f"own:{name}{strong}")
        if mention.owners & OWN_RU and _is_placed_north(sentence):
            marks.add(f"own:ru in north{strong}")


def _is_placed_north(sentence: Sentence) -> bool:
    """ "In Pyongyang", "near Kusong": a preposition right before a place of North Korea."""
    return any(
        hit.roles & BIT["nk"] and before.roles & BIT["prep"] and hit.start - before.end <= 1
        for before, hit in zip(sentence.hits, sentence.hits[1:], strict=False)
    )


def scope_of(doc: Document, paragraphs: frozenset[int] | None = None) -> Scope:
    """What is described, of the whole text or of some paragraphs; the title belongs to each of them."""
    sentences = doc.sentences if paragraphs is None else _sentences_of(doc, paragraphs)
    north = [s for s in sentences if s.roles & NAMES_NORTH]
    return Scope(sentences, north, _passage(doc, sentences, north))


def _sentences_of(doc: Document, paragraphs: frozenset[int]) -> list[Sentence]:
    """Those of some paragraphs: a long text has thousands, each asked for by itself."""
    title = doc.sentences[:1] if doc.has_title else []
    found = list(title)
    for paragraph in sorted(paragraphs):
        first = bisect_left(doc.sentences, paragraph, key=_PARAGRAPH, lo=len(title))
        last = bisect_right(doc.sentences, paragraph, key=_PARAGRAPH, lo=first)
        found += doc.sentences[first:last]
    return found


def sentence_masks(sentence: Sentence) -> dict[str, int]:
    """What one sentence adds: by its partners when it names North Korea, as a neighbour if not."""
    if sentence.blocks is None:
        roles = sentence.roles
        if roles & NAMES_NORTH:
            sentence.blocks = {block: roles for block, partner in _PARTNERS if roles & partner}
            sentence.blocks["nk"] = roles
        else:
            sentence.blocks = {"near": roles}
    return sentence.blocks


def _passage(doc: Document, sentences: list[Sentence], north: list[Sentence]) -> list[Sentence]:
    """The title and the paragraphs that name North Korea: what stands elsewhere changes no flag."""
    paragraphs = {s.paragraph for s in north}
    return [s for s in sentences if s.paragraph in paragraphs or (s.index == 0 and doc.has_title)]


def beside_north(doc: Document, north: list[Sentence]) -> Iterator[Sentence]:
    """The sentences beside those, in the same paragraph: what stands elsewhere is not near."""
    indices = {s.index for s in north}
    for sentence in north:
        for other in doc.sentences[max(0, sentence.index - 1) : sentence.index + 2]:
            if other.index not in indices and other.paragraph == sentence.paragraph:
                yield other


def _mark_rules(marks: set[str], findings: list[Finding]) -> None:
    direct = [f for f in findings if f.direct]
    if direct:
        marks.add("direct")
    if len(direct) > 1:
        marks.add("direct twice")
    if len(direct) < len(findings):
        marks.add("continued")
    for finding in findings:
        marks.add(f"by {finding.rule}")
        for mention in finding.mentions:
            back = "+back" if mention.points_back else ""
            strong = "+strong" if mention.strong else ""
            marks.add(f"via:{mention.via}{back}{strong}{'+direct' if finding.direct else ''}")


def _mark_extent(marks: set[str], length: int, named: int) -> None:
    """How long the passage is, in sentences, and how much of it names North Korea."""
    marks.add(f"length:{sum(length > limit for limit in _LENGTHS)}")
    if named > 1:
        marks.add("named twice")
    if named > 2:
        marks.add("named thrice")
    if 2 * named >= length:
        marks.add("share:half")
    elif 4 * named >= length:
        marks.add("share:quarter")


def _mark_relevance(marks: set[str], doc: Document, north: list[Sentence]) -> None:
    """Sentences that name both sides, and the length of the text."""
    marks.add(f"text:{sum(len(doc.sentences) > limit for limit in _LENGTHS)}")
    pairs = [s for s in north if states_pair(doc, s)]
    if pairs:
        marks.add("pair")
        if len(pairs) > 1:
            marks.add("pair twice")
        if doc.has_title and pairs[0].index == 0:
            marks.add("pair in title")


def describe_statuses(doc: Document, findings: list[Finding], text: Features) -> Features:
    """The features of the statuses of a flagged text; `text` are those of the text."""
    features = Features()
    masks, marks = features.masks, features.marks
    masks["text"], masks["near"] = text.masks["text"], text.masks["near"]
    statuses: set[str] = set()
    first = True
    for finding in findings:
        for status in statuses_of(doc, finding):
            statuses.add(status)
            marks.add(f"status:{status}")
            if finding.direct:
                marks.add(f"status:{status}+direct")
        if finding.direct and first:
            masks["first"], first = finding.sentence.roles, False
        for block, roles in status_masks(finding.sentence).items():
            masks[block] = masks.get(block, 0) | roles
    for sentence in beside_findings(doc, findings):
        for block, roles in status_masks(sentence).items():
            if block == "found":
                continue
            masks[f"rest {block}"] = masks.get(f"rest {block}", 0) | roles
    marks.add(f"statuses:{min(len(statuses), 4)}")
    if doc.text[findings[0].sentence.end - 1] == "?":
        marks.add("question")
    return features


def beside_findings(doc: Document, findings: list[Finding]) -> list[Sentence]:
    """The other sentences of the passage and of the findings' paragraphs: they may go on about it."""
    held = {f.sentence.index for f in findings}
    paragraphs = {f.sentence.paragraph for f in findings}
    paragraphs |= {s.paragraph for s in doc.sentences if s.roles & NAMES_NORTH}
    return [s for s in doc.sentences if s.paragraph in paragraphs and s.index not in held]


def status_masks(sentence: Sentence) -> dict[str, int]:
    """What one sentence tells of the statuses: its words, and those that share a clause with a cue."""
    masks = {"found": sentence.roles}
    for block, roles, _ in cued_clauses(sentence):
        masks[block] = masks.get(block, 0) | roles
    return masks


def cued_clauses(sentence: Sentence) -> Iterator[tuple[str, int, list[Hit]]]:
    """The clauses that hold a cue: their block, the roles of their words, the words."""
    for roles, clause in clauses_of(sentence):
        if roles & _ANY_CUE:
            for block, cue in _CUES:
                if roles & cue:
                    yield block, roles, clause
