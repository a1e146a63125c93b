"""The door of subscriptions at hubs: what listings announce, what was asked, verified, pushed; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update

from db.engine import Database
from db.models import SourceModel, SubscriptionModel, table_of
from db.store.polls import MAX_DETAIL, store_listings
from domain.listing import Listing
from domain.source import PollRecord
from domain.subscription import Announcement, Subscription

SUBSCRIPTIONS = table_of(SubscriptionModel)
_FIELDS = tuple(Subscription.__dataclass_fields__)
_LIVING = ("wanted", "asked", "active", "denied")


def announce(
    database: Database,
    source_id: str,
    announced: Announcement | None,
    *,
    token: str,
    secret: str,
    now: datetime,
) -> bool:
    """Take in what a listing announces: a new hub is wanted, one no longer named is ending.

    Returns whether anything changed. `token` and `secret` are used for a new subscription.
    """
    with database.write() as session:
        rows = session.execute(
            select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.source_id == source_id)
        ).mappings()
        known = {(row["hub"], row["topic"]): row for row in rows}
        wanted = (announced.hub, announced.topic) if announced else None
        changed = False
        for key, row in known.items():
            if key != wanted and row["state"] in _LIVING:
                _set(session, row["id"], state="ending", next_try_at=now, failures=0)
                changed = True
        if wanted is None:
            return changed
        if wanted not in known:
            fresh = {"source_id": source_id, "hub": wanted[0], "topic": wanted[1]}
            born = {"token": token, "secret": secret, "state": "wanted", "announced_at": now}
            session.execute(insert(SubscriptionModel), [{**fresh, **born, "next_try_at": now}])
            return True
        if known[wanted]["state"] in ("ending", "ended"):
            again = {"state": "wanted", "token": token, "secret": secret, "verified_at": None}
            _set(session, known[wanted]["id"], **again, next_try_at=now, failures=0)
            return True
        return changed


def claim_due(
    database: Database, decide: Callable[[Subscription], datetime], *, now: datetime, limit: int
) -> list[Subscription]:
    """Take subscriptions whose hub is to be asked; `decide` says when it is asked again if nothing follows.

    Those of a source that is no longer polled are ending. The row is written before the hub is asked: a hub may
    look at our callback while we still wait for its answer.
    """
    statement = (
        select(SUBSCRIPTIONS, SourceModel.enabled, SourceModel.removed_at)
        .join(SourceModel, SourceModel.id == SUBSCRIPTIONS.c.source_id)
        .where(
            or_(
                SUBSCRIPTIONS.c.next_try_at <= now,
                SUBSCRIPTIONS.c.state.in_(_LIVING)
                & (SourceModel.enabled.is_(False) | SourceModel.removed_at.is_not(None)),
            )
        )
        .order_by(SUBSCRIPTIONS.c.next_try_at)
        .limit(limit)
        .with_for_update(of=SUBSCRIPTIONS, skip_locked=True)
    )
    claimed = []
    with database.write() as session:
        for row in session.execute(statement).mappings().all():
            watched = row["enabled"] and row["removed_at"] is None
            state = row["state"]
            if not watched and state in _LIVING:
                state = "ending"
            elif state in ("wanted", "denied"):
                state = "asked"
            found = _read({**row, "state": state})
            _set(session, found.id, state=state, asked_at=now, next_try_at=decide(found))
            claimed.append(found)
    return claimed


def note_failure(
    database: Database, subscription: Subscription, *, error: str, next_try_at: datetime | None
) -> None:
    """Write that a hub did not accept a request; one that looked at our callback meanwhile did."""
    ended: dict[str, Any] = {"state": "ended"} if next_try_at is None else {}
    with database.write() as session:
        session.execute(
            update(SubscriptionModel)
            .where(
                SubscriptionModel.id == subscription.id,
                SubscriptionModel.verified_at.is_(None)
                if subscription.verified_at is None
                else SubscriptionModel.verified_at == subscription.verified_at,
            )
            .values(
                failures=SubscriptionModel.failures + 1,
                last_error=error[:MAX_DETAIL],
                next_try_at=next_try_at,
                **ended,
            )
        )


def change(database: Database, id_: int, **columns: Any) -> None:
    """Write what a hub's look at our callback, or its refusal, changes. Any: columns of several types."""
    with database.write() as session:
        _set(session, id_, **columns)


def find(database: Database, *, token: str) -> Subscription | None:
    with database.read() as session:
        row = session.execute(
            select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.token == token)
        ).mappings()
        found = row.one_or_none()
        return _read(found) if found else None


def of_source(database: Database, source_id: str) -> Sequence[Subscription]:
    with database.read() as session:
        rows = session.execute(
            select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.source_id == source_id)
        ).mappings()
        return [_read(row) for row in rows]


def note_ignored(database: Database, id_: int) -> None:
    """Count a message that was not signed as agreed."""
    with database.write() as session:
        _set(session, id_, ignored=SubscriptionModel.ignored + 1)


def note_missed(database: Database, id_: int, *, now: datetime) -> None:
    """Write that a poll found what the hub had not sent."""
    with database.write() as session:
        _set(session, id_, missed_at=now)


def record_push(
    database: Database, record: PollRecord, *, listing: Listing | None, subscription_id: int
) -> int:
    """Store what a hub sent, as a poll that nobody asked for; returns how many entries were new.

    The source's own state is left alone: it says what the source answers when it is asked.
    """
    with database.write() as session:
        connection = session.connection()
        held = select(SourceModel.id).where(SourceModel.id == record.source_id).with_for_update()
        connection.execute(held).scalar_one()
        new = store_listings(connection, [(record, listing)])[record.source_id]
        pushes = SubscriptionModel.pushes + 1
        _set(session, subscription_id, pushes=pushes, last_push_at=record.finished_at)
        return new


# Any: the session, and columns of several types.
def _set(session: Any, id_: int, **columns: Any) -> None:
    session.execute(update(SubscriptionModel).where(SubscriptionModel.id == id_).values(**columns))


def _read(row: Any) -> Subscription:
    return Subscription(**{name: row[name] for name in _FIELDS})
