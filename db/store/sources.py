"""Writes about sources: the mirrored catalogue, claims for polling, polls with their entries."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, true, update

from db.engine import Database
from db.models import AlertModel, EntryModel, PollModel, SourceModel, table_of
from db.records import (
    Columns,
    read_source,
    read_source_state,
    source_columns,
    source_state_columns,
)
from db.store.edits import new_entries
from db.store.entries import insert_entries
from db.store.hosts import note_hold, put_off_held
from domain.listing import Listing
from domain.source import DueBy, HostHold, PollRecord, Source, SourceState

log = logging.getLogger(__name__)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
POLLS = table_of(PollModel)
SOURCES = table_of(SourceModel)
_HELD = (
    select(SOURCES.c.id)
    .where(
        SOURCES.c.id.in_(bindparam("ids", expanding=True)),
        SOURCES.c.lease_owner == bindparam("owner"),
    )
    .order_by(SOURCES.c.id)
    .with_for_update()
)
_INSERT_POLL = insert(POLLS)
_INSERT_POLL_OF_ENTRIES = _INSERT_POLL.returning(POLLS.c.id)
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
# Long prose of a server's error page does not belong in a row that is read at a glance.
MAX_DETAIL = 2_000
_NO_LEASE = {"lease_owner": None, "lease_until": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedPoll:
    """A poll to be stored; `decide` is told how many entries were new.

    It says what the source's state becomes, and which host wants to be left alone; called twice it says the same.
    With the state `before`, as it was claimed, only what changed is written: a 304 changes six columns of thirty,
    and each costs.
    """

    record: PollRecord
    listing: Listing | None
    decide: Callable[[int], tuple[SourceState, HostHold | None]]
    before: SourceState | None = None


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


def record_poll(
    database: Database,
    record: PollRecord,
    *,
    listing: Listing | None,
    decide: Callable[[int], tuple[SourceState, HostHold | None]],
    owner: str,
    before: SourceState | None = None,
) -> int:
    """Store one poll; see `record_polls`."""
    done = FinishedPoll(record=record, listing=listing, decide=decide, before=before)
    return record_polls(database, [done], owner=owner)[0]


def record_polls(database: Database, polls: Sequence[FinishedPoll], *, owner: str) -> Sequence[int]:
    """Store polls of different sources, each with its new entries, its source's new state and its lease's end.

    All in one transaction: a commit costs as much as all else of a poll that found nothing. Shape: returns
    how many entries of each were new. An outcome `new` without a new entry is written as `unchanged`.
    Of a poll whose lease was lost nothing is written: its new owner polls again and finds the same.
    """
    with database.write() as session:
        connection = session.connection()
        ids = [poll.record.source_id for poll in polls]
        held = set(connection.scalars(_HELD, {"ids": ids, "owner": owner}))
        counts, rows, states = [], [], []
        for poll in polls:
            if poll.record.source_id not in held:
                log.warning("poll of a lost lease ignored", extra={"source": poll.record.source_id})
                counts.append(0)
                continue
            if poll.listing and poll.listing.whole_entries:
                new = store_listing(connection, poll.record, poll.listing)
            else:
                new = 0
                rows.append(_poll_columns(poll.record, entries_new=0))
            state, hold = poll.decide(new)
            states.append(_state_columns(poll, state))
            counts.append(new)
            if hold:
                note_hold(connection, hold, poll.record.finished_at)
        if rows:
            connection.execute(_INSERT_POLL, rows)
        _write_states(connection, states)
        return counts


def _state_columns(poll: FinishedPoll, state: SourceState) -> Columns:
    columns = source_state_columns(state, poll.before)
    if columns.get("last_error"):
        columns["last_error"] = columns["last_error"][:MAX_DETAIL]
    return {"id_of_source": poll.record.source_id, **columns, **_NO_LEASE}


def _write_states(connection: Connection, states: Sequence[Columns]) -> None:
    """Write rows that change the same columns with one statement."""
    alike: dict[tuple[str, ...], list[Columns]] = {}
    for columns in states:
        alike.setdefault(tuple(columns), []).append(columns)
    for rows in alike.values():
        connection.execute(_UPDATE, rows)


def store_listing(connection: Connection, record: PollRecord, listing: Listing | None) -> int:
    """Insert a poll and the entries that are new; the caller holds the source's row. Returns how many."""
    entries = listing.whole_entries if listing else ()
    now = record.finished_at
    new = new_entries(connection, record.source_id, entries, now=now) if entries else []
    poll_id = connection.execute(
        _INSERT_POLL_OF_ENTRIES, _poll_columns(record, entries_new=len(new))
    ).scalar_one()
    insert_entries(connection, record.source_id, new, poll_id=poll_id, now=now)
    return len(new)


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
    if "poll_interval_s" in changes and stored["due_by"] in ("own", "habit", "pushed"):
        # A shorter interval holds from now on, not after the longer one's end.
        asked_at = stored["last_polled_at"] or now
        due_at = asked_at + timedelta(seconds=wanted["poll_interval_s"])
        changes["next_due_at"] = min(stored["next_due_at"], due_at)
    if any(name in changes for name in _ADDRESS):
        changes |= {**_UNKNOWN, "next_due_at": now}
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
        "pushed": record.pushed,
    }
