"""German, French, Spanish and Polish: number forms, ordinals, stable flags, owners that follow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lexicons import load_lexicons
from domain.article import document_text
from domain.assessment import TROOP_DEPLOYMENT
from ingest.assess import assess
from ingest.assess.folding import fold_text
from ingest.assess.numbers import find_numbers
from ingest.parse.language import identify_language
from tests.eval.scoring import read_corpus

LEXICONS = load_lexicons()
LANGUAGES = ("de", "fr", "es", "pl")
NEUTRAL = {
    "de": "Das Wetter im Tal blieb mild. Bauern besserten ihre Zäune aus.",
    "fr": "Le temps est resté doux dans la vallée. Les paysans ont réparé leurs clôtures.",
    "es": "El tiempo siguió suave en el valle. Los campesinos arreglaron las cercas.",
    "pl": "Pogoda w dolinie była łagodna. Rolnicy naprawiali płoty.",
}
PLAIN = {
    "de": "Nordkoreanische Soldaten kämpfen im Gebiet Kursk. Dort stehen 11.000 von ihnen.",
    "fr": "Des soldats nord-coréens combattent dans la région de Koursk, selon Kiev.",
    "es": "Soldados norcoreanos combaten en la región de Kursk, según Kiev.",
    "pl": "Północnokoreańscy żołnierze walczą w obwodzie kurskim.",
}
SOUTH = {
    "de": ("Nordkorea", "Südkorea"),
    "fr": ("nord-coréen", "sud-coréen"),
    "es": ("norcorean", "surcorean"),
    "pl": ("Północnokoreań", "Południowokoreań"),
}
GERMAN_ONES = ["", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
GERMAN_TENS = [
    "",
    "",
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


def _flagged(title: str, text: str, language: str) -> bool:
    judged = assess(title, text, language=language, published=None, lexicons=LEXICONS)
    return TROOP_DEPLOYMENT in judged.flags


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
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
        ("de", "Zehntausende"),
        ("de", "mehrere tausend"),
        ("de", "keine achtungsvolle Einheit"),
        ("fr", "plusieurs milliers"),
        ("es", "varios miles"),
        ("pl", "kilka tysięcy"),
        ("pl", "dwunastoletni"),
    ],
)
def test_vague_numbers_and_pieces_of_words_are_none(language, text):
    assert _read(text, language) == []


@given(
    st.integers(min_value=1, max_value=999_999), st.sampled_from(LANGUAGES), st.sampled_from(". ")
)
def test_grouped_digits_round_trip(value, language, sign):
    assert _read(f"{value:,}".replace(",", sign), language) == [(value, value)]


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_neutral_paragraph_never_removes_a_flag(language):
    neutral = NEUTRAL[language]
    for record in read_corpus(language):
        title, text = record["title"], record["text"]
        if _flagged(title, text, language):
            assert _flagged(title, f"{neutral}\n\n{text}", language), record["id"]
            assert _flagged(title, f"{text}\n\n{neutral}", language), record["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_south_korean_soldiers_instead_of_northern_ones_remove_the_flag(language):
    text = PLAIN[language]
    north, south = SOUTH[language]
    assert _flagged("", text, language)
    swapped = text.replace(north, south)
    assert swapped != text
    assert not _flagged("", swapped, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_corpus_is_recognised_as_its_language(language):
    for record in read_corpus(language):
        assert identify_language(f"{record['title']}\n\n{record['text']}")[0] == language


def test_ordinals_do_not_end_a_sentence_and_count_nobody():
    text = "Das 528. Pionierregiment ist aus Kursk nach Pjöngjang zurückgekehrt. Neun Soldaten sind gefallen."
    judged = assess("", text, language="de", published=None, lexicons=LEXICONS)
    assert [(f.low, f.what) for f in judged.figures] == [(9, "killed")]


def test_spans_stay_exact_where_folding_adds_letters():
    text = "Außenminister und Großfürst: 10.000 nordkoreanische Soldaten stehen in Kursk. Straße, Gruß."
    judged = assess("Maß", text, language="de", published=None, lexicons=LEXICONS)
    whole = document_text("Maß", text)
    assert [f.evidence.text for f in judged.figures] == ["10.000"]
    for _, span in judged.flag_evidence:
        assert whole[span.start : span.end] == span.text
        assert span.text.endswith("Kursk.")


def test_attributes_behind_the_noun_own_it():
    assert not _flagged(
        "", "Des soldats russes blessés sont soignés dans des sanatoriums nord-coréens.", "fr"
    )
    assert not _flagged("", "Soldados rusos disparan cohetes norcoreanos en Kursk.", "es")
