"""Stored articles judged again by newer rules: what was said before, what is said now, what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.assessment import Assessment, Bound
from domain.rows import Row
from domain.story import figure_words

# What, low, high, bound.
FigureSaid = tuple[str, int, int, Bound]
_RELEVANT = {True: "relevant", False: "not relevant", None: "relevance unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What an assessment says of a text, as far as it is compared with another one."""

    relevant: bool | None
    flags: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    figures: frozenset[FigureSaid] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """A stored article with the assessment that counts now; `assessment_id` tells whether it still does."""

    id: int
    url: str
    title: str
    text: str
    language: str | None
    published_at: datetime | None
    first_seen_at: datetime
    assessment_id: int
    judged: Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """One article's new assessment, to be stored unless `assessment_id` counts no more."""

    article_id: int
    assessment_id: int
    language: str | None
    assessment: Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An article of which the newer rules say something else."""

    article_id: int
    url: str
    title: str
    language: str | None
    first_seen_at: datetime
    before: Judged
    after: Judged

    @property
    def words(self) -> tuple[str, ...]:
        """What changed, most telling first.

        Example: `('+troop_deployment', '+planned', '-3,000 troops', 'relevant, was not relevant')`.
        """
        return tuple(_words(self.before, self.after))

    def as_row(self) -> Row:
        return {
            "article_id": self.article_id,
            "first_seen_at": self.first_seen_at,
            "language": self.language,
            "changes": list(self.words),
            "title": self.title,
            "url": self.url,
        }


def judged(assessment: Assessment) -> Judged:
    """The part of an assessment that is compared."""
    return Judged(
        relevant=assessment.relevant,
        flags=frozenset(assessment.flags),
        statuses=frozenset(assessment.statuses),
        # Those of the claims, as they are stored: "3,000" and "at least 3,000" are two of them.
        figures=frozenset(
            (f.what, f.low, f.high, f.bound) for claim in assessment.claims for f in claim.figures
        ),
    )


def count_changes(differences: Iterable[Difference]) -> dict[str, int]:
    """How many articles changed in which way; an article may count in several."""
    counts = Counter(kind for d in differences for kind in _kinds(d.before, d.after))
    return {kind: counts[kind] for kind in KINDS}


KINDS = (
    "flag_gained",
    "flag_lost",
    "became_relevant",
    "no_longer_relevant",
    "statuses_changed",
    "figures_changed",
)


def _kinds(before: Judged, after: Judged) -> Iterator[str]:
    if after.flags - before.flags:
        yield "flag_gained"
    if before.flags - after.flags:
        yield "flag_lost"
    if before.relevant is not after.relevant:
        yield "became_relevant" if after.relevant else "no_longer_relevant"
    if before.statuses != after.statuses:
        yield "statuses_changed"
    if before.figures != after.figures:
        yield "figures_changed"


def _words(before: Judged, after: Judged) -> Iterator[str]:
    pairs = (
        (before.flags, after.flags),
        (before.statuses, after.statuses),
        (_said(before), _said(after)),
    )
    for old, new in pairs:
        yield from (f"+{word}" for word in sorted(new - old))
        yield from (f"-{word}" for word in sorted(old - new))
    if before.relevant is not after.relevant:
        yield f"{_RELEVANT[after.relevant]}, was {_RELEVANT[before.relevant]}"


def _said(judged: Judged) -> frozenset[str]:
    return frozenset(
        figure_words((what, low, high), bound) for what, low, high, bound in judged.figures
    )
