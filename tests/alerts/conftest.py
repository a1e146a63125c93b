"""An update of a story as the store hands it over, the alerts made of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from alerts.routing import plan_alerts
from domain.alert import DueAlert, NewAlert, Route
from domain.assessment import Claim, Evidence, Figure
from domain.filters import parse_filter
from domain.story import Facts, StoryArticle, StoryUpdate
from tests.fakes import FakeClock

NOW = datetime(2025, 3, 24, 12, 30, tzinfo=UTC)
SENTENCE = "The NIS said that about 3,000 more North Korean soldiers had crossed into Russia."
URL = "https://news.example.org/2025/contingent?a=1&b=2"


def claim(status: Any = "reported", sentence: str = SENTENCE, speaker: str | None = "NIS") -> Claim:
    at = sentence.find("3,000")
    figures = (
        (
            Figure(
                low=3000,
                high=3000,
                bound="about",
                what="troops",
                evidence=Evidence(start=100 + at, end=105 + at, text="3,000"),
            ),
        )
        if at >= 0
        else ()
    )
    return Claim(
        status=status,
        speaker=speaker,
        actor="North Korea",
        destination="Russia",
        figures=figures,
        evidence=Evidence(start=100, end=100 + len(sentence), text=sentence),
    )


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def clock() -> FakeClock:
    # Receivers check the timestamp of a webhook against their own, real, clock.
    return FakeClock(datetime.now(tz=UTC))


@pytest.fixture
def make_claim() -> Callable[..., Claim]:
    return claim


@pytest.fixture
def facts() -> Facts:
    return Facts(
        flags=frozenset({"troop_deployment"}),
        statuses=frozenset({"reported"}),
        figures=frozenset({("troops", 3000, 3000)}),
        places=frozenset({"Russia"}),
        speakers=frozenset({"NIS"}),
        languages=frozenset({"en"}),
        sources=frozenset({"yonhap-en"}),
        relevant=True,
        text=SENTENCE,
        seen_at=NOW,
    )


@pytest.fixture
def update(facts: Facts) -> StoryUpdate:
    return StoryUpdate(
        story_id=17,
        title="Seoul: 3,000 more soldiers in Russia",
        before=None,
        after=facts,
        articles=(
            StoryArticle(
                url=URL,
                title="Seoul: 3,000 more soldiers in Russia",
                outlet="Yonhap",
                source_id="yonhap-en",
                language="en",
                published_at=NOW,
                first_seen_at=NOW,
            ),
        ),
        claims=(claim(),),
        evidence=(Evidence(start=100, end=100 + len(SENTENCE), text=SENTENCE),),
        adds=("new figure: 3,000 troops",),
    )


@pytest.fixture
def make_route() -> Callable[..., Route]:
    def make(name: str = "desk", channel: str = "webhook", wanted: str = "", **more: Any) -> Route:
        digest = more.pop("digest", "none")
        return Route(
            name=name, channel=channel, filter=parse_filter(wanted), digest=digest, options=more
        )

    return make


@pytest.fixture
def make_due(update: StoryUpdate, make_route: Callable[..., Route]) -> Callable[..., DueAlert]:
    """The alert as it comes back from a JSON column."""

    def make(**changes: Any) -> DueAlert:
        (new, *_) = plan_alerts([make_route()], replace(update, **changes), now=NOW)
        return stored(new)

    return make


def stored(new: NewAlert) -> DueAlert:
    return DueAlert(
        id=1,
        route=new.route,
        channel=new.channel,
        change=new.change,
        state=new.state,
        message_id=new.message_id,
        payload=json.loads(json.dumps(dict(new.payload))),
        created_at=NOW,
        attempts=0,
        fence="f",
    )
