"""What is told to the weights about a number: its form, its clause, its neighbours."""

import pytest

from ingest.assess.reading.document import read_document
from ingest.assess.rules.coreference import resolve_mentions
from ingest.assess.rules.deployment import find_deployments
from ingest.assess.weighing.counting import numbers_near


@pytest.fixture
def described(lexicons):
    def run(text, language="en", title=""):
        doc = read_document(title, text, lexicons[language])
        mentions = resolve_mentions(doc)
        near = numbers_near(doc, mentions, find_deployments(doc, mentions))
        return {numbers[i].high: features for _, numbers, i, features in near}

    return run


# text, language -> number, a mark it must have
CASES = [
    ("North Korean soldiers in Kursk: the dead 300, the injured 2,700.", "en", 300, "rule:killed"),
    (
        "It put the North Korean dead in Kursk at 300 and the injured at 2,700.",
        "en",
        2700,
        "rule:casualties",
    ),
    (
        "It put the North Korean dead in Kursk at 300 and the injured at 2,700.",
        "en",
        300,
        "rule:killed",
    ),
    (
        "It sent 6,000 North Koreans to Kursk, 1,000 of them engineers.",
        "en",
        1000,
        "last here more:troops",
    ),
    (
        "101 portraits of North Korean soldiers fallen in Kursk hung there.",
        "en",
        101,
        "cue after:mourning",
    ),
    (
        "North Korean troops are in Kursk. A thousand of them lift mines.",
        "en",
        1000,
        "cue after:demining",
    ),
    (
        "Do Kurska pojechało pięć tysięcy żołnierzy wojsk budowlanych KRLD.",
        "pl",
        5000,
        "rule:construction",
    ),
    ("북한군 전사자는 600명으로 쿠르스크에서 숨졌다.", "ko", 600, "counter head_last"),
]


@pytest.mark.parametrize(("text", "language", "number", "mark"), CASES)
def test_marks_of_a_number(described, text, language, number, mark):
    assert mark in described(text, language)[number].marks


@pytest.mark.parametrize(
    "text",
    [
        "On 9 January 11,000 North Korean soldiers came to Kursk.",
        "After 4 months 11,000 North Korean soldiers left Kursk.",
        "One of 11,000 North Korean soldiers in Kursk was seen.",
    ],
)
def test_dates_spans_and_single_men_are_left_out(described, text):
    assert list(described(text)) == [11000]


def test_a_number_away_from_the_finding_is_described_and_told_to_be_away(described):
    text = (
        "North Korean soldiers fight in Kursk.\n\nIt snowed.\n\nNobody came.\n\n"
        "The wind rose.\n\nThere were 3,000."
    )
    assert "finding 3 away" in described(text)[3000].marks


def test_the_title_may_repeat_a_number(described):
    features = described("There are 3,000 of them.", title="3,000 North Korean soldiers in Kursk")
    assert {"again in title", "again:troops"} <= features[3000].marks
