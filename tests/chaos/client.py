"""The client under test: tumen's real daemon, pass after pass over all cases; it judges nothing."""

from __future__ import annotations

import asyncio
import io
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy import text

from app import jobs
from app.build import House, Plan, open_house
from app.console import Meter
from app.daemon import Daemon
from config.settings import load_settings
from db import store
from domain.source import Source
from tests.app.acceptance.loopback import Loopback
from tests.chaos.case import Case, Seen
from tests.chaos.names import Names
from tests.chaos.server import Site

SETTINGS = {
    "TUMEN_FETCH__ALLOW_PRIVATE": '["127.0.0.1", "friend.test"]',
    "TUMEN_FETCH__DEADLINE_S": "4",
    "TUMEN_FETCH__PAGE_DEADLINE_S": "4",
    "TUMEN_FETCH__USER_AGENT": "tumen/1 (+https://example.org/bot)",
    "TUMEN_FETCH__CONTACT": "desk@example.org",
    "TUMEN_FETCH__MAX_BYTES": "2000000",
    "TUMEN_WORKERS__PARSE_DEADLINE_S": "15",
    "TUMEN_WORKERS__COUNT": "1",
}
BEAT_S = 0.005


@dataclass(repr=False)
class Web:
    """All sites of a table, and what the client made of them."""

    sites: dict[str, Site] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)
    longest_gap_s: float = 0.0
    passes_s: list[float] = field(default_factory=list)


async def run_cases(cases: Sequence[Case], folder: Path) -> Web:
    """Serve every case, run as many passes as the longest needs, and read what was left."""
    web = Web()
    async with AsyncExitStack() as stack:
        # In a thread of their own: what they cost must not look like a gap of the client's loop.
        loopback = stack.enter_context(Loopback())
        for case in cases:
            web.sites[case.name] = loopback.open(_site(case))
        plan = _plan(cases, web, folder)
        house = await stack.enter_async_context(open_house(plan, lookups=Names))
        await jobs.prepare(house)
        beat = asyncio.create_task(_heartbeat(web))
        stack.callback(beat.cancel)
        for number in range(max(len(case.polls) for case in cases)):
            await _pass(house, cases, number, web)
        _look(house, cases, web)
    return web


@asynccontextmanager
async def _site(case: Case) -> AsyncIterator[Site]:
    site = Site(keep=case.keep, greeting=case.greeting)
    await site.start()
    site.pages = case.pages(site.base) if callable(case.pages) else case.pages
    if case.listens:
        yield site
        await site.stop()
        return
    await site.stop()
    # Bound and deaf: a port that was let go would soon be another case's.
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        deaf.bind(("127.0.0.1", site.port))
        yield site


def _plan(cases: Sequence[Case], web: Web, folder: Path) -> Plan:
    database = f"sqlite:///{folder / 'tumen.db'}"
    settings = load_settings(None, {**SETTINGS, "TUMEN_DATABASE_URL": database})
    sources = tuple(_source(case, web.sites[case.name]) for case in cases)
    return Plan(settings=settings, sources=sources, routes=())


def _source(case: Case, site: Site) -> Source:
    return Source(
        id=case.name,
        name=case.name,
        url=case.url.format(base=site.base, host=f"127.0.0.1:{site.port}", port=site.port),
        kind=case.kind,
        language="en",
        topic_specific=False,
        **case.options,
    )


async def _pass(house: House, cases: Sequence[Case], number: int, web: Web) -> None:
    """One full pass over the cases that have one more poll to come; the others rest."""
    if number:
        due = [case.name for case in cases if number < len(case.polls)]
        await house.stored(store.make_sources_due, due, now=house.clock.now())
    start = time.monotonic()
    await Daemon(house, Meter(Console(file=io.StringIO()))).once()
    web.passes_s.append(time.monotonic() - start)


async def _heartbeat(web: Web) -> None:
    """Measure how long the loop was kept from going on, by the processor time it spent meanwhile.

    Not by the clock on the wall: a busy machine takes us off the processor for longer than that.
    """
    spent = time.thread_time()
    while True:
        await asyncio.sleep(BEAT_S)
        now = time.thread_time()
        web.longest_gap_s = max(web.longest_gap_s, now - spent)
        spent = now


def _look(house: House, cases: Sequence[Case], web: Web) -> None:
    """Read what the client left in its database, in four queries for all cases."""

    def rows(query: str) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        with house.database.read() as session:
            for row in session.execute(text(query)).mappings():
                found.setdefault(row["of"], []).append(dict(row))
        return found

    polls = rows("SELECT source_id AS of, * FROM polls ORDER BY id")
    sources = rows("SELECT id AS of, * FROM sources")
    entries = rows("SELECT source_id AS of, * FROM entries ORDER BY id")
    articles = rows(
        "SELECT e.source_id AS of, a.* FROM articles a JOIN entries e ON e.article_id = a.id"
        " ORDER BY a.id"
    )
    for name in (case.name for case in cases):
        web.seen[name] = Seen(
            site=web.sites[name],
            polls=polls.get(name, []),
            source=sources[name][0],
            entries=entries.get(name, []),
            articles=articles.get(name, []),
        )
