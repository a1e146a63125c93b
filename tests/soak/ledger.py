"""Judges what a soak left behind: rows of the database, messages that were accepted, deaths; it starts nothing.

The rules, in words:
- every entry that was published is stored once and came to its end, every article once;
- every story and every update was told to each route, every alert was delivered;
- a message that was accepted twice has the same id, and one of its attempts was under way at a death;
- nothing is claimed any more, and the database has no fault of its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from db.engine import Database
from tests.soak.press import Press


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """A daemon that was killed or stopped: when it began, when and how it ended."""

    began: datetime
    ended: datetime
    how: str


def rows(database: Database, query: str) -> list[dict[str, Any]]:
    with database.read() as session:
        return [dict(row) for row in session.execute(text(query)).mappings()]


def is_settled(database: Database, press: Press) -> bool:
    """Whether nothing that was published is under way any more."""
    (count,) = rows(
        database,
        "SELECT (SELECT count(*) FROM entries) AS entries,"
        " (SELECT count(*) FROM entries WHERE state = 'pending') AS pending,"
        " (SELECT count(*) FROM alerts WHERE status = 'pending') AS alerts",
    )
    return bool(count["entries"] >= len(press.items) and not count["pending"] + count["alerts"])


def faults(database: Database, press: Press, deaths: Sequence[Death]) -> list[str]:
    """What is not as promised; empty when all is."""
    return [
        *_of_entries(database, press),
        *_of_alerts(database, press),
        *_of_deliveries(database, press, deaths),
        *_of_leases(database),
        *(f"database: {fault}" for fault in database.check()),
    ]


def _of_entries(database: Database, press: Press) -> Iterator[str]:
    stored = rows(database, "SELECT source_id, url, state, outcome, detail FROM entries")
    times = Counter((row["source_id"], row["url"]) for row in stored)
    wanted = {(f"paper-{item.feed}", press.base + item.path) for item in press.items}
    yield from (f"entry not stored: {key}" for key in sorted(wanted - times.keys()))
    yield from (f"entry from nowhere: {key}" for key in sorted(times.keys() - wanted))
    yield from (f"entry stored {n} times: {key}" for key, n in times.items() if n > 1)
    for row in stored:
        if row["state"] != "done":
            yield f"entry {row['state']}: {row['url']} {row['outcome']} {row['detail']}"
    articles = Counter(
        row["url"] for row in rows(database, "SELECT url FROM articles WHERE NOT is_seed")
    )
    pages = {press.base + item.path for item in press.items if item.kind != "beside"}
    yield from (f"article not stored: {url}" for url in sorted(pages - articles.keys()))
    yield from (f"article stored {n} times: {url}" for url, n in articles.items() if n > 1)
    (seeds,) = rows(database, "SELECT count(*) AS n FROM articles WHERE is_seed")
    if seeds["n"] != 1:
        yield f"{seeds['n']} seeds"
    homeless = "SELECT url FROM articles WHERE id NOT IN (SELECT article_id FROM story_members)"
    yield from (f"article in no story: {row['url']}" for row in rows(database, homeless))


def _of_alerts(database: Database, press: Press) -> Iterator[str]:
    alerts = rows(database, "SELECT * FROM alerts")
    told: set[tuple[str, str]] = set()
    for row in alerts:
        payload = row["payload"] if isinstance(row["payload"], dict) else json.loads(row["payload"])
        told.add((row["route"], payload["articles"][0]["url"]))
        if row["status"] != "delivered":
            yield f"alert {row['status']}: {row['route']} {row['state']} {row['last_detail']}"
    for item in press.items:
        for route in press.routes if item.kind != "beside" else ():
            if (route.name, press.base + item.path) not in told:
                yield f"never told: {item.kind} {item.number} to {route.name}"
    states = Counter((row["route"], row["story_id"], row["change"], row["state"]) for row in alerts)
    yield from (f"{n} alerts of one change: {key}" for key, n in states.items() if n > 1)


def _of_deliveries(database: Database, press: Press, deaths: Sequence[Death]) -> Iterator[str]:
    known = {
        (row["channel"], row["message_id"]): row["id"]
        for row in rows(database, "SELECT id, channel, message_id FROM alerts")
    }
    broken_off: dict[int, list[datetime]] = {}
    for row in rows(
        database, "SELECT alert_id, started_at FROM deliveries WHERE outcome = 'started'"
    ):
        at = row["started_at"]
        broken_off.setdefault(row["alert_id"], []).append(
            at if isinstance(at, datetime) else datetime.fromisoformat(f"{at}+00:00")
        )
    times = Counter((message.channel, message.message_id) for message in press.accepted)
    yield from (f"message of no alert: {key}" for key in times.keys() - known.keys())
    for key, alert_id in known.items():
        under_way = broken_off.get(alert_id, [])
        if not times[key]:
            yield f"delivered, but nobody got it: {key}"
        elif times[key] > 1 + len(under_way):
            yield f"accepted {times[key]} times, {len(under_way)} attempts broken off: {key}"
        for at in under_way:
            if not any(death.began <= at <= death.ended for death in deaths):
                yield f"attempt without an outcome, and nobody had died: {key} {at}"


def _of_leases(database: Database) -> Iterator[str]:
    for table in ("sources", "entries", "alerts"):
        (held,) = rows(database, f"SELECT count(*) AS n FROM {table} WHERE lease_owner IS NOT NULL")
        if held["n"]:
            yield f"{held['n']} {table} still claimed"
