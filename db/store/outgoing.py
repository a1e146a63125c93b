"""Puts alerts into the outbox within the transaction that stores their reason; it plans none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from db.models import AlertModel, table_of
from db.statements import insert_new_ids
from domain.alert import NewAlert

_INSERT_ALERTS = insert_new_ids(table_of(AlertModel))


def write_alerts(
    connection: Connection, story_id: int, alerts: Sequence[NewAlert], *, now: datetime
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
    return len(connection.execute(_INSERT_ALERTS[connection.dialect.name], rows).all())
