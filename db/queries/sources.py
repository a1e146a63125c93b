"""Reads of sources and polls: what is watched and how well that goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from db.engine import Database
from db.models import EntryModel, PollModel, SourceModel, SubscriptionModel
from db.queries.latency import latencies
from db.queries.paging import newest_first
from domain.rows import Row, Rows

_LEFT_OUT = (
    "etag",
    "last_modified",
    "body_hash",
    "selectors",
    "lease_owner",
    "lease_until",
    "sighted_url",
    "sightings",
    "answered_url",
    "habit",
    "memory",
)


def list_sources(database: Database, *, removed: bool = False) -> list[Row]:
    """All sources of the catalogue with their health, by id; `removed`: those that left it, too.

    Shape: the catalogue's fields and the state of docs/data-model.md but for validators, leases and what is
    still being learnt; health (well, failing, paused, new, gone, disabled, removed), push (state of the
    subscription at its newest hub), entries, pending, failed (counts of entries), last_new_entry_at, stories,
    first and behind_s (how quick it is, see `latencies`; empty: no flagged story that others had, too).
    """
    columns = [c for c in SourceModel.__table__.columns if c.name not in _LEFT_OUT]
    statement = select(*columns).order_by(SourceModel.id)
    if not removed:
        statement = statement.where(SourceModel.removed_at.is_(None))
    tallies = select(
        EntryModel.source_id, EntryModel.state, func.count(), func.max(EntryModel.first_seen_at)
    ).group_by(EntryModel.source_id, EntryModel.state)
    hubs = select(SubscriptionModel.source_id, SubscriptionModel.state).order_by(
        SubscriptionModel.announced_at
    )
    with database.read() as session:
        rows = [dict(row) for row in session.execute(statement).mappings()]
        counted = session.execute(tallies).all()
        pushes = dict(session.execute(hubs).all())
        quick = latencies(session)
    by_source: dict[str, dict[str, tuple[int, datetime]]] = {}
    for source_id, state, count, newest in counted:
        by_source.setdefault(source_id, {})[state] = (count, newest)
    return [
        {
            **row,
            "health": health(row),
            "push": pushes.get(row["id"]),
            **_entry_counts(by_source.get(row["id"], {})),
            **quick.get(row["id"], {"stories": None, "first": None, "behind_s": None}),
        }
        for row in rows
    ]


def list_subscriptions(database: Database) -> list[Row]:
    """What hubs were asked to push and how that goes, but for what has ended; newest announcement last.

    Shape: the columns of `subscriptions` but for token and secret, which nobody needs to see.
    """
    hidden = ("token", "secret")
    columns = [c for c in SubscriptionModel.__table__.columns if c.name not in hidden]
    statement = select(*columns).where(SubscriptionModel.state != "ended")
    with database.read() as session:
        rows = session.execute(
            statement.order_by(SubscriptionModel.announced_at, SubscriptionModel.id)
        )
        return [dict(row) for row in rows.mappings()]


def list_polls(
    database: Database,
    *,
    source_id: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Rows:
    """Polls, newest first, of one source or of all.

    Shape: id, source_id, started_at, finished_at, outcome, http_status, reason, detail, entries_seen,
    entries_new, entries_skipped, size_bytes.
    """
    statement = select(*PollModel.__table__.columns)
    if source_id is not None:
        statement = statement.where(PollModel.source_id == source_id)
    with database.read() as session:
        return newest_first(
            statement,
            (PollModel.started_at, PollModel.id),
            ("started_at", "id"),
            lambda portion: [dict(row) for row in session.execute(portion).mappings()],
            limit,
            cursor,
        )


def count_due_sources(database: Database, *, now: datetime) -> int:
    """How many sources could be claimed now."""
    with database.read() as session:
        return session.scalar(_claimable(now).where(SourceModel.next_due_at <= now)) or 0


def count_overdue_sources(database: Database, *, before: datetime, now: datetime) -> int:
    """How many sources that were polled once could be claimed now and were due at `before` already."""
    overdue = (SourceModel.next_due_at <= before, SourceModel.last_polled_at.is_not(None))
    with database.read() as session:
        return session.scalar(_claimable(now).where(*overdue)) or 0


# Any: the type of a count that more conditions are put to.
def _claimable(now: datetime) -> Any:
    return (
        select(func.count())
        .select_from(SourceModel)
        .where(
            SourceModel.enabled,
            SourceModel.removed_at.is_(None),
            or_(SourceModel.lease_until.is_(None), SourceModel.lease_until <= now),
        )
    )


def health(row: Mapping[str, Any]) -> str:
    """One word on a source; the same words as in the view `v_source_health`."""
    if row["removed_at"] is not None:
        return "removed"
    if not row["enabled"]:
        return "disabled"
    if row["gone_at"] is not None:
        return "gone"
    if row["paused_at"] is not None:
        return "paused"
    if row["last_polled_at"] is None:
        return "new"
    return "failing" if row["failures"] else "well"


def _entry_counts(by_state: Mapping[str, tuple[int, datetime]]) -> Row:
    return {
        "entries": sum(count for count, _ in by_state.values()),
        "pending": by_state.get("pending", (0, None))[0],
        "failed": by_state.get("failed", (0, None))[0],
        "last_new_entry_at": max((newest for _, newest in by_state.values()), default=None),
    }
