"""Where links of aggregators lead, asked for once for all sources; it asks nobody but the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from db.engine import Database
from db.models import LinkModel, table_of

LINKS = table_of(LinkModel)
_KNOWN = select(LINKS.c.target, LINKS.c.attempts, LINKS.c.tried_at).where(
    LINKS.c.url == bindparam("link")
)
_UPDATE = update(LINKS).where(LINKS.c.url == bindparam("link"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLink:
    """What asking for a link gave: its target, or after so many attempts none."""

    target: str | None
    attempts: int
    tried_at: datetime


def known_link(database: Database, url: str) -> KnownLink | None:
    """What is known of a link, or None if nobody asked for it."""
    with database.read() as session:
        row = session.execute(_KNOWN, {"link": url}).mappings().one_or_none()
    return KnownLink(**row) if row else None


def note_link(
    database: Database, url: str, *, target: str | None, detail: str | None, now: datetime
) -> None:
    """Remember what an attempt gave; a target that is known stays."""
    with database.write() as session:
        connection = session.connection()
        row = connection.execute(_KNOWN, {"link": url}).mappings().one_or_none()
        values = {"target": target, "detail": detail, "tried_at": now}
        if row is None:
            connection.execute(insert(LINKS), {"url": url, "attempts": 1, **values})
        elif row["target"] is None:
            attempts = row["attempts"] + 1
            connection.execute(_UPDATE, {"link": url, **values, "attempts": attempts})
