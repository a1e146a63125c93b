"""Full-text search: one analyser, the same answers on both databases, nothing typed is an error."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import queries
from db.engine import Database
from db.search import fold, fts5_query, parse_query, search_terms, snippet, tsquery
from domain.filters import parse_filter
from tests.db.samples import Newsroom, article, unflagged
from tests.fakes import FakeClock

TEXTS = {
    "ko": ("북한군 파병", "국정원은 북한군이 러시아로 파병되었다고 밝혔다. 남북한 군 당국."),
    "ja": ("北朝鮮、派兵か", "ロシアへの北朝鮮兵の派兵について。ミサイルはなし。"),
    "zh": ("朝鲜派兵俄罗斯", "朝鲜向俄罗斯派遣一万二千名士兵。"),
    "ru": ("Солдаты КНДР в Курске", "Северокорейские военные переброшены. Ещё 3000 солда́т."),
    "en": (
        "Third deployment feared",
        "Analysts fear a third deployment of anti-tank units: 11,000 men.",
    ),
    "de": ("Größere Truppen", "Die Straße nach Kursk. Nordkoreas Soldaten"),
    "long": ("Archive", "filler " * 20_000 + "the very last needle"),
}
ALPHABET = "ab북한군 파병派兵ロシアКурск\"*-:()'&|!<>%_\\\x00\ud800é́ŉﬀ１２ 3"


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def library(
    request: pytest.FixtureRequest, emptied_database: Callable[[str], Database]
) -> Database:
    made = emptied_database(request.param)
    room = Newsroom(database=made, clock=FakeClock())
    for name, (title, text) in TEXTS.items():
        of = article(f"https://news.example/{name}", title=title, text=text, language=name)
        room.save(of, unflagged(of))
    return made


def found(library: Database, query: str) -> set[str]:
    rows = queries.search(library, query, limit=100)
    return {row["url"].rsplit("/", 1)[-1] for row in rows}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("파병", {"ko"}, id="two syllables of Korean"),
        pytest.param("북한", {"ko"}, id="inside a word with a particle"),
        pytest.param("병", {"ko"}, id="one syllable, also at the end of a run"),
        pytest.param("派兵", {"ja", "zh"}, id="two characters of Chinese and Japanese"),
        pytest.param("シア", {"ja"}, id="the middle of a Katakana word"),
        pytest.param("미사일", set(), id="a Korean word that is not there"),
        pytest.param("한병", set(), id="two syllables that never stand together"),
        pytest.param("북한군이 러시아로", {"ko"}, id="two Korean words"),
        pytest.param('"북한군이 러시아로"', {"ko"}, id="a Korean phrase across a blank"),
        pytest.param('"러시아로 북한군이"', set(), id="a Korean phrase in the wrong order"),
        pytest.param('"한 군 당국"', {"ko"}, id="a phrase of single syllables"),
        pytest.param("курск", set(), id="a Russian word in another case is not found whole"),
        pytest.param("курск*", {"ru"}, id="but by its beginning"),
        pytest.param("СОЛДАТ", {"ru"}, id="stress marks and case are folded"),
        pytest.param("grosse", set(), id="an umlaut is a letter of its own"),
        pytest.param("größere strasse", {"de"}, id="sharp s is ss"),
        pytest.param("third deployment", {"en"}, id="all words"),
        pytest.param("third kursk", set(), id="words of two articles"),
        pytest.param('"third deployment"', {"en"}, id="a phrase"),
        pytest.param('"deployment third"', set(), id="a phrase in the wrong order"),
        pytest.param('"third deploy"*', {"en"}, id="a phrase with a beginning"),
        pytest.param("anti-tank", {"en"}, id="a hyphen makes a phrase"),
        pytest.param("tank-anti", set(), id="in this order"),
        pytest.param("11,000", {"en"}, id="a number with a separator"),
        pytest.param("１１,000", {"en"}, id="in full width"),
        pytest.param("fear*", {"en"}, id="a beginning"),
        pytest.param('"last needle"', {"long"}, id="a phrase behind 20,000 words"),
        pytest.param(
            '"filler filler the"', {"long"}, id="a word repeated beyond any position list"
        ),
        pytest.param("fear* AND NOT OR NEAR(", set(), id="operators are words"),
        pytest.param('title:"third', set(), id="a column is a word"),
        pytest.param("third -deployment", {"en"}, id="a minus is not an operator here"),
        pytest.param("", set(), id="nothing"),
        pytest.param(' *** "" ()', set(), id="no letter at all"),
    ],
)
def test_queries_find_what_a_reader_would_expect(
    library: Database, query: str, expected: set[str]
) -> None:
    assert found(library, query) == expected


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(alphabet=ALPHABET, max_size=12))
def test_nothing_typed_is_an_error_and_all_marks_are_true(library: Database, query: str) -> None:
    for row in queries.search(library, query):
        for start, end in row["marks"]:
            assert 0 <= start < end <= len(row["snippet"])


@given(text=st.text(max_size=60))
def test_terms_hold_nothing_of_a_query_syntax(text: str) -> None:
    assert not set(search_terms(text)) & set("\"'\\&|!()*:<>-+^%_\t\n\x00")


@given(word=st.text(alphabet="북한군파병派兵北朝鮮ロシア", min_size=2, max_size=6), data=st.data())
def test_any_part_of_a_cjk_run_is_found_in_it(word: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(word) - 1))
    end = data.draw(st.integers(start + 1, len(word)))
    [phrase] = parse_query(word[start:end])
    terms = search_terms(word).split()
    size = len(phrase.terms)
    windows = (terms[i : i + size] for i in range(len(terms)))
    assert any(_fits(window, phrase.terms, phrase.open_ended) for window in windows)


def _fits(window: list[str], terms: tuple[str, ...], open_ended: bool) -> bool:
    if len(window) < len(terms):
        return False
    last = window[-1].startswith(terms[-1]) if open_ended else window[-1] == terms[-1]
    return window[:-1] == list(terms[:-1]) and last


@given(text=st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_the_two_syntaxes() -> None:
    phrases = parse_query('"third deployment" 병 kore*')
    assert fts5_query(phrases) == '"third deployment" AND "병"* AND "kore"*'
    assert tsquery(phrases) == "'deployment' & 'kore':* & 'third' & '병':*"


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("국정원은 북한군이 파병되었다고", "파병", ["파병"]),
        ("A third deployment, the third one", "third", ["third", "third"]),
        ("A third deployment is feared", '"third deployment"', ["third deployment"]),
        ("Straße nach Kursk", "strasse", ["Straße"]),
        ("ＡＢＣ news", "abc", ["ＡＢＣ"]),
        ("солда́т и", "солдат", ["солда́т"]),
        ("nothing here", "파병", []),
    ],
)
def test_snippets_mark_what_was_found(text: str, query: str, marked: list[str]) -> None:
    piece = snippet(text, query)
    assert [piece.text[start:end] for start, end in piece.marks] == marked


def test_a_snippet_is_cut_around_the_first_find() -> None:
    piece = snippet("before " * 200 + "needle " + "after " * 200, "needle")
    assert (piece.cut_before, piece.cut_after) == (True, True)
    assert len(piece.text) <= 260
    assert [piece.text[start:end] for start, end in piece.marks] == ["needle"]


def test_a_filter_narrows_a_search(library: Database, clock: FakeClock) -> None:
    rows = queries.search(library, "派兵", wanted=parse_filter("lang:ja"), now=clock.now())
    assert [row["language"] for row in rows] == ["ja"]


def test_a_search_can_be_read_on_from_its_cursor(library: Database) -> None:
    first = queries.search(library, "派兵", limit=1)
    second = queries.search(library, "派兵", limit=1, cursor=first.cursor)
    assert [row["language"] for row in (*first, *second)] == ["zh", "ja"]
    assert second.cursor is None
