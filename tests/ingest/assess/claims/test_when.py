"""Times of statements in ten languages, counted from the day of publication; unknown stays unknown."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

PUBLISHED = datetime(2025, 3, 24, 12, tzinfo=UTC)  # a Monday
DECEMBER = ("2024-12-01", "2024-12-31", "month")
LAST_WEEK = ("2025-03-17", "2025-03-23", "week")
LAST_MONTH = ("2025-02-01", "2025-02-28", "month")
SINCE_OCTOBER = ("2024-10-01", None, "month")
TWO_MONTHS_AGO = ("2025-01-01", "2025-01-31", "month")

CASES = [
    ("en", "North Korea sent soldiers to Kursk in December.", DECEMBER, "December"),
    ("en", "North Korea sent soldiers to Kursk last week.", LAST_WEEK, "last week"),
    ("en", "North Korean soldiers fight in Kursk since October.", SINCE_OCTOBER, "since October"),
    ("en", "North Korea sent soldiers to Kursk two months ago.", TWO_MONTHS_AGO, "two months ago"),
    (
        "en",
        "North Korean soldiers arrived in Kursk on December 4, 2024.",
        ("2024-12-04", "2024-12-04", "day"),
        "December 4, 2024",
    ),
    (
        "en",
        "North Korea sent soldiers to Kursk between October and December.",
        ("2024-10-01", "2024-12-31", "month"),
        "October and December",
    ),
    (
        "en",
        "North Korean soldiers arrived in Kursk in early December.",
        ("2024-12-01", "2024-12-10", "month"),
        "early December",
    ),
    (
        "en",
        "North Korean soldiers will arrive in Kursk in May.",
        ("2025-05-01", "2025-05-31", "month"),
        "May",
    ),
    (
        "en",
        "More North Korean soldiers will arrive in Kursk by the end of the year.",
        (None, "2025-12-31", "year"),
        "by the end of the year",
    ),
    (
        "en",
        "North Korea sent soldiers to Kursk in the first half of 2024.",
        ("2024-01-01", "2024-06-30", "half"),
        "first half of 2024",
    ),
    (
        "en",
        "North Korean soldiers reached Kursk last autumn.",
        ("2024-09-01", "2024-11-30", "season"),
        "last autumn",
    ),
    (
        "en",
        "Over the past three weeks North Korean soldiers arrived in Kursk.",
        ("2025-03-03", "2025-03-24", "week"),
        "Over the past three weeks",
    ),
    ("ko", "북한이 지난해 12월 쿠르스크에 북한군을 파병했다.", DECEMBER, "지난해 12월"),
    ("ko", "북한이 지난주 쿠르스크에 북한군을 파병했다.", LAST_WEEK, "지난주"),
    ("ko", "북한군이 지난달 쿠르스크로 이동했다.", LAST_MONTH, "지난달"),
    ("ko", "북한군이 지난해 10월부터 쿠르스크에서 싸우고 있다.", SINCE_OCTOBER, "지난해 10월부터"),
    ("ko", "북한군이 2개월 전 쿠르스크로 이동했다.", TWO_MONTHS_AGO, "2개월 전"),
    (
        "ko",
        "북한군이 2024년 12월 4일 쿠르스크에 도착했다.",
        ("2024-12-04", "2024-12-04", "day"),
        "2024년 12월 4일",
    ),
    ("ru", "КНДР отправила солдат в Курскую область в декабре.", DECEMBER, "декабре"),
    ("ru", "На прошлой неделе КНДР отправила солдат в Курскую область.", LAST_WEEK, "прошлой неделе"),
    ("ru", "Солдаты КНДР воюют в Курской области с октября.", SINCE_OCTOBER, "с октября"),
    (
        "ru",
        "КНДР отправила солдат в Курскую область два месяца назад.",
        TWO_MONTHS_AGO,
        "два месяца назад",
    ),
    (
        "ru",
        "Солдаты КНДР прибыли в Курскую область 4 декабря 2024 года.",
        ("2024-12-04", "2024-12-04", "day"),
        "4 декабря 2024 года",
    ),
    ("uk", "КНДР відправила солдатів на Курщину у грудні.", DECEMBER, "грудні"),
    ("uk", "Минулого тижня КНДР відправила солдатів на Курщину.", LAST_WEEK, "Минулого тижня"),
    ("uk", "Солдати КНДР воюють на Курщині з жовтня.", SINCE_OCTOBER, "з жовтня"),
    ("uk", "КНДР відправила солдатів на Курщину два місяці тому.", TWO_MONTHS_AGO, "два місяці тому"),
    ("ja", "北朝鮮は昨年12月、クルスクに兵士を派遣した。", DECEMBER, "昨年12月"),
    ("ja", "北朝鮮は先週、クルスクに兵士を派遣した。", LAST_WEEK, "先週"),
    ("ja", "北朝鮮兵は昨年10月からクルスクで戦っている。", SINCE_OCTOBER, "昨年10月から"),
    ("ja", "北朝鮮は2カ月前にクルスクへ兵士を派遣した。", TWO_MONTHS_AGO, "2カ月前に"),
    ("zh", "朝鲜去年12月向库尔斯克派出士兵。", DECEMBER, "去年12月"),
    ("zh", "朝鲜上周向库尔斯克派出士兵。", LAST_WEEK, "上周"),
    ("zh", "朝鮮上個月向庫爾斯克派出士兵。", LAST_MONTH, "上個月"),
    ("zh", "朝鲜2个月前向库尔斯克派出士兵。", TWO_MONTHS_AGO, "2个月前"),
    ("de", "Nordkorea schickte im Dezember Soldaten nach Kursk.", DECEMBER, "Dezember"),
    ("de", "Nordkorea schickte vergangene Woche Soldaten nach Kursk.", LAST_WEEK, "vergangene Woche"),
    ("de", "Nordkoreas Soldaten kämpfen seit Oktober in Kursk.", SINCE_OCTOBER, "seit Oktober"),
    ("de", "Nordkorea schickte vor zwei Monaten Soldaten nach Kursk.", TWO_MONTHS_AGO, "vor zwei Monaten"),
    ("fr", "La Corée du Nord a envoyé des soldats à Koursk en décembre.", DECEMBER, "décembre"),
    (
        "fr",
        "La Corée du Nord a envoyé des soldats à Koursk la semaine dernière.",
        LAST_WEEK,
        "semaine dernière",
    ),
    (
        "fr",
        "Des soldats nord-coréens combattent à Koursk depuis octobre.",
        SINCE_OCTOBER,
        "depuis octobre",
    ),
    (
        "fr",
        "La Corée du Nord a envoyé des soldats à Koursk il y a deux mois.",
        TWO_MONTHS_AGO,
        "il y a deux mois",
    ),
    ("es", "Corea del Norte envió soldados a Kursk en diciembre.", DECEMBER, "diciembre"),
    ("es", "Corea del Norte envió soldados a Kursk la semana pasada.", LAST_WEEK, "semana pasada"),
    ("es", "Soldados norcoreanos combaten en Kursk desde octubre.", SINCE_OCTOBER, "desde octubre"),
    ("es", "Corea del Norte envió soldados a Kursk hace dos meses.", TWO_MONTHS_AGO, "hace dos meses"),
    ("it", "La Corea del Nord ha inviato soldati a Kursk a dicembre.", DECEMBER, "dicembre"),
    ("it", "La settimana scorsa la Corea del Nord ha inviato soldati a Kursk.", LAST_WEEK, "settimana scorsa"),
    ("it", "Soldati nordcoreani combattono a Kursk da ottobre.", SINCE_OCTOBER, "da ottobre"),
    ("it", "La Corea del Nord ha inviato soldati a Kursk due mesi fa.", TWO_MONTHS_AGO, "due mesi fa"),
    ("pl", "Korea Północna wysłała w grudniu żołnierzy do Kurska.", DECEMBER, "grudniu"),
    ("pl", "Korea Północna wysłała w zeszłym tygodniu żołnierzy do Kurska.", LAST_WEEK, "zeszłym tygodniu"),
    ("pl", "Północnokoreańscy żołnierze walczą w Kursku od października.", SINCE_OCTOBER, "od października"),
    ("pl", "Korea Północna wysłała dwa miesiące temu żołnierzy do Kurska.", TWO_MONTHS_AGO, "dwa miesiące temu"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "days", "words"), CASES, ids=[c[1] for c in CASES])
def test_a_time_is_normalised_to_days(judge, language, text, days, words):
    claims = judge(text, language=language, published=PUBLISHED).claims
    assert claims
    for claim in claims:
        assert claim.when is not None
        start, end = claim.when.start, claim.when.end
        found = (start and start.isoformat(), end and end.isoformat(), claim.when.precision)
        assert (found, claim.when.evidence.text) == (days, words)


@pytest.mark.parametrize("case", [c for c in CASES if "2024" not in c[1]], ids=lambda c: c[1])
def test_without_a_day_of_publication_a_time_that_counts_from_it_stays_unknown(judge, case):
    claims = judge(case[1], language=case[0]).claims
    assert claims
    assert [c.when for c in claims] == [None] * len(claims)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "MOSCOW, March 17 (Wire) — North Korean soldiers are in Kursk."),
        ("de", "Kiew, 17. März (Agentur) – Nordkoreanische Soldaten kämpfen in Kursk."),
        ("ru", "МОСКВА, 17 марта — Солдаты КНДР воюют в Курской области."),
    ],
)
def test_the_day_of_filing_is_not_the_day_of_the_event(judge, language, text):
    claims = judge(text, language=language, published=PUBLISHED).claims
    assert claims
    assert [c.when for c in claims] == [None] * len(claims)


def test_a_time_with_its_year_needs_no_day_of_publication(judge):
    [claim] = judge("North Korea sent soldiers to Kursk in December 2024.").claims
    assert (claim.when.start.isoformat(), claim.when.end.isoformat()) == (
        "2024-12-01",
        "2024-12-31",
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The NIS said on Tuesday that North Korean soldiers had been sent to Kursk."),
        (
            "en",
            "Zelensky told reporters in Kyiv on Friday that North Korean soldiers fight in Kursk.",
        ),
        ("en", "On Thursday, Peskov denied that North Korean soldiers were in Kursk."),
        ("ko", "국정원은 12일 북한군이 쿠르스크로 이동했다고 밝혔다."),
        ("ko", "국정원 관계자는 이날 북한군이 쿠르스크로 이동했다고 말했다."),
        ("ru", "Зеленский заявил во вторник, что солдаты КНДР воюют в Курской области."),
        ("uk", "Зеленський заявив у вівторок, що солдати КНДР воюють на Курщині."),
        ("ja", "韓国国家情報院は12日、北朝鮮兵がクルスクへ移動したと明らかにした。"),
        ("zh", "韩国国情院12日表示,朝鲜士兵已抵达库尔斯克。"),
        ("de", "Selenskyj erklärte am Dienstag, dass nordkoreanische Soldaten in Kursk kämpfen."),
        ("fr", "Zelensky a déclaré mardi que des soldats nord-coréens combattent à Koursk."),
        ("es", "Zelenski dijo el martes que soldados norcoreanos combaten en Kursk."),
        ("pl", "Zełenski powiedział we wtorek, że północnokoreańscy żołnierze walczą w Kursku."),
    ],
)
def test_the_day_of_speaking_is_not_the_day_of_what_is_said(judge, language, text):
    claims = judge(text, language=language, published=PUBLISHED).claims
    assert claims
    assert [c.when for c in claims] == [None] * len(claims)


def test_a_korean_morning_is_still_yesterday_in_utc(judge):
    """Half past seven in Seoul on 25 March: "yesterday" is the 24th, though UTC says the 24th, too."""
    in_utc = datetime(2025, 3, 24, 22, 30, tzinfo=UTC)
    in_seoul = in_utc.astimezone(timezone(timedelta(hours=9)))
    for published in (in_utc, in_seoul):
        [claim] = judge(
            "북한군이 어제 쿠르스크에 도착했다.", language="ko", published=published
        ).claims
        assert claim.when.start.isoformat() == "2025-03-24"


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        (
            "en",
            "North Korea sent 11,000 troops to Russia in December and an additional 3,000 this year.",
            [(11_000, "2024-12-01", "2024-12-31"), (3_000, "2025-01-01", "2025-12-31")],
        ),
        (
            "ko",
            "북한군 1만1천명이 지난해 12월 쿠르스크로 이동했으며 올해 3천명이 추가로 파병됐다.",
            [(11_000, "2024-12-01", "2024-12-31"), (3_000, "2025-01-01", "2025-12-31")],
        ),
        (
            "zh",
            "去年12月朝鲜向俄罗斯派出1.1万名士兵,今年又增派3000人。",
            [(11_000, "2024-12-01", "2024-12-31"), (3_000, "2025-01-01", "2025-12-31")],
        ),
        (
            "pl",
            "Korea Północna wysłała w grudniu 11 tys. żołnierzy do Kurska, a w zeszłym tygodniu kolejnych 3 tys.",
            [(11_000, "2024-12-01", "2024-12-31"), (3_000, "2025-03-17", "2025-03-23")],
        ),
    ],
    ids=["en", "ko", "zh", "pl"],
)
def test_figures_of_different_times_are_two_statements(judge, language, text, wanted):
    claims = judge(text, language=language, published=PUBLISHED).claims
    found = [(f.low, str(c.when.start), str(c.when.end)) for c in claims for f in c.figures]
    assert found == wanted
    assert {c.evidence.text for c in claims} == {text}
