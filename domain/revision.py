"""Revisions: what became of an article that was read again, in grades; it compares no texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from domain.assessment import Evidence

# From the least to the most telling; an edit that is several things has the last of them.
EditGrade = Literal["cosmetic", "wording", "added", "hedged", "figure", "removed", "gone"]
EDIT_GRADES: tuple[EditGrade, ...] = get_args(EditGrade)
# Whoever was told of a claim must hear that it was taken back, or of another number.
MATERIAL_EDITS: frozenset[EditGrade] = frozenset({"figure", "removed", "gone"})
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
