"""Reads that answer from records, and the application over them, asked in-process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.assessment import Claim, Evidence, Figure
from domain.errors import StoreError
from domain.story import StoryArticle
from tests.fakes import NOON, FakeClock
from web.ports import Counts, FlaggedStory, SaidClaim, WatchedSource
from web.service import create_app


@dataclass
class RecordedReads:
    """Implements `web.ports.Reads` over lists a test fills."""

    state: Counts = field(default_factory=Counts)
    stories: list[FlaggedStory] = field(default_factory=list)
    watched: list[WatchedSource] = field(default_factory=list)
    error: Exception | None = None

    def counts(self, *, now: datetime) -> Counts:
        if self.error:
            raise self.error
        return self.state

    def flagged_stories(self, *, now: datetime, limit: int) -> Sequence[FlaggedStory]:
        return self.stories[:limit]

    def sources(self) -> Sequence[WatchedSource]:
        return self.watched


@pytest.fixture
def reads() -> RecordedReads:
    return RecordedReads(
        state=Counts(
            sources={"well": 100, "failing": 3, "new": 2, "gone": 0, "disabled": 5},
            entries={"pending": 4, "done": 900, "failed": 1},
            alerts={"pending": 1, "delivered": 40, "dead": 0},
            deliveries={"delivered": 40, "retry": 2},
            articles=812,
            stories=640,
            flagged_stories=1,
            last_poll_at=NOON + timedelta(minutes=59),
            waits_s={"source": 2.0, "entry": 1.0, "alert": 0.0},
        )
    )


@pytest.fixture
def broken() -> StoreError:
    return StoreError("database is locked: /secret/path.db")


@pytest.fixture
def client(reads: RecordedReads, clock: FakeClock) -> Iterator[TestClient]:
    app = create_app(reads, clock=clock, version="1.2.3")
    # An hour of uptime: from then on what waits is held against us.
    clock.advance(hours=1)
    with TestClient(app, base_url="http://127.0.0.1:8321", raise_server_exceptions=False) as found:
        yield found


@pytest.fixture
def make_story() -> Callable[..., FlaggedStory]:
    def make(
        text: str = "The NIS said about 3,000 soldiers crossed into Russia.",
        *,
        number: int = 1,
        title: str = "Seoul: 3,000 more soldiers in Russia",
        speaker: str | None = "NIS",
        status: Any = "reported",
        url: str = "https://news.example.org/a?b=1&c=2",
        outlet: str | None = "Yonhap",
        language: str | None = "en",
        adds: Sequence[str] = ("new figure: 3,000 troops",),
    ) -> FlaggedStory:
        at = text.find("3,000")
        article = StoryArticle(
            url=url,
            title=title,
            outlet=outlet,
            source_id="yonhap-en",
            language=language,
            first_seen_at=NOON,
        )
        figures = [
            Figure(
                low=3000,
                high=3000,
                bound="about",
                what="troops",
                evidence=Evidence(start=at, end=at + 5, text="3,000"),
            )
        ]
        claim = Claim(
            status=status,
            speaker=speaker,
            figures=tuple(figures) if at >= 0 else (),
            evidence=Evidence(start=0, end=len(text), text=text),
        )
        return FlaggedStory(
            id=number,
            title=title,
            first_seen_at=NOON - timedelta(hours=1),
            last_seen_at=NOON,
            statuses=(status,),
            figures=(("troops", 3000, 3000),),
            adds=adds,
            claims=(SaidClaim(claim=claim, article=article),),
            articles=(article,),
        )

    return make
