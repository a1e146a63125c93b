from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.story import StoryArticle
from tests.fakes import NOON
from web.page import MAX_CLAIMS, MAX_QUOTE, ago, make_card
from web.ports import FlaggedStory

MakeStory = Callable[..., FlaggedStory]


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=-5), "5 min ago"),
        (timedelta(minutes=-119), "119 min ago"),
        (timedelta(hours=-30), "30 h ago"),
        (timedelta(days=-40), "40 days ago"),
        (timedelta(hours=3), "in 3 h"),
    ],
)
def test_moments_read_as_people_say_them(distance: timedelta, words: str) -> None:
    assert ago(NOON + distance, NOON) == words


def test_no_moment_is_never() -> None:
    assert ago(None, NOON) == "never"


def test_each_status_and_speaker_comes_first_and_repeats_are_dropped(make_story: MakeStory) -> None:
    said = [
        make_story(text, speaker=speaker, status=status).claims[0]
        for text, speaker, status in (
            ("A", "NIS", "reported"),
            ("B", "NIS", "reported"),
            ("A", "NIS", "reported"),
            ("C", "Kremlin", "denied"),
            ("D", "NIS", "possible"),
            ("E", None, "possible"),
        )
    ]
    card = make_card(replace(make_story(), claims=said))
    assert ["".join(t for t, _ in q.pieces) for q in card.quotes] == ["A", "C", "D", "E"]
    assert len(card.quotes) == MAX_CLAIMS
    assert card.more_claims == 1


def test_an_endless_sentence_is_cut_visibly(make_story: MakeStory) -> None:
    card = make_card(make_story("about 3,000 " + "word " * 1_000))
    shown = "".join(text for text, _ in card.quotes[0].pieces)
    assert len(shown) == MAX_QUOTE + 1
    assert shown.endswith("…")


def test_outlets_are_linked_once_with_their_count(make_story: MakeStory) -> None:
    articles = [
        StoryArticle(url=f"https://example.org/{n}", title="t", outlet=outlet)
        for n, outlet in enumerate(["A", "B", "A", None, None, "A"])
    ]
    card = make_card(replace(make_story(), articles=articles))
    assert [(a.outlet, n) for a, n in card.links] == [("A", 3), ("B", 1), (None, 1), (None, 1)]
    assert card.more_links == 0
