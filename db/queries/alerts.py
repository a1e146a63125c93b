"""Reads of alerts and deliveries: what was told to whom, and how that went."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from db.engine import Database
from db.models import AlertModel, DeliveryModel, StoryModel
from db.queries.paging import newest_first
from domain.rows import Row, Rows

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
    routes: Collection[str] | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Rows:
    """Alerts, newest first; `status` is pending, delivered or dead.

    Shape: id, route, channel, story_id, title (of the story), change, state, status, attempts,
    created_at, next_attempt_at, finished_at, last_detail, message_id.
    """
    columns = [getattr(AlertModel, name) for name in _LISTED]
    statement = select(*columns, StoryModel.title).outerjoin(
        StoryModel, StoryModel.id == AlertModel.story_id
    )
    if status is not None:
        statement = statement.where(AlertModel.status == status)
    if routes is not None:
        statement = statement.where(AlertModel.route.in_(routes))
    with database.read() as session:
        return newest_first(
            statement,
            (AlertModel.created_at, AlertModel.id),
            ("created_at", "id"),
            lambda portion: [dict(row) for row in session.execute(portion).mappings()],
            limit,
            cursor,
        )


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
