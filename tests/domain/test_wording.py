"""Time, wave and chain in words."""

from datetime import date

import pytest

from domain.wording import context_words, passed_on_by, wave_words, when_words


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        (date(2024, 12, 4), date(2024, 12, 4), "4 Dec 2024"),
        (date(2024, 12, 1), date(2024, 12, 31), "Dec 2024"),
        (date(2024, 10, 1), date(2024, 12, 31), "Oct 2024 to Dec 2024"),
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2025, 3, 17), date(2025, 3, 23), "17 Mar 2025 to 23 Mar 2025"),
        (date(2024, 10, 1), None, "since 1 Oct 2024"),
        (None, date(2025, 5, 31), "until 31 May 2025"),
        (None, None, ""),
    ],
)
def test_days_are_said_as_short_as_they_can_be(start, end, wanted):
    assert when_words(start, end) == wanted


def test_a_wave_is_named_by_its_number():
    assert [wave_words(n) for n in (2, 7, None)] == ["second wave", "wave 7", "further wave"]


def test_a_claim_tells_its_time_its_wave_and_who_passes_it_on():
    claim = {
        "speaker": "NIS",
        "when": {"start": "2024-12-01", "end": None},
        "wave": {"number": 3},
        "chain": [{"name": "Reuters"}, {"name": "NIS"}],
    }
    assert context_words(claim) == ["since 1 Dec 2024", "third wave"]
    assert passed_on_by(claim) == ["Reuters"]


def test_a_claim_stored_by_older_rules_tells_nothing():
    assert (context_words({"speaker": "NIS"}), passed_on_by({"speaker": "NIS"})) == ([], [])
