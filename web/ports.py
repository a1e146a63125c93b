"""What the web needs to know, as records and one protocol; it says nothing of SQL or HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from domain.assessment import Claim
from domain.story import FigureKey, StoryArticle

SourceHealth = Literal["well", "failing", "paused", "new", "gone", "disabled"]
SOURCE_HEALTHS: tuple[SourceHealth, ...] = (
    "failing",
    "paused",
    "gone",
    "new",
    "well",
    "disabled",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The state of everything, from the rows.

    `waits_s` says for how many seconds the longest waiting source, entry and alert is overdue, 0 for
    none; the maps count by health, state, status and outcome; `gone` names sources that said goodbye,
    `paused` those that failed so often that they are tried once a day.
    """

    sources: Mapping[str, int] = field(default_factory=dict)
    gone: Sequence[str] = ()
    paused: Sequence[str] = ()
    entries: Mapping[str, int] = field(default_factory=dict)
    alerts: Mapping[str, int] = field(default_factory=dict)
    deliveries: Mapping[str, int] = field(default_factory=dict)
    articles: int = 0
    stories: int = 0
    flagged_stories: int = 0
    last_poll_at: datetime | None = None
    waits_s: Mapping[Literal["source", "entry", "alert"], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidClaim:
    """A claim with the article that tells it."""

    claim: Claim
    article: StoryArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaggedStory:
    """A story as the page shows it; `articles` in the order they were seen."""

    id: int
    title: str
    first_seen_at: datetime
    last_seen_at: datetime
    statuses: Sequence[str] = ()
    figures: Sequence[FigureKey] = ()
    adds: Sequence[str] = ()
    claims: Sequence[SaidClaim] = ()
    articles: Sequence[StoryArticle] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSource:
    """A source with how well watching it goes."""

    id: str
    name: str
    health: SourceHealth
    language: str | None = None
    failures: int = 0
    entries: int = 0
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    next_due_at: datetime | None = None
    last_error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A counter of this process, for metrics. `name` without prefix and without `_total`."""

    name: str
    help: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


class Reads(Protocol):
    """What the web asks; called in threads. Errors: StoreError."""

    def counts(self, *, now: datetime) -> Counts: ...

    def flagged_stories(self, *, now: datetime, limit: int) -> Sequence[FlaggedStory]:
        """The newest flagged stories, newest first."""
        ...

    def sources(self) -> Sequence[WatchedSource]: ...


class Receiver(Protocol):
    """Hears the hubs that push to us (WebSub); `token` is the unguessable part of our callback address."""

    @property
    def max_bytes(self) -> int: ...

    async def confirm(self, token: str, asked: Mapping[str, str]) -> str | None:
        """Answer a hub's look at our callback: what to say, or None if we did not ask for that."""
        ...

    async def receive(self, token: str, headers: Mapping[str, str], body: bytes) -> int:
        """Take a message in; returns the status to answer with. `headers` has lower-case names."""
        ...


class Counters(Protocol):
    """The counters of the process that serves, if it also works."""

    def __call__(self) -> Iterable[Counted]: ...
