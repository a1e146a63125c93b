"""Hosts that asked for silence: noted with the poll that met it, heeded by every claim; nothing is decided here."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from db.engine import Database
from db.models import HostHoldModel, PollModel, RobotsModel, SourceModel, table_of
from domain.fetched import RobotsCopy
from domain.source import HostHold, host_of

HOLDS = table_of(HostHoldModel)
_HELD = select(HOLDS.c.host, HOLDS.c.until).where(HOLDS.c.until > bindparam("now"))
_SOURCES = table_of(SourceModel)
_PUT_OFF = (
    update(_SOURCES)
    .where(_SOURCES.c.id == bindparam("id_of_source"))
    .values(next_due_at=bindparam("until"), due_by="host", not_before=bindparam("held"))
)
_WAITING = (
    select(func.count())
    .select_from(_SOURCES)
    .where(_SOURCES.c.due_by == "host", _SOURCES.c.not_before == bindparam("held"))
)
_ROBOTS = table_of(RobotsModel)
# Past its end a copy still serves while the site cannot be reached.
ROBOTS_KEPT = timedelta(days=31)
# Those who waited for one host do not come back to it all at once.
STAGGER_S = 5
_SKIPPED = insert(table_of(PollModel))


def hold_host(database: Database, hold: HostHold, *, now: datetime) -> None:
    """Remember until when a host is left alone that answered 429 to something else than a poll."""
    with database.write() as session:
        note_hold(session.connection(), hold, now)


def held_hosts(database: Database, *, now: datetime) -> list[HostHold]:
    """The hosts that are left alone at present."""
    with database.read() as session:
        rows = session.connection().execute(_HELD, {"now": now}).all()
        return [HostHold(host=host, until=until) for host, until in rows]


def give_back_held(
    database: Database, source_id: str, hold: HostHold, *, owner: str, now: datetime
) -> None:
    """Give back a claimed source that was not asked, since its host wants silence: the next claim puts it off."""
    with database.write() as session:
        note_hold(session.connection(), hold, now)
        session.execute(
            update(_SOURCES)
            .where(_SOURCES.c.id == source_id, _SOURCES.c.lease_owner == owner)
            .values(lease_owner=None, lease_until=None)
        )


def read_robots(database: Database, origin: str) -> RobotsCopy | None:
    """What was kept of an origin's robots.txt."""
    chosen = select(_ROBOTS.c.until, _ROBOTS.c.body).where(_ROBOTS.c.origin == origin)
    with database.read() as session:
        row = session.connection().execute(chosen).one_or_none()
    if row is None:
        return None
    body = None if row.body is None else zlib.decompress(row.body)
    return RobotsCopy(origin=origin, until=row.until, body=body)


def keep_robots(database: Database, copy: RobotsCopy) -> None:
    """Remember what an origin said; forget those that nobody asked about for a long time."""
    old = copy.until - ROBOTS_KEPT
    body = None if copy.body is None else zlib.compress(copy.body)
    with database.write() as session:
        connection = session.connection()
        gone = (_ROBOTS.c.origin == copy.origin) | (_ROBOTS.c.until < old)
        connection.execute(delete(_ROBOTS).where(gone))
        connection.execute(
            insert(_ROBOTS), {"origin": copy.origin, "until": copy.until, "body": body}
        )


def note_hold(connection: Connection, hold: HostHold, now: datetime) -> None:
    """Remember until when a host is left alone, the longest of what it said; forget those that are over."""
    known = connection.execute(_HELD, {"now": now}).all()
    until = max([hold.until, *(until for host, until in known if host == hold.host)])
    connection.execute(delete(HOLDS).where((HOLDS.c.host == hold.host) | (HOLDS.c.until <= now)))
    connection.execute(insert(HOLDS), {"host": hold.host, "until": until, "noted_at": now})


def put_off_held(
    connection: Connection, rows: Sequence[RowMapping], now: datetime
) -> list[RowMapping]:
    """Put off those sources whose host is held, with a row that says so; returns the others."""
    held = dict(connection.execute(_HELD, {"now": now}).all())
    if not held:
        return list(rows)
    others: list[RowMapping] = []
    for row in rows:
        host = host_of(row["moved_to"] or row["url"])
        if host not in held:
            others.append(row)
            continue
        waiting = connection.execute(_WAITING, {"held": held[host]}).scalar_one()
        until = held[host] + timedelta(seconds=STAGGER_S * waiting)
        moments = {"until": until, "held": held[host]}
        connection.execute(_PUT_OFF, {"id_of_source": row["id"], **moments})
        connection.execute(_SKIPPED, _skip(row["id"], host, until, now))
    return others


def _skip(source_id: str, host: str, until: datetime, now: datetime) -> dict[str, object]:
    return {
        "source_id": source_id,
        "started_at": now,
        "finished_at": now,
        "outcome": "skipped",
        "reason": "host_held",
        "detail": f"{host} answered 429: this source rests until {until:%Y-%m-%d %H:%M:%S} UTC",
        "entries_seen": 0,
        "entries_new": 0,
        "entries_skipped": 0,
        "size_bytes": 0,
        "pushed": False,
    }
