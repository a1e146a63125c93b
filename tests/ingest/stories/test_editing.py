"""Edits are graded by what they do to claims; real rules judge both states, texts are our own."""

from __future__ import annotations

import pytest

from config.lexicons import bundled_lexicons
from domain.revision import Edit
from ingest.assess import assess
from ingest.stories.editing import Version, grade_edit

EN = "North Korea has sent 11,000 soldiers to Russia, South Korea's spy agency said on Monday."
MORE = "The talks in the capital went on for three hours, and no statement was made after them."
KO = "북한이 러시아에 병력 1만1000명을 파병했다고 국가정보원이 4일 밝혔다."
RU = "КНДР направила в Россию 11 тысяч солдат, сообщила в понедельник разведка Южной Кореи."
UK = "КНДР відправила до Росії 11 тисяч солдатів, повідомила в понеділок розвідка Південної Кореї."
TITLES = {
    "en": "Pyongyang and Moscow",
    "ko": "북한과 러시아",
    "ru": "КНДР и Россия",
    "uk": "КНДР і Росія",
}
REST = {
    "en": "Moscow and Pyongyang signed a treaty on mutual aid last year.",
    "ko": "북한과 러시아는 지난해 조약을 맺었다.",
    "ru": "Москва и Пхеньян подписали договор о партнёрстве.",
    "uk": "Москва і Пхеньян підписали договір про партнерство.",
}


def version(language: str, text: str) -> Version:
    title, whole = TITLES[language], f"{text}\n\n{REST[language]}"
    judged = assess(title, whole, language=language, published=None, lexicons=bundled_lexicons())
    return Version(title=title, text=whole, assessment=judged)


def graded(language: str, before: str, after: str) -> Edit:
    edit = grade_edit(version(language, before), version(language, after))
    assert edit is not None
    return edit


@pytest.mark.parametrize(
    ("language", "before", "after", "grade"),
    [
        ("en", EN, EN.replace("11,000 soldiers", "11,000  soldiers").replace("Monday", "MONDAY"), "cosmetic"),
        ("en", EN, EN.replace("agency", "agencey"), "cosmetic"),
        ("en", EN, EN.replace("said on Monday", "told lawmakers early on Monday"), "wording"),
        ("en", EN, f"{EN} {MORE}", "added"),
        ("en", MORE, f"{MORE} {EN}", "added"),
        ("en", EN, EN.replace("has sent", "may have sent"), "hedged"),
        ("en", EN, EN.replace("has sent", "has reportedly sent"), "hedged"),
        ("en", EN, EN.replace("11,000", "up to 11,000"), "hedged"),
        ("en", EN, EN.replace("11,000", "10,000"), "figure"),
        ("en", EN, EN.replace("11,000 soldiers", "soldiers"), "figure"),
        ("en", EN, MORE, "removed"),
        ("en", f"{EN} {MORE}", MORE, "removed"),
        ("ko", KO, KO.replace("4일", "4일 "), "cosmetic"),
        ("ko", KO, KO.replace("1만1000명", "1만명"), "figure"),
        ("ko", KO, KO.replace("파병했다고", "파병했을 가능성이 있다고"), "hedged"),
        ("ko", KO, "회담은 세 시간 동안 이어졌다.", "removed"),
        ("ru", RU, RU.replace("11 тысяч", "10 тысяч"), "figure"),
        ("ru", RU, RU.replace("направила", "якобы направила"), "hedged"),
        ("ru", RU, RU.replace("в понедельник", "накануне"), "wording"),
        ("ru", RU, "Переговоры продолжались три часа.", "removed"),
        ("uk", UK, UK.replace("11 тисяч", "10 тисяч"), "figure"),
        ("uk", UK, UK.replace("відправила", "нібито відправила"), "hedged"),
        ("uk", UK, UK.replace("в понеділок", "у понеділок"), "wording"),
        ("uk", UK, "Переговори тривали три години.", "removed"),
    ],
)  # fmt: skip
def test_edits_are_graded(language: str, before: str, after: str, grade: str) -> None:
    assert graded(language, before, after).grade == grade


def test_the_words_before_and_after_are_shown_where_they_stand() -> None:
    after = EN.replace("11,000", "10,000")
    edit = graded("en", EN, after)
    assert edit.before is not None
    assert edit.after is not None
    assert (edit.before.text, edit.after.text) == (EN, after)
    gone = graded("en", EN, MORE)
    assert gone.after is None
    assert gone.before is not None
    assert gone.before.text == EN


@pytest.mark.parametrize(
    ("language", "text", "notice"),
    [
        ("en", EN, "Correction: an earlier version misstated the day."),
        ("ko", KO, "정정: 이전 기사의 날짜를 바로잡습니다."),
        ("ru", RU, "В предыдущей версии была неверно указана дата."),
        ("uk", UK, "Виправлено дату."),
    ],
)
def test_a_notice_of_correction_is_seen_once(language: str, text: str, notice: str) -> None:
    assert graded(language, text, f"{text} {notice}").corrects
    assert not graded(language, f"{text} {notice}", f"{text} {text[:20]} {notice}").corrects


def test_the_same_edit_has_the_same_state_and_another_has_not() -> None:
    other = EN.replace("11,000", "9,000")
    assert graded("en", EN, other).state == graded("en", EN, other).state
    assert graded("en", EN, other).state != graded("en", EN, EN.replace("11,000", "8,000")).state


def test_nothing_changed_is_no_edit() -> None:
    assert grade_edit(version("en", EN), version("en", EN)) is None
