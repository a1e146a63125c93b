"""Poll, parse, assess and store N feeds of M articles from a loopback server, beside bare libraries.

Run:  .venv/bin/python -m bench.pipeline --feeds 50 --articles 20
Peers of the same run: feedparser alone over the same feeds, trafilatura alone over the same pages, each
in one process without network and without storage. `per core` divides by the cores we used.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import trafilatura
from rich.console import Console
from rich.table import Table

from app.build import Plan, open_house
from app.console import Meter
from app.daemon import Daemon
from app.jobs import prepare
from app.tally import Tally
from bench.farm import farm, feed_xml, page
from config.settings import load_settings
from domain.source import Source

PEER_SAMPLE = 60


class LaterClock:
    """The system's clock, moved ahead: makes every source due again at once."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--feeds", type=int, default=50)
    parser.add_argument("--articles", type=int, default=20)
    given = parser.parse_args()
    logging.disable(logging.INFO)
    with farm(given.articles) as base, tempfile.TemporaryDirectory() as folder:
        environ = {
            "TUMEN_DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "TUMEN_FETCH__ALLOW_PRIVATE": '["127.0.0.1"]',
            "TUMEN_FETCH__PER_HOST": "32",
        }
        plan = Plan(
            settings=load_settings(None, environ),
            sources=tuple(
                Source(
                    id=f"feed-{n}",
                    name=f"Feed {n}",
                    url=f"{base}/f/{n}",
                    kind="feed",
                    language="en",
                )
                for n in range(given.feeds)
            ),
            routes=(),
        )
        filled, first_s = asyncio.run(_pass(plan, timedelta()))
        again, second_s = asyncio.run(_pass(plan, timedelta(days=1)))
        size_mb = (Path(folder) / "bench.db").stat().st_size / 1e6
        _print(given, filled, first_s, again, second_s, size_mb, base)


async def _pass(plan: Plan, ahead: timedelta) -> tuple[Tally, float]:
    async with open_house(plan, clock=LaterClock(ahead)) as house:
        await prepare(house)
        start = time.perf_counter()
        with Meter(Console(stderr=True)) as meter:
            await Daemon(house, meter).once()
        return house.tally, time.perf_counter() - start


def _print(
    given: argparse.Namespace,
    filled: Tally,
    first_s: float,
    again: Tally,
    second_s: float,
    size_mb: float,
    base: str,
) -> None:
    feeds = [feed_xml(base, n, given.articles) for n in range(min(given.feeds, PEER_SAMPLE))]
    pages = [page(n % given.feeds, n % given.articles).decode() for n in range(PEER_SAMPLE)]
    feedparser_s = _rate(feeds, feedparser.parse)
    trafilatura_s = _rate(pages, lambda html: trafilatura.extract(html, with_metadata=True))
    articles_s, polls_s = filled.articles / first_s, again.polls["not_modified"] / second_s
    table = Table(title=f"{given.feeds} feeds x {given.articles} articles, {os.cpu_count()} cores")
    for name in ("measure", "tumen", "peer", "ratio"):
        table.add_column(name)
    table.add_row(
        "articles/s fetched, parsed, assessed, stored",
        f"{articles_s:.1f}",
        f"trafilatura alone {trafilatura_s:.1f} pages/s, one core",
        f"{articles_s / trafilatura_s:.2f}",
    )
    table.add_row(
        "polls/s answered 304",
        f"{polls_s:.1f}",
        f"feedparser alone {feedparser_s:.1f} feeds/s, one core",
        f"{polls_s / feedparser_s:.2f}",
    )
    own, children = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    unit = 1e6 if sys.platform == "darwin" else 1e3
    table.add_row("peak memory, MB", f"{own / unit:.0f} + {children / unit:.0f} a worker", "", "")
    table.add_row(
        "database, KB an article", f"{size_mb * 1000 / max(filled.articles, 1):.1f}", "", ""
    )
    Console().print(table)
    Console().print(
        f"stored {filled.articles} articles, {filled.polls.total()} polls, {filled.bugs} errors"
    )


def _rate(items: list, call) -> float:  # type: ignore[no-untyped-def,type-arg]  # bytes or str, any result
    start = time.perf_counter()
    for item in items:
        call(item)
    return len(items) / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
