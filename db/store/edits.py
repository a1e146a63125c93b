"""Tells edited and renumbered entries from new ones, and makes edited ones due again; it stores no article.

Rules, in words:
- An entry whose id is unknown, but whose link and title this source showed before, is that entry under a
  new id (some systems count anew with each answer): it is not new.
- So is one whose link a single other entry has that the listing shows no longer; its title was edited.
- An edited title is followed for three days: later changes come from redesigns more often than from editors.
- What became an article, or was off the subject, is looked at again; after the first edit of an entry at
  most once an hour, for headlines that are tried out on readers. Elsewhere only the title is noted.
- A newer date of an entry whose page is read again (flagged articles) has it read now.
- A page's links are no titles: lists shorten them differently each day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select, tuple_, update

from db.models import EntryModel, SourceModel, table_of
from db.records import Columns, dated_columns
from db.store.rereads import forget_asked, hasten_rereads
from db.types import storable
from domain.listing import Entry

FOLLOWED_FOR = timedelta(days=3)
PAUSE = timedelta(hours=1)
# SQLite 3.40 takes 32,766 parameters in a statement; PostgreSQL 65,535.
_CHUNK = 500
_AGAIN = ("stored", "off_subject", "edited")
ENTRIES = table_of(EntryModel)
SOURCES = table_of(SourceModel)
_COLUMNS = (
    ENTRIES.c.id,
    ENTRIES.c.source_id,
    ENTRIES.c.identity,
    ENTRIES.c.url,
    ENTRIES.c.title,
    ENTRIES.c.state,
    ENTRIES.c.outcome,
    ENTRIES.c.first_seen_at,
    ENTRIES.c.finished_at,
    ENTRIES.c.edited_at,
    ENTRIES.c.updated_at,
)
_WANTED: Any = bindparam("wanted", expanding=True)
_BY_IDENTITY = select(*_COLUMNS).where(tuple_(ENTRIES.c.source_id, ENTRIES.c.identity).in_(_WANTED))
# Of any source: asked for both, SQLite may read all that the source ever showed.
_BY_URL = select(*_COLUMNS).where(ENTRIES.c.url.in_(_WANTED))
_KIND = select(SOURCES.c.kind).where(SOURCES.c.id == bindparam("source_id"))
_UPDATE = update(ENTRIES).where(ENTRIES.c.id == bindparam("id_of_entry"))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a poll of a source showed, and when."""

    source_id: str
    entries: Sequence[Entry]
    at: datetime


def new_entries(connection: Connection, polls: Sequence[Shown]) -> list[list[Entry]]:
    """Those each source never showed before, each once, in their order; what was edited is made due again.

    Shape: polls of different sources -> the new entries of each. All are looked up with the same statements.
    """
    wanted = [_by_identity(shown) for shown in polls]
    pairs = [
        (shown.source_id, id_) for shown, ids in zip(polls, wanted, strict=True) for id_ in ids
    ]
    stored = {
        (row["source_id"], row["identity"]): row for row in _rows(connection, _BY_IDENTITY, pairs)
    }
    unknown = [
        {id_: entry for id_, entry in ids.items() if (shown.source_id, id_) not in stored}
        for shown, ids in zip(polls, wanted, strict=True)
    ]
    linked = _linked(connection, polls, unknown)
    for shown, ids, fresh in zip(polls, wanted, unknown, strict=True):
        edited = [
            (row, entry)
            for id_, entry in ids.items()
            if (row := stored.get((shown.source_id, id_))) is not None
        ]
        for id_, row in _renumbered(linked.get(shown.source_id, {}), fresh, ids).items():
            edited.append((row, fresh.pop(id_)))
        if any(_differs(row, entry) for row, entry in edited):
            _note(connection, shown, edited)
        _hasten(connection, edited, shown.at)
    return [list(fresh.values()) for fresh in unknown]


def _by_identity(shown: Shown) -> dict[str, Entry]:
    """Each entry once, in their order; of those that share an identity the first counts."""
    once = {storable(entry.identity): entry for entry in reversed(shown.entries)}
    return dict(reversed(once.items()))


def _linked(
    connection: Connection, polls: Sequence[Shown], unknown: Sequence[Mapping[str, Entry]]
) -> dict[str, dict[str, list[RowMapping]]]:
    """What each source showed before under the links of its unknown entries."""
    links = {entry.url: None for fresh in unknown for entry in fresh.values() if entry.url}
    asked = {shown.source_id for shown in polls}
    found: dict[str, dict[str, list[RowMapping]]] = {}
    for row in _rows(connection, _BY_URL, links):
        if row["source_id"] in asked:
            found.setdefault(row["source_id"], {}).setdefault(row["url"], []).append(row)
    return found


def _renumbered(
    rows: Mapping[str, Sequence[RowMapping]],
    unknown: Mapping[str, Entry],
    shown: Mapping[str, Entry],
) -> dict[str, RowMapping]:
    """Which of the unknown entries is which known one under a new id; `rows` are the source's by their link."""
    if not rows:
        return {}
    links = Counter(entry.url for entry in unknown.values() if entry.url)
    found = {}
    for id_, entry in unknown.items():
        known = rows.get(entry.url or "", [])
        same = [row for row in known if not _differs(row, entry)]
        # Lists whose items all lead to one page have many of that link: those are items of their own.
        gone = [row for row in known if row["identity"] not in shown]
        if same:
            found[id_] = same[0]
        elif len(known) == len(gone) == 1 and links[entry.url or ""] == 1:
            found[id_] = gone[0]
    return found


def _rows(connection: Connection, statement: Any, wanted: Iterable[Any]) -> list[RowMapping]:
    """Any: a statement with the parameter `wanted`, a list of values or of pairs."""
    values = list(wanted)
    rows: list[RowMapping] = []
    for at in range(0, len(values), _CHUNK):
        given = {"wanted": values[at : at + _CHUNK]}
        rows += connection.execute(statement, given).mappings().all()
    return rows


def _differs(row: RowMapping, entry: Entry) -> bool:
    return bool(entry.title) and row["title"] != storable(entry.title)


def _note(connection: Connection, shown: Shown, edited: Sequence[tuple[RowMapping, Entry]]) -> None:
    if connection.execute(_KIND, {"source_id": shown.source_id}).scalar_one() == "page":
        return
    now = shown.at
    for row, entry in edited:
        if _differs(row, entry) and now - row["first_seen_at"] <= FOLLOWED_FOR:
            values = {**_said(entry), "edited_at": now, **_due_again(row, now)}
            connection.execute(_UPDATE, {"id_of_entry": row["id"], **values})
            forget_asked(connection, row["id"])


def _hasten(
    connection: Connection, edited: Sequence[tuple[RowMapping, Entry]], now: datetime
) -> None:
    """Flagged articles are read again when their listing has a newer date, at most once an hour."""
    ids = set()
    for row, entry in edited:
        before, after = row["updated_at"], entry.updated
        if after is None or _differs(row, entry) or (before and after.at <= before):
            continue
        values = dated_columns("updated", after)
        connection.execute(_UPDATE, {"id_of_entry": row["id"], **values})
        if before is not None and row["state"] == "done":
            ids.add(row["id"])
    hasten_rereads(connection, ids, now=now)


def _said(entry: Entry) -> Columns:
    return {
        "title": entry.title,
        "summary": entry.summary,
        "content": entry.content,
        **dated_columns("updated", entry.updated),
    }


def _due_again(row: RowMapping, now: datetime) -> Columns:
    """Who works on the entry right now works on the old title: taking the lease voids what comes of it."""
    free = {"attempts": 0, "lease_owner": None, "lease_until": None}
    if row["state"] == "pending":
        return free
    if row["state"] != "done" or row["outcome"] not in _AGAIN:
        return {}
    finished_at = row["finished_at"]
    paused = row["edited_at"] is not None and finished_at is not None
    due_at = max(now, finished_at + PAUSE) if paused else now
    return {**free, "state": "pending", "outcome": "edited", "finished_at": None, "due_at": due_at}
