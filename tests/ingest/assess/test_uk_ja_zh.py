"""Ukrainian, Japanese and Chinese: number forms, scripts side by side, stable flags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lexicons import load_lexicons
from domain.assessment import TROOP_DEPLOYMENT
from ingest.assess import assess
from ingest.assess.folding import fold_text
from ingest.assess.numbers import find_numbers
from ingest.parse.language import identify_language
from tests.eval.scoring import read_corpus

LEXICONS = load_lexicons()
LANGUAGES = ("uk", "ja", "zh")
DIGITS = "〇一二三四五六七八九"
NEUTRAL = {
    "uk": "Погода в долині була м'якою. Селяни лагодили тини.",
    "ja": "谷の天気は穏やかだった。農家は垣根を直した。",
    "zh": "山谷里天气温和。农民修好了篱笆。",
}
SOUTH = {
    "uk": [("Північнокорейськ", "Південнокорейськ"), ("північнокорейськ", "південнокорейськ")],
    "ja": [("北朝鮮", "韓国")],
    "zh": [("朝鲜", "韩国"), ("北韓", "南韓")],
}
PLAIN = {
    "uk": "Північнокорейські солдати воюють у Курській області. Там 11 тисяч північнокорейських військових.",
    "ja": "北朝鮮兵1万1000人がロシア西部クルスク州に派遣され、戦闘に加わった。",
    "zh": "约1.1万名朝鲜士兵被派往俄罗斯库尔斯克州，并已参加战斗。",
}


def _read(text: str, language: str) -> list[tuple[int, int]]:
    folded = fold_text(text).text
    return [(n.low, n.high) for n in find_numbers(folded, 0, len(folded), LEXICONS[language])]


def _flagged(title: str, text: str, language: str) -> bool:
    judged = assess(title, text, language=language, published=None, lexicons=LEXICONS)
    return TROOP_DEPLOYMENT in judged.flags


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("uk", "11 тисяч", 11000),
        ("uk", "10 тис. осіб", 10000),
        ("uk", "1,1 тис.", 1100),
        ("uk", "12-тисячний", 12000),
        ("uk", "одинадцять тисяч", 11000),
        ("uk", "півтори тисячі", 1500),
        ("uk", "дві сотні", 200),
        ("uk", "двоє", 2),
        ("uk", "дев’ятеро", 9),
        ("ja", "1万1000人", 11000),
        ("ja", "1万2千人", 12000),
        ("ja", "一万二千人", 12000),
        ("ja", "三百五十人", 350),
        ("ja", "１万５０００人", 15000),
        ("ja", "二十五人", 25),
        ("zh", "1.2万", 12000),
        ("zh", "一萬二千", 12000),
        ("zh", "兩千名", 2000),
        ("zh", "1萬5000名", 15000),
        ("zh", "1万1千人", 11000),
    ],
)
def test_one_number(language, text, wanted):
    assert _read(text, language) == [(wanted, wanted)]


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("uk", "від 8 до 10 тис.", (8000, 10000)),
        ("uk", "10-12 тисяч", (10000, 12000)),
        ("ja", "8000〜1万人", (8000, 10000)),
        ("ja", "1万〜1万2千人", (10000, 12000)),
        ("zh", "8000至1万名", (8000, 10000)),
        ("zh", "三千到四千", (3000, 4000)),
    ],
)
def test_a_range(language, text, wanted):
    assert _read(text, language) == [wanted]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("uk", "тисячі військових"),
        ("uk", "кілька тисяч"),
        ("uk", "сотні бійців"),
        ("ja", "数千人"),
        ("ja", "何千人"),
        ("zh", "数千名"),
        ("zh", "上萬名"),
        ("zh", "几百人"),
    ],
)
def test_vague_numbers_are_none(language, text):
    assert _read(text, language) == []


@given(st.integers(min_value=1, max_value=99_999_999), st.sampled_from(["ja", "zh"]))
def test_han_numerals_round_trip(value, language):
    assert _read(_han(value), language) == [(value, value)]


@given(st.integers(min_value=1, max_value=9), st.integers(min_value=1, max_value=999))
def test_mixed_numerals_round_trip(tens, ones):
    for language in ("ja", "zh"):
        assert _read(f"{tens}万{ones}人", language) == [(tens * 10_000 + ones,) * 2]


@given(st.integers(min_value=2, max_value=999), st.sampled_from(["тисяч", "тис.", "тисячі"]))
def test_ukrainian_thousands_round_trip(count, word):
    assert _read(f"{count} {word}", "uk") == [(count * 1_000,) * 2]


def _han(value: int) -> str:
    """A number as it is written in Han numerals: 11,250 -> 一万一千二百五十."""
    high, low = divmod(value, 10_000)
    written = _han(high) + "万" if high else ""
    for unit, name in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, low = divmod(low, unit)
        written += DIGITS[digit] + name if digit else ""
    return written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_neutral_paragraph_never_removes_a_flag(language):
    neutral = NEUTRAL[language]
    for record in read_corpus(language):
        title, text = record["title"], record["text"]
        if _flagged(title, text, language):
            assert _flagged(title, f"{neutral}\n\n{text}", language), record["id"]
            assert _flagged(title, f"{text}\n\n{neutral}", language), record["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_south_korean_instead_of_north_korean_removes_the_flag(language):
    text = PLAIN[language]
    assert _flagged("", text, language)
    for north, south in SOUTH[language]:
        text = text.replace(north, south)
    assert not _flagged("", text, language)


def test_chinese_reads_both_scripts_alike():
    simplified = "朝鲜已向俄罗斯派遣约3000名士兵。"
    traditional = "北韓已向俄羅斯派遣約3000名士兵。"
    first, second = (
        assess("", text, language="zh", published=None, lexicons=LEXICONS)
        for text in (simplified, traditional)
    )
    assert [(f.low, f.bound, f.what) for f in first.figures] == [(3000, "about", "troops")]
    assert (first.statuses, first.relevant) == (second.statuses, second.relevant)
    assert len(first.figures) == len(second.figures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_the_corpus_is_identified(language):
    for record in read_corpus(language):
        found, _ = identify_language(f"{record['title']}\n\n{record['text']}")
        assert found == language, record["id"]
