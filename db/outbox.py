"""The outbox: alerts claimed for delivery, the outcome of each attempt, dead letters; it sends nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal_column, or_, select, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AlertModel, DeliveryModel
from domain.alert import DeliveryRecord, DueAlert

# As a literal: SQLite uses a partial index only when it sees the very term of the index.
PENDING: ColumnElement[bool] = literal_column("alerts.status = 'pending'")
_STATUS_AFTER = {"delivered": "delivered", "retry": "pending", "dead": "dead"}


def claim_due_alerts(
    database: Database,
    *,
    now: datetime,
    owner: str,
    lease_s: float,
    limit: int,
    per_route: int | None = None,
) -> list[DueAlert]:
    """Take alerts that are due, in turns between routes so that a slow one delays no other.

    Shape: the attempt is counted and its delivery row written (`started`) before anyone sends: after
    a crash it shows what may have gone out. `fence` is new for every claim. `per_route` bounds how
    many of one route are under way at the same time, those of other owners included; by default an
    equal share of `limit`.
    """
    with database.write() as session:
        ids = _choose(session, now, limit, per_route)
        if not ids:
            return []
        fence = f"{owner}:{uuid.uuid4().hex}"
        session.execute(
            update(AlertModel)
            .where(AlertModel.id.in_(ids))
            .values(
                fence=fence,
                lease_owner=owner,
                lease_until=now + timedelta(seconds=lease_s),
                attempts=AlertModel.attempts + 1,
            )
        )
        rows = session.execute(
            select(*AlertModel.__table__.columns).where(AlertModel.id.in_(ids))
        ).mappings()
        alerts = {row["id"]: _due_alert(row) for row in rows}
        session.execute(insert(DeliveryModel), [_started(alerts[id_], now) for id_ in ids])
        return [alerts[id_] for id_ in ids]


def record_delivery(database: Database, record: DeliveryRecord, *, fence: str) -> bool:
    """Write the outcome of an attempt; False, and nothing is written, when the fence is lost."""
    held = (
        AlertModel.id == record.alert_id,
        AlertModel.fence == fence,
        AlertModel.status == "pending",
    )
    done = record.outcome != "retry"
    values = {
        "status": _STATUS_AFTER[record.outcome],
        "finished_at": record.finished_at if done else None,
        "last_detail": record.detail,
        "fence": None,
        "lease_owner": None,
        "lease_until": None,
    }
    if record.next_attempt_at is not None:
        values["next_attempt_at"] = record.next_attempt_at
    with database.write() as session:
        kept = session.execute(
            update(AlertModel).where(*held).values(values).returning(AlertModel.id)
        ).scalar_one_or_none()
        if kept is None:
            return False
        session.execute(
            update(DeliveryModel)
            .where(
                DeliveryModel.alert_id == record.alert_id, DeliveryModel.attempt == record.attempt
            )
            .values(
                started_at=record.started_at,
                finished_at=record.finished_at,
                outcome=record.outcome,
                detail=record.detail,
                response_status=record.status,
                next_attempt_at=record.next_attempt_at,
            )
        )
        return True


def retry_dead(
    database: Database,
    *,
    now: datetime,
    ids: Sequence[int] | None = None,
    route: str | None = None,
) -> int:
    """Make dead alerts due again: those named, those of a route, or all; returns how many.

    They keep their message id, and their attempts go on counting.
    """
    chosen = [AlertModel.status == "dead"]
    if ids is not None:
        chosen.append(AlertModel.id.in_(list(ids)))
    if route is not None:
        chosen.append(AlertModel.route == route)
    with database.write() as session:
        again = session.execute(
            update(AlertModel)
            .where(*chosen)
            .values(status="pending", next_attempt_at=now, finished_at=None)
            .returning(AlertModel.id)
        )
        return len(again.all())


def count_alerts(database: Database) -> dict[str, int]:
    """How many alerts are in each state; a state without any is 0."""
    with database.read() as session:
        rows = session.execute(
            select(AlertModel.status, func.count()).group_by(AlertModel.status)
        ).all()
    return {"pending": 0, "delivered": 0, "dead": 0, **dict(rows)}


def _choose(session: Session, now: datetime, limit: int, per_route: int | None) -> list[int]:
    due = (PENDING, AlertModel.next_attempt_at <= now)
    free = or_(AlertModel.lease_until.is_(None), AlertModel.lease_until <= now)
    # The route that has waited longest first, so that none starves when there are more than `limit`.
    routes = session.scalars(
        select(AlertModel.route)
        .where(*due, free)
        .group_by(AlertModel.route)
        .order_by(func.min(AlertModel.next_attempt_at), AlertModel.route)
    ).all()
    under_way: dict[str, int] = dict(
        session.execute(
            select(AlertModel.route, func.count())
            .where(PENDING, AlertModel.lease_until > now)
            .group_by(AlertModel.route)
        ).all()
    )
    share = per_route or max(1, limit // max(1, len(routes)))
    queues = []
    for route in routes:
        room = max(0, share - under_way.get(route, 0)) if per_route else share
        queues.append(
            session.scalars(
                select(AlertModel.id)
                .where(*due, free, AlertModel.route == route)
                .order_by(AlertModel.next_attempt_at, AlertModel.id)
                .limit(room)
                .with_for_update(skip_locked=True)
            ).all()
        )
    in_turns = [
        queue[n]
        for n in range(max(map(len, queues), default=0))
        for queue in queues
        if n < len(queue)
    ]
    return in_turns[:limit]


def _due_alert(row: Any) -> DueAlert:
    return DueAlert(
        id=row["id"],
        route=row["route"],
        channel=row["channel"],
        change=row["change"],
        state=row["state"],
        message_id=row["message_id"],
        payload=row["payload"],
        created_at=row["created_at"],
        attempts=row["attempts"],
        fence=row["fence"],
    )


def _started(alert: DueAlert, now: datetime) -> dict[str, Any]:
    return {
        "alert_id": alert.id,
        "attempt": alert.attempts,
        "started_at": now,
        "outcome": "started",
        "detail": "",
    }
