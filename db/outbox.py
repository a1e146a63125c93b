"""The outbox: alerts claimed for delivery, the outcome of each attempt, dead letters; it sends nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal_column, or_, select, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import AlertModel, DeliveryModel
from domain.alert import DeliveryRecord, DueAlert

# As a literal: SQLite uses a partial index only when it sees the very term of the index.
PENDING: ColumnElement[bool] = literal_column("alerts.status = 'pending'")
# Of the places a sender has, a slow route may take these and no more. Four side by side at 100 ms an
# answer are 40 alerts a second.
PER_ROUTE = 4
_STATUS_AFTER = {"delivered": "delivered", "retry": "pending", "dead": "dead"}


def claim_due_alerts(
    database: Database,
    *,
    now: datetime,
    owner: str,
    lease_s: float,
    limit: int,
    per_route: int = PER_ROUTE,
) -> list[DueAlert]:
    """Take alerts that are due, in turns between routes so that a slow one delays no other.

    Shape: the attempt is counted and its delivery row written (`started`) before anyone sends: after
    a crash it shows what may have gone out. `fence` is new for every claim. `per_route` bounds how
    many of one route this owner has under way at the same time.
    """
    with database.write() as session:
        ids = _choose(session, now, owner, limit, per_route)
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
        failures = _failures(session, ids)
        alerts = {row["id"]: _due_alert(row, failures.get(row["id"], 0)) for row in rows}
        session.execute(insert(DeliveryModel), [_started(alerts[id_], now) for id_ in ids])
        return [alerts[id_] for id_ in ids]


def is_held(database: Database, alert_id: int, *, fence: str, now: datetime) -> bool:
    """Whether the claim of this fence is still good, to be asked right before something is sent."""
    held = (AlertModel.id == alert_id, AlertModel.fence == fence, AlertModel.lease_until > now)
    with database.read() as session:
        return session.scalar(select(AlertModel.id).where(*held)) is not None


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

    They keep their message id, and their attempts go on counting; the schedule of retries starts anew.
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


def _choose(session: Session, now: datetime, owner: str, limit: int, per_route: int) -> list[int]:
    due = (
        PENDING,
        AlertModel.next_attempt_at <= now,
        or_(AlertModel.lease_until.is_(None), AlertModel.lease_until <= now),
    )
    under_way = _under_way(session, now, owner)
    queues = [
        session.scalars(
            select(AlertModel.id)
            .where(*due, AlertModel.route == route)
            .order_by(AlertModel.next_attempt_at, AlertModel.id)
            .limit(max(0, per_route - under_way.get(route, 0)))
            .with_for_update(skip_locked=True)
        ).all()
        for route in _waiting_routes(session, due)
    ]
    turns = zip_longest(*queues)
    return [id_ for turn in turns for id_ in turn if id_ is not None][:limit]


# Any: SQLAlchemy's conditions have no common type.
def _waiting_routes(session: Session, due: tuple[Any, ...]) -> Sequence[str]:
    """The route that has waited longest first, so that none starves when there are many."""
    longest = (func.min(AlertModel.next_attempt_at), func.min(AlertModel.id))
    return session.scalars(
        select(AlertModel.route).where(*due).group_by(AlertModel.route).order_by(*longest)
    ).all()


def _under_way(session: Session, now: datetime, owner: str) -> dict[str, int]:
    rows = session.execute(
        select(AlertModel.route, func.count())
        .where(PENDING, AlertModel.lease_owner == owner, AlertModel.lease_until > now)
        .group_by(AlertModel.route)
    )
    return dict(rows.all())


def _failures(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """How often each has failed since it was written or last given up."""
    rows = session.execute(
        select(DeliveryModel.alert_id, DeliveryModel.outcome)
        .where(DeliveryModel.alert_id.in_(ids), DeliveryModel.outcome.in_(("retry", "dead")))
        .order_by(DeliveryModel.attempt)
    )
    failures: dict[int, int] = {}
    for alert_id, outcome in rows:
        failures[alert_id] = 0 if outcome == "dead" else failures.get(alert_id, 0) + 1
    return failures


def _due_alert(row: Any, failures: int) -> DueAlert:
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
        failures=failures,
    )


def _started(alert: DueAlert, now: datetime) -> dict[str, Any]:
    return {
        "alert_id": alert.id,
        "attempt": alert.attempts,
        "started_at": now,
        "outcome": "started",
        "detail": "",
    }
