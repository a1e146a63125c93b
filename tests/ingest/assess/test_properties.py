"""What must hold for every text: exact spans, stable flags, no exception, linear time."""

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.lexicons import load_lexicons
from domain.article import document_text
from domain.assessment import TROOP_DEPLOYMENT
from ingest.assess import assess
from tests.eval.scoring import read_corpus

LEXICONS = load_lexicons()
NEUTRAL = {
    "en": "The weather stayed mild in the valley. Farmers repaired their fences.",
    "ko": "골짜기의 날씨는 온화했다. 농부들이 울타리를 고쳤다.",
    "ru": "Погода в долине была мягкой. Фермеры чинили заборы.",
}
WORDS = st.sampled_from(
    [
        "North",
        "Korean",
        "soldiers",
        "Kursk",
        "11,000",
        "denied",
        ",",
        ".",
        "!",
        "?",
        "sent",
        "Russia",
        "they",
        "북한군",
        "1만",
        "파병",
        "수천",
        "명",
        "КНДР",
        "солдаты",
        "тысяч",
        "не\n\n",
        "«",
        "»",
        "“",
        "😀",
        "ﬁ",
        "İ",
        "ß",
        "the",
        "of",
        "by",
        "Kim",
        "'s",
    ]
)


def _flagged(title: str, text: str, language: str) -> bool:
    judged = assess(title, text, language=language, published=None, lexicons=LEXICONS)
    return TROOP_DEPLOYMENT in judged.flags


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=80),
    st.lists(WORDS | st.text(max_size=6), max_size=40),
    st.sampled_from(["en", "ko", "ru"]),
)
def test_any_text_is_judged_with_exact_spans(title, words, language):
    text = " ".join(words)
    judged = assess(title, text, language=language, published=None, lexicons=LEXICONS)
    whole = document_text(title, text)
    spans = [c.evidence for c in judged.claims] + [f.evidence for f in judged.figures]
    spans += [e for _, e in judged.flag_evidence]
    assert all(whole[e.start : e.end] == e.text for e in spans)


@pytest.mark.parametrize("language", sorted(NEUTRAL))
def test_a_neutral_paragraph_never_removes_a_flag(language):
    neutral = NEUTRAL[language]
    for record in read_corpus(language):
        title, text = record["title"], record["text"]
        if _flagged(title, text, language):
            assert _flagged(title, f"{neutral}\n\n{text}", language), record["id"]
            assert _flagged(title, f"{text}\n\n{neutral}", language), record["id"]


def test_south_korean_instead_of_north_korean_removes_the_flag():
    text = "North Korean soldiers were sent to Kursk to fight. North Korea has 11,000 troops in Russia."
    assert _flagged("North Korean troops in Kursk", text, "en")
    swapped = text.replace("North", "South")
    assert not _flagged("South Korean troops in Kursk", swapped, "en")


@pytest.mark.parametrize("glue", [" ", ". "])
def test_time_grows_with_the_length_not_faster(glue):
    # A quadratic step over sentences once showed 10 times the time here; linear is 5 times.
    unit = "North Korea sent 11,000 soldiers to Kursk, they fight and Russia denied it" + glue
    _flagged("", unit, "en")
    small, large = (_cpu_seconds(unit * n) for n in (300, 1_500))
    assert large < 8 * small


def _cpu_seconds(text: str) -> float:
    """CPU time without the collector: what other processes do must not decide a test."""
    best = float("inf")
    gc.disable()
    try:
        for _ in range(3):
            start = time.process_time()
            _flagged("", text, "en")
            best = min(best, time.process_time() - start)
    finally:
        gc.enable()
    return best
