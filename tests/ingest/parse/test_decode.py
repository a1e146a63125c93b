"""Bytes of any charset become the text they were."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parse.decode import clean, decode

SENTENCES = {
    "ko": "북한이 러시아에 병력을 보내기로 결정했다고 정보 당국이 밝혔다. 당국은 이동 정황을 계속 주시하고 있다.",
    "ru": "Северная Корея направила около двенадцати тысяч военнослужащих, сообщила разведка Южной Кореи.",
    "uk": "Північна Корея відправила близько дванадцяти тисяч військовослужбовців, повідомила розвідка.",
    "ja": "北朝鮮がロシアに兵士を派遣することを決めたと、韓国の情報機関が明らかにしました。",
    "zh-Hans": "韩国情报机构表示，朝鲜决定向俄罗斯派遣士兵，第一批部队已经运送到前线。",
    "zh-Hant": "韓國情報機構表示，北韓決定向俄羅斯派遣士兵，第一批部隊已經運送到前線。",
    "pl": "Korea Północna wysłała żołnierzy do Rosji, podał wywiad. Łączność się urwała, źródła milczą.",
    "fr": "La Corée du Nord a décidé d'envoyer près de douze mille soldats, à Koursk déjà.",
}
LEGACY = [
    ("ko", "euc-kr"),
    ("ko", "cp949"),
    ("ru", "windows-1251"),
    ("ru", "koi8-r"),
    ("ru", "cp866"),
    ("ru", "iso-8859-5"),
    ("uk", "windows-1251"),
    ("uk", "koi8-u"),
    ("ja", "shift_jis"),
    ("ja", "euc-jp"),
    ("ja", "iso-2022-jp"),
    ("zh-Hans", "gb2312"),
    ("zh-Hans", "gb18030"),
    ("zh-Hant", "big5"),
    ("pl", "windows-1250"),
    ("pl", "iso-8859-2"),
    ("fr", "windows-1252"),
]


@pytest.mark.parametrize(("language", "charset"), LEGACY)
@pytest.mark.parametrize("hinted", [True, False], ids=["hinted", "unhinted"])
@pytest.mark.parametrize("length", [30, None], ids=["headline", "sentence"])
def test_undeclared_legacy_charset_is_guessed(
    language: str, charset: str, hinted: bool, length: int | None
) -> None:
    text = f"<html><body><p>{SENTENCES[language][:length]}"
    assert decode(text.encode(charset), language=language if hinted else None) == text


@pytest.mark.parametrize(("language", "charset"), LEGACY)
def test_declared_charset_is_believed(language: str, charset: str) -> None:
    text = f'<meta http-equiv="content-type" content="text/html; charset={charset}">{SENTENCES[language]}'
    assert decode(text.encode(charset)) == text
    bare = SENTENCES[language]
    assert decode(bare.encode(charset), charset=charset) == bare


@pytest.mark.parametrize(
    ("label", "charset"),
    [
        ("ks_c_5601-1987", "cp949"),
        ("x-sjis", "cp932"),
        ("gb2312", "gb18030"),
        ("win-1251", "cp1251"),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, charset: str) -> None:
    # Characters beyond the standard that the label names: 뷁, ①, 喆, typographic quotes.
    text = {
        "cp949": "뷁 북한",
        "cp932": "①派遣された",
        "gb18030": "陶喆说",
        "cp1251": "«войска» — “да”",
    }[charset]
    assert decode(text.encode(charset), charset=label) == text


def test_override_beats_everything() -> None:
    assert decode("Парад".encode("koi8-r"), charset="utf-8", override="koi8-r") == "Парад"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_beats_the_header(codec: str) -> None:
    assert decode("북한 파병".encode(codec), charset="euc-kr") == "북한 파병"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_seen(codec: str) -> None:
    assert decode("<html><p>북한 파병</p>".encode(codec)) == "<html><p>북한 파병</p>"


def test_valid_utf_8_beats_a_wrong_label() -> None:
    assert decode("북한 파병".encode(), charset="iso-8859-1") == "북한 파병"
    assert decode("войска".encode(), charset="windows-1251") == "войска"


def test_latin_1_header_gives_way_to_the_language() -> None:
    text = SENTENCES["ru"]
    assert decode(text.encode("cp1251"), charset="iso-8859-1") == text


def test_one_broken_character_does_not_send_a_declared_page_to_guessing() -> None:
    text = SENTENCES["ko"] * 3
    assert decode(text.encode("cp949") + b"\xb0", charset="euc-kr").startswith(text)


def test_cut_utf_8_keeps_its_text() -> None:
    text = SENTENCES["ja"]
    assert decode(text.encode()[:-1]).startswith(text[:-1])


@pytest.mark.parametrize(
    "label", ["base64", "rot13", "utf-7", "unknown-8bit", "idna", "\x00", "x" * 300]
)
def test_labels_that_are_no_charset_are_ignored(label: str) -> None:
    assert decode("войска".encode(), charset=label, override=label) == "войска"


def test_signs_that_no_text_may_carry_are_removed() -> None:
    assert decode(b"a\x00b\x07c\td\r\n\x7f\xc2\x85e") == "abc\td\r\ne"
    assert clean("x\ud800y\ufeff\uffff") == "xy"


@settings(max_examples=200)
@given(st.binary(max_size=400), st.sampled_from([None, "euc-kr", "utf-16", "big5", "hz", "?"]))
def test_no_bytes_raise(data: bytes, charset: str | None) -> None:
    text = decode(data, charset=charset, language="ko")
    text.encode("utf-8")
    assert "\x00" not in text


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"a \xed\xa0\x80c", "a c"), (b"x \xed\xa0\xbd\xed\xb8\x80 y", "x \U0001f600 y")],
    ids=["alone", "a pair"],
)
def test_surrogates_in_utf8_cost_nothing_else(data: bytes, text: str) -> None:
    assert decode(data) == text
