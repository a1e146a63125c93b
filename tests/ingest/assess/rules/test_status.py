"""Statuses by clause: denial, non-denial, modality, return, demands."""

import pytest

CASES = {
    "asserted": ("North Korean soldiers fight in Kursk.", {"reported"}),
    "planned": ("North Korea will send 3,000 soldiers to Russia.", {"planned"}),
    "possible": ("North Korea may send soldiers to Russia.", {"possible"}),
    "denied": ("Moscow denied that North Korean troops were in Kursk.", {"denied"}),
    "not denied": (
        "Putin did not deny the presence of North Korean troops in Kursk.",
        {"reported"},
    ),
    "ended": ("North Korean soldiers have returned home from Kursk.", {"reported", "ended"}),
    "casualties": ("300 North Korean soldiers were killed in Kursk.", {"reported", "casualties"}),
    "demand": ("Seoul demands that North Korean troops leave Russia.", {"reported"}),
    "two clauses": (
        "North Korea sent soldiers to Kursk, but Pyongyang denied it.",
        {"reported", "denied"},
    ),
    "question": ("North Korean pilots in Vladivostok, Russia?", {"possible"}),
    "ko not denied": ("푸틴은 쿠르스크의 북한군 주둔을 부인하지 않았다.", {"reported"}),
    "ko possible": ("북한이 러시아에 군인을 추가로 파병할 가능성이 있다.", {"possible"}),
    "ru not denied": ("Путин не опроверг присутствие солдат КНДР в Курской области.", {"reported"}),
    "ru planned": ("КНДР направит в Россию сапёров.", {"planned"}),
}


@pytest.mark.parametrize("case", CASES)
def test_status_of_one_sentence(judge, case):
    text, wanted = CASES[case]
    language = case[:2] if case[:3].strip() in ("ko", "ru") else "en"
    assert set(judge(text, language=language).statuses) == wanted
