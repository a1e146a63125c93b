"""Reads how long after the first a source had a story; it judges no source."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import EntryModel, StoryMemberModel, StoryModel
from domain.rows import Row

# So many of the newest stories with a flag say how quick a source is now; more say how quick it was.
STORIES = 500
_MEMBER = StoryMemberModel.article_id == EntryModel.article_id


def sources_of(session: Session, story_id: int) -> list[Row]:
    """Which source had a story when, first ones first.

    Shape: source, first_seen_at, behind_s (after the first), articles.
    """
    first = func.min(EntryModel.first_seen_at)
    rows = session.execute(
        select(EntryModel.source_id, first, func.count(EntryModel.article_id.distinct()))
        .join(StoryMemberModel, _MEMBER)
        .where(StoryMemberModel.story_id == story_id)
        .group_by(EntryModel.source_id)
        .order_by(first, EntryModel.source_id)
    ).all()
    return [
        {"source": source, "first_seen_at": at, "behind_s": _s(at, rows[0][1]), "articles": count}
        for source, at, count in rows
    ]


def latencies(session: Session) -> dict[str, Row]:
    """How quick each source is, over the newest flagged stories that several sources had.

    Shape: by source: stories (how many of them it had), first (in how many it was the first), behind_s (the
    median of its delays).
    """
    newest = (
        select(StoryModel.id)
        .where(StoryModel.flagged)
        .order_by(StoryModel.last_seen_at.desc(), StoryModel.id.desc())
        .limit(STORIES)
    )
    rows = session.execute(
        select(StoryMemberModel.story_id, EntryModel.source_id, func.min(EntryModel.first_seen_at))
        .join(StoryMemberModel, _MEMBER)
        .where(StoryMemberModel.story_id.in_(newest))
        .group_by(StoryMemberModel.story_id, EntryModel.source_id)
    )
    had: defaultdict[int, dict[str, datetime]] = defaultdict(dict)
    for story_id, source, at in rows:
        had[story_id][source] = at
    delays: defaultdict[str, list[int]] = defaultdict(list)
    for moments in had.values():
        if len(moments) > 1:
            first = min(moments.values())
            for source, at in moments.items():
                delays[source].append(_s(at, first))
    return {
        source: {
            "stories": len(found),
            "first": found.count(0),
            "behind_s": round(median(found)),
        }
        for source, found in delays.items()
    }


def _s(at: datetime, first: datetime) -> int:
    return round((at - first).total_seconds())
