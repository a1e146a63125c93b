"""Describe the form of a number: size, roundness, counter, hedges, punctuation; no word around it is looked at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.numbers import Number
from ingest.assess.reading.roles import BIT
from ingest.assess.rules.figures import is_label

_SIZES = (9, 99, 299, 999, 2_999, 19_999, 49_999)
_AFTER, _BEFORE = " .,;:-)%\"'", " .,;:-($\"'"
_HEDGES = tuple((role, BIT[role]) for role in ("at_least", "at_most", "about", "more"))
_ANY_HEDGE = sum(bit for _, bit in _HEDGES)


def mark_form(
    marks: set[str], doc: Document, sentence: Sentence, numbers: Sequence[Number], i: int
) -> None:
    """Add the marks of the i-th number of a sentence."""
    text, number, grammar = doc.text, numbers[i], doc.lexicon.grammar
    size = bisect_left(_SIZES, number.high)
    marks.add(f"size {size}")
    counter = number.people or text.startswith(grammar.people_counters, number.end)
    marks.add(f"size {size} {'counter' if counter else 'bare'}")
    marks.add(f"round {_roundness(number.high)}")
    if number.low < number.high:
        marks.add("range")
    if number.is_word:
        marks.add("in words")
    if counter:
        marks.add(f"counter {grammar.order}")
    if any(text.startswith(suffix, number.end) for suffix, _ in grammar.bound_suffixes):
        marks.add("bound suffix")
    if is_label(doc, number, sentence.end):
        marks.add("label")
    if 1900 <= number.low <= 2100 and text[number.start : number.end].isdigit():
        marks.add("year")
    _mark_edges(marks, text, sentence, number)
    if sentence.roles & _ANY_HEDGE:
        for hit in sentence.hits:
            if hit.roles & _ANY_HEDGE and 0 <= number.start - hit.end <= 2:
                marks.update([f"hedge {name}" for name, bit in _HEDGES if hit.roles & bit])
    marks.add(f"numbers {min(len(numbers), 4)}")


def _mark_edges(marks: set[str], text: str, sentence: Sentence, number: Number) -> None:
    follows, precedes = text[number.end : number.end + 1], text[number.start - 1 : number.start]
    then = follows if follows and follows in _AFTER else "letter"
    if not text[number.end : sentence.end].strip(" .!?\"'"):
        then = "end"
    elif follows == " " and text[number.end + 1 : number.end + 2] in ("-", "(", '"'):
        then = f" {text[number.end + 1]}"
    marks.add(f"then {then}")
    behind = precedes if precedes and precedes in _BEFORE else "letter"
    if number.start <= sentence.start + 1:
        behind = "start"
    marks.add(f"behind {behind}")
    marks.add(f"edges {behind} {then}")


def _roundness(value: int) -> int:
    """How many zeros end it, three at most; -1 for small numbers."""
    if value < 10:
        return -1
    zeros = 0
    while zeros < 3 and value % 10 == 0:
        value //= 10
        zeros += 1
    return zeros
