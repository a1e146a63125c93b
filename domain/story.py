"""Stories: articles about one event, and what a story adds to what was known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.assessment import Claim, Evidence
from domain.revision import Edit
from domain.wording import wave_words

FigureKey = tuple[str, int, int]
MemberReason = Literal["opened", "same_content", "same_headline", "near_duplicate", "same_event"]
# Between the texts of two articles of a story: no phrase of a filter reaches across it.
TEXT_BREAK = "\n\f\n"
# What a story can have that the seed has not; `nothing` stands alone.
NOVELTIES = ("figure", "status", "place", "speaker", "wave", "nothing")
# The number of a wave that the text does not count ("a further batch").
FURTHER_WAVE = 0
_BOUNDS = {"at_least": "at least ", "at_most": "up to ", "about": "about "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What an article is compared by.

    `content_hash`: sha256 of the folded text. `bands`: MinHash-LSH band keys (index look-ups).
    `signature`: unsigned 32-bit values for the comparison itself; their number varies and their
    layout is known to `ingest/stories` only, the store keeps them as they are.
    """

    content_hash: str
    bands: tuple[int, ...] = ()
    signature: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article already in a story that may be a copy of a new one."""

    article_id: int
    story_id: int
    content_hash: str
    signature: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an article belongs; `story_id` None opens a story. `like_id` is the article it resembles."""

    story_id: int | None
    reason: MemberReason
    score: float
    like_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a story claims so far, as sets that can be compared and filtered.

    `figures` holds (what, low, high), `waves` their numbers. `seen_at` is the first sight of the newest
    article. `independent`: how many sources did not have it from another of them; 0: not counted. `new`: what
    it adds to the seed (`novelties`); empty: not compared.
    """

    flags: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    figures: frozenset[FigureKey] = frozenset()
    places: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    waves: frozenset[int] = frozenset()
    relevant: bool | None = None
    text: str = ""
    seen_at: datetime | None = None
    independent: int = 0
    new: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryArticle:
    """An article of a story, as far as a reader of an alert needs it."""

    url: str
    title: str
    outlet: str | None = None
    source_id: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    first_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryUpdate:
    """What one article did to its story: the facts before and after, and the words that say so.

    `articles`: the one that caused the update first, then the others, newest sight first. `claims`
    and `evidence` (the spans that carried the flag) are those of that first article. `adds` says
    what the story adds to the seed (`additions`), `adds_to_known` what it adds to all that was stored before it.
    `told`: somebody was alerted of this story before. `edit`: the article was there before, this became of it.
    """

    story_id: int
    title: str
    before: Facts | None
    after: Facts
    articles: tuple[StoryArticle, ...] = ()
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    adds: tuple[str, ...] = ()
    adds_to_known: tuple[str, ...] = ()
    told: bool = False
    edit: Edit | None = None


def merge_facts(one: Facts, other: Facts) -> Facts:
    """The facts of a story that another article, or another story, is added to.

    One article known to be relevant makes the story so; it is unknown only if nothing is known. Sources and
    novelties are not sums: whoever merges has them counted anew.
    """
    known = {facts.relevant for facts in (one, other)} - {None}
    moments = [facts.seen_at for facts in (one, other) if facts.seen_at is not None]
    return Facts(
        flags=one.flags | other.flags,
        statuses=one.statuses | other.statuses,
        figures=one.figures | other.figures,
        places=one.places | other.places,
        speakers=one.speakers | other.speakers,
        languages=one.languages | other.languages,
        sources=one.sources | other.sources,
        categories=one.categories | other.categories,
        waves=one.waves | other.waves,
        relevant=True in known if known else None,
        text=TEXT_BREAK.join(filter(None, (one.text, other.text))),
        seen_at=max(moments, default=None),
    )


def additions(facts: Facts, known: Facts) -> tuple[str, ...]:
    """Say what `facts` adds to `known`, most telling first; empty means nothing new.

    Example:
        >>> additions(Facts(statuses=frozenset({"ended"})), Facts())
        ('new status: ended',)
    """
    return (
        *_new("figure", (figure_words(f) for f in facts.figures - known.figures)),
        *_new("status", facts.statuses - known.statuses),
        *_new("place", facts.places - known.places),
        *_new("speaker", facts.speakers - known.speakers),
        *_new("wave", (wave_words(w or None) for w in facts.waves - known.waves)),
    )


def novelties(facts: Facts, known: Facts) -> frozenset[str]:
    """Which kinds of things `facts` adds to `known`; `nothing` when it adds none.

    Example:
        >>> sorted(novelties(Facts(statuses=frozenset({"ended"})), Facts()))
        ['status']
    """
    found = {
        "figure": facts.figures - known.figures,
        "status": facts.statuses - known.statuses,
        "place": facts.places - known.places,
        "speaker": facts.speakers - known.speakers,
        "wave": facts.waves - known.waves,
    }
    return frozenset(kind for kind, values in found.items() if values) or frozenset({"nothing"})


def sources_words(articles: int, independent: int) -> str:
    """How many tell of it, and how many of them on their own.

    Example:
        >>> sources_words(9, 2), sources_words(1, 1)
        ('9 articles, 2 independent sources', '1 article, 1 independent source')
    """
    article = "article" if articles == 1 else "articles"
    source = "source" if independent == 1 else "sources"
    return f"{articles:,} {article}, {independent:,} independent {source}"


def figure_words(figure: FigureKey, bound: str = "exact", extent: str | None = None) -> str:
    """A figure as a person says it.

    Example:
        >>> figure_words(("construction", 5000, 5000), "at_most")
        'up to 5,000 construction troops'
        >>> figure_words(("troops", 3000, 3000), extent="increment")
        '3,000 more troops'
    """
    what, low, high = figure
    noun = "construction troops" if what == "construction" else what
    number = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    if extent == "increment":
        number = f"{number} more"
    total = " in all" if extent == "cumulative" else ""
    return f"{_BOUNDS.get(bound, '')}{number} {noun}{total}"


def _new(word: str, values: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"new {word}: {value}" for value in sorted(values))
