"""Puts alerts into the outbox within the transaction that stores their reason; it plans none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import AlertModel
from domain.alert import NewAlert


def write_alerts(
    session: Session, story_id: int, alerts: Sequence[NewAlert], *, now: datetime
) -> int:
    """Put alerts into the outbox; what this route was told of this story already is left out."""
    if not alerts:
        return 0
    rows = [
        {
            "route": alert.route,
            "channel": alert.channel,
            "story_id": story_id,
            "change": alert.change,
            "state": alert.state,
            "message_id": alert.message_id,
            "payload": dict(alert.payload),
            "created_at": now,
            "status": "pending",
            "attempts": 0,
            "next_attempt_at": now,
        }
        for alert in alerts
    ]
    upsert = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = upsert.insert(AlertModel).on_conflict_do_nothing().returning(AlertModel.id)
    return len(session.execute(statement, rows).all())
