"""Folding keeps the way back to the offsets of the text it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.assess.folding import fold_text


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
