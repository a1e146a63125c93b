"""The client under test: tumen's real daemon, pass after pass over all cases; it judges nothing."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
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
from tests.chaos.case import Case, Seen
from tests.chaos.server import Site

SETTINGS = {
    "TUMEN_FETCH__ALLOW_PRIVATE": '["127.0.0.1"]',
    "TUMEN_FETCH__DEADLINE_S": "2.5",
    "TUMEN_FETCH__PAGE_DEADLINE_S": "2.5",
    "TUMEN_FETCH__USER_AGENT": "tumen/1 (+https://example.org/bot)",
    "TUMEN_FETCH__CONTACT": "desk@example.org",
    "TUMEN_WORKERS__PARSE_DEADLINE_S": "6",
    "TUMEN_WORKERS__COUNT": "2",
}
BEAT_S = 0.005


@dataclass
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
        for case in cases:
            site = web.sites[case.name] = await _site(case)
            stack.push_async_callback(site.stop)
        plan = _plan(cases, web, folder)
        house = await stack.enter_async_context(open_house(plan))
        await jobs.prepare(house)
        beat = asyncio.create_task(_heartbeat(web))
        stack.callback(beat.cancel)
        for number in range(max(len(case.polls) for case in cases)):
            await _pass(house, cases, number, web)
        for case in cases:
            web.seen[case.name] = _seen(house, case, web.sites[case.name])
    return web


async def _site(case: Case) -> Site:
    site = Site(keep=case.keep, greeting=case.greeting)
    await site.start()
    site.pages = case.pages(site.base) if callable(case.pages) else case.pages
    if not case.listens:
        await site.stop()
    return site


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


def _seen(house: House, case: Case, site: Site) -> Seen:
    def rows(query: str) -> list[dict[str, Any]]:
        with house.database.read() as session:
            found = session.execute(text(query), {"id": case.name}).mappings()
            return [dict(row) for row in found]

    return Seen(
        site=site,
        polls=rows("SELECT * FROM polls WHERE source_id = :id ORDER BY id"),
        source=rows("SELECT * FROM sources WHERE id = :id")[0],
        entries=rows("SELECT * FROM entries WHERE source_id = :id ORDER BY id"),
        articles=rows(
            "SELECT a.* FROM articles a JOIN entries e ON e.article_id = a.id"
            " WHERE e.source_id = :id ORDER BY a.id"
        ),
    )
