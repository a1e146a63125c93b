"""Sentence ends, abbreviations, titles, and text without any stop."""

from ingest.assess.reading.sentences import split_sentences

ABBREVIATIONS = frozenset({"gen.", "тыс.", "mr."})


def _split(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, ABBREVIATIONS)]


def test_stops_quotes_and_paragraphs_end_a_sentence():
    assert _split('one. "two!" three?\n\nfour') == ["one.", '"two!"', "three?", "four"]


def test_abbreviations_and_initials_do_not():
    assert _split("gen. j. smith of the u.s. army came. he left.") == [
        "gen. j. smith of the u.s. army came.",
        "he left.",
    ]
    assert _split("11 тыс. солдат. они тут.") == ["11 тыс. солдат.", "они тут."]


def test_korean_ends_without_a_space():
    assert _split("북한군이 왔다.그들은 싸운다.") == ["북한군이 왔다.", "그들은 싸운다."]


def test_endless_text_is_cut():
    assert all(len(s) <= 1500 for s in _split("word " * 2000))
    assert "".join(_split("x" * 4000)) == "x" * 4000
