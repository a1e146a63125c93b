"""A text made ready for the rules: folded, split into sentences, its lexicon words found and placed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import attrgetter, or_

from domain.article import document_text
from domain.assessment import Evidence
from domain.lexicon import Lexicon
from ingest.assess.reading.folding import Folded, fold_text
from ingest.assess.reading.matching import Hit, Matcher, matcher_for
from ingest.assess.reading.numbers import Number, find_by_span, find_numbers
from ingest.assess.reading.roles import BIT, NK, NORTH
from ingest.assess.reading.sentences import split_sentences

_SHORT = BIT["nk_short"]
_THERE = BIT["ru"] | BIT["ru_adj"] | BIT["war"]
_MEN = (
    *("force", "army", "people", "sapper", "builder", "captive", "deploy"),
    *("kill", "wound", "casualty", "capture", "honour", "fight"),
)
# A paragraph of so few sentences is about one thing.
_NEAR = 6
_SOUTH = ("South Korea", "South Korean government", "NIS", "JCS")
_SOUTH_ROLES = (BIT["other"], BIT["other_adj"], BIT["speaker"])
_SOUTHERN = sum(_SOUTH_ROLES)
_ROLES = attrgetter("roles")
_ARE_MEN = sum(BIT[role] for role in _MEN)


@dataclass(slots=True)
class Sentence:
    """A span of the folded text with its hits; `roles` is the union of their roles.

    `clauses`, `numbers`, `pairs`, `blocks` are kept for those who ask again.
    """

    index: int
    start: int
    end: int
    paragraph: int = 0
    hits: list[Hit] = field(default_factory=list)
    roles: int = 0
    clauses: list[tuple[int, list[Hit]]] | None = None
    numbers: list[Number] | None = None
    pairs: bool | None = None
    blocks: dict[str, int] | None = None


@dataclass(slots=True)
class Document:
    """What every rule reads. `roles` is the union over the text; `has_title`: sentence 0 is it.

    `hinted`: nobody names North Korea, but Seoul speaks of Kursk: whose soldiers they are is plain.
    """

    whole: str
    folded: Folded
    lexicon: Lexicon
    matcher: Matcher
    sentences: list[Sentence]
    roles: int
    has_title: bool
    hinted: bool = False

    @property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    def numbers_in(self, sentence: Sentence) -> list[Number]:
        """The numbers of a sentence, read once."""
        if sentence.numbers is None:
            sentence.numbers = find_numbers(self.text, sentence.start, sentence.end, self.lexicon)
        return sentence.numbers

    def read_numbers(self) -> None:
        """Read the numbers of all sentences."""
        spans = [(s.start, s.end) for s in self.sentences]
        found = find_by_span(self.text, spans, self.lexicon)
        for sentence, numbers in zip(self.sentences, found, strict=True):
            sentence.numbers = numbers

    def evidence(self, start: int, end: int) -> Evidence:
        """The exact span of the document for a span of the folded text."""
        first, last = start, end
        if self.folded.pieces is not None:
            first, last = self.folded.original(start, end)
        return Evidence(start=first, end=last, text=self.whole[first:last])


def read_document(title: str, text: str, lexicon: Lexicon) -> Document:
    """Shape: title and text -> sentences with hits; offsets are those of the folded text.

    A text that neither names nor hints at North Korea is not split: no rule will look at it.
    """
    whole = document_text(title, text)
    folded = fold_text(whole)
    matcher = matcher_for(lexicon)
    hits = matcher.find(folded.text)
    roles = union_of(hits)
    if roles & _SHORT:
        # A short form may also be listed as an attribute ("Kim's"): that alone names nothing.
        roles = _named_roles(hits)
        hits = _settle_short_forms(matcher, hits, roles)
        roles |= union_of(hits)
    hinted = not roles & NORTH and _hints(matcher, hits)
    sentences: list[Sentence] = []
    if hinted or roles & (NORTH | BIT["bond"]):
        sentences = _sentences(folded.text, matcher, hits)
    return Document(
        whole,
        folded,
        lexicon,
        matcher,
        sentences,
        roles,
        bool(title.strip()) and bool(sentences),
        hinted,
    )


def union_of(hits: Iterable[Hit]) -> int:
    """All roles of some hits."""
    return reduce(or_, map(_ROLES, hits), 0)


def _sentences(text: str, matcher: Matcher, hits: list[Hit]) -> list[Sentence]:
    sentences: list[Sentence] = []
    begins = [hit.start for hit in hits]
    each = [hit.roles for hit in hits]
    paragraph = last = first = 0
    for start, end in split_sentences(text, matcher.abbreviations):
        paragraph += text.find("\n", last, start) >= 0
        first = bisect_left(begins, start, first)
        behind = bisect_left(begins, end, first)
        roles = 0
        for one in each[first:behind]:
            roles |= one
        own = hits[first:behind]
        sentences.append(Sentence(len(sentences), start, end, paragraph, own, roles))
        last, first = end, behind
    return sentences


def _hints(matcher: Matcher, hits: list[Hit]) -> bool:
    kursk = any(h.roles & BIT["war"] and matcher.canonical(h, BIT["war"]) == "Kursk" for h in hits)
    return kursk and _names_south(matcher, hits)


def _names_south(matcher: Matcher, hits: list[Hit]) -> bool:
    """Seoul, its spies or its generals are named: "the North" is then North Korea."""
    named = [hit for hit in hits if hit.roles & _SOUTHERN]
    return any(
        matcher.canonical(h, r) in _SOUTH for h in named for r in _SOUTH_ROLES if h.roles & r
    )


def _named_roles(hits: list[Hit]) -> int:
    roles = 0
    for hit in hits:
        roles |= hit.roles & ~NK if hit.roles & _SHORT else hit.roles
    return roles


def _settle_short_forms(matcher: Matcher, hits: list[Hit], roles: int) -> list[Hit]:
    """Decide which short forms mean North Korea in this text.

    "The North" needs the full name or "Korean" beside the war; "Kim" needs the name or Russia;
    "Korean" needs the war and soldiers right behind it (elsewhere it is mostly the South's).
    """
    short = [i for i, hit in enumerate(hits) if hit.roles & _SHORT]
    forms = {i: matcher.canonical(hits[i], _SHORT) for i in short}
    beside_russia = bool(roles & _THERE)
    korean = "Korean" in forms.values()
    south = beside_russia and _names_south(matcher, hits)
    named = bool(roles & NK) or (korean and beside_russia) or south
    settled: list[Hit | None] = list(hits)
    for i in short:
        hit, form = hits[i], forms[i]
        if form == "Korean":
            beside = hit.roles | (hits[i + 1].roles if i + 1 < len(hits) else 0)
            soldiers = bool(beside & _ARE_MEN)
            alone = bool(roles & BIT["war"]) and not south
            # "Korean engineers from Seoul's Hyundai".
            soldiers = soldiers and not _names_south(matcher, hits[i + 1 : i + 4])
            meant = alone or (soldiers and bool(roles & (_THERE | BIT["ua"])))
        else:
            meant = named or (beside_russia and form != "North Korea")
        if not meant:
            rest = hit.roles & ~(_SHORT | NK | BIT["nk_force"] | BIT["people"] | BIT["army"])
            settled[i] = hit._replace(roles=rest) if rest else None
        elif not hit.roles & (BIT["nk_adj"] | BIT["nk_force"]):
            settled[i] = hit._replace(roles=hit.roles | BIT["nk"])
    return [hit for hit in settled if hit is not None]


def roles_near(doc: Document, sentence: Sentence) -> int:
    """The roles of a sentence, its paragraph (a few sentences of it), both neighbours and the title.

    Distances count within the paragraph, so that text elsewhere never changes what is near.
    """
    around = sentence.roles | (doc.sentences[0].roles if doc.has_title else 0)
    at = sentence.index
    for other in doc.sentences[max(0, at - _NEAR) : at + _NEAR + 1]:
        if other.paragraph == sentence.paragraph or abs(other.index - at) == 1:
            around |= other.roles
    return around
