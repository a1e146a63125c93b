"""The words that dates are written with: months, zones, halves of the day, units of time.

Only words and what they mean; reading a date with them is `ingest/dates.py`.
"""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo

# Genitive and nominative, short and long; a dot after a short form is taken off before looking up. Short
# forms that are words of another language are left out: "3 out of 5" (Portuguese), "2 set" (Italian).
_MONTHS = {
    1: "jan january янв января январь січ січня січень "
    "janv janvier januar jänner ene enero gennaio janeiro stycznia styczeń januari",
    2: "feb february фев февр февраля февраль лют лютого лютий "
    "févr fév février februar febrero febbraio fev fevereiro lutego luty februari",
    3: "mar march мар марта март бер берез березня березень "
    "märz mär mrz mars marzo março marca marzec maart",
    4: "apr april апр апреля апрель кві квіт квітня квітень "
    "avr avril abr abril aprile kwi kwietnia kwiecień",
    5: "may мая май тра трав травня травень mai mayo maggio maio maja maj mei",
    6: "jun june июн июня июнь чер черв червня червень "
    "juin juni junio giugno giu junho czerwca czerwiec",
    7: "jul july июл июля июль лип липня липень "
    "juil juillet juli julio luglio lug julho lipca lipiec",
    8: "aug august авг августа август сер серп серпня серпень "
    "août aout agosto sierpnia sierpień augustus",
    9: "sep sept september сен сент сентября сентябрь вер верес вересня вересень "
    "septembre septiembre setiembre settembre setembro wrz września wrzesień",
    10: "oct october окт октября октябрь жов жовт жовтня жовтень "
    "okt oktober octobre octubre ottobre ott outubro paź października październik",
    11: "nov november ноя нояб ноября ноябрь лис лист листопада листопад "
    "novembre noviembre novembro listopada listopad",
    12: "dec december дек декабря декабрь гру груд грудня грудень "
    "dez dezember déc décembre dic diciembre dicembre dezembro grudnia grudzień",
}
MONTHS = {word: number for number, words in _MONTHS.items() for word in words.split()}

# Names that feeds and pages use, in hours east of Greenwich. Where one name means several zones (CST,
# IST, BST) this is the reading of RFC 5322 or the commoner one; the source's own zone decides first.
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "IST": 5.5,
    "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "SAST": 2,
    "MSK": 3, "MSD": 4, "МСК": 3, "TRT": 3, "SAMT": 4, "YEKT": 5, "OMST": 6, "KRAT": 7, "IRKT": 8,
    "YAKT": 9, "VLAT": 10, "MAGT": 11, "PETT": 12, "PKT": 5, "ICT": 7, "WIB": 7,
    "HKT": 8, "SGT": 8, "PHT": 8, "AWST": 8, "KST": 9, "JST": 9, "WIT": 9, "ACST": 9.5,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3, "NST": -3.5, "BRT": -3, "ART": -3,
}  # fmt: skip
ZONES: dict[str, tzinfo] = {
    name: timezone(timedelta(hours=hours), name) for name, hours in _ZONES.items()
}

# Before the hour in East Asia, after it elsewhere.
FORENOON = frozenset({"오전", "午前", "上午", "凌晨", "새벽", "am", "a.m.", "a.m"})
AFTERNOON = frozenset({"오후", "午後", "下午", "晚上", "밤", "pm", "p.m.", "p.m"})

_UNITS = {
    "second": "s sec secs second seconds сек секунду секунды секунд секунда с секунди 초 秒",
    "minute": "m min mins minute minutes мин минуту минуты минут хв хвилину хвилини хвилин 분 分 分钟 分鐘",
    "hour": "h hr hrs hour hours ч час часа часов год годину години годин 시간 時間 小时 小時",
    "day": "d day days день дня дней дні днів 일 日 天",
    "week": "w week weeks неделю недели недель тиждень тижні тижнів 주 주일 週 週間 周",
    "month": "month months мес месяц месяца месяцев місяць місяці місяців 개월 달 か月 カ月 ヶ月 个月 個月",
    "year": "year years г года лет рік роки років 년 年",
}
UNITS = {word: unit for unit, words in _UNITS.items() for word in words.split()}

_DAYS_AGO = {
    0: "today сегодня сьогодні 오늘 今日 今天",
    1: "yesterday вчера вчора 어제 昨日 昨天",
    2: "позавчера позавчора 그저께 그제 엊그제 一昨日 前天",
}
DAYS_AGO = {word: days for days, words in _DAYS_AGO.items() for word in words.split()}

JUST_NOW = frozenset(
    {"just now", "방금", "방금 전", "только что", "щойно", "たった今", "刚刚", "剛剛", "刚才"}
)

# Where day comes before month in 23/11/2026, and where month does; other tags leave it open.
DAY_FIRST = frozenset(
    {"ru", "uk", "de", "fr", "es", "it", "pt", "pl", "en-gb", "en-au", "en-nz", "en-ie", "en-in"}
)
# Languages in which 26.11.16 begins with the year.
YEAR_FIRST = ("ko", "ja", "zh")
MONTH_FIRST = frozenset({"en-us"})
