"""Building the house: what can be told before anything is opened."""

from __future__ import annotations

import pytest

from app.build import Plan, doubtful_words, fetch_policy
from config.settings import load_settings
from domain.alert import Route
from domain.filters import parse_filter
from domain.source import Source


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("flag:troop_deployment", []),
        ("source:yonhap-en -category:agency", []),
        ("source:yonhp", ["route 'desk': no source has source:yonhp"]),
        ("category:agency,agncy", ["route 'desk': no source has category:agncy"]),
    ],
    ids=["no-source-named", "known", "source-mistyped", "one-of-two-mistyped"],
)
def test_values_that_no_source_can_meet_are_told(words: str, told: list[str]) -> None:
    plan = Plan(
        settings=load_settings(None, {}),
        sources=(
            Source(
                id="yonhap-en",
                name="Yonhap",
                url="https://x.example/rss",
                kind="feed",
                category="agency",
            ),
        ),
        routes=(Route(name="desk", channel="webhook", filter=parse_filter(words)),),
    )
    assert doubtful_words(plan) == told


@pytest.mark.parametrize(
    ("agent", "contact", "said"),
    [
        ("tumen/1", "", "tumen/1"),
        ("tumen/1", "desk@example.org", "tumen/1 (+desk@example.org)"),
        ("tumen/1", "https://example.org/bot", "tumen/1 (+https://example.org/bot)"),
        ("tumen/1 (+https://e.org)", "desk@example.org", "tumen/1 (+https://e.org)"),
    ],
    ids=["nobody-to-reach", "mail", "page", "said-already"],
)
def test_the_user_agent_says_how_to_reach_us(agent: str, contact: str, said: str) -> None:
    named = {"TUMEN_FETCH__USER_AGENT": agent, "TUMEN_FETCH__CONTACT": contact}
    assert fetch_policy(load_settings(None, named)).user_agent == said
