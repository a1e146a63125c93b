"""Counts for health and metrics: totals by state and the age of the oldest thing that waits."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import (
    AlertModel,
    ArticleModel,
    DeliveryModel,
    EntryModel,
    SourceModel,
    StoryModel,
)
from db.outbox import PENDING as PENDING_ALERT
from db.queries.sources import health
from db.store.entries import PENDING as PENDING_ENTRY

_HEALTHS = ("well", "failing", "paused", "new", "gone", "disabled", "removed")


def counts(database: Database, *, now: datetime) -> dict[str, Any]:
    """Everything a health page or a metrics scrape wants, from one snapshot.

    Shape: sources {health: n}, entries {state: n}, articles, stories, flagged_stories, alerts {status: n},
    deliveries {outcome: n}; `oldest_due_entry_s` and `oldest_due_alert_s`: seconds the longest waiting
    one is overdue, 0.0 when nothing waits.
    """
    with database.read() as session:
        return {
            "sources": _sources(session),
            "entries": _entries(session),
            "articles": _total(session, ArticleModel.id),
            "stories": _total(session, StoryModel.id),
            "flagged_stories": session.scalar(
                select(func.count()).select_from(StoryModel).where(StoryModel.flagged)
            ),
            "alerts": _by(session, AlertModel.status, ("pending", "delivered", "dead")),
            "deliveries": _by(
                session, DeliveryModel.outcome, ("started", "delivered", "retry", "dead")
            ),
            "oldest_due_entry_s": _overdue(
                session.scalar(select(func.min(EntryModel.due_at)).where(PENDING_ENTRY)), now
            ),
            "oldest_due_alert_s": _overdue(
                session.scalar(select(func.min(AlertModel.next_attempt_at)).where(PENDING_ALERT)),
                now,
            ),
        }


def count_languages(database: Database) -> dict[str | None, int]:
    """Articles by language as identified, most first; None is not identified."""
    with database.read() as session:
        rows = session.execute(
            select(ArticleModel.language, func.count())
            .group_by(ArticleModel.language)
            .order_by(func.count().desc(), ArticleModel.language)
        )
        return dict(rows.all())


def _sources(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(
            SourceModel.removed_at,
            SourceModel.enabled,
            SourceModel.gone_at,
            SourceModel.paused_at,
            SourceModel.last_polled_at,
            SourceModel.failures,
        )
    ).mappings()
    tally = Counter(health(dict(row)) for row in rows)
    return {word: tally[word] for word in _HEALTHS}


def _entries(session: Session) -> dict[str, int]:
    return _by(session, EntryModel.state, ("pending", "done", "failed"))


# Any: columns of several types.
def _by(session: Session, column: Any, words: tuple[str, ...]) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).group_by(column)).all()
    return {**dict.fromkeys(words, 0), **dict(rows)}


def _total(session: Session, column: Any) -> int:
    return session.scalar(select(func.count(column))) or 0


def _overdue(due_at: datetime | None, now: datetime) -> float:
    return 0.0 if due_at is None else max(0.0, (now - due_at).total_seconds())
