"""Revisions: what became of an article that was read again, in grades; it compares no texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from domain.assessment import Evidence

# From the least to the most telling; an edit that is several things has the last of them.
EditGrade = Literal["cosmetic", "wording", "added", "hedged", "figure", "removed", "gone"]
EDIT_GRADES: tuple[EditGrade, ...] = get_args(EditGrade)
# Whoever was told of a claim must hear that it was taken back, or of another number.
MATERIAL_EDITS: frozenset[EditGrade] = frozenset({"figure", "removed", "gone"})
# A flagged page is read again at these ages: most corrections come within the first hours.
READINGS = tuple(timedelta(hours=h) for h in (1, 3, 12, 24, 72))
# A page that is missing is asked for once more after this while: a site may be at work on itself.
SECOND_LOOK = timedelta(hours=1)
MISSING_TWICE = 2
_WORDS: dict[EditGrade, str] = {
    "cosmetic": "spelling or layout only",
    "wording": "other words",
    "added": "something added",
    "hedged": "hedge added",
    "figure": "figure changed",
    "removed": "claim removed",
    "gone": "page gone",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What an outlet changed in an article, and the words that show it.

    `before` stands in the earlier text, `after` in the newer one; None where there is nothing to show.
    `state` names the change for good: the same edit seen twice has the same. `corrects`: the newer text
    says itself that it corrects.
    """

    grade: EditGrade
    state: str = ""
    before: Evidence | None = None
    after: Evidence | None = None
    corrects: bool = False


def edit_words(grade: EditGrade) -> str:
    """Example:
    >>> edit_words("hedged")
    'hedge added'
    """
    return _WORDS[grade]


def next_reading(since: datetime, now: datetime) -> datetime | None:
    """When a page stored at `since` is read again, after `now`; None: no more.

    Example:
        >>> stored = datetime(2026, 11, 24, 6)
        >>> next_reading(stored, datetime(2026, 11, 24, 8)), next_reading(stored, datetime(2026, 12, 1))
        (datetime.datetime(2026, 11, 24, 9, 0), None)
    """
    return next((at for age in READINGS if (at := since + age) > now), None)
