"""Say what a text without a flag lacks: its nearest sentence, and the changes that would make it one.

The changes are tried out, singly and then in pairs; only those that work are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from domain.explanation import Nearest
from domain.lexicon import Lexicon
from ingest.assess.explaining.trial import (
    CONDITIONS,
    HIDING,
    MEN_ROLES,
    NORTH_ROLES,
    PLACE_ROLES,
    Edit,
    Reading,
    Subject,
    bearing_hits,
)
from ingest.assess.explaining.wording import (
    NORTH,
    PLACE,
    POINTS_BACK,
    VIA_WORDS,
    meaning_of,
    owner_words,
)
from ingest.assess.reading.document import Sentence
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import ARMY, BIT, FOREIGN, THINGS
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.owners import OWN_NK, Mention

_FOREIGN = FOREIGN | BIT["foreign_adj"]
_STATES = _FOREIGN | BIT["ru"] | BIT["ua"] | BIT["other"]
_HIDING = sum(HIDING)
# Words to try in place of others: the canonical names that say most to a reader.
_TELLING = ("North Korea", "soldiers", "troops", "Kursk")
# A long sentence has hundreds of pairs, each a run of the rules; those beyond are not tried, and the
# number that was is told.
_MAX_PAIRS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """One thing to try: how the text is edited, and how that is said."""

    edit: Edit
    words: str


def nearest_of(subject: Subject, reading: Reading, proposed: Sequence[Finding]) -> Nearest | None:
    """The sentence that is nearest to a flag, what it lacks, and the changes that would give the flag.

    `proposed`: what the weights dropped; of these it is the first, else the sentence that meets most
    conditions. None when no sentence meets two of them.
    """
    sentence = next((f.sentence for f in proposed if f.direct), None) or _best(reading)
    if sentence is None:
        return None
    mentions = {m.hit.start: m for m in reading.mentions[sentence.index]}
    changes, tried = _changes(subject, reading, sentence, weighed=bool(proposed))
    return Nearest(
        quote=reading.doc.evidence(sentence.start, sentence.end),
        words=tuple(
            reading.word(hit, _meaning(hit, mentions.get(hit.start)))
            for hit in bearing_hits(sentence)
        ),
        missing=tuple(_missing(reading, sentence)),
        changes=changes,
        tried=tried,
    )


def _best(reading: Reading) -> Sentence | None:
    scored = [(_score(reading, s), -s.index, s) for s in reading.doc.sentences]
    best = max(scored, default=None, key=lambda item: item[:2])
    return best[2] if best and best[0] >= 2 else None


def tied(mention: Mention) -> str:
    """Whose soldiers a mention names, and how that was found."""
    if not mention.owners:
        return "nobody's: no word ties them to a state"
    how = POINTS_BACK if mention.points_back else VIA_WORDS[mention.via]
    return f"{owner_words(mention.owners)}, {how}"


def _score(reading: Reading, sentence: Sentence) -> int:
    met = sum(bool(sentence.roles & roles) for _, roles in CONDITIONS)
    owned = any(m.owners & OWN_NK for m in reading.mentions[sentence.index])
    return met + owned


def _meaning(hit: Hit, mention: Mention | None) -> str:
    return f"{meaning_of(hit.roles)}; {tied(mention)}" if mention else meaning_of(hit.roles)


def _missing(reading: Reading, sentence: Sentence) -> Iterator[str]:
    """The conditions the sentence does not meet, in words."""
    for name, roles in CONDITIONS:
        if not sentence.roles & roles:
            yield f"no word for {name}" + _elsewhere(reading, roles)
    mentions = [m for m in reading.mentions[sentence.index] if m.hit.roles & MEN_ROLES]
    if mentions and not any(m.owners & OWN_NK for m in mentions):
        for mention in mentions:
            yield f"“{reading.word(mention.hit).span.text}”: {tied(mention)}"
    for hit in sentence.hits:
        if hit.roles & _HIDING and not hit.roles & (MEN_ROLES | PLACE_ROLES | NORTH_ROLES):
            yield f"“{reading.word(hit).span.text}” speaks of something else: {meaning_of(hit.roles)}"


def _elsewhere(reading: Reading, roles: int) -> str:
    found = [h for s in reading.doc.sentences for h in s.hits if h.roles & roles]
    if not found:
        return " in the text"
    return f" in the sentence (elsewhere: “{reading.word(found[0]).span.text}”)"


def _changes(
    subject: Subject, reading: Reading, sentence: Sentence, *, weighed: bool
) -> tuple[tuple[str, ...], int]:
    """The single changes that give the flag, else the first pair that does; and how many were tried.

    Any word may be what weighs against a sentence that was dropped: each is left out once.
    """
    single = list(_to_try(subject, reading, sentence))
    if weighed:
        single += [
            _dropped(reading, h) for h in sentence.hits if not h.roles & (_HIDING | NORTH_ROLES)
        ]
    working = tuple(change.words for change in single if _works(subject, [change]))
    if working:
        return working, len(single)
    pairs = ((a, b) for a, b in combinations(single, 2) if _are_apart(a.edit, b.edit))
    tried = len(single)
    for one, other in islice(pairs, _MAX_PAIRS):
        tried += 1
        if _works(subject, [one, other]):
            return (f"{one.words}, and {other.words}",), tried
    return (), tried


def _are_apart(one: Edit, other: Edit) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


def _works(subject: Subject, changes: Iterable[_Change]) -> bool:
    return bool(subject.edited(change.edit for change in changes).assessed().flags)


def _to_try(subject: Subject, reading: Reading, sentence: Sentence) -> Iterator[_Change]:
    lexicon = subject.lexicon
    attribute = "nk" if lexicon.grammar.order == "head_last" else "nk_adj"
    north = _sample(lexicon, attribute) or _sample(lexicon, "nk")
    men, place = _sample(lexicon, "force"), _sample(lexicon, "war")
    for hit in bearing_hits(sentence):
        if hit.roles & _STATES and north:
            yield _swapped(reading, hit, north)
        if hit.roles & (THINGS | ARMY) and men:
            yield _swapped(reading, hit, men)
        if hit.roles & _HIDING:
            yield _dropped(reading, hit)
    if north and not sentence.roles & NORTH_ROLES:
        yield from (
            _inserted(reading, m.hit.start, north, NORTH)
            for m in reading.mentions[sentence.index]
            if not m.owners
        )
    if place and not sentence.roles & PLACE_ROLES:
        yield _inserted(reading, _last_letter(reading, sentence), place, PLACE)


def _swapped(reading: Reading, hit: Hit, new: str) -> _Change:
    span = reading.doc.evidence(hit.start, hit.end)
    start, end = reading.word_span(hit)
    old = reading.doc.whole[start:end]
    new = new.title() if old[:1].isupper() else new
    ending = reading.doc.whole[span.end : end]
    return _Change(
        edit=(span.start, span.end, new),
        words=f"“{new}{ending}” instead of “{old}” ({meaning_of(hit.roles)})",
    )


def _dropped(reading: Reading, hit: Hit) -> _Change:
    start, end = reading.word_span(hit)
    return _Change(
        edit=(start, end, "x" * (end - start)),
        words=f"no “{reading.doc.whole[start:end]}” ({meaning_of(hit.roles)})",
    )


def _inserted(reading: Reading, at: int, new: str, meaning: str) -> _Change:
    """A word put in before a position of the folded text; languages that run together need no space."""
    position = reading.doc.evidence(at, at).start
    before = reading.doc.text[at - 1 : at]
    left = " " if before.strip() else ""
    right = " " if not left else ""
    return _Change(edit=(position, position, left + new + right), words=f"“{new}” for {meaning}")


def _last_letter(reading: Reading, sentence: Sentence) -> int:
    """The end of a sentence, before its stops and quotes."""
    at = sentence.end
    while at > sentence.start and not reading.doc.text[at - 1].isalnum():
        at -= 1
    return at


def _sample(lexicon: Lexicon, role: str) -> str | None:
    """A word of a role, as plain as there is one: best its own name, best without guards."""
    terms = [t for t in lexicon.terms if t.role == role]
    guarded = [bool(t.not_after or t.not_before) for t in terms]
    order = sorted(
        range(len(terms)),
        key=lambda i: (
            terms[i].canonical not in _TELLING,
            guarded[i],
            terms[i].surface != terms[i].canonical,
        ),
    )
    return terms[order[0]].surface if order else None
