"""Building the house: what can be told before anything is opened."""

from __future__ import annotations

import pytest

from app.build import Plan, doubtful_words
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
