"""Reads of alerts and deliveries: what was told to whom, and how that went."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from db.engine import Database
from db.models import AlertModel, DeliveryModel, StoryModel
from db.queries.paging import bounded, newest_first, write_cursor
from domain.rows import Rows

# Any: rows are plain values by name, see domain.rows.Rows.
Row = dict[str, Any]

_LISTED = (
    "id",
    "route",
    "channel",
    "story_id",
    "change",
    "state",
    "status",
    "attempts",
    "created_at",
    "next_attempt_at",
    "finished_at",
    "last_detail",
    "message_id",
)


def list_alerts(
    database: Database,
    *,
    status: str | None = None,
    route: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Rows:
    """Alerts, newest first; `status` is pending, delivered or dead.

    Shape: id, route, channel, story_id, title (of the story), change, state, status, attempts,
    created_at, next_attempt_at, finished_at, last_detail, message_id.
    """
    columns = [getattr(AlertModel, name) for name in _LISTED]
    statement = select(*columns, StoryModel.title).join(
        StoryModel, StoryModel.id == AlertModel.story_id
    )
    if status is not None:
        statement = statement.where(AlertModel.status == status)
    if route is not None:
        statement = statement.where(AlertModel.route == route)
    statement = newest_first(
        statement, AlertModel.created_at, AlertModel.id, limit=limit, cursor=cursor
    )
    with database.read() as session:
        rows = [dict(row) for row in session.execute(statement).mappings()]
    more, rows = len(rows) > bounded(limit), rows[: bounded(limit)]
    last = write_cursor(rows[-1]["created_at"], rows[-1]["id"]) if more else None
    return Rows(rows=tuple(rows), cursor=last)


def show_alert(database: Database, alert_id: int) -> Row | None:
    """One alert with its payload and every attempt at delivery."""
    columns = [getattr(AlertModel, name) for name in (*_LISTED, "payload")]
    with database.read() as session:
        found = (
            session.execute(select(*columns).where(AlertModel.id == alert_id)).mappings().first()
        )
        if found is None:
            return None
        attempts = session.execute(
            select(*DeliveryModel.__table__.columns)
            .where(DeliveryModel.alert_id == alert_id)
            .order_by(DeliveryModel.attempt)
        ).mappings()
        return {**found, "deliveries": [dict(row) for row in attempts]}
