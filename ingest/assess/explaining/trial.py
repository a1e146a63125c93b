"""Try a text with words left out or put in place of others, and see what the rules say then.

A trial runs the very rules over an edited text: what it shows is computed, not told from a list. It
chooses no words to try (ingest/assess/explaining/explain.py, ingest/assess/explaining/nearest.py do).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.article import document_text
from domain.assessment import Assessment, Evidence
from domain.explanation import Word
from domain.lexicon import Lexicon
from ingest.assess.explaining.wording import DEED, MEN, NORTH, PLACE, meaning_of
from ingest.assess.judge import assess
from ingest.assess.reading.document import Document, Sentence, read_document
from ingest.assess.reading.matching import Hit
from ingest.assess.reading.roles import BIT, MENTION
from ingest.assess.reading.sentences import split_sentences
from ingest.assess.rules.finding import Finding
from ingest.assess.rules.owners import ANY_ADJ, ANY_NOUN, Mention
from ingest.assess.weighing.settling import Verdict, verdict_on

NORTH_ROLES = BIT["nk"] | BIT["nk_adj"] | BIT["nk_force"] | BIT["nk_short"]
PLACE_ROLES = BIT["war"] | BIT["front"] | BIT["ru"] | BIT["ru_adj"] | BIT["ua"] | BIT["abroad"]
MEN_ROLES = MENTION
DEED_ROLES = sum(
    BIT[role]
    for role in (
        *("send", "move", "stay", "fight", "return", "ask", "deploy"),
        *("kill", "wound", "casualty", "capture", "captive", "honour"),
    )
)
CONDITIONS: tuple[tuple[str, int], ...] = (
    (NORTH, NORTH_ROLES),
    (MEN, MEN_ROLES),
    (DEED, DEED_ROLES),
    (PLACE, PLACE_ROLES),
)
HIDING = {BIT[role]: role for role in ("era", "home", "drill", "visit", "weapon", "civil", "noise")}
CUES = sum(
    BIT[role]
    for role in (
        *(
            "possible",
            "planned",
            "denied",
            "undenied",
            "not",
            "demand",
            "condition",
            "given",
            "but",
        ),
        *("at_least", "at_most", "about", "more", "unit", "mute", "asserted"),
    )
)
_BEARING = (
    NORTH_ROLES | PLACE_ROLES | MEN_ROLES | DEED_ROLES | ANY_ADJ | ANY_NOUN | CUES
    | BIT["bond"] | BIT["foreign_adj"] | BIT["noise"] | sum(HIDING)
)  # fmt: skip
# A letter that no lexicon knows: the place of a word that is left out.
_BLANK = "x"

Span = tuple[int, int]
Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One text read by the rules: its sentences, whose soldiers they name, what stands of each rule."""

    doc: Document
    mentions: list[list[Mention]]
    fired: dict[str, list[Finding]]
    verdict: Verdict

    def word_span(self, hit: Hit) -> Span:
        """Where a hit stands in the text itself, with the ending that its stem leaves open."""
        end = hit.end
        if self.doc.lexicon.grammar.edges == "word":
            text = self.doc.text
            while end < len(text) and text[end].isalnum():
                end += 1
        quote = self.doc.evidence(hit.start, end)
        return quote.start, quote.end

    def word(self, hit: Hit, meaning: str = "") -> Word:
        start, end = self.word_span(hit)
        condition = next((name for name, roles in CONDITIONS if hit.roles & roles), None)
        return Word(
            span=Evidence(start=start, end=end, text=self.doc.whole[start:end]),
            meaning=meaning or meaning_of(hit.roles),
            condition=condition,
        )

    def starts_at(self, sentence: Sentence) -> int:
        return self.doc.evidence(sentence.start, sentence.end).start


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A text on trial, with all that the rules need to judge it."""

    title: str
    text: str
    lexicon: Lexicon
    published: datetime | None

    @property
    def whole(self) -> str:
        return document_text(self.title, self.text)

    def edited(self, edits: Iterable[Edit]) -> Subject:
        """The same text with spans of it written otherwise; they must not overlap."""
        title, text, body = self.title, self.text, len(self.title) + 2
        for start, end, new in sorted(edits, reverse=True):
            if start >= body:
                text = text[: start - body] + new + text[end - body :]
            else:
                title = title[:start] + new + title[end:]
        return Subject(title=title, text=text, lexicon=self.lexicon, published=self.published)

    def without(self, spans: Iterable[Span]) -> Subject:
        """The same text with the words of these spans made unknown; all offsets stay."""
        return self.edited((a, b, _BLANK * (b - a)) for a, b in set(spans))

    def assessed(self) -> Assessment:
        return assess(
            self.title,
            self.text,
            language=self.lexicon.language,
            published=self.published,
            lexicons={self.lexicon.language: self.lexicon},
        )

    def read(self) -> Reading:
        doc = read_document(self.title, self.text, self.lexicon)
        if not doc.sentences:
            _split_anyway(doc, has_title=bool(self.title.strip()))
        verdict = verdict_on(doc)
        fired = {name: found for name, found in verdict.fired.items() if found}
        return Reading(doc, verdict.mentions, fired, verdict)

    def carries(self, flag: str, start: int) -> bool:
        """Whether the sentence that starts here carries the flag by itself."""
        reading = self.read()
        found = reading.fired.get(flag, ())
        return any(f.direct and reading.starts_at(f.sentence) == start for f in found)


def bearing_hits(sentence: Sentence) -> list[Hit]:
    """The words of a sentence that bear on the flag, a status or a figure."""
    return [hit for hit in sentence.hits if hit.roles & _BEARING]


def _split_anyway(doc: Document, *, has_title: bool) -> None:
    """A text that does not name North Korea is not split: no rule looks at it, but a reader may ask."""
    spans = split_sentences(doc.text, doc.matcher.abbreviations)
    doc.sentences = [Sentence(i, start, end) for i, (start, end) in enumerate(spans)]
    doc.has_title = has_title and bool(doc.sentences)
    hits = doc.matcher.find(doc.text)
    for sentence in doc.sentences:
        sentence.hits = [hit for hit in hits if sentence.start <= hit.start < sentence.end]
        for hit in sentence.hits:
            sentence.roles |= hit.roles
