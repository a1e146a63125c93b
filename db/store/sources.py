"""Writes about sources: the mirrored catalogue, claims for polling, polls with their entries."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, true, update

from db.engine import Database
from db.models import AlertModel, EntryModel, PollModel, SourceModel, table_of
from db.records import Columns, read_source, read_source_state, source_columns
from db.store.entries import insert_entries, unknown_entries
from domain.listing import Listing
from domain.source import PollRecord, Source, SourceState, Validators

log = logging.getLogger(__name__)

POLLS = table_of(PollModel)
SOURCES = table_of(SourceModel)
_HELD = (
    select(SOURCES.c.failures)
    .where(SOURCES.c.id == bindparam("id"), SOURCES.c.lease_owner == bindparam("owner"))
    .with_for_update()
)
_INSERT_POLL = insert(POLLS).returning(POLLS.c.id)
_UPDATE = update(SOURCES).where(SOURCES.c.id == bindparam("id_of_source"))
GOOD_OUTCOMES = ("new", "unchanged", "not_modified")
# What the answers of a source depend on: validators of another address mean nothing.
_ADDRESS = ("url", "kind", "selectors", "encoding")
# Long prose of a server's error page does not belong in a row that is read at a glance.
MAX_DETAIL = 2_000


def sync_sources(database: Database, sources: Sequence[Source], *, now: datetime) -> None:
    """Mirror the catalogue: new sources are due at once, those gone from it are marked, none deleted."""
    with database.write() as session:
        stored = {row["id"]: row for row in session.execute(select(*_columns())).mappings()}
        wanted = {source.id: source_columns(source) for source in sources}
        fresh = [
            {**columns, "next_due_at": now, "added_at": now, "failures": 0}
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
    database: Database, *, now: datetime, owner: str, lease_s: float, limit: int
) -> list[tuple[Source, SourceState]]:
    """Take sources that are due, longest due first; nobody else gets them until the lease ends.

    Units: `lease_s` seconds. A lease that ran out is up for taking.
    """
    due = (
        select(*_columns())
        .where(*_claimable(now), SourceModel.next_due_at <= now)
        .order_by(SourceModel.next_due_at, SourceModel.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    with database.write() as session:
        rows = session.execute(due).mappings().all()
        if rows:
            session.execute(
                update(SourceModel)
                .where(SourceModel.id.in_([row["id"] for row in rows]))
                .values(lease_owner=owner, lease_until=now + timedelta(seconds=lease_s))
            )
        return [(read_source(row), read_source_state(row)) for row in rows]


def record_poll(
    database: Database,
    record: PollRecord,
    *,
    listing: Listing | None,
    validators: Validators,
    body_hash: str | None,
    next_due_at: datetime,
    owner: str,
) -> int:
    """Store a poll, its new entries and the source's new state in one transaction; give the lease back.

    Shape: returns how many entries were new. `body_hash` None keeps the stored one. An outcome `new`
    without a new entry is written as `unchanged`. A status of 410 marks the source as gone until it answers well again; `next_due_at` says when it is asked.
    If the lease was lost meanwhile nothing is written: its new owner polls again and finds the same.
    """
    with database.write() as session:
        connection = session.connection()
        held = {"id": record.source_id, "owner": owner}
        failures = connection.execute(_HELD, held).scalar_one_or_none()
        if failures is None:
            log.warning("poll of a lost lease ignored", extra={"source": record.source_id})
            return 0
        entries = listing.whole_entries if listing else ()
        new = unknown_entries(connection, record.source_id, entries) if entries else []
        poll = _poll_columns(record, entries_new=len(new))
        poll_id = connection.execute(_INSERT_POLL, poll).scalar_one()
        insert_entries(connection, record.source_id, new, poll_id=poll_id, now=record.finished_at)
        state = _state_after(record, failures, validators, body_hash)
        lease = {"next_due_at": next_due_at, "lease_owner": None, "lease_until": None}
        connection.execute(_UPDATE, {"id_of_source": record.source_id, **state, **lease})
        return len(new)


def make_sources_due(database: Database, ids: Sequence[str] | None = None, *, now: datetime) -> int:
    """Make sources due now, all of them by default, also one that said it is gone."""
    chosen = true() if ids is None else SourceModel.id.in_(list(ids))
    with database.write() as session:
        found = session.execute(
            update(SourceModel)
            .where(chosen)
            .values(next_due_at=now, gone_at=None)
            .returning(SourceModel.id)
        )
        return len(found.all())


def lease_owners(database: Database) -> list[str]:
    """Everybody who holds something, also by leases that have run out."""
    owners: set[str | None] = set()
    with database.read() as session:
        for model in (SourceModel, EntryModel, AlertModel):
            held = select(model.lease_owner).where(model.lease_owner.is_not(None))
            owners |= set(session.scalars(held.distinct()))
    return sorted(owner for owner in owners if owner)


def release_leases(database: Database, owner: str) -> int:
    """Give back all that this owner still holds, so that its successor need not wait.

    An attempt at an entry that was broken off is not counted: nothing is known against the entry.
    Attempts at alerts are numbered by their delivery rows; only those that failed bear on the schedule.
    """
    released = 0
    # Any: a value or an expression.
    uncounted: dict[str, Any] = {"attempts": EntryModel.attempts - 1}
    with database.write() as session:
        for model in (SourceModel, EntryModel, AlertModel):
            freed = session.execute(
                update(model)
                .where(model.lease_owner == owner)
                .values(
                    lease_owner=None, lease_until=None, **(uncounted if model is EntryModel else {})
                )
                .returning(model.id)
            )
            released += len(freed.all())
    return released


def prune_polls(database: Database, *, before: datetime, dry_run: bool = False) -> int:
    """Remove old polls but the newest of each source; entries stay. Returns how many."""
    newest = select(func.max(PollModel.id)).group_by(PollModel.source_id)
    old = (PollModel.started_at < before, PollModel.id.not_in(newest))
    if dry_run:
        with database.read() as session:
            return session.execute(select(func.count()).where(*old)).scalar_one()
    with database.write() as session:
        return len(session.execute(delete(PollModel).where(*old).returning(PollModel.id)).all())


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
    if any(name in changes for name in _ADDRESS):
        unknown = {"etag": None, "last_modified": None, "body_hash": None, "gone_at": None}
        changes |= {**unknown, "failures": 0, "next_due_at": now}
    return changes


def _poll_columns(record: PollRecord, *, entries_new: int) -> Columns:
    news = record.outcome != "new" or entries_new
    return {
        "source_id": record.source_id,
        "started_at": record.started_at,
        "finished_at": record.finished_at,
        "outcome": record.outcome if news else "unchanged",
        "http_status": record.status,
        "reason": record.reason,
        "detail": record.detail and record.detail[:MAX_DETAIL],
        "entries_seen": record.entries_seen,
        "entries_new": entries_new,
        "entries_skipped": record.entries_skipped,
        "size_bytes": record.size_bytes,
    }


def _state_after(
    record: PollRecord, failures: int, validators: Validators, body_hash: str | None
) -> Columns:
    state: Columns = {"last_polled_at": record.finished_at}
    if record.outcome in GOOD_OUTCOMES:
        state |= {
            "failures": 0,
            "last_success_at": record.finished_at,
            "last_error": None,
            "gone_at": None,
        }
    elif record.outcome == "failed":
        error = record.detail or record.reason or "failed"
        state |= {"failures": failures + 1, "last_error": error[:MAX_DETAIL]}
    if record.outcome != "skipped":
        state |= {"etag": validators.etag, "last_modified": validators.last_modified}
    if body_hash is not None:
        state["body_hash"] = body_hash
    if record.status == 410:
        state["gone_at"] = record.finished_at
    return state
