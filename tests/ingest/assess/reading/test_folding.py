"""Folding keeps the way back to the offsets of the text it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.assess.reading.folding import fold_text
from ingest.parse.titles import choose_title
from ingest.stories.sketch import fold as fold_story

# One range of letters a script, and a headline of it.
SCRIPTS = {
    "latin": ("a", "z"),
    "cyrillic": ("а", "я"),
    "greek": ("α", "ω"),
    "hebrew": ("א", "ת"),
    "arabic": ("ب", "ي"),
    "devanagari": ("क", "ह"),
    "bengali": ("ক", "ন"),
    "thai": ("ก", "ฮ"),
    "lao": ("ກ", "ຂ"),
    "georgian": ("ა", "ჰ"),
    "armenian": ("ա", "ֆ"),
    "ethiopic": ("ሀ", "ሆ"),
    "khmer": ("ក", "អ"),
    "tibetan": ("ཀ", "ཇ"),
    "mongolian": ("ᠠ", "ᠬ"),
    "hangul": ("가", "힣"),
    "jamo": ("ㄱ", "ㅎ"),
    "hiragana": ("あ", "ん"),
    "katakana": ("ア", "ン"),
    "han": ("一", "鿿"),
    "rare han": ("𠀀", "𪛖"),
    "full width": ("Ａ", "Ｚ"),
    "mathematical": ("𝐀", "𝐙"),
    "digits": ("0", "9"),
    "arabic digits": ("٠", "٩"),
}


@pytest.mark.parametrize(
    ("text", "needle", "original"),
    [
        ("Straße Kursk", "kursk", "Kursk"),
        ("ﬁve Kursk", "five", "ﬁve"),
        ("ＫＵＲＳＫ", "kursk", "ＫＵＲＳＫ"),
        ("\u1107\u116e\u11a8한", "북", "\u1107\u116e\u11a8"),
        ("İ Курск", "курск", "Курск"),
        ("ещё", "еще", "ещё"),
    ],
)
def test_a_folded_span_maps_back(text, needle, original):
    folded = fold_text(text)
    at = folded.text.index(needle)
    start, end = folded.original(at, at + len(needle))
    assert text[start:end] == original


@given(st.text(max_size=60))
def test_every_span_maps_into_the_text(text):
    folded = fold_text(text)
    start, end = folded.original(0, len(folded.text))
    assert 0 <= start <= end <= len(text)
    assert bool(text.strip()) <= bool(folded.text)


@given(st.text(max_size=60), st.integers(0, 60))
def test_positions_map_both_ways(text, position):
    position = min(position, len(text))
    folded = fold_text(text)
    at = folded.folded(position)
    assert 0 <= at <= len(folded.text)
    assert folded.original(at, at)[0] >= position
    assert not at or folded.original(at - 1, at)[0] < position


@pytest.mark.parametrize("script", sorted(SCRIPTS))
@given(draw=st.data())
def test_no_title_in_any_script_is_folded_to_nothing(script, draw):
    first, last = SCRIPTS[script]
    title = draw.draw(
        st.text(st.characters(min_codepoint=ord(first), max_codepoint=ord(last)), min_size=2)
    )
    assert fold_text(title).text.strip()
    assert fold_story(title)
    assert choose_title(title=title, names=["Example News"])
