"""Writes about sources: the mirrored catalogue, claims for polling; what polls bring is in `polls.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, true, update

from db.engine import Database
from db.models import AlertModel, EntryModel, SourceModel, table_of
from db.records import (
    Columns,
    read_source,
    read_source_state,
    source_columns,
    source_state_columns,
)
from db.store.hosts import put_off_held
from domain.source import DueBy, Source, SourceState

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SOURCES = table_of(SourceModel)
_UPDATE = update(SOURCES).where(SOURCES.c.id == bindparam("id_of_source"))
_RESCHEDULE = _UPDATE.values(next_due_at=bindparam("next_due_at"), due_by=bindparam("due_by"))
# What the answers of a source depend on: validators of another address mean nothing.
_ADDRESS = ("url", "kind", "selectors", "encoding")
# What we know of a source at an address that we never asked; its habit is the outlet's, and stays.
_UNKNOWN = {
    name: value
    for name, value in source_state_columns(SourceState(source_id="", next_due_at=_EPOCH)).items()
    if name not in ("next_due_at", "last_polled_at", "last_success_at", "habit")
}


def sync_sources(database: Database, sources: Sequence[Source], *, now: datetime) -> None:
    """Mirror the catalogue: new sources are due at once, those gone from it are marked, none deleted."""
    with database.write() as session:
        stored = {row["id"]: row for row in session.execute(select(*_columns())).mappings()}
        wanted = {source.id: source_columns(source) for source in sources}
        fresh = [
            {**columns, "next_due_at": now, "added_at": now}
            for id_, columns in wanted.items()
            if id_ not in stored
        ]
        if fresh:
            session.execute(insert(SourceModel), fresh)
        for id_, columns in wanted.items():
            if id_ in stored and (changes := _changes(stored[id_], columns, now)):
                session.execute(update(SourceModel).where(SourceModel.id == id_).values(changes))
        session.execute(
            update(SourceModel)
            .where(SourceModel.id.not_in(list(wanted)), SourceModel.removed_at.is_(None))
            .values(removed_at=now)
        )


def claim_due_sources(
    database: Database,
    *,
    now: datetime,
    owner: str,
    lease_s: float,
    limit: int,
    due_at: datetime | None = None,
) -> list[tuple[Source, SourceState]]:
    """Take sources that are due, longest due first; nobody else gets them until the lease ends.

    `due_at`: only those that were due then already.

    Those whose host asked for silence are put off instead, each with a poll `skipped` that says so.
    Units: `lease_s` seconds. A lease that ran out is up for taking.
    """
    due = (
        select(*_columns())
        .where(*_claimable(now), SourceModel.next_due_at <= (due_at or now))
        .order_by(SourceModel.next_due_at, SourceModel.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    with database.write() as session:
        connection = session.connection()
        while True:
            rows = connection.execute(due).mappings().all()
            free_rows = put_off_held(connection, rows, now) if rows else []
            # All of them held: others may wait behind them.
            if free_rows or not rows:
                break
        if free_rows:
            session.execute(
                update(SourceModel)
                .where(SourceModel.id.in_([row["id"] for row in free_rows]))
                .values(lease_owner=owner, lease_until=now + timedelta(seconds=lease_s))
            )
        return [(read_source(row), read_source_state(row)) for row in free_rows]


def make_sources_due(database: Database, ids: Sequence[str] | None = None, *, now: datetime) -> int:
    """Make sources due now, all of them by default, also one that said it is gone."""
    chosen = true() if ids is None else SourceModel.id.in_(list(ids))
    with database.write() as session:
        found = session.execute(
            update(SourceModel)
            .where(chosen)
            .values(next_due_at=now, due_by="own", not_before=None, gone_at=None)
            .returning(SourceModel.id)
        )
        return len(found.all())


def reschedule(
    database: Database,
    decide: Callable[[Source, SourceState], tuple[datetime, DueBy] | None],
    *,
    now: datetime,
    ids: Sequence[str] | None = None,
) -> int:
    """Let `decide` say of sources that nobody polls when they are due instead; returns how many changed."""
    chosen = true() if ids is None else SourceModel.id.in_(list(ids))
    with database.write() as session:
        rows = session.execute(select(*_columns()).where(chosen, *_claimable(now))).mappings().all()
        moved = [
            {"id_of_source": row["id"], "next_due_at": due[0], "due_by": due[1]}
            for row in rows
            if (due := decide(read_source(row), read_source_state(row))) is not None
        ]
        if moved:
            session.connection().execute(_RESCHEDULE, moved)
        return len(moved)


def forget_moves(database: Database, ids: Sequence[str]) -> int:
    """Forget what permanent redirects taught about these sources; returns how many had moved."""
    nothing = {"moved_to": None, "moved_at": None, "sighted_url": None, "sightings": 0}
    with database.write() as session:
        found = session.execute(
            update(SourceModel)
            .where(SourceModel.id.in_(list(ids)), SourceModel.moved_to.is_not(None))
            .values(nothing)
            .returning(SourceModel.id)
        )
        return len(found.all())


def free(model: type[SourceModel | EntryModel | AlertModel], now: datetime) -> Any:
    """The condition that nobody holds a row. Any: SQLAlchemy's operators have no common type."""
    return or_(model.lease_until.is_(None), model.lease_until <= now)


def _columns() -> Sequence[Any]:
    return SourceModel.__table__.columns.values()


def _claimable(now: datetime) -> tuple[Any, ...]:
    return (
        SourceModel.enabled,
        SourceModel.removed_at.is_(None),
        free(SourceModel, now),
    )


def _changes(stored: Any, wanted: Columns, now: datetime) -> Columns:
    changes = {name: value for name, value in wanted.items() if stored[name] != value}
    if stored["removed_at"] is not None:
        changes |= {"removed_at": None, "next_due_at": now}
    if "poll_interval_s" in changes and stored["due_by"] in ("own", "habit", "pushed"):
        # A shorter interval holds from now on, not after the longer one's end.
        asked_at = stored["last_polled_at"] or now
        due_at = asked_at + timedelta(seconds=wanted["poll_interval_s"])
        changes["next_due_at"] = min(stored["next_due_at"], due_at)
    if any(name in changes for name in _ADDRESS):
        changes |= {**_UNKNOWN, "next_due_at": now}
    return changes
