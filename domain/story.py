"""Stories: articles about one event, and what a story adds to what was known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from domain.assessment import Claim, Evidence

FigureKey = tuple[str, int, int]
MemberReason = Literal["opened", "same_content", "same_headline", "near_duplicate", "same_event"]
# Between the texts of two articles of a story: no phrase of a filter reaches across it.
TEXT_BREAK = "\n\f\n"
ChangeKind = Literal["opened", "status", "figure"]
MAX_STATE = 200
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

    `figures` holds (what, low, high). `seen_at` is the first sight of the newest article.
    """

    flags: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    figures: frozenset[FigureKey] = frozenset()
    places: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    relevant: bool | None = None
    text: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A material change of a story. `state` is the key under which it is told once."""

    kind: ChangeKind
    state: str


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
    what the story adds to the seed (`additions`). `told`: somebody was alerted of this story before.
    """

    story_id: int
    title: str
    before: Facts | None
    after: Facts
    articles: tuple[StoryArticle, ...] = ()
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    adds: tuple[str, ...] = ()
    told: bool = False


def merge_facts(one: Facts, other: Facts) -> Facts:
    """The facts of a story that another article, or another story, is added to.

    One article known to be relevant makes the story so; it is unknown only if nothing is known.
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
    )


def material_changes(
    before: Facts | None, after: Facts, *, flag: str, told: bool = False
) -> tuple[Change, ...]:
    """What is worth an interruption when a story went from `before` to `after`.

    `before` is None for a new story. Only flagged stories interrupt: a story that gains the flag has
    opened; later all statuses and figures it did not have are one change. A story that was `told` of
    before does not open again: newer rules may have taken its flag away in between.
    """
    if flag not in after.flags:
        return ()
    if before is None or (flag not in before.flags and not told):
        return (Change(kind="opened", state="opened"),)
    statuses = [f"status:{status}" for status in sorted(after.statuses - before.statuses)]
    figures = [
        f"figure:{what}:{low}-{high}" for what, low, high in sorted(after.figures - before.figures)
    ]
    if not statuses and not figures:
        return ()
    # One article wakes a person once, however much it brings.
    kind: ChangeKind = "status" if statuses else "figure"
    return (Change(kind=kind, state=_state_key([*statuses, *figures])),)


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


def _state_key(parts: list[str]) -> str:
    """A key that an index can hold, however many figures a report lists."""
    key = " ".join(parts)
    if len(key) <= MAX_STATE:
        return key
    return f"{key[: MAX_STATE - 17]} {sha256(key.encode()).hexdigest()[:16]}"


def _new(word: str, values: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"new {word}: {value}" for value in sorted(values))
