"""Writes about polls: many at once, each with its new entries and what it changes about its source; it claims none."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from db.engine import Database
from db.models import PollModel, SourceModel, table_of
from db.records import Columns, source_state_columns
from db.store.edits import Shown, new_entries
from db.store.entries import insert_rows, new_rows
from db.store.hosts import note_hold
from domain.listing import Listing
from domain.source import HostHold, PollRecord, SourceState

log = logging.getLogger(__name__)

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
_INSERT_POLL_OF_ENTRIES = _INSERT_POLL.returning(POLLS.c.source_id, POLLS.c.id)
_UPDATE = update(SOURCES).where(SOURCES.c.id == bindparam("id_of_source"))
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
        lost = [id_ for id_ in ids if id_ not in held]
        for id_ in lost:
            log.warning("poll of a lost lease ignored", extra={"source": id_})
        ours = [poll for poll in polls if poll.record.source_id in held]
        counts = store_listings(connection, [(poll.record, poll.listing) for poll in ours])
        states = []
        for poll in ours:
            state, hold = poll.decide(counts[poll.record.source_id])
            states.append(_state_columns(poll, state))
            if hold:
                note_hold(connection, hold, poll.record.finished_at)
        _write_states(connection, states)
        return [counts.get(id_, 0) for id_ in ids]


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


def store_listings(
    connection: Connection, polls: Sequence[tuple[PollRecord, Listing | None]]
) -> dict[str, int]:
    """Insert polls of different sources, and the entries that are new; the caller holds the sources' rows.

    Returns how many entries of each source were new.
    """
    shown = [
        Shown(record.source_id, listing.whole_entries if listing else (), record.finished_at)
        for record, listing in polls
    ]
    full = [one for one in shown if one.entries]
    found = new_entries(connection, full) if full else []
    new = {one.source_id: entries for one, entries in zip(full, found, strict=True) if entries}
    rows = [
        _poll_columns(record, entries_new=len(new.get(record.source_id, ()))) for record, _ in polls
    ]
    if quiet := [row for row in rows if row["source_id"] not in new]:
        connection.execute(_INSERT_POLL, quiet)
    if telling := [row for row in rows if row["source_id"] in new]:
        stored = connection.execute(_INSERT_POLL_OF_ENTRIES, telling)
        ids = {row.source_id: row.id for row in stored}
        entries = [
            row
            for one in full
            if one.source_id in new
            for row in new_rows(
                one.source_id, new[one.source_id], poll_id=ids[one.source_id], now=one.at
            )
        ]
        insert_rows(connection, entries)
    return {one.source_id: len(new.get(one.source_id, ())) for one in shown}


def prune_polls(database: Database, *, before: datetime, dry_run: bool = False) -> int:
    """Remove old polls but the newest of each source; entries stay. Returns how many."""
    newest = select(func.max(PollModel.id)).group_by(PollModel.source_id)
    old = (PollModel.started_at < before, PollModel.id.not_in(newest))
    if dry_run:
        with database.read() as session:
            return session.execute(select(func.count()).where(*old)).scalar_one()
    with database.write() as session:
        return len(session.execute(delete(PollModel).where(*old).returning(PollModel.id)).all())


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
