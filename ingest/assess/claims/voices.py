"""Collect all in a sentence who could be the one who says it; whether they do is for attribution.py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.assess.reading.cues import Cues
from ingest.assess.reading.document import Document, Sentence
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import BIT, MENTION

VoiceKind = Literal["speaker", "voice", "state", "capital", "pronoun"]
_SUB, _SAY = BIT["sub"], BIT["say"]
_SAYING = BIT["say"] | BIT["denied"] | BIT["undenied"]
# A run of capitals that holds one of these names no person: "North Korean Special Forces", "Red Square".
_NO_PERSON = MENTION | sum(
    BIT[r] for r in ("nk", "nk_adj", "ru_adj", "ua_adj", "place", "other", "other_adj")
) | sum(BIT[r] for r in ("war", "front", "abroad", "drill", "unit", "weapon"))  # fmt: skip
_CAPITAL = r"[^\W\d_a-zа-яёіїєґß-öø-ÿ][\w'’-]+"
# Two to four capitalised words, with the small ones that names hold between them.
_PERSON = re.compile(
    rf"\b{_CAPITAL}(?: (?:(?:de|del|della|di|van|von|der|al|el|bin|la) )?{_CAPITAL}){{1,3}}"
)
_BREAKS = ',;:"()!?\n'
_TIMES = ("weekday", "month", "period", "date_mark")
# A name of somebody the lexicon does not know: "Yang Wook of the Asan Institute for Policy Studies".
_LONGEST_NAME = 60
_WORDS_KEPT = 4
# 성일종 의원: where words bear particles, the word before the noun belongs to it and no other.
_OPEN_NAME = 12


@dataclass(slots=True)
class Voice:
    """One who may speak. `cited`: named as a source; `denies`: of a denial; `trails`: after all else.

    `person`: read off the capitals of the text, no lexicon knows the name.
    """

    start: int
    end: int
    name: str
    kind: VoiceKind
    outlet: bool = False
    cited: bool = False
    denies: bool = False
    trails: bool = False
    person: bool = False
    shown: tuple[int, int] | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Where the text names it: a name that was read from the text may be longer than its noun."""
        return self.shown or (self.start, self.end)


def voices_of(cues: Cues, outlets: frozenset[str]) -> list[Voice]:
    """Shape: in the order of the text; known names hide nouns and states within or upon them."""
    voices = [Voice(c.start, c.end, c.value, "speaker") for c in cues.of("speaker")]
    kinds: tuple[VoiceKind, ...] = ("voice", "capital", "state", "pronoun")
    for kind in kinds:
        for cue in cues.of(kind):
            covered = any(v.start < cue.end and cue.start < v.end for v in voices)
            longer = kind == "voice" and cue.value != "any"
            if covered and not longer:
                continue
            if covered:
                voices = [v for v in voices if not (v.start < cue.end and cue.start < v.end)]
            cited = cue.value == "cited"
            name = "" if cited or cue.value == "any" else cue.value
            voices.append(Voice(cue.start, cue.end, name, kind, cited=cited))
    voices.sort(key=lambda v: v.start)
    behind = [*voices[1:], None]
    voices = [v for v, next_ in zip(voices, behind, strict=False) if not _calls(v, next_)]
    for voice in voices:
        voice.outlet = voice.name.casefold() in outlets
    return voices


def verbs_of_saying(sentence: Sentence, cues: Cues) -> list[Hit]:
    """All verbs of saying and denying, in the order of the text."""
    hits = [h for h in sentence.hits if h.roles & _SAYING]
    known = {h.start for h in hits}
    more = [Hit(c.start, c.end, _SAY, -1) for c in cues.of("saying") if c.start not in known]
    return sorted([*hits, *more]) if more else hits


def with_persons(doc: Document, sentence: Sentence, voices: list[Voice]) -> list[Voice]:
    """Add who is called by a name, and leave out the noun that stands beside it: "observer Ivan Petrov"."""
    persons = _persons_in(doc, sentence, voices)
    if not persons:
        return voices
    others = (
        v
        for v in voices
        if v.name or not any(v.start <= p.end and p.start <= v.end + 1 for p in persons)
    )
    return sorted([*others, *persons], key=lambda v: v.start)


def _persons_in(doc: Document, sentence: Sentence, voices: list[Voice]) -> list[Voice]:
    """People whom no lexicon knows by name: "Kostyantyn Mashovets stated", only where names bear capitals.

    Shape: none of them touches a known voice, a state, a place or soldiers; headlines, in which every word
    bears a capital, and scripts without capitals have none.
    """
    if doc.lexicon.grammar.edges == "open" or (doc.has_title and sentence.index == 0):
        return []
    text = doc.evidence(sentence.start, sentence.end).text
    if len(text) != sentence.end - sentence.start:
        return []
    taken = [(h.start, h.end) for h in sentence.hits if h.roles & _NO_PERSON]
    taken += [(v.start, v.end) for v in voices if v.name]
    found: list[Voice] = []
    for person in _PERSON.finditer(text):
        start, end = sentence.start + person.start(), sentence.start + person.end()
        if not any(s < end and start < e for s, e in taken):
            found.append(Voice(start, end, person[0], "voice", person=True))
    return found


def _calls(voice: Voice, behind: Voice | None) -> bool:
    """ "L'agenzia KCNA", "el portavoz Dmitri Peskov": the name behind it is meant, nobody of before."""
    if voice.kind != "pronoun" or voice.cited or behind is None or behind.kind != "speaker":
        return False
    return behind.start - voice.end <= 1


def unsaid(doc: Document, sentence: Sentence) -> list[Voice]:
    """ "…, advirtió.", "…, dodał.": the verb that ends a sentence goes on with who spoke last."""
    verb = next((h for h in reversed(sentence.hits) if h.roles & _SAY), None)
    if verb is None or doc.lexicon.grammar.order != "free":
        return []
    verb = whole_word(doc, verb)
    alone = doc.text[max(sentence.start, verb.start - 2) : verb.start] == ", "
    if not alone or sentence.end - verb.end > 1:
        return []
    return [Voice(verb.start, verb.end, "", "pronoun", cited=True)]


def whole_word(doc: Document, hit: Hit) -> Hit:
    """The hit up to the end of its word: a lexicon may have the stem only."""
    if doc.lexicon.grammar.edges == "open":
        return hit
    end = hit.end
    while end < len(doc.text) and doc.text[end].isalnum():
        end += 1
    return hit if end == hit.end else hit._replace(end=end)


def name_unnamed(
    doc: Document, sentence: Sentence, cues: Cues, voice: Voice, *, begin: int, end: int
) -> None:
    """Give officials, ministers and professors the name the text has for them.

    Shape: the phrase lies within begin and end, the noun of it is the voice.
    """
    if voice.name:
        return
    if doc.lexicon.grammar.edges == "open":
        first = _open_begin(doc, voice, begin)
        last = voice.end
    else:
        first = _phrase_begin(doc, sentence, cues, voice, begin)
        last = end if end > voice.end and end - first <= _LONGEST_NAME else voice.end
        first, last = _apposition(doc, sentence, first, last)
    voice.shown = _stripped(doc.text, first, last)
    voice.name = doc.evidence(*voice.shown).text


def _phrase_begin(doc: Document, sentence: Sentence, cues: Cues, voice: Voice, begin: int) -> int:
    text = doc.text
    first = max(begin, *(text.rfind(mark, begin, voice.start) + 1 for mark in _BREAKS))
    for hit in sentence.hits:
        if hit.roles & _SUB and first < hit.end <= voice.start:
            first = hit.end
    for cue in cues.of(*_TIMES):
        if first < cue.end <= voice.start:
            first = cue.end
    if voice.end - first > _LONGEST_NAME:
        words = text[first : voice.end].split(" ")
        first = voice.end - len(" ".join(words[-_WORDS_KEPT:]))
    return first


def _apposition(doc: Document, sentence: Sentence, first: int, last: int) -> tuple[int, int]:
    """ "Yang Wook, a professor in Seoul, said": the name stands before the comma."""
    comma = first - 1
    if comma <= sentence.start or doc.text[comma] != ",":
        return first, last
    head = max(sentence.start, doc.text.rfind(",", sentence.start, comma) + 1)
    while head < comma and doc.text[head] in ' "':
        head += 1
    name = doc.evidence(head, comma).text
    words = name.split()
    capitals = sum(word[:1].isupper() for word in words)
    return (head, comma) if 2 <= len(words) <= 5 and capitals == len(words) else (first, last)


def _open_begin(doc: Document, voice: Voice, begin: int) -> int:
    text = doc.text
    first = max(begin, *(text.rfind(mark, begin, voice.start) + 1 for mark in _BREAKS))
    if voice.start - first <= _OPEN_NAME and " " not in text[first : voice.start].strip():
        return first
    space = text.rfind(" ", first, max(first, voice.start - 1))
    return space + 1 if 0 <= voice.start - space - 1 <= _OPEN_NAME else voice.start


def _stripped(text: str, first: int, last: int) -> tuple[int, int]:
    while first < last and text[first] in ' "-,':
        first += 1
    while last > first and text[last - 1] in ' "-,':
        last -= 1
    return first, last
