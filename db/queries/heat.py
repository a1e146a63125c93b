"""How hot the subject is, from the rows: who told flagged news lately, and who ever does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, select

from db.engine import Database
from db.models import ArticleModel, AssessmentModel, EntryModel, FlagModel


def heat(
    database: Database, *, hot_since: datetime, carries_since: datetime
) -> tuple[int, dict[str, int], datetime | None]:
    """Count the sources with a flagged article since `hot_since`, and the articles of each since `carries_since`.

    Shape: the sources that are hot; source -> its flagged articles; when the first of those was seen.
    What was published long before we saw it (the archive that a new source shows) heats nothing.
    """
    # A date in the future is a wrong one: it counts from when we saw it.
    published = case(
        (ArticleModel.published_at <= ArticleModel.first_seen_at, ArticleModel.published_at),
        else_=ArticleModel.first_seen_at,
    )
    flagged = (
        select(
            EntryModel.source_id,
            func.max(published),
            func.count(),
            func.min(ArticleModel.first_seen_at),
        )
        .select_from(FlagModel)
        .join(AssessmentModel, AssessmentModel.id == FlagModel.assessment_id)
        .join(ArticleModel, ArticleModel.id == FlagModel.article_id)
        .join(EntryModel, EntryModel.article_id == ArticleModel.id)
        .where(
            AssessmentModel.is_current,
            ArticleModel.is_seed.is_(False),
            ArticleModel.first_seen_at >= carries_since,
        )
        .group_by(EntryModel.source_id)
    )
    with database.read() as session:
        rows = session.execute(flagged).all()
    hot = sum(1 for _, newest, _, _ in rows if newest is not None and newest >= hot_since)
    counts = {source_id: count for source_id, _, count, _ in rows}
    return hot, counts, min((first for _, _, _, first in rows), default=None)
