"""`tumen doctor`: look at everything the daemon needs and say what is wrong and what to do.

It changes nothing; each check is a generator of findings, so one that fails hides no other.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from yarl import URL

from alerts.channels import email, webhook
from app.build import database_words, doubtful_words, fetch_policy, read_plan
from app.clock import SystemClock
from config.lexicons import bundled_lexicons
from config.settings import Settings, load_settings
from db import queries
from db.engine import Database
from domain.alert import Route
from domain.errors import FetchError, TumenError
from domain.fetched import FetchRequest
from domain.rows import Row
from domain.source import Source
from ingest.fetch.client import HttpClient
from ingest.fetch.guard import allow_list, host_label, is_allowed, special_use
from ingest.fetch.resolve import ThreadResolver

Grade = Literal["ok", "warning", "fault"]
PROBES = 3
CONNECT_S = 5.0
# A hub looks at our callback within seconds; the busiest take minutes.
UNLOOKED = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. `remedy` says what to do when it is not ok."""

    area: str
    grade: Grade
    what: str
    remedy: str = ""


def examine(config: Path | None, environ: Mapping[str, str], *, network: bool) -> Iterator[Finding]:
    """Look at configuration, database, languages, sources, channels and network, in this order."""
    try:
        settings = load_settings(config, environ)
        plan = read_plan(settings, environ)
    except TumenError as error:
        yield Finding(area="configuration", grade="fault", what=error.message, remedy="correct it")
        return
    enabled = [s for s in plan.sources if s.enabled]
    yield Finding(
        area="configuration",
        grade="ok",
        what=f"{len(enabled)} of {len(plan.sources)} sources enabled, {len(plan.routes)} routes",
    )
    for words in doubtful_words(plan):
        yield Finding(
            area="configuration",
            grade="warning",
            what=words,
            remedy="check the spelling in routes.toml; 'tumen sources list' shows the ids",
        )
    if not plan.routes:
        yield Finding(
            area="configuration",
            grade="warning",
            what="no route: nobody is told of a flagged story",
            remedy="write a routes.toml ('tumen init' gives an example)",
        )
    yield from _guarded("database", lambda: _database(settings))
    yield from _guarded("channels", lambda: asyncio.run(_channels(settings, plan.routes)))
    if network:
        yield from _guarded("network", lambda: asyncio.run(_network(settings, enabled)))


def _guarded(area: str, look: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return look()
    except TumenError as error:
        return [Finding(area=area, grade="fault", what=error.message, remedy="see the message")]


def _database(settings: Settings) -> list[Finding]:
    database = Database(settings.database_url)
    try:
        if not database.exists():
            return [
                Finding(
                    area="database",
                    grade="warning",
                    what=f"{database_words(settings)} does not exist yet",
                    remedy="'tumen run' makes it",
                )
            ]
        faults = [
            Finding(
                area="database",
                grade="fault",
                what=fault,
                remedy="'tumen db upgrade', or restore a backup",
            )
            for fault in database.check()
        ]
        if faults:
            return faults
        return [
            Finding(area="database", grade="ok", what=f"{database_words(settings)} is sound"),
            *_languages(database),
            *_sources(database),
            *_hubs(database, SystemClock().now()),
        ]
    finally:
        database.dispose()


def _languages(database: Database) -> Iterator[Finding]:
    """Name languages that were seen and have no rules: an unknown is reported as unknown."""
    seen = queries.count_languages(database)
    ruled = set(bundled_lexicons())
    if blind := {k: v for k, v in seen.items() if k not in ruled}:
        named = ", ".join(
            f"{tag or 'not identified'} ({count} articles)" for tag, count in blind.items()
        )
        yield Finding(
            area="languages",
            grade="warning",
            what=f"no rules for {named}: these articles are not assessed",
            remedy="docs/how-to/add-a-language.md",
        )
    else:
        yield Finding(area="languages", grade="ok", what=f"rules for {', '.join(sorted(ruled))}")


def _sources(database: Database) -> Iterator[Finding]:
    failing = [row for row in queries.list_sources(database) if row["failures"]]
    for row in failing:
        yield Finding(
            area="sources",
            grade="warning",
            what=f"{row['id']}{_state_words(row['health'])} failed {row['failures']} times:"
            f" {row['last_error']}",
            remedy=f"'tumen sources check {row['id']}'",
        )
    for row in (row for row in queries.list_sources(database) if row["moved_to"]):
        yield Finding(
            area="sources",
            grade="warning",
            what=f"{row['id']} has moved to {row['moved_to']}",
            remedy=f"correct its address in sources.toml, or 'tumen sources forget {row['id']}'",
        )
    if not failing:
        yield Finding(area="sources", grade="ok", what="no source is failing")


def _hubs(database: Database, now: datetime) -> Iterator[Finding]:
    """Name the subscriptions that push nothing; polling goes on under each, so none is a fault."""
    rows = queries.list_subscriptions(database)
    well = 0
    for row in rows:
        what, remedy = _hub_words(row, now)
        well += not what
        if what:
            where = f"{row['source_id']}: hub {urlsplit(row['hub']).netloc}"
            yield Finding(area="hubs", grade="warning", what=f"{where} {what}", remedy=remedy)
    if well:
        yield Finding(area="hubs", grade="ok", what=f"{well} sources are pushed by their hubs")


def _hub_words(row: Row, now: datetime) -> tuple[str, str]:
    """What is wrong with a subscription and what to do; nothing if it is well or was only just asked."""
    again = f"asked again {row['next_try_at']:%Y-%m-%d %H:%M} UTC" if row["next_try_at"] else ""
    if row["state"] == "denied":
        return (
            f"refused to push ({row['last_error']})",
            f"nothing has to be done, the source is polled; {again}",
        )
    if row["failures"]:
        return f"does not accept us: {row['last_error']}", f"the source is polled; {again}"
    if row["state"] == "asked" and row["asked_at"] and now - row["asked_at"] > UNLOOKED:
        return (
            f"said yes {row['asked_at']:%Y-%m-%d %H:%M} UTC and never looked at our callback",
            "does web.callback_url reach this machine from outside? See docs/websub.md",
        )
    if row["state"] == "active" and row["lease_ends_at"] and row["lease_ends_at"] <= now:
        return (
            f"pushes no more: its lease ended {row['lease_ends_at']:%Y-%m-%d %H:%M} UTC",
            "'tumen run' with its web page renews it; see docs/websub.md",
        )
    if row["missed_at"] and (not row["last_push_at"] or row["last_push_at"] < row["missed_at"]):
        return (
            f"did not push what a poll found {row['missed_at']:%Y-%m-%d %H:%M} UTC",
            "the source is polled at its own pace until the hub pushes again",
        )
    return "", ""


def _state_words(health: str) -> str:
    """What beyond failing is to be said of a source."""
    return {
        "paused": " is paused (tried once a day) and",
        "gone": " is gone, its server says, and",
    }.get(health, "")


async def _channels(settings: Settings, routes: tuple[Route, ...]) -> list[Finding]:
    mails = [await _mail_server(route) for route in routes if route.channel == "email"]
    hooks = [await _receiver(settings, route) for route in routes if route.channel == "webhook"]
    return [*mails, *hooks]


async def _receiver(settings: Settings, route: Route) -> Finding:
    """Look up where a webhook goes and whether we may go there; nothing is sent."""
    url = URL(webhook.read_options(route).url)
    what = f"route '{route.name}': {host_label(url)}"
    uses: list[str | None] = []
    if not is_allowed(allow_list(settings.fetch.allow_private), url):
        try:
            async with asyncio.timeout(CONNECT_S):
                found = await ThreadResolver().resolve(url.host or "", family=socket.AF_UNSPEC)
        except (OSError, TimeoutError) as error:
            return Finding(
                area="channels",
                grade="fault",
                what=f"{what} does not resolve ({error or 'timeout'})",
                remedy="check the host in the route's url",
            )
        uses = [special_use(one["host"]) for one in found]
    if uses and all(uses):
        return Finding(
            area="channels",
            grade="fault",
            what=f"{what} is a {uses[0]} address, where nothing is sent",
            remedy="add the host to fetch.allow_private if this is meant",
        )
    return Finding(area="channels", grade="ok", what=f"{what} may be told")


async def _mail_server(route: Route) -> Finding:
    options = email.read_options(route)
    host, port = options.host, options.port
    secure = ssl.create_default_context(cafile=options.ca_file) if options.tls == "tls" else None
    try:
        async with asyncio.timeout(CONNECT_S):
            _, writer = await asyncio.open_connection(host, port, ssl=secure)
        writer.close()
    except (OSError, TimeoutError) as error:
        return Finding(
            area="channels",
            grade="fault",
            what=f"route '{route.name}': {host}:{port} does not answer ({error or 'timeout'})",
            remedy=f"check smtp_host and smtp_port, then 'tumen alerts test {route.name}'",
        )
    return Finding(area="channels", grade="ok", what=f"route '{route.name}': {host}:{port} answers")


async def _network(settings: Settings, sources: list[Source]) -> list[Finding]:
    found = []
    async with HttpClient(fetch_policy(settings), SystemClock()) as http:
        for source in sources[:PROBES]:
            try:
                await http.fetch(FetchRequest(url=source.url, purpose="listing", deadline_s=10))
            except FetchError as error:
                found.append(
                    Finding(
                        area="network",
                        grade="fault",
                        what=f"{source.id}: {error.message}",
                        remedy="check name resolution and the way out of this machine",
                    )
                )
            else:
                found.append(Finding(area="network", grade="ok", what=f"{source.id} answers"))
    return found
