"""What must hold for every text: exact spans, stable flags, no exception, linear time."""

import gc
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.lexicons import bundled_lexicons
from domain.article import document_text
from domain.assessment import TROOP_DEPLOYMENT, Assessment, Evidence
from ingest.assess import assess
from tests.eval.scoring import read_corpus

LEXICONS = bundled_lexicons()
NEUTRAL = {
    "en": "The weather stayed mild in the valley. Farmers repaired their fences.",
    "ko": "골짜기의 날씨는 온화했다. 농부들이 울타리를 고쳤다.",
    "ru": "Погода в долине была мягкой. Фермеры чинили заборы.",
    "uk": "Погода в долині була лагідною. Фермери лагодили паркани.",
    "ja": "谷の天気は穏やかだった。農家は柵を直した。",
    "zh": "山谷里天气温和。农民修好了篱笆。",
    "de": "Das Wetter im Tal blieb mild. Die Bauern besserten ihre Zäune aus.",
    "fr": "Le temps est resté doux dans la vallée. Les fermiers ont réparé leurs clôtures.",
    "es": "El tiempo siguió templado en el valle. Los granjeros repararon sus cercas.",
    "pl": "Pogoda w dolinie była łagodna. Rolnicy naprawiali płoty.",
}
# A flagged sentence, and what of it to exchange for the South.
SWAPS = {
    "en": (
        "North Korean soldiers were sent to Kursk to fight. North Korea has 11,000 troops in Russia.",
        {"North": "South"},
    ),
    "ko": ("북한군 1만1000명이 쿠르스크에 파병돼 싸우고 있다.", {"북한군": "한국군"}),
    "ru": (
        "Северокорейские солдаты воюют в Курской области. Их отправила Северная Корея.",
        {"Северокорейские": "Южнокорейские", "Северная": "Южная"},
    ),
    "uk": (
        "Північнокорейські солдати воюють на Курщині. Їх відправила Північна Корея.",
        {"Північнокорейські": "Південнокорейські", "Північна": "Південна"},
    ),
    "ja": ("北朝鮮兵がロシアのクルスク州に派遣された。", {"北朝鮮兵": "韓国兵"}),
    "zh": ("朝鲜士兵被派往俄罗斯库尔斯克作战。", {"朝鲜士兵": "韩国士兵"}),
    "de": (
        "Nordkoreanische Soldaten kämpfen in Kursk. Nordkorea hat sie entsandt.",
        {"Nordkorea": "Südkorea"},
    ),
    "fr": (
        "Des soldats nord-coréens combattent à Koursk. La Corée du Nord les a envoyés.",
        {"nord-coréens": "sud-coréens", "Corée du Nord": "Corée du Sud"},
    ),
    "es": (
        "Soldados norcoreanos combaten en Kursk. Corea del Norte los envió.",
        {"norcoreanos": "surcoreanos", "Norte": "Sur"},
    ),
    "it": (
        "Soldati nordcoreani combattono a Kursk. La Corea del Nord li ha inviati.",
        {"nordcoreani": "sudcoreani", "Nord": "Sud"},
    ),
    "pl": (
        "Północnokoreańscy żołnierze walczą pod Kurskiem. Wysłała ich Korea Północna.",
        {"Północnokoreańscy": "Południowokoreańscy", "Północna": "Południowa"},
    ),
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
        "in December",
        "last week",
        "third wave",
        "3차",
        "지난달",
        "12월",
        "Reuters",
        "citing",
        "said",
        "국정원은",
        "밝혔다",
        "в декабре 2024 года",
        "сообщает",
        "еще",
    ]
)


def _flagged(title: str, text: str, language: str) -> bool:
    judged = assess(title, text, language=language, published=None, lexicons=LEXICONS)
    return TROOP_DEPLOYMENT in judged.flags


@settings(max_examples=150)
@given(
    st.text(max_size=80),
    st.lists(WORDS | st.text(max_size=6), max_size=40),
    st.sampled_from(["en", "ko", "ru"]),
)
def test_any_text_is_judged_with_exact_spans(title, words, language):
    text = " ".join(words)
    published = datetime(2025, 3, 24, tzinfo=UTC)
    judged = assess(title, text, language=language, published=published, lexicons=LEXICONS)
    whole = document_text(title, text)
    assert all(whole[e.start : e.end] == e.text for e in _spans(judged))


def _spans(judged: Assessment) -> list[Evidence]:
    spans = [e for _, e in judged.flag_evidence] + [f.evidence for f in judged.figures]
    for claim in judged.claims:
        told = (claim, claim.when, claim.wave, *claim.figures, *claim.chain)
        spans += [part.evidence for part in told if part is not None]
    return spans


@pytest.mark.parametrize("language", sorted(LEXICONS))
def test_all_spans_of_the_corpus_quote_it_and_times_and_figures_lie_in_their_sentence(language):
    published = datetime(2025, 3, 24, tzinfo=UTC)
    told = 0
    for record in read_corpus(language):
        title, text = record["title"], record["text"]
        judged = assess(title, text, language=language, published=published, lexicons=LEXICONS)
        whole = document_text(title, text)
        assert all(whole[e.start : e.end] == e.text for e in _spans(judged)), record["id"]
        for claim in judged.claims:
            inside = [p.evidence for p in (claim.when, claim.wave, *claim.figures) if p is not None]
            told += len(inside)
            sentence = claim.evidence
            assert all(sentence.start <= e.start < e.end <= sentence.end for e in inside)
            assert claim.speaker in {None, *(link.name for link in claim.chain)}
            if claim.when and claim.when.start and claim.when.end:
                assert claim.when.start <= claim.when.end
    assert told


@pytest.mark.parametrize("language", sorted(NEUTRAL))
def test_a_neutral_paragraph_never_removes_a_flag(language):
    neutral = NEUTRAL[language]
    for record in read_corpus(language):
        title, text = record["title"], record["text"]
        if _flagged(title, text, language):
            assert _flagged(title, f"{neutral}\n\n{text}", language), record["id"]
            assert _flagged(title, f"{text}\n\n{neutral}", language), record["id"]


@pytest.mark.parametrize("language", sorted(LEXICONS))
def test_the_south_instead_of_the_north_removes_the_flag(language):
    text, south = SWAPS[language]
    assert _flagged("", text, language)
    for north, other in south.items():
        text = text.replace(north, other)
    assert not _flagged("", text, language)


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
