"""Numbers of people with kind and bound; other numbers stay out."""

import pytest

CASES = {
    "11,000 North Korean soldiers are in Kursk.": [(11000, 11000, "troops", "exact")],
    "More than 10K North Korean troops fight in Kursk.": [(10000, 10000, "troops", "at_least")],
    "Up to 30,000 North Korean troops may go to Russia.": [(30000, 30000, "troops", "at_most")],
    "Between 14,000 and 15,000 North Korean soldiers serve in Kursk.": [
        (14000, 15000, "troops", "range")
    ],
    "10 to 12 thousand North Korean soldiers are in Kursk.": [(10000, 12000, "troops", "range")],
    "Nine North Korean soldiers were killed in Kursk.": [(9, 9, "killed", "exact")],
    "North Korea will send 1,000 sappers and 5,000 military construction workers to Kursk.": [
        (1000, 1000, "sappers", "exact"),
        (5000, 5000, "construction", "exact"),
    ],
    "North Korea sent soldiers and 8 million shells to Russia in 2024.": [],
    "Thousands of North Korean soldiers fight in Kursk.": [],
    "North Korean soldiers fight 50 kilometres from Kursk beside 40,000 Russian troops.": [],
    "The 528th Engineer Regiment of North Korea worked in Kursk.": [],
}
KOREAN = {
    "북한군 1만1000명이 쿠르스크에 있다.": [(11000, "troops")],
    "북한군 1만 2천여 명이 쿠르스크에 파병됐다.": [(12000, "troops")],
    "쿠르스크에서 북한군 300명이 사망했다.": [(300, "killed")],
    "북한은 쿠르스크에 군인 수천 명을 파병했다.": [],
    "북한은 공병 1000명과 군사건설 인력 5000명을 쿠르스크에 파병했다.": [
        (1000, "sappers"),
        (5000, "construction"),
    ],
}
RUSSIAN = {
    "КНДР направила в Курскую область 11 тыс. солдат.": [(11000, "troops")],
    "КНДР направила в Россию 1,5 тысячи солдат.": [(1500, "troops")],
    "Двое северокорейских солдат взяты в плен под Курском.": [(2, "captured")],
    "12-тысячный контингент КНДР воюет под Курском.": [(12000, "troops")],
}


@pytest.mark.parametrize("text", CASES)
def test_english_figures(judge, text):
    assert [(f.low, f.high, f.what, f.bound) for f in judge(text).figures] == CASES[text]


@pytest.mark.parametrize("text", KOREAN)
def test_korean_figures(judge, text):
    assert [(f.low, f.what) for f in judge(text, language="ko").figures] == KOREAN[text]


@pytest.mark.parametrize("text", RUSSIAN)
def test_russian_figures(judge, text):
    assert [(f.low, f.what) for f in judge(text, language="ru").figures] == RUSSIAN[text]


def test_ordinals_do_not_end_a_sentence_and_count_nobody(judge):
    text = "Das 528. Pionierregiment ist aus Kursk nach Pjöngjang zurückgekehrt. Neun Soldaten sind gefallen."
    assert [(f.low, f.what) for f in judge(text, language="de").figures] == [(9, "killed")]
