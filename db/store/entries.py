"""Writes about entries: taking in what a listing shows, claims, outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import EntryModel, SourceModel, table_of
from db.records import Columns, entry_columns, read_entry, read_source
from db.store.facts import add_source
from db.types import storable
from domain.listing import Entry
from domain.rows import PendingEntry

# SQLite 3.40 takes 32,766 parameters in a statement; PostgreSQL 65,535.
_CHUNK = 500
# As a literal: SQLite uses a partial index only when it sees the very term of the index.
ENTRIES = table_of(EntryModel)
PENDING: ColumnElement[bool] = literal_column("entries.state = 'pending'")
_INSERT = insert(ENTRIES)
_UPDATE_PENDING = update(ENTRIES).where(
    ENTRIES.c.id == bindparam("id_of_entry"), ENTRIES.c.state == "pending"
)
_KNOWN = select(ENTRIES.c.identity).where(
    ENTRIES.c.source_id == bindparam("source_id"),
    ENTRIES.c.identity.in_(bindparam("identities", expanding=True)),
)


def unknown_entries(
    connection: Connection, source_id: str, entries: Sequence[Entry]
) -> list[Entry]:
    """Those this source never showed before, each identity once, in the order of the listing."""
    wanted = {storable(entry.identity): entry for entry in reversed(entries)}
    known = _known_identities(connection, source_id, list(wanted))
    return [entry for identity, entry in reversed(wanted.items()) if identity not in known]


def insert_entries(
    connection: Connection,
    source_id: str,
    entries: Sequence[Entry],
    *,
    poll_id: int | None,
    now: datetime,
) -> None:
    """Insert entries that are unknown; the caller holds the source's row, so nobody else does."""
    if not entries:
        return
    state = {"state": "pending", "attempts": 0, "first_seen_at": now, "due_at": now}
    origin = {"source_id": source_id, "poll_id": poll_id}
    rows = [{**entry_columns(entry), **origin, **state} for entry in entries]
    connection.execute(_INSERT, rows)


def claim_due_entries(
    database: Database, *, now: datetime, owner: str, lease_s: float, limit: int
) -> list[PendingEntry]:
    """Take entries that are due, longest due first; nobody else gets them until the lease ends."""
    due = (
        select(EntryModel.id)
        .where(PENDING, EntryModel.due_at <= now, _free(now))
        .order_by(EntryModel.due_at, EntryModel.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    with database.write() as session:
        ids = list(session.scalars(due))
        if not ids:
            return []
        session.execute(
            update(EntryModel)
            .where(EntryModel.id.in_(ids))
            .values(
                lease_owner=owner,
                lease_until=now + timedelta(seconds=lease_s),
                attempts=EntryModel.attempts + 1,
            )
        )
        return _read_pending(session, ids)


def finish_entry(
    database: Database,
    entry_id: int,
    *,
    outcome: str,
    now: datetime,
    detail: str | None = None,
    article_id: int | None = None,
) -> bool:
    """Write what became of an entry; with `article_id` its source joins that article's story.

    Returns False when the entry was finished already: nothing is written then.
    """
    with database.write() as session:
        connection = session.connection()
        closed = close_entry(
            connection, entry_id, outcome=outcome, now=now, detail=detail, article_id=article_id
        )
        if closed and article_id is not None:
            source_id = select(EntryModel.source_id).where(EntryModel.id == entry_id)
            add_source(connection, article_id, session.scalars(source_id).one())
        return closed


def fail_entry(
    database: Database, entry_id: int, *, reason: str, detail: str | None, now: datetime
) -> bool:
    """Give an entry up; `retry_failed_entries` brings it back."""
    with database.write() as session:
        connection = session.connection()
        return close_entry(
            connection, entry_id, outcome=reason, now=now, detail=detail, state="failed"
        )


def retry_entry(
    database: Database, entry_id: int, *, due_at: datetime, reason: str, detail: str | None = None
) -> bool:
    """Put an entry off and give its lease back; returns False when it was finished already."""
    with database.write() as session:
        connection = session.connection()
        return postpone_entry(connection, entry_id, due_at=due_at, reason=reason, detail=detail)


def retry_failed_entries(
    database: Database, *, now: datetime, ids: Sequence[int] | None = None
) -> int:
    """Make failed entries due again, all of them by default; returns how many."""
    chosen = [EntryModel.state == "failed"]
    if ids is not None:
        chosen.append(EntryModel.id.in_(list(ids)))
    with database.write() as session:
        again = session.execute(
            update(EntryModel)
            .where(*chosen)
            .values(state="pending", due_at=now, finished_at=None)
            .returning(EntryModel.id)
        )
        return len(again.all())


def close_entry(
    connection: Connection,
    entry_id: int,
    *,
    outcome: str,
    now: datetime,
    detail: str | None = None,
    article_id: int | None = None,
    state: str = "done",
) -> bool:
    """Close an entry within a transaction; see `finish_entry`."""
    values = {"state": state, "outcome": outcome, "detail": detail, "finished_at": now}
    return _update_pending(connection, entry_id, values, article_id)


def postpone_entry(
    connection: Connection,
    entry_id: int,
    *,
    due_at: datetime,
    reason: str,
    detail: str | None = None,
    article_id: int | None = None,
) -> bool:
    """Put an entry off within a transaction; see `retry_entry`."""
    values = {"due_at": due_at, "outcome": reason, "detail": detail}
    return _update_pending(connection, entry_id, values, article_id)


def _update_pending(
    connection: Connection, entry_id: int, values: Columns, article_id: int | None
) -> bool:
    """Write the outcome and give the lease back, unless someone finished the entry meanwhile."""
    free = {"lease_owner": None, "lease_until": None}
    article = {} if article_id is None else {"article_id": article_id}
    changed = connection.execute(
        _UPDATE_PENDING, {"id_of_entry": entry_id, **values, **free, **article}
    )
    return changed.rowcount == 1


def _known_identities(
    connection: Connection, source_id: str, identities: Sequence[str]
) -> set[str]:
    known: set[str] = set()
    for at in range(0, len(identities), _CHUNK):
        chunk = {"source_id": source_id, "identities": identities[at : at + _CHUNK]}
        known |= set(connection.execute(_KNOWN, chunk).scalars())
    return known


def _read_pending(session: Session, ids: Sequence[int]) -> list[PendingEntry]:
    entry_rows = session.execute(
        select(*EntryModel.__table__.columns).where(EntryModel.id.in_(ids))
    ).mappings()
    rows = {row["id"]: row for row in entry_rows}
    source_ids = {row["source_id"] for row in rows.values()}
    sources = {
        row["id"]: read_source(row)
        for row in session.execute(
            select(*SourceModel.__table__.columns).where(SourceModel.id.in_(source_ids))
        ).mappings()
    }
    return [
        PendingEntry(
            id=id_,
            source=sources[rows[id_]["source_id"]],
            entry=read_entry(rows[id_]),
            attempts=rows[id_]["attempts"],
            first_seen_at=rows[id_]["first_seen_at"],
            article_id=rows[id_]["article_id"],
        )
        for id_ in ids
    ]


def _free(now: datetime) -> Any:
    """Nobody holds the entry. Any: SQLAlchemy's operators have no common type."""
    return or_(EntryModel.lease_until.is_(None), EntryModel.lease_until <= now)
