"""A text made ready for the rules: folded, split into sentences, its lexicon words found and placed."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.article import document_text
from domain.assessment import Evidence
from domain.lexicon import Lexicon
from ingest.assess.folding import Folded, fold_text
from ingest.assess.matching import BIT, Hit, Matcher, matcher_for
from ingest.assess.sentences import split_sentences

NK = BIT["nk"] | BIT["nk_adj"]
NORTH = NK | BIT["nk_force"]
_SHORT = BIT["nk_short"]
_THERE = BIT["ru"] | BIT["ru_adj"] | BIT["war"]
_MEN = (
    *("force", "army", "people", "sapper", "builder", "captive", "deploy"),
    *("kill", "wound", "casualty", "capture", "honour", "fight"),
)
# A paragraph of so few sentences is about one thing.
_NEAR = 6
_SOUTH = ("South Korea", "South Korean government", "NIS", "JCS")
_ARE_MEN = sum(BIT[role] for role in _MEN)


@dataclass(slots=True)
class Sentence:
    """A span of the folded text with its hits; `roles` is the union of their roles."""

    index: int
    start: int
    end: int
    paragraph: int = 0
    hits: list[Hit] = field(default_factory=list)
    roles: int = 0


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

    def evidence(self, start: int, end: int) -> Evidence:
        """The exact span of the document for a span of the folded text."""
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
    roles = 0
    for hit in hits:
        roles |= hit.roles
    if roles & _SHORT:
        # A short form may also be listed as an attribute ("Kim's"): that alone names nothing.
        roles = _named_roles(hits)
        hits = _settle_short_forms(matcher, hits, roles)
        for hit in hits:
            roles |= hit.roles
    hinted = not roles & NORTH and _hints(matcher, hits)
    sentences: list[Sentence] = []
    if hinted or roles & (NORTH | BIT["bond"]):
        sentences = _sentences(folded.text, matcher)
        _place(hits, sentences)
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


def _sentences(text: str, matcher: Matcher) -> list[Sentence]:
    sentences: list[Sentence] = []
    paragraph = last = 0
    for start, end in split_sentences(text, matcher.abbreviations):
        paragraph += text.find("\n", last, start) >= 0
        sentences.append(Sentence(len(sentences), start, end, paragraph))
        last = end
    return sentences


def _hints(matcher: Matcher, hits: list[Hit]) -> bool:
    kursk = any(h.roles & BIT["war"] and matcher.canonical(h, BIT["war"]) == "Kursk" for h in hits)
    return kursk and _names_south(matcher, hits)


def _names_south(matcher: Matcher, hits: list[Hit]) -> bool:
    """Seoul, its spies or its generals are named: "the North" is then North Korea."""
    roles = (BIT["other"], BIT["other_adj"], BIT["speaker"])
    return any(matcher.canonical(h, r) in _SOUTH for h in hits for r in roles if h.roles & r)


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
    beside_russia = bool(roles & _THERE)
    korean = any(matcher.canonical(h, _SHORT) == "Korean" for h in hits if h.roles & _SHORT)
    named = bool(roles & NK) or (korean and beside_russia)
    named = named or (beside_russia and _names_south(matcher, hits))
    settled: list[Hit] = []
    for i, hit in enumerate(hits):
        if not hit.roles & _SHORT:
            settled.append(hit)
            continue
        form = matcher.canonical(hit, _SHORT)
        if form == "Korean":
            soldiers = hit.roles & _ARE_MEN or (i + 1 < len(hits) and hits[i + 1].roles & _ARE_MEN)
            alone = bool(roles & BIT["war"]) and not _names_south(matcher, hits)
            meant = alone or (bool(soldiers) and bool(roles & (_THERE | BIT["ua"])))
        else:
            meant = named or (beside_russia and form != "North Korea")
        if meant:
            own = hit.roles & (BIT["nk_adj"] | BIT["nk_force"])
            settled.append(hit if own else hit._replace(roles=hit.roles | BIT["nk"]))
        elif rest := hit.roles & ~(_SHORT | NK | BIT["nk_force"] | BIT["people"] | BIT["army"]):
            settled.append(hit._replace(roles=rest))
    return settled


def _place(hits: list[Hit], sentences: list[Sentence]) -> None:
    if not sentences:
        return
    rest = iter(sentences)
    sentence = next(rest)
    begin, end = sentence.start, sentence.end
    for hit in hits:
        start = hit[0]
        while start >= end:
            following = next(rest, None)
            if following is None:
                return
            sentence, begin, end = following, following.start, following.end
        if start >= begin:
            sentence.hits.append(hit)
            sentence.roles |= hit[2]


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
