"""Reads what is to be judged again, and what an earlier call judged; it judges and writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.engine import Database
from db.models import ArticleModel, AssessmentModel, FigureModel, FlagModel, RevisionModel
from db.queries.filtering import article_scope, conditions
from domain.filters import Filter
from domain.reassessment import Difference, Judged, StoredText

PORTION = 500
VersionOf = Callable[[str | None], str]
_NAMED = (
    ArticleModel.id,
    ArticleModel.url,
    ArticleModel.title,
    ArticleModel.language,
    ArticleModel.first_seen_at,
)
_CURRENT = and_(AssessmentModel.article_id == ArticleModel.id, AssessmentModel.is_current)


class Stale:
    """The articles that match a filter and were not judged by the rules of today, newest first.

    `version_of` gives the version that the rules of today have for a language.
    """

    def __init__(
        self, database: Database, wanted: Filter, version_of: VersionOf, *, now: datetime
    ) -> None:
        self._database = database
        dialect = "sqlite" if database.is_sqlite else "postgresql"
        self._wanted = conditions(wanted, article_scope(), now=now, dialect=dialect)
        pair = (ArticleModel.language, AssessmentModel.rule_version)
        with database.read() as session:
            counted = session.execute(
                select(*pair, func.count())
                .join(AssessmentModel, _CURRENT)
                .where(*self._wanted)
                .group_by(*pair)
            ).all()
        stale = [row for row in counted if row[1] != version_of(row[0])]
        self.total = sum(count for _, _, count in stale)
        self._stale = _any_of((language, version) for language, version, _ in stale)

    def older_than(self, article_id: int | None, limit: int) -> list[StoredText]:
        """The next articles, those with the highest ids below this one; None: the first ones."""
        older = ArticleModel.id < article_id if article_id is not None else ArticleModel.id > 0
        with self._database.read() as session:
            rows = session.execute(
                select(*_NAMED, ArticleModel.text, ArticleModel.published_at, AssessmentModel)
                .join(AssessmentModel, _CURRENT)
                .where(*self._wanted, self._stale, older)
                .order_by(ArticleModel.id.desc())
                .limit(limit)
            ).all()
            judged = _judged(session, [row.AssessmentModel for row in rows])
        return [_text(row, judged) for row in rows]


def newest_assessment(database: Database) -> int:
    """The highest id of an assessment; 0 when there is none."""
    with database.read() as session:
        return session.scalar(select(func.max(AssessmentModel.id))) or 0


def judged_since(database: Database, after: int, until: int) -> tuple[int, list[Difference]]:
    """Which articles got a new assessment with an id in (after, until], and of which it says something else.

    Shape: how many, and the differences. New articles, and those whose text was replaced with it, do
    not count: there it was not the rules that changed.
    """
    old = aliased(AssessmentModel)
    earlier = (
        select(func.max(old.id))
        .where(old.article_id == ArticleModel.id, old.id <= after)
        .scalar_subquery()
    )
    replaced = exists().where(
        RevisionModel.article_id == ArticleModel.id,
        RevisionModel.seen_at == AssessmentModel.created_at,
    )
    count, differences, last = 0, [], after
    with database.read() as session:
        while rows := session.execute(
            select(*_NAMED, AssessmentModel, earlier.label("earlier_id"))
            .join(AssessmentModel, _CURRENT)
            .where(AssessmentModel.id > last, AssessmentModel.id <= until)
            .where(earlier.is_not(None), ~replaced)
            .order_by(AssessmentModel.id)
            .limit(PORTION)
        ).all():
            count, last = count + len(rows), rows[-1].AssessmentModel.id
            ids = [row.earlier_id for row in rows]
            before = session.scalars(select(AssessmentModel).where(AssessmentModel.id.in_(ids)))
            judged = _judged(session, [*before, *(row.AssessmentModel for row in rows)])
            for row in rows:
                then, now = judged[row.earlier_id], judged[row.AssessmentModel.id]
                if then != now:
                    differences.append(difference(row, then, now))
    return count, differences


# Any: a row of a query, or a StoredText: whatever names an article.
def difference(article: Any, before: Judged, after: Judged) -> Difference:
    """What became of an article that was judged so before and so after."""
    return Difference(
        article_id=article.id,
        url=article.url,
        title=article.title,
        language=article.language,
        first_seen_at=article.first_seen_at,
        before=before,
        after=after,
    )


def _judged(session: Session, assessments: Collection[AssessmentModel]) -> dict[int, Judged]:
    ids = [assessment.id for assessment in assessments]
    flags: defaultdict[int, set[str]] = defaultdict(set)
    rows = select(FlagModel.assessment_id, FlagModel.flag).where(FlagModel.assessment_id.in_(ids))
    for assessment_id, flag in session.execute(rows):
        flags[assessment_id].add(flag)
    # Any: SQLAlchemy's rows; a bound is one of the words of its column.
    figures: defaultdict[int, set[Any]] = defaultdict(set)
    columns = (FigureModel.what, FigureModel.low, FigureModel.high, FigureModel.bound)
    for assessment_id, *said in session.execute(
        select(FigureModel.assessment_id, *columns).where(FigureModel.assessment_id.in_(ids))
    ):
        figures[assessment_id].add(tuple(said))
    return {
        a.id: Judged(
            relevant=a.relevant,
            flags=frozenset(flags[a.id]),
            statuses=frozenset(a.statuses),
            figures=frozenset(figures[a.id]),
        )
        for a in assessments
    }


# Any: a row of a query.
def _text(row: Any, judged: Mapping[int, Judged]) -> StoredText:
    return StoredText(
        id=row.id,
        url=row.url,
        title=row.title,
        text=row.text,
        language=row.language,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        assessment_id=row.AssessmentModel.id,
        judged=judged[row.AssessmentModel.id],
    )


def _any_of(pairs: Iterable[tuple[str | None, str]]) -> ColumnElement[bool]:
    return or_(
        false(),
        *(
            and_(
                ArticleModel.language.is_(None)
                if language is None
                else ArticleModel.language == language,
                AssessmentModel.rule_version == version,
            )
            for language, version in pairs
        ),
    )
