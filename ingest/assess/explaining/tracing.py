"""Trace what weighs in a decision back to the words of the text; it decides nothing.

The features of one kind of word are summed: one word counts in its sentence, its paragraph and the
text, and no single one of these weights says what the word is worth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.explanation import Weight
from ingest.assess.explaining.trial import Reading
from ingest.assess.explaining.wording import (
    BY_RULES,
    NUMBER_FORM,
    NUMBER_RULES,
    NUMBER_WORDS,
    OWN,
    OWN_OTHERS,
    ROLE_WORDS,
    STATUS_RULES,
    mark_words,
    place_words,
)
from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.numbers import Number
from ingest.assess.reading.roles import BIT
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.owners import OWN_NK
from ingest.assess.weighing.features import (
    Scope,
    beside_findings,
    beside_north,
    cued_clauses,
    scope_of,
    sentence_masks,
)
from ingest.assess.weighing.scales import Features

_TOKENS = re.compile(r"[ :+]")
# Marks of numbers that tell of words around them, by role: "kind after:kill 1".
_OF_WORDS = re.compile(r"(?:last )?(?:kind|thing|told|heads?) .*\b(?:" + "|".join(BIT) + r")\b")
_ORDER = {role: i for i, role in enumerate(ROLE_WORDS)}
# Roles that marks of numbers name by one of them.
_ALIKE = {"ru": "ru_adj", "ua": "ua_adj", "other": "other_adj", "captive": "capture"}
Hits = Sequence[Hit]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where features come from: hits and place of a block; meaning, hits and note of a mark.

    `meaning_of` gives None for a mark that tells of a role; it then counts as that role's.
    """

    hits_of: Callable[[str], Hits]
    place_of: Callable[[str], str]
    meaning_of: Callable[[str], str | None]
    notes: Mapping[str, str] = field(default_factory=dict)
    marked: Mapping[str, Hits] = field(default_factory=dict)


def weights_of(
    reading: Reading, features: Features, table: Mapping[str, float], sources: Sources
) -> list[Weight]:
    """What the features of a decision add to it, heaviest first; their sum is that of the features."""
    by_role: dict[str, list[tuple[str, float]]] = {}
    by_meaning: dict[str, list[tuple[str, float]]] = {}
    for name in features.names():
        if not (weight := table.get(name)):
            continue
        role = _role_of(name, features, sources)
        group = by_role.setdefault(role, []) if role else None
        if group is None:
            meaning = sources.meaning_of(name) or NUMBER_FORM
            group = by_meaning.setdefault(meaning, [])
        group.append((name, weight))
    found = [_of_marks(reading, m, parts, sources) for m, parts in by_meaning.items()]
    found += _of_words(reading, by_role, sources)
    return sorted(found, key=lambda w: (-abs(w.weight), w.meaning))


def _role_of(name: str, features: Features, sources: Sources) -> str | None:
    if name not in features.marks:
        return name.rpartition(":")[2]
    if sources.meaning_of(name) is not None:
        return None
    return next((token for token in _TOKENS.split(name) if token in BIT), None)


def _of_marks(
    reading: Reading, meaning: str, parts: list[tuple[str, float]], sources: Sources
) -> Weight:
    note = sources.notes.get(meaning)
    return Weight(
        weight=_total(parts),
        meaning=f"{meaning}: {note}" if note else meaning,
        words=_quoted(reading, sources.marked.get(meaning, ())),
        where="",
        features=tuple(parts),
    )


def _of_words(
    reading: Reading, by_role: Mapping[str, list[tuple[str, float]]], sources: Sources
) -> list[Weight]:
    """One for each word or group of words: a word of several roles counts once, with all of them."""
    merged: dict[tuple[str, ...], list[str]] = {}
    for role in sorted(by_role, key=lambda role: _ORDER[role]):
        hits = sources.hits_of(_heaviest(by_role[role]))
        mask = BIT[role] | BIT.get(_ALIKE.get(role, role), 0)
        words = _quoted(reading, (h for h in hits if h.roles & mask))
        merged.setdefault(words or (f"\0{role}",), []).append(role)
    found: list[Weight] = []
    for words, roles in merged.items():
        parts = [part for role in roles for part in by_role[role]]
        wordless = words[0].startswith("\0")
        found.append(
            Weight(
                weight=_total(parts),
                # Without what the rules ask of a weak word: "people (weak: …)".
                meaning="; ".join(ROLE_WORDS[role].partition(" (")[0] for role in roles),
                words=() if wordless else words,
                where="" if wordless else sources.place_of(_heaviest(parts)),
                features=tuple(parts),
            )
        )
    return found


def _total(parts: Iterable[tuple[str, float]]) -> float:
    return round(sum(weight for _, weight in parts), 3)


def _heaviest(parts: Sequence[tuple[str, float]]) -> str:
    """The block that says most, in the direction of the sum."""
    sign = 1 if sum(weight for _, weight in parts) >= 0 else -1
    name = max(parts, key=lambda part: sign * part[1])[0]
    return name.rpartition(":")[0] or name


def _quoted(reading: Reading, hits: Iterable[Hit]) -> tuple[str, ...]:
    """The words as the text has them, each once."""
    quoted: dict[str, str] = {}
    for hit in hits:
        start, end = reading.word_span(hit)
        word = reading.doc.whole[start:end]
        quoted.setdefault(word.casefold(), word)
    return tuple(quoted.values())


def text_sources(reading: Reading, findings: list[Finding], paragraph: int | None) -> Sources:
    """Those of flag and relevance, of the whole text or of one paragraph (`describe_text`)."""
    scope = scope_of(reading.doc, None if paragraph is None else frozenset((paragraph,)))
    blocks = _text_blocks(reading.doc, scope)
    held = {s.index for s in scope.sentences}
    rules = dict.fromkeys(f.rule for f in findings if f.sentence.index in held)
    mentions = [m for i in sorted(held) for m in reading.mentions[i] if m.owners]
    return Sources(
        hits_of=lambda block: blocks.get(block, ()),
        place_of=place_words,
        meaning_of=mark_words,
        notes={BY_RULES: ", ".join(rules)},
        marked={
            OWN: [m.hit for m in mentions if m.owners & OWN_NK],
            OWN_OTHERS: [m.hit for m in mentions if not m.owners & OWN_NK],
        },
    )


def sentence_sources(sentence: Sentence) -> Sources:
    """Those of one sentence by itself, as candidates are weighed (`sentence_masks`)."""
    return Sources(hits_of=lambda _: sentence.hits, place_of=place_words, meaning_of=mark_words)


def _text_blocks(doc: Document, scope: Scope) -> dict[str, list[Hit]]:
    blocks: dict[str, list[Hit]] = {}
    for sentence in scope.north:
        for block in sentence_masks(sentence):
            blocks.setdefault(block, []).extend(sentence.hits)
    for block, sentences in (
        ("near", {s.index: s for s in beside_north(doc, scope.north)}.values()),
        ("passage", scope.passage),
        ("text", scope.sentences),
    ):
        blocks[block] = [hit for sentence in sentences for hit in sentence.hits]
    return blocks


def status_sources(reading: Reading, findings: list[Finding], features: Features) -> Sources:
    """Those of the statuses of a flagged text (`describe_statuses`)."""
    doc = reading.doc
    text = _text_blocks(doc, scope_of(doc))
    blocks = {block: text[block] for block in ("text", "near")}
    blocks["found"] = [hit for f in findings for hit in f.sentence.hits]
    blocks["first"] = next((f.sentence.hits for f in findings if f.direct), [])
    for prefix, sentences in (
        ("", [f.sentence for f in findings]),
        ("rest ", beside_findings(doc, findings)),
    ):
        for sentence in sentences:
            for block, _, hits in cued_clauses(sentence):
                blocks.setdefault(prefix + block, []).extend(hits)
    said = [m[7:] for m in features.marks if m.startswith("status:") and "+" not in m]
    return Sources(
        hits_of=lambda block: blocks.get(block, ()),
        place_of=place_words,
        meaning_of=mark_words,
        notes={STATUS_RULES: ", ".join(sorted(said))},
    )


def number_sources(doc: Document, sentence: Sentence, number: Number, kind: str | None) -> Sources:
    """Those of a number: its words stand before or after it, or in a whole sentence; `kind`: by rule.

    It goes by the names of the blocks only, which say "before" or "after".
    """

    def hits_of(block: str) -> Hits:
        place = _number_place(block)
        if place == _BEFORE:
            return [h for h in reversed(sentence.hits) if h.end <= number.start]
        if place == _AFTER:
            return [h for h in sentence.hits if h.start >= number.end]
        sentences = {_PREVIOUS: doc.sentences[max(0, sentence.index - 1) : sentence.index]}
        sentences |= {_TITLE: doc.sentences[:1], _TEXT: doc.sentences}
        return [h for s in sentences.get(place, [sentence]) for h in s.hits]

    return Sources(
        hits_of=hits_of,
        place_of=_number_place,
        meaning_of=_number_meaning,
        notes={NUMBER_RULES: kind or "no figure"},
    )


_BEFORE, _AFTER, _PREVIOUS = "before the number", "after the number", "in the sentence before"
_TITLE, _TEXT = "in the title", "anywhere in the text"
_PLACES = {
    "before": _BEFORE,
    "after": _AFTER,
    "past": _AFTER,
    "previous": _PREVIOUS,
    "title": _TITLE,
    "text": _TEXT,
}


def _number_place(block: str) -> str:
    tokens = _TOKENS.split(block)
    return next((words for name, words in _PLACES.items() if name in tokens), "in its sentence")


def _number_meaning(mark: str) -> str | None:
    for parts, words in NUMBER_WORDS:
        if any(part in mark for part in parts):
            return words
    return None if _OF_WORDS.match(mark) else NUMBER_FORM
