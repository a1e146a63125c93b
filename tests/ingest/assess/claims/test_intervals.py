"""Calendar arithmetic of time words: ends of months, leap years, which December, halves and thirds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.assess.claims.intervals import TimeWord, resolve

TODAY = date(2025, 3, 24)


def word(**fields) -> TimeWord:
    return TimeWord(**{"start": 0, "end": 1, "unit": "month", **fields})


@pytest.mark.parametrize(
    ("fields", "tense", "wanted"),
    [
        ({"month": 12}, "past", ("2024-12-01", "2024-12-31")),
        ({"month": 12}, "future", ("2025-12-01", "2025-12-31")),
        ({"month": 3}, "past", ("2025-03-01", "2025-03-31")),
        ({"month": 5}, "near", ("2025-05-01", "2025-05-31")),
        ({"month": 12}, "near", ("2024-12-01", "2024-12-31")),
        ({"month": 3, "shift": -1}, "past", ("2024-03-01", "2024-03-31")),
        ({"month": 12, "within": ("year", -2)}, "past", ("2023-12-01", "2023-12-31")),
        ({"month": 2, "year": 2024}, "past", ("2024-02-01", "2024-02-29")),
        ({"month": 2, "part": "late"}, "past", ("2025-02-21", "2025-02-28")),
        ({"unit": "day", "weekday": 1}, "past", ("2025-03-24", "2025-03-24")),
        ({"unit": "day", "weekday": 2}, "past", ("2025-03-18", "2025-03-18")),
        ({"unit": "day", "weekday": 2}, "future", ("2025-03-25", "2025-03-25")),
        ({"unit": "day", "day": 31}, "past", ("2025-01-31", "2025-01-31")),
        ({"unit": "day", "month": 2, "day": 29}, "past", ("2024-02-29", "2024-02-29")),
        ({"unit": "week", "shift": 1}, "future", ("2025-03-31", "2025-04-06")),
        ({"unit": "month", "shift": -3}, "past", ("2024-12-01", "2024-12-31")),
        ({"unit": "year", "shift": 0, "part": "early"}, "past", ("2025-01-01", "2025-04-30")),
        ({"unit": "year", "year": 2024, "part": "quarter4"}, "past", ("2024-10-01", "2024-12-31")),
        ({"unit": "season", "season": "winter"}, "past", ("2024-12-01", "2025-02-28")),
        ({"unit": "season", "season": "summer", "shift": 0}, "past", ("2025-06-01", "2025-08-31")),
        ({"side": "until", "month": 5}, "future", (None, "2025-05-31")),
        ({"side": "ahead", "month": 5}, "future", (None, "2025-04-30")),
        ({"side": "since", "month": 10}, "past", ("2024-10-01", None)),
    ],
    ids=str,
)
def test_a_time_word_means_these_days(fields, tense, wanted):
    found = resolve(word(**fields), TODAY, tense)
    assert found is not None
    assert tuple(day and day.isoformat() for day in found[:2]) == wanted


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"unit": "year", "year": 2024, "part": "half1"}, "half"),
        ({"unit": "year", "year": 2024, "part": "quarter1"}, "quarter"),
        ({"month": 12, "part": "early"}, "month"),
    ],
    ids=["half", "quarter", "early month"],
)
def test_the_unit_is_that_of_the_words(fields, wanted):
    assert resolve(word(**fields), TODAY, "past")[2] == wanted


def test_a_day_that_does_not_exist_is_no_day():
    assert resolve(word(unit="day", year=2025, month=2, day=30), TODAY, "past") is None


UNITS = st.sampled_from(["day", "week", "month", "year"])
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))


@given(DAYS, UNITS, st.integers(-60, 60))
def test_a_counted_unit_is_as_far_away_as_it_says(today, unit, shift):
    start, end, precision = resolve(word(unit=unit, shift=shift), today, "past")
    assert start <= end
    assert precision == unit
    if shift:
        assert (start > today) == (shift > 0)
        assert not start <= today <= end
    else:
        assert start <= today <= end


@given(DAYS, st.integers(1, 12), st.sampled_from(["past", "future", "near"]))
def test_a_named_month_lies_on_the_side_of_its_tense(today, month, tense):
    start, end, _ = resolve(word(month=month), today, tense)
    assert (start.month, start.day, (end + timedelta(days=1)).day) == (month, 1, 1)
    assert abs((start - today).days) < 400
    assert tense != "past" or start <= today
    assert tense != "future" or end >= today
