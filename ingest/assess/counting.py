"""Describe a number to the weights: what stands before and after it, near and far, and what the rules say.

It reads no number (ingest/assess/numbers.py) and decides nothing: the kind with the most weight wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.assess.deployment import Finding
from ingest.assess.document import Document, Sentence
from ingest.assess.features import NAMES_NORTH
from ingest.assess.figures import is_label, kind_by_rule
from ingest.assess.matching import Hit
from ingest.assess.numbers import Number, find_numbers
from ingest.assess.owners import OWN_NK, Mention
from ingest.assess.weighing import Features

# Bounds of classes, in characters and in people: measured on tests/eval, finer ones score no better.
_DISTANCES = (1, 6, 14, 30, 60)
_SIZES = (9, 99, 299, 999, 2_999, 49_999)
_WORDS = 4
_AFTER, _BEFORE = " .,;:-)%", " .,;:-($"


def numbers_near(
    doc: Document, mentions: list[list[Mention]], findings: Sequence[Finding]
) -> Iterator[tuple[Sentence, list[Number], int, Features]]:
    """Shape: sentence, its numbers, which of them, and the features of that one.

    Each number that may belong to the deployment: those of the findings, of sentences that name North Korea, and of their neighbours.
    """
    held = {f.sentence.index: f for f in findings}
    paragraphs = {f.sentence.paragraph for f in findings}
    for sentence in doc.sentences:
        at = sentence.index
        near = at in held or at - 1 in held or at + 1 in held or sentence.paragraph in paragraphs
        if not near and not sentence.roles & NAMES_NORTH:
            continue
        numbers = find_numbers(doc.text, sentence.start, sentence.end, doc.lexicon)
        for i in range(len(numbers)):
            yield (
                sentence,
                numbers,
                i,
                describe_number(doc, sentence, held.get(at), mentions[at], numbers, i),
            )


def describe_number(
    doc: Document,
    sentence: Sentence,
    finding: Finding | None,
    mentions: Sequence[Mention],
    numbers: Sequence[Number],
    i: int,
) -> Features:
    """The features of the i-th number of a sentence; `finding`: the sentence is one."""
    number = numbers[i]
    features = Features(masks={"sentence": sentence.roles})
    owners = {m.hit.start: m.owners for m in mentions}
    left = numbers[i - 1].end if i else sentence.start
    right = numbers[i + 1].start if i + 1 < len(numbers) else sentence.end
    after = [h for h in sentence.hits if h.start >= number.end][:_WORDS]
    before = [h for h in reversed(sentence.hits) if h.end <= number.start][:_WORDS]
    order = doc.lexicon.grammar.order
    for rank, hit in enumerate(after):
        side = "after" if hit.start < right else "past"
        _add(features, f"{order} {side}", rank, hit, hit.start - number.end, owners)
    for rank, hit in enumerate(before):
        side = "before" if hit.end > left else "past before"
        _add(features, f"{order} {side}", rank, hit, number.start - hit.end, owners)
    _mark_number(features.marks, doc, sentence, number)
    _mark_place(features.marks, sentence, finding)
    if finding is not None:
        foreign = [m for m in mentions if not m.owners & OWN_NK]
        kind = kind_by_rule(doc, finding, foreign, number, right)
        features.marks.add(f"rule:{kind or 'none'}")
    return features


def _add(
    features: Features, side: str, rank: int, hit: Hit, gap: int, owners: dict[int, int]
) -> None:
    masks = features.masks
    blocks = [f"{side} {_class(gap, _DISTANCES)}"]
    if not side.split(" ", 1)[1].startswith("past"):
        blocks.append(side)
    if rank == 0:
        blocks.append(f"{side} first")
    for block in blocks:
        masks[block] = masks.get(block, 0) | hit.roles
    if hit.start in owners:
        features.marks.add(f"{side} owner {owners[hit.start]} {_class(gap, _DISTANCES)}")


def _mark_number(marks: set[str], doc: Document, sentence: Sentence, number: Number) -> None:
    text = doc.text
    marks.add(f"size {_class(number.high, _SIZES)}")
    if number.low < number.high:
        marks.add("range")
    if number.people:
        marks.add("counts people")
    if text.startswith(doc.lexicon.grammar.people_counters or ("\0",), number.end):
        marks.add("counter")
    if is_label(doc, number, sentence.end):
        marks.add("label")
    if 1900 <= number.low <= 2100 and text[number.start : number.end].isdigit():
        marks.add("year")
    follows, precedes = text[number.end : number.end + 1], text[number.start - 1 : number.start]
    marks.add(f"then {follows if follows and follows in _AFTER else 'letter'}")
    marks.add(f"behind {precedes if precedes and precedes in _BEFORE else 'letter'}")


def _mark_place(marks: set[str], sentence: Sentence, finding: Finding | None) -> None:
    if finding is None:
        marks.add("no finding")
    elif finding.direct:
        marks.add("direct")
    if sentence.roles & NAMES_NORTH:
        marks.add("names north")


def _class(value: int, bounds: tuple[int, ...]) -> int:
    return sum(value > bound for bound in bounds)
