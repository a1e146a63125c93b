"""Decide which times of a sentence are those of its events, and turn them into days.

The time of speaking ("said on Tuesday") is not the time of what is said. Days are counted from the
day of publication, as the outlets of the language count it.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from domain.assessment import Status, When
from domain.lexicon import Grammar
from ingest.assess.claims.intervals import Tense, TimeWord, resolve
from ingest.assess.claims.voices import verbs_of_saying
from ingest.assess.reading.cues import Cues
from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import BIT, CAPTIVE, DEPLOY, MENTION

_SAY = BIT["say"] | BIT["denied"] | BIT["undenied"]
_EVENT = (
    sum(BIT[r] for r in ("send", "move", "stay", "fight", "return", "kill", "wound", "casualty"))
    | BIT["capture"]
    | CAPTIVE
    | DEPLOY
)
_TENSES: dict[Status, Tense] = {"planned": "future", "possible": "near"}
# "Told a closed-door briefing on Tuesday"; coarser times ("said in December") stand right behind.
_DAY_REACH, _COARSE_REACH = 40, 8
_AHEAD, _COARSE_AHEAD = 12, 2
_DATELINE = 40
_DATELINE_END = re.compile(r"[\s,.]*(?:\([^()]{2,30}\)|/[^/]{2,20}/)?[\s,.]*[-=]\s")
# 국정원 관계자는 12일: between who speaks and the day.
_SPEAKER_REACH, _BEHIND_REACH = 14, 2


def day_of_publication(published: datetime | None, grammar: Grammar) -> date | None:
    """The local day of the outlet: a time in UTC is moved to where the language's outlets are."""
    if published is None:
        return None
    if published.tzinfo is not None and published.utcoffset() == timedelta(0):
        return (published.astimezone(UTC) + timedelta(hours=grammar.utc_offset_h)).date()
    return published.date()


def event_times(
    doc: Document, sentence: Sentence, cues: Cues, words: list[TimeWord]
) -> list[TimeWord]:
    """The time words that are not the time of speaking."""
    return [word for word in words if not _is_of_speaking(doc, sentence, cues, word)]


def when_of(doc: Document, word: TimeWord, status: Status, published: date | None) -> When | None:
    """The days of a time word; None when they count from a day that is not known."""
    days = resolve(word, published, _TENSES.get(status, "past"))
    if days is None:
        return None
    start, end, precision = days
    evidence = doc.evidence(word.start, word.end)
    return When(start=start, end=end, precision=precision, evidence=evidence)


def _is_of_speaking(doc: Document, sentence: Sentence, cues: Cues, word: TimeWord) -> bool:
    if _is_dateline(doc, sentence, word):
        return True
    cites = list(cues.of("cite"))
    verbs = [
        h
        for h in sorted({*sentence.hits, *verbs_of_saying(sentence, cues)})
        if h.roles & _EVENT
        or (h.roles & _SAY and not any(c.start < h.end and h.start < c.end for c in cites))
    ]
    before = [h for h in verbs if h.end <= word.start]
    after = [h for h in verbs if h.start >= word.end]
    ahead = _AHEAD if word.unit == "day" else _COARSE_AHEAD
    if after and _is_say(after[0]) and _touches(doc, word.end, after[0].start, ahead):
        return not _names_men(sentence, word, after[0])
    if doc.lexicon.grammar.order == "head_last" or doc.lexicon.grammar.edges == "open":
        return word.unit == "day" and _follows_speaker(doc, sentence, cues, word)
    if before and _is_say(before[-1]):
        reach = _DAY_REACH if word.unit == "day" else _COARSE_REACH
        between = [h for h in sentence.hits if before[-1].end <= h.start and h.end <= word.start]
        clear = not any(h.roles & (BIT["sub"] | MENTION) for h in between)
        return clear and _touches(doc, before[-1].end, word.start, reach)
    opens = not any(h.roles & (_EVENT | MENTION) for h in sentence.hits if h.end <= word.start)
    leads = bool(after) and _is_say(after[0]) and not _names_men(sentence, word, after[0])
    return word.unit == "day" and opens and leads


def _is_dateline(doc: Document, sentence: Sentence, word: TimeWord) -> bool:
    """MOSCOW, June 17 (Wire) - …: the day of filing."""
    opens = word.start - sentence.start <= _DATELINE and word.unit == "day"
    if not opens or not _DATELINE_END.match(doc.text, word.end):
        return False
    return not any(h.roles & (_EVENT | MENTION) for h in sentence.hits if h.end <= word.start)


def _is_say(hit: Hit) -> bool:
    return bool(hit.roles & _SAY) and not hit.roles & _EVENT


def _touches(doc: Document, start: int, end: int, reach: int) -> bool:
    gap = doc.text[start:end]
    return len(gap) <= reach and not any(mark in gap for mark in ',;:"')


def _names_men(sentence: Sentence, word: TimeWord, verb: Hit) -> bool:
    between = (h for h in sentence.hits if word.end <= h.start and h.end <= verb.start)
    return any(h.roles & MENTION for h in between)


def _follows_speaker(doc: Document, sentence: Sentence, cues: Cues, word: TimeWord) -> bool:
    """국정원은 12일, 専門家は3日: the day stands right behind who speaks; or before (12일 국정원은)."""
    named = [(c.start, c.end) for c in cues.of("speaker", "voice", "pronoun")]
    men = [h.start for h in sentence.hits if h.roles & (MENTION | _EVENT)]
    for start, end in named:
        first, last = (end, word.start) if end <= word.start else (word.end, start)
        reach = _SPEAKER_REACH if end <= word.start else _BEHIND_REACH
        if 0 <= last - first <= reach and not any(first <= m < last for m in men):
            return True
    return False
