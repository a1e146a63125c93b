"""The number grammar: forms, mixed forms, ranges, vague heads, and a round trip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lexicons import bundled_lexicons
from ingest.assess.reading.folding import fold_text
from ingest.assess.reading.numbers import find_by_span, find_numbers

LEXICONS = bundled_lexicons()
HAN_DIGITS = "〇一二三四五六七八九"
GERMAN_ONES = ["", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
GERMAN_TENS = [
    "-",
    "-",
    "zwanzig",
    "dreißig",
    "vierzig",
    "fünfzig",
    "sechzig",
    "siebzig",
    "achtzig",
    "neunzig",
]
SPANISH_TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
SPANISH_ONES = ["un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]


def _read(text: str, language: str) -> list[tuple[int, int]]:
    folded = fold_text(text).text
    return [(n.low, n.high) for n in find_numbers(folded, 0, len(folded), LEXICONS[language])]


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
        ("de", "11.000", 11000),
        ("de", "11 000", 11000),
        ("de", "11’000", 11000),
        ("de", "zehntausend", 10000),
        ("de", "elf Tsd.", 11000),
        ("de", "zwölftausendfünfhundert", 12500),
        ("de", "einundzwanzigtausend", 21000),
        ("de", "zehntausendköpfige Truppe", 10000),
        ("de", "1,5 Millionen", 1500000),
        ("fr", "11 000", 11000),
        ("fr", "11.000", 11000),
        ("fr", "dix mille", 10000),
        ("fr", "deux cent mille", 200000),
        ("fr", "quatre-vingt-dix", 90),
        ("fr", "soixante-quinze", 75),
        ("fr", "deux mille cinq cents", 2500),
        ("fr", "vingt et un mille", 21000),
        ("es", "11.000", 11000),
        ("es", "diez mil", 10000),
        ("es", "treinta y cinco mil", 35000),
        ("es", "doce mil quinientos", 12500),
        ("es", "ciento veinte", 120),
        ("pl", "10 tys.", 10000),
        ("pl", "2,7 tys.", 2700),
        ("pl", "11 000", 11000),
        ("pl", "dwunastotysięczny", 12000),
        ("pl", "12-tysięczny", 12000),
        ("pl", "półtora tysiąca", 1500),
        ("pl", "dwóch", 2),
        ("pl", "dwadzieścia pięć tysięcy", 25000),
        ("pl", "tysiąc dwustu", 1200),
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
        ("uk", "від 8 до 10 тис.", (8000, 10000)),
        ("uk", "10-12 тисяч", (10000, 12000)),
        ("ja", "8000〜1万人", (8000, 10000)),
        ("ja", "1万〜1万2千人", (10000, 12000)),
        ("zh", "8000至1万名", (8000, 10000)),
        ("zh", "三千到四千", (3000, 4000)),
        ("de", "25.000 bis 30.000", (25000, 30000)),
        ("de", "10 bis 12 Tsd.", (10000, 12000)),
        ("fr", "25 000 à 30 000", (25000, 30000)),
        ("es", "entre 25.000 y 30.000", (25000, 30000)),
        ("pl", "od 25 do 30 tys.", (25000, 30000)),
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
        ("uk", "тисячі військових"),
        ("uk", "кілька тисяч"),
        ("uk", "сотні бійців"),
        ("ja", "数千人"),
        ("ja", "何千人"),
        ("zh", "数千名"),
        ("zh", "上萬名"),
        ("zh", "几百人"),
        ("de", "Zehntausende"),
        ("de", "mehrere tausend"),
        ("fr", "plusieurs milliers"),
        ("es", "varios miles"),
        ("pl", "kilka tysięcy"),
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
        ("de", "keine achtungsvolle Einheit"),
        ("pl", "dwunastoletni"),
    ],
)
def test_a_number_within_a_word_is_none(language, text):
    assert _read(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"), [("en", "from 12 to 8 thousand"), ("uk", "з 12 до 8 тисяч")]
)
def test_a_falling_range_is_two_numbers(language, text):
    assert _read(text, language) == [(12000, 12000), (8000, 8000)]


@given(st.integers(min_value=1, max_value=9), st.integers(min_value=1, max_value=9))
def test_korean_ten_thousands_round_trip(tens, ones):
    assert _read(f"{tens}만{ones}천", "ko") == [(tens * 10_000 + ones * 1_000,) * 2]


@pytest.mark.parametrize("language", sorted(LEXICONS))
@given(value=st.integers(min_value=1, max_value=999_999_999))
def test_digits_grouped_as_in_the_language_round_trip(language, value):
    for sign in (*LEXICONS[language].grammar.group, " "):
        assert _read(f"{value:,}".replace(",", sign), language) == [(value, value)]
    assert _read(str(value), language) == [(value, value)]


@given(st.integers(min_value=1, max_value=99_999_999), st.sampled_from(["ja", "zh"]))
def test_han_numerals_round_trip(value, language):
    assert _read(_han(value), language) == [(value, value)]


def _han(value: int) -> str:
    """A number as it is written in Han numerals: 11,250 -> 一万一千二百五十."""
    high, low = divmod(value, 10_000)
    written = _han(high) + "万" if high else ""
    for unit, name in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, low = divmod(low, unit)
        written += HAN_DIGITS[digit] + name if digit else ""
    return written


@given(st.integers(min_value=1, max_value=9), st.integers(min_value=1, max_value=999))
def test_mixed_numerals_round_trip(tens, ones):
    for language in ("ja", "zh"):
        assert _read(f"{tens}万{ones}人", language) == [(tens * 10_000 + ones,) * 2]


@given(st.integers(min_value=2, max_value=999), st.sampled_from(["тисяч", "тис.", "тисячі"]))
def test_ukrainian_thousands_round_trip(count, word):
    assert _read(f"{count} {word}", "uk") == [(count * 1_000,) * 2]


@given(st.integers(min_value=21, max_value=99), st.integers(min_value=2, max_value=9))
def test_german_compounds_round_trip(thousands, hundreds):
    tens, ones = divmod(thousands, 10)
    words = (GERMAN_ONES[ones] + "und" if ones else "") + GERMAN_TENS[tens]
    text = f"{words}tausend{GERMAN_ONES[hundreds]}hundert"
    value = thousands * 1000 + hundreds * 100
    assert _read(text, "de") == [(value, value)]


@given(st.integers(min_value=3, max_value=9), st.integers(min_value=1, max_value=9))
def test_spanish_tens_round_trip(tens, ones):
    text = f"{SPANISH_TENS[tens - 3]} y {SPANISH_ONES[ones - 1]} mil"
    assert _read(text, "es") == [((tens * 10 + ones) * 1000,) * 2]


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


@pytest.mark.parametrize("language", sorted(LEXICONS))
def test_numbers_of_spans_are_those_of_each_span(language):
    words = [word.surface for word in LEXICONS[language].numbers]
    text = " ".join(["kursk.", "3,000 men.", *words, "12 of them", *reversed(words)])
    spans = [(start, min(start + 7, len(text))) for start in range(0, len(text), 9)]
    found = list(find_by_span(text, spans, LEXICONS[language]))
    assert found == [find_numbers(text, *span, LEXICONS[language]) for span in spans]
    assert any(found)
