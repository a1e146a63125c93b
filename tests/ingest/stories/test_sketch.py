from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.stories.sketch import (
    BANDS,
    MAX_NUMBERS,
    MAX_SHINGLES,
    UNCOMPARABLE,
    fingerprint,
    fold,
    numbers_in,
    unpack,
)

LONG = " ".join(f"word{n}" for n in range(80))


def test_same_text_gives_the_same_fingerprint_in_every_process() -> None:
    # A pinned value: signatures are stored, another seed or library would orphan all of them.
    fp = fingerprint("A title of some words", LONG)
    assert fp == fingerprint("A title of some words", LONG)
    joined = ",".join(map(str, fp.signature)).encode()
    assert hashlib.sha256(joined).hexdigest()[:16] == "49347da30441fced"
    assert fp.bands[:2] == (547375757886423941, -6263781924586564357)


def test_bands_are_distinct_signed_64_bit_keys() -> None:
    fp = fingerprint("A title", LONG)
    assert len(set(fp.bands)) == BANDS
    assert all(-(2**63) <= key < 2**63 for key in fp.bands)
    assert any(key < 0 for key in fp.bands)


def test_equal_rows_in_other_bands_give_other_keys() -> None:
    one, other = fingerprint("", LONG), fingerprint("", LONG[::-1])
    assert set(one.bands).isdisjoint(other.bands)


def test_signature_fits_unsigned_32_bits() -> None:
    numbers = " ".join(f"{n}," for n in range(100, 300))
    fp = fingerprint("Table", f"{LONG} {numbers}")
    assert all(0 <= value < 2**32 for value in fp.signature)
    assert len(fp.signature) == 3 + MAX_NUMBERS + MAX_SHINGLES


def test_signatures_of_another_layout_compare_with_nothing() -> None:
    assert unpack(tuple(range(1_000_000, 1_000_200))) is None
    assert unpack(()) is None


def test_typography_and_headline_leave_the_content_hash_of_a_long_text() -> None:
    plain = fingerprint("One", f'He said "{LONG}" - twice')
    printed = fingerprint("Another", f"HE  SAID “{LONG}” —\n\ntwice.")
    assert plain.content_hash == printed.content_hash


@pytest.mark.parametrize(
    ("title", "text"),
    [("", ""), ("Breaking news", ""), ("속보", ""), ("…", "—"), ("!!!", "12:30")],
    ids=["empty", "one-word", "two-hangul", "marks-only", "time-only"],
)
def test_a_text_that_says_nothing_equals_nobody(title: str, text: str) -> None:
    assert fingerprint(title, text).content_hash == UNCOMPARABLE


def test_flash_headlines_are_compared_exactly_only(texts: dict[str, Any]) -> None:
    for flash in texts["flash"]:
        prints = [fingerprint(title, "") for title in flash["titles"]]
        assert not any(fp.signature for fp in prints)
        assert len({fp.content_hash for fp in prints}) == len(prints)
        bands = [band for fp in prints for band in fp.bands]
        assert len(set(bands)) == len(bands)


def test_a_telling_headline_finds_its_article(texts: dict[str, Any]) -> None:
    for article in texts["article"]:
        whole = fingerprint(article["title"], article["text"])
        bare = fingerprint(article["title"].upper(), "")
        assert set(bare.bands) & set(whole.bands), article["id"]


@pytest.mark.parametrize("title", ["Daily briefing", "What we know so far", "오늘의 주요 뉴스"])
def test_a_headline_that_could_stand_over_anything_finds_nobody(title: str) -> None:
    assert fingerprint(title, "").bands == ()


def test_a_short_text_under_another_headline_has_another_hash() -> None:
    text = "Read the whole story in our application."
    assert fingerprint("Troops sent", text) != fingerprint("Harvest begins", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11,000 and 3.000 and 4 100", {"11000", "3000", "4100"}),
        ("1만1000명, ３천여 명", {"1", "1000", "3"}),
        ("一万二千人と三千人", {"一万二千", "三千"}),
        ("at 10:45 on 24 March 2025", {"24", "2025"}),
        ("11 000 военных в 2024 году", {"11000", "2024"}),
        ("統一について", set()),
    ],
    ids=["grouped", "hangul-mixed", "kanji", "time-is-none", "nbsp", "kanji-in-a-word"],
)
def test_numbers_are_read_without_their_grouping(text: str, expected: set[str]) -> None:
    assert numbers_in(text) == expected


def test_yo_and_full_width_fold() -> None:
    assert fold("Ещё ＡＢＣ") == "еще abc"


@settings(max_examples=150)
@given(st.text(max_size=300), st.text(max_size=600))
def test_any_text_can_be_fingerprinted(title: str, text: str) -> None:
    fp = fingerprint(title, text)
    assert fp.content_hash == UNCOMPARABLE or len(fp.content_hash) == 64
    # One band more than those of the text: the headline's, if it says enough.
    assert len(fp.bands) in ((BANDS, BANDS + 1) if fp.signature else (0, 1))


def test_lone_surrogates_do_not_stop_it() -> None:
    assert fingerprint("\ud800 broken title here", LONG + "\udfff").content_hash
