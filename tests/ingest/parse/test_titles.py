"""Titles without what outlets put around them."""

from __future__ import annotations

import pytest

from ingest.parse.titles import choose_title


@pytest.mark.parametrize(
    ("title", "names", "expected"),
    [
        ("북한군 추가 파병 - 연합뉴스", ["연합뉴스"], "북한군 추가 파병"),
        ("Troops arrive | Reuters", ["Reuters"], "Troops arrive"),
        ("Песков ответил :: ТАСС", ["ТАСС"], "Песков ответил"),
        ("北朝鮮派兵か：朝日新聞デジタル", ["朝日新聞デジタル"], "北朝鮮派兵か"),
        ("総スカンへ｜日刊ゲンダイDIGITAL", ["日刊ゲンダイDIGITAL"], "総スカンへ"),
        ("Минобороны сообщило - Политика - ТАСС", ["ТАСС", "Политика"], "Минобороны сообщило"),
        ("Soldiers - who are they?", ["Reuters"], "Soldiers - who are they?"),
        ("Kim-Putin: a pact", ["Example"], "Kim-Putin: a pact"),
        ("Reuters", ["Reuters"], "Reuters"),
        ("Site: The day after", ["Site"], "The day after"),
        ("&quot;Yes&quot; &amp;amp; no", [], '"Yes" & no'),
    ],
)
def test_name_of_the_outlet_is_removed(title: str, names: list[str], expected: str) -> None:
    assert choose_title(title=title, names=names) == expected


def test_heading_that_agrees_wins() -> None:
    title = choose_title(
        declared=["Troops arrive at the border in…"],
        headings=["Example News", "Troops arrive at the border in three trains"],
        title="Troops arrive at the border in… - Example News",
        names=["Example News"],
    )
    assert title == "Troops arrive at the border in three trains"


def test_heading_tells_where_the_section_begins() -> None:
    title = choose_title(title="Talks fail - World - Unknown Site", headings=["Talks fail"])
    assert title == "Talks fail"


def test_logo_is_no_title() -> None:
    assert choose_title(headings=["Example"], title="Talks fail", names=["Example"]) == "Talks fail"
