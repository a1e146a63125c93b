"""Has pages of flagged articles read again, with their validators; what an edit was is not judged here.

An article that is due makes its entry due: the page then comes in by the way of every entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Connection, bindparam, literal_column, select, update

from db.models import EntryModel, RereadModel, table_of
from db.statements import insert_new
from db.types import UTCDateTime
from domain.revision import MISSING_TWICE, SECOND_LOOK, next_reading
from domain.source import Validators

REREAD = "reread"
# So many at a time: those of a burst a day ago are due at once.
AT_ONCE = 50
# Some feeds give each entry a new date with each build.
PAUSE = timedelta(hours=1)
REREADS = table_of(RereadModel)
ENTRIES = table_of(EntryModel)

_INSERT = insert_new(REREADS)
_ARTICLE_ID: BindParameter[int] = bindparam("id_of_article")
_UPDATE = update(REREADS).where(REREADS.c.article_id == _ARTICLE_ID)
# As a literal: SQLite uses a partial index only when it sees the very term of the index.
_DUE = (
    select(REREADS.c.article_id, REREADS.c.entry_id, REREADS.c.since)
    .where(
        literal_column("rereads.due_at IS NOT NULL"),
        REREADS.c.due_at <= bindparam("now_", type_=UTCDateTime()),
    )
    .order_by(REREADS.c.due_at)
    .limit(AT_ONCE)
)
_WAKE = update(ENTRIES).where(ENTRIES.c.id == bindparam("id_of_entry"), ENTRIES.c.state == "done")
_HASTEN = update(REREADS).where(
    REREADS.c.entry_id.in_(bindparam("ids", expanding=True)),
    REREADS.c.gone_at.is_(None),
    REREADS.c.read_at < bindparam("read_before", type_=UTCDateTime()),
)
_FORGET_ASKED = update(REREADS).where(REREADS.c.entry_id == bindparam("id_of_entry"))
_ROW = select(REREADS).where(REREADS.c.article_id == _ARTICLE_ID)


def plan_rereads(
    connection: Connection,
    article_id: int,
    entry_id: int,
    validators: Validators,
    *,
    now: datetime,
) -> None:
    """Have the page of an article read again, unless that is planned already."""
    connection.execute(
        _INSERT[connection.dialect.name],
        {
            "article_id": article_id,
            "entry_id": entry_id,
            "since": now,
            "due_at": next_reading(now, now),
            "read_at": now,
            "etag": validators.etag,
            "last_modified": validators.last_modified,
            "missing": 0,
            "gone_at": None,
            "asked": False,
        },
    )


def wake_rereads(connection: Connection, *, now: datetime) -> None:
    """Make the entries of articles due whose pages are to be read again."""
    for article_id, entry_id, since in connection.execute(_DUE, {"now_": now}).all():
        again = {"state": "pending", "outcome": REREAD, "due_at": now, "attempts": 0}
        free = {"finished_at": None, "lease_owner": None, "lease_until": None}
        woken = connection.execute(_WAKE, {"id_of_entry": entry_id, **again, **free})
        # An entry that is due for something else brings its page in anyway.
        asked = {"asked": True} if woken.rowcount else {}
        due_at = next_reading(since, now)
        connection.execute(_UPDATE, {"id_of_article": article_id, "due_at": due_at, **asked})


def hasten_rereads(connection: Connection, entry_ids: Collection[int], *, now: datetime) -> None:
    """Have these entries' pages read again now: their listing says that they were updated."""
    if entry_ids:
        given = {"ids": sorted(entry_ids), "due_at": now, "read_before": now - PAUSE}
        connection.execute(_HASTEN, given)


def forget_asked(connection: Connection, entry_id: int) -> None:
    """Its headline was edited: the page is asked for as a whole, and for that."""
    connection.execute(_FORGET_ASKED, {"id_of_entry": entry_id, "asked": False})


def validators_of(connection: Connection, article_ids: Iterable[int]) -> dict[int, Validators]:
    """The validators of the last page of those articles that are being read again."""
    found = {}
    for article_id in article_ids:
        row = connection.execute(_ROW, {"id_of_article": article_id}).mappings().one_or_none()
        if row is not None and row["asked"]:
            found[article_id] = Validators(etag=row["etag"], last_modified=row["last_modified"])
    return found


def note_read(
    connection: Connection, article_id: int, validators: Validators | None, *, now: datetime
) -> None:
    """A page was there; `validators` None: it had not changed, and keeps those it had."""
    kept = (
        {}
        if validators is None
        else {"etag": validators.etag, "last_modified": validators.last_modified}
    )
    fine = {"missing": 0, "gone_at": None, "asked": False}
    values = {"id_of_article": article_id, "read_at": now, **fine}
    connection.execute(_UPDATE, {**values, **kept})


def note_missing(connection: Connection, article_id: int, *, now: datetime) -> bool:
    """A page was missing (404, 410); returns whether that makes it gone, just now."""
    row = connection.execute(_ROW, {"id_of_article": article_id}).mappings().one()
    missing = row["missing"] + 1
    gone = missing >= MISSING_TWICE and row["gone_at"] is None
    soon = {"due_at": now + SECOND_LOOK} if missing < MISSING_TWICE else {}
    ended = {"gone_at": now} if gone else {}
    values = {"read_at": now, "missing": missing, "asked": False, **ended, **soon}
    connection.execute(_UPDATE, {"id_of_article": article_id, **values})
    return gone
