"""Concepts in every script, and stories of one event across languages; copies are tested elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from config.concepts import bundled_concepts, bundled_event_weights
from config.lexicons import bundled_lexicons
from domain.event import Concept
from ingest.stories import Document, EventIndex, Grouping, group, profile_of
from ingest.stories.concepts import ConceptFinder
from tests.eval.stories.scoring import read_articles

START = datetime(2025, 3, 21, 6, tzinfo=UTC)
TEXTS = {
    "en": (
        "Shoigu meets Kim in Pyongyang",
        "Sergei Shoigu, secretary of Russia's Security Council, handed Kim Jong Un a letter from Putin in Pyongyang on Friday.",
    ),
    "ko": (
        "쇼이구, 평양서 김정은 접견",
        "세르게이 쇼이구 러시아 국가안보회의 서기가 21일 평양에서 김정은 국무위원장을 만나 푸틴 대통령의 친서를 전달했다.",
    ),
    "ru": (
        "Шойгу встретился с Ким Чен Ыном",
        "Секретарь Совбеза Сергей Шойгу передал в Пхеньяне Ким Чен Ыну письмо от Путина.",
    ),
    "uk": (
        "Потоп у Расоні",
        "Повінь зруйнувала залізничний міст поблизу Расона, потяги до Хасана скасовано на 3 тижні.",
    ),
}


def document(language: str, *, hours: float = 0, name: str | None = None) -> Document:
    title, text = TEXTS[language]
    at = START + timedelta(hours=hours)
    profile = profile_of(
        title,
        text,
        at=at,
        lexicon=bundled_lexicons()[language],
        concepts=bundled_concepts(),
        weights=bundled_event_weights(),
    )
    return Document(id=name or language, title=title, text=text, published=at, profile=profile)


def grouped(documents: list[Document]) -> dict[str, Grouping]:
    index = EventIndex(bundled_concepts(), bundled_event_weights())
    return {g.id: g for g in group(documents, index)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("солдаты погибли в курской области", ["wounded and dead", "Kursk"]),
        ("쿠르스크에서 국정원은", ["Kursk", "NIS"]),
        ("красный крест", ["ICRC"]),
        ("красного креста", ["ICRC"]),
        ("the rice harvest; price", ["grain and food"]),
        ("", []),
    ],
)
def test_concepts_are_found_in_every_script_and_case(text: str, names: list[str]) -> None:
    assert [name for _, name in ConceptFinder(bundled_concepts()).find(text)] == names


def test_a_concept_ends_with_its_word_unless_it_is_open() -> None:
    finder = ConceptFinder(
        [
            Concept(name="closed", kind="event", surfaces=("oil",)),
            Concept(name="open", kind="event", surfaces=("ship*",)),
        ]
    )
    assert finder.find("oily ships, oil") == [(5, "open"), (12, "closed")]


def test_one_event_in_three_languages_is_one_story_and_another_stays_apart() -> None:
    stories = grouped([document(lang, hours=i) for i, lang in enumerate(("en", "ko", "ru", "uk"))])
    assert {g.story for g in stories.values()} == {"en", "uk"}
    assert stories["ko"].reason == "same_event"
    assert "Shoigu" in stories["ko"].anchors
    assert stories["ko"].near_dup_group is None
    assert stories["uk"].anchors == ()


def test_after_four_days_it_is_another_event() -> None:
    stories = grouped([document("en"), document("ru", hours=97)])
    assert stories["ru"].story == "ru"


def test_the_order_of_the_input_does_not_matter() -> None:
    weights = bundled_event_weights()
    documents = [a.document for a in read_articles("held", weights)[:60]]
    expected = grouped(documents)
    Random(7).shuffle(documents)
    assert grouped(documents) == expected
