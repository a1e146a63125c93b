"""Writes about entries: taking in what a listing shows, claims, outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
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
from db.store.rereads import validators_of, wake_rereads
from domain.listing import Entry
from domain.rows import PendingEntry

# Of the places that entries have, a slow source may take these and no more. Its host takes two at a
# time; the others wait, or are parsed.
PER_SOURCE = 4
# Several daemons choose the same entries at the same instant; each gets what the other leaves.
_SPARE = 2
# As a literal: SQLite uses a partial index only when it sees the very term of the index.
ENTRIES = table_of(EntryModel)
PENDING: ColumnElement[bool] = literal_column("entries.state = 'pending'")
_INSERT = insert(ENTRIES)
_UPDATE_PENDING = update(ENTRIES).where(
    ENTRIES.c.id == bindparam("id_of_entry"),
    ENTRIES.c.state == "pending",
    ENTRIES.c.attempts == bindparam("attempts_of_claim"),
    ENTRIES.c.lease_owner == bindparam("owner_of_claim"),
)


def new_rows(
    source_id: str, entries: Sequence[Entry], *, poll_id: int | None, now: datetime
) -> list[Columns]:
    """The rows of entries that are unknown, for `insert_rows`."""
    state = {"state": "pending", "attempts": 0, "first_seen_at": now, "due_at": now}
    origin = {"source_id": source_id, "poll_id": poll_id}
    return [{**entry_columns(entry), **origin, **state} for entry in entries]


def insert_rows(connection: Connection, rows: Sequence[Columns]) -> None:
    """Insert entries that are unknown; the caller holds their sources' rows, so nobody else does."""
    if rows:
        connection.execute(_INSERT, rows)


def claim_due_entries(
    database: Database,
    *,
    now: datetime,
    owner: str,
    lease_s: float,
    limit: int,
    per_source: int = PER_SOURCE,
) -> list[PendingEntry]:
    """Take entries that are due, in turns between sources so that a slow one delays no other.

    Shape: the longest due of each source first, then the second of each; nobody else gets them until
    the lease ends. `per_source` bounds how many of one source this owner has under way.
    """
    with database.write() as session:
        wake_rereads(session.connection(), now=now)
        ids = _choose(session, now, owner, limit, per_source)
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
    entry: PendingEntry,
    *,
    outcome: str,
    now: datetime,
    detail: str | None = None,
    article_id: int | None = None,
) -> bool:
    """Write what became of an entry; with `article_id` its source joins that article's story.

    Returns False when the entry was finished or claimed by another: nothing is written then.
    """
    with database.write() as session:
        connection = session.connection()
        closed = close_entry(
            connection, entry, outcome=outcome, now=now, detail=detail, article_id=article_id
        )
        if closed and article_id is not None:
            add_source(connection, article_id, entry.source.id)
        return closed


def fail_entry(
    database: Database, entry: PendingEntry, *, reason: str, detail: str | None, now: datetime
) -> bool:
    """Give an entry up, if it is still ours; `retry_failed_entries` brings it back."""
    with database.write() as session:
        connection = session.connection()
        return close_entry(
            connection, entry, outcome=reason, now=now, detail=detail, state="failed"
        )


def retry_entry(
    database: Database,
    entry: PendingEntry,
    *,
    due_at: datetime,
    reason: str,
    detail: str | None = None,
    counted: bool = True,
) -> bool:
    """Put an entry off and give its lease back; returns False when it is not ours any more.

    `counted` False: this was no attempt, the entry only waits.
    """
    with database.write() as session:
        connection = session.connection()
        return postpone_entry(
            connection, entry, due_at=due_at, reason=reason, detail=detail, counted=counted
        )


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
    entry: PendingEntry,
    *,
    outcome: str,
    now: datetime,
    detail: str | None = None,
    article_id: int | None = None,
    state: str = "done",
) -> bool:
    """Close an entry within a transaction; see `finish_entry`."""
    values = {"state": state, "outcome": outcome, "detail": detail, "finished_at": now}
    return _update_pending(connection, entry, values, article_id)


def postpone_entry(
    connection: Connection,
    entry: PendingEntry,
    *,
    due_at: datetime,
    reason: str,
    detail: str | None = None,
    article_id: int | None = None,
    counted: bool = True,
) -> bool:
    """Put an entry off within a transaction; see `retry_entry`."""
    attempts = entry.attempts if counted else entry.attempts - 1
    values = {"due_at": due_at, "outcome": reason, "detail": detail, "attempts": attempts}
    return _update_pending(connection, entry, values, article_id)


def _update_pending(
    connection: Connection, entry: PendingEntry, values: Columns, article_id: int | None
) -> bool:
    """Write the outcome and give the lease back, unless someone else took the entry meanwhile."""
    fence = {"attempts_of_claim": entry.attempts, "owner_of_claim": entry.owner}
    free = {"lease_owner": None, "lease_until": None}
    article = {} if article_id is None else {"article_id": article_id}
    changed = connection.execute(
        _UPDATE_PENDING, {"id_of_entry": entry.id, **fence, **values, **free, **article}
    )
    return changed.rowcount == 1


def _choose(session: Session, now: datetime, owner: str, limit: int, per_source: int) -> list[int]:
    """The ids to claim, in turns. A claim on SQLite: 11 ms with 5,000 entries due, 3.5 ms with 500."""
    wanted = list(session.scalars(_in_turns(now, owner, limit * _SPARE, per_source)))
    if not wanted:
        return []
    # Windows cannot be locked; what someone else took meanwhile is left out here.
    free = select(EntryModel.id).where(EntryModel.id.in_(wanted), PENDING, _free(now))
    ours = set(session.scalars(free.with_for_update(skip_locked=True)))
    return [id_ for id_ in wanted if id_ in ours][:limit]


def _in_turns(now: datetime, owner: str, limit: int, per_source: int) -> Select[int]:
    under_way = (
        select(EntryModel.source_id, func.count().label("number"))
        .where(PENDING, EntryModel.lease_owner == owner, EntryModel.lease_until > now)
        .group_by(EntryModel.source_id)
        .subquery()
    )
    place = func.row_number().over(
        partition_by=EntryModel.source_id, order_by=(EntryModel.due_at, EntryModel.id)
    )
    queue = (
        select(EntryModel.id, EntryModel.source_id, EntryModel.due_at, place.label("place"))
        .where(PENDING, EntryModel.due_at <= now, _free(now))
        .subquery()
    )
    turn = queue.c.place + func.coalesce(under_way.c.number, 0)
    return (
        select(queue.c.id)
        .outerjoin(under_way, under_way.c.source_id == queue.c.source_id)
        .where(turn <= per_source)
        .order_by(turn, queue.c.due_at, queue.c.id)
        .limit(limit)
    )


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
    again = {row["article_id"] for row in rows.values()} - {None}
    validators = validators_of(session.connection(), again)
    return [
        PendingEntry(
            id=id_,
            source=sources[rows[id_]["source_id"]],
            entry=read_entry(rows[id_]),
            attempts=rows[id_]["attempts"],
            owner=rows[id_]["lease_owner"],
            first_seen_at=rows[id_]["first_seen_at"],
            article_id=rows[id_]["article_id"],
            edited=rows[id_]["edited_at"] is not None and rows[id_]["article_id"] is not None,
            reread=validators.get(rows[id_]["article_id"] or 0),
        )
        for id_ in ids
    ]


def _free(now: datetime) -> Any:
    """Nobody holds the entry. Any: SQLAlchemy's operators have no common type."""
    return or_(EntryModel.lease_until.is_(None), EntryModel.lease_until <= now)
