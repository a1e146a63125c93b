"""Names out of bylines in the forms outlets use."""

from __future__ import annotations

import pytest

from ingest.parse.authors import korean_byline, read_authors, split_authors


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("By Ann Lee", ["Ann Lee"]),
        ("By Ann Lee and Bo Roy, Staff Writer", ["Ann Lee", "Bo Roy"]),
        ("Written by: ANN LEE; Bo Roy & Cy Day", ["ANN LEE", "Bo Roy", "Cy Day"]),
        ("김철수 기자", ["김철수"]),
        ("순천, 광양 김철수 기자 kim@example.com", ["김철수"]),
        ("김철수·이영희 기자", ["김철수", "이영희"]),
        ("Фото: Global Look", []),
        ("류가온(gaon) 시민기자", ["류가온"]),
        ("박준석 기자 외 1명", ["박준석"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        ("Иван Петров, Анна Сидорова", ["Иван Петров", "Анна Сидорова"]),
        ("松岡大地", ["松岡大地"]),
        ("大渡 美咲記者", ["大渡 美咲"]),
        ("Von Jörg Müller und Eva Groß", ["Jörg Müller", "Eva Groß"]),
        ("https://www.facebook.com/somebody", []),
        ("@handle", []),
        ("admin", []),
        ("12345", []),
        ("", []),
    ],
)
def test_statement_is_split_into_names(raw: str, expected: list[str]) -> None:
    assert split_authors(raw) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(서울=연합뉴스) 김철수 기자 = 국방부는 23일", ["김철수"]),
        ("(서울·워싱턴=한강통신) 김철수 이영희 기자 = 한미는", ["김철수", "이영희"]),
        ("[서울=뉴시스] 이영희 기자 = 합참은", ["이영희"]),
        ("(브뤼셀=한강통신) 박도윤 특파원 = 유럽연합은", ["박도윤"]),
        ("본문이다. " * 40 + "\n\n류하진 기자 ryu@example.com", ["류하진"]),
        ("기자회견에서 대변인은 답하지 않았다.", []),
    ],
)
def test_korean_byline_is_read_in_the_text(text: str, expected: list[str]) -> None:
    assert korean_byline(text) == expected


def test_people_win_over_organisations() -> None:
    assert read_authors([["Example News"], ["Ann Lee"]], names=["Example News"]) == ("Ann Lee",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(ATTN: UPDATES)\n\nBy Noh Jae-in\n\nSEOUL, Nov. 14 -- The premier", ("Noh Jae-in",)),
        (
            "Olga Brandt, Peter Moss, and Nadia Reyes\n\nRussian forces",
            ("Olga Brandt", "Peter Moss", "Nadia Reyes"),
        ),
        ("（中立社記者廖又新首爾15日專電）韓國外交部今天表示", ("廖又新",)),
        ("By Tuesday the men had left.", ("dteam",)),
        ("Seoul and Tokyo agreed.", ("dteam",)),
    ],
)
def test_byline_in_the_text_wins_over_an_account(text: str, expected: tuple[str, ...]) -> None:
    assert read_authors([["dteam"]], text=text) == expected


def test_organisation_stays_when_there_is_nobody() -> None:
    assert read_authors([["ТАСС"]], names=["ТАСС"]) == ("ТАСС",)


def test_one_person_in_two_spellings_is_one() -> None:
    assert read_authors([["ANN LEE", "Ann Lee"]]) == ("Ann Lee",)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("14 minutes", []),
        ("6 min read", []),
        ("February 28", []),
        ("View all posts by Daniel Lemire", ["Daniel Lemire"]),
        ("Zeige alle Beiträge von Cem Basman", ["Cem Basman"]),
        ("Perry Bacon Jr.", ["Perry Bacon Jr."]),
        ("By Ann Lee.", ["Ann Lee"]),
    ],
)
def test_what_templates_write_beside_names_is_none(raw: str, expected: list[str]) -> None:
    assert split_authors(raw) == expected
