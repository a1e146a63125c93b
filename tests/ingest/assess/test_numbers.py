"""The number grammar: forms, mixed forms, ranges, vague heads, and a round trip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lexicons import load_lexicons
from ingest.assess.numbers import find_numbers

LEXICONS = load_lexicons()


def _read(text: str, language: str) -> list[tuple[int, int]]:
    found = find_numbers(text.casefold(), 0, len(text), LEXICONS[language])
    return [(n.low, n.high) for n in found]


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "11,000", 11000),
        ("en", "11 000", 11000),
        ("en", "10K", 10000),
        ("en", "eleven thousand", 11000),
        ("en", "twenty-five hundred", 2500),
        ("en", "three hundred and fifty", 350),
        ("en", "1.5 thousand", 1500),
        ("ko", "1만1000명", 11000),
        ("ko", "1만 2천여 명", 12000),
        ("ko", "3천", 3000),
        ("ko", "3만", 30000),
        ("ru", "11 тысяч", 11000),
        ("ru", "4,7 тысячи", 4700),
        ("ru", "12-тысячный", 12000),
        ("ru", "одиннадцать тысяч", 11000),
        ("ru", "двое", 2),
        ("en", "four-thousand-100", 4100),
        ("en", "two and a half thousand", 2500),
        ("en", "two dozen", 24),
        ("en", "half a dozen", 6),
        ("es", "unos 11,000", 11000),
        ("es", "medio millar", 500),
        ("es", "cinco millares", 5000),
        ("it", "trentacinquemila", 35000),
        ("it", "ventottomila", 28000),
        ("it", "dodicimilacinquecento", 12500),
        ("it", "duecentocinquanta", 250),
        ("it", "mezzo migliaio", 500),
        ("fr", "millier et demi", 1500),
        ("fr", "soixante-dix", 70),
        ("de", "zweieinhalbtausend", 2500),
        ("de", "zwei Dutzend", 24),
        ("pl", "dwa i pół tysiąca", 2500),
        ("pl", "sto jeden", 101),
        ("ru", "две с половиной тысячи", 2500),
        ("ru", "тысяч двадцать", 20000),
        ("ru", "двумя сотнями", 200),
        ("ru", "шестистам", 600),
        ("uk", "двох з половиною тисяч", 2500),
        ("uk", "сто однією", 101),
        ("ko", "아홉명", 9),
        ("ko", "열일곱이", 17),
        ("ko", "백한 명", 101),
        ("ko", "천이백 명", 1200),
        ("zh", "一百零一张", 101),
    ],
)
def test_one_number(language, text, wanted):
    assert _read(text, language) == [(wanted, wanted)]


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "10,000-12,000", (10000, 12000)),
        ("en", "10 to 12 thousand", (10000, 12000)),
        ("ko", "1만~1만2천명", (10000, 12000)),
        ("ru", "10-12 тысяч", (10000, 12000)),
        ("pl", "dziesięciu-dwunastu tysiącach", (10000, 12000)),
        ("ko", "1천 명에서 3천 명", (1000, 3000)),
        ("ja", "1000人から3000人", (1000, 3000)),
    ],
)
def test_a_range(language, text, wanted):
    assert _read(text, language) == [wanted]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "수천 명"),
        ("ko", "수만"),
        ("en", "several thousand"),
        ("ru", "тысячами"),
        ("pl", "tysięcy żołnierzy"),
        ("fr", "des milliers"),
    ],
)
def test_vague_numbers_are_none(language, text):
    assert _read(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "만들었다"),
        ("ko", "만약"),
        ("ko", "인터넷"),
        ("ko", "천안함"),
        ("zh", "百姓"),
        ("ja", "千島"),
    ],
)
def test_a_multiplier_within_a_word_is_no_number(language, text):
    assert _read(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"), [("en", "from 12 to 8 thousand"), ("uk", "з 12 до 8 тисяч")]
)
def test_a_falling_range_is_two_numbers(language, text):
    assert _read(text, language) == [(12000, 12000), (8000, 8000)]


@given(st.integers(min_value=1, max_value=999_999))
def test_grouped_digits_round_trip(value):
    assert _read(f"{value:,}", "en") == [(value, value)]


@given(st.integers(min_value=1, max_value=9), st.integers(min_value=1, max_value=9))
def test_korean_ten_thousands_round_trip(tens, ones):
    assert _read(f"{tens}만{ones}천", "ko") == [(tens * 10_000 + ones * 1_000,) * 2]


@pytest.mark.parametrize("language", sorted(LEXICONS))
@given(value=st.integers(min_value=1, max_value=999_999_999))
def test_digits_grouped_as_in_the_language_round_trip(language, value):
    for sign in LEXICONS[language].grammar.group:
        assert _read(f"{value:,}".replace(",", sign), language) == [(value, value)]
    assert _read(str(value), language) == [(value, value)]


@pytest.mark.parametrize("language", sorted(LEXICONS))
def test_every_number_word_means_its_value_and_multiplies_digits(language):
    lexicon = LEXICONS[language]
    for word in lexicon.numbers:
        if word.multiplies:
            wanted = 7 * word.value
            assert _read(f"7 {word.surface}", language) == [(wanted, wanted)], word
        elif not word.open_right and word.value >= 1:
            # "And a half" counts nobody by itself.
            assert _read(word.surface, language) == [(word.value, word.value)], word


@pytest.mark.parametrize(
    ("language", "digits"), [("en", "9" * 400), ("ru", "1" * 40), ("ko", "8" * 12 + "만")]
)
def test_endless_digits_count_no_people(language, digits):
    assert _read(digits, language) == []
