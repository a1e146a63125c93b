"""Poll, parse and store feeds from one loopback farm: tumen beside `reader` (lemon24), feeds a core-second.

Run:  .venv/bin/python -m bench.polling --feeds 300 --articles 20 --rounds 5
`reader` is installed in an environment that lives as long as the run; where it cannot be installed, the
run says so and measures tumen alone. Passes: `first` (every item is new), `changed` (in each round so many
items of every feed are new as --new says) and `unchanged` (304). A core-second is a second of processor
time of the process and, with tumen, of its workers too; neither pays for starting up, or for the farm.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from app.build import House, Plan, open_house
from app.jobs import WORK, claim_sources, prepare, tell_trouble
from app.lanes import Lane
from bench.farm import farm
from config.settings import load_settings
from db import store
from db.models import EntryModel
from domain.source import Source, SourceState

PASSES = ("first", "changed", "unchanged")
# reader 3.26 brings a feedparser of its own that needs sgmllib3k, and does not say so.
_PEER = ("reader", "sgmllib3k")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """One pass over all feeds. Units: seconds; `stored` counts entries in the database afterwards."""

    wall_s: float
    cpu_s: float
    stored: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--feeds", type=int, default=300)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--new", type=int, default=1, help="new items of a feed that changed")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-peer", action="store_true")
    given = parser.parse_args()
    logging.disable(logging.INFO)
    steps = steps_of(given.rounds, given.new)
    with farm(given.articles) as base, tempfile.TemporaryDirectory() as folder:
        ours = asyncio.run(_ours(base, given.feeds, Path(folder), steps))
        peer = None if given.no_peer else _reader(base, given.feeds, Path(folder), steps)
    _print(given, ours, peer)


def steps_of(rounds: int, new: int) -> list[str]:
    """What is done before each pass: `same`, or the number of the first item from then on.

    Shape: one `first`, then `rounds` times a changed pass and an unchanged one.
    """
    steps = ["0"]
    for number in range(1, rounds + 1):
        steps += [str(number * new), "same"]
    return steps


def kind_of(position: int) -> str:
    """Which pass stands at a position of `steps_of`."""
    return "first" if position == 0 else PASSES[2 - position % 2]


async def _ours(base: str, feeds: int, folder: Path, steps: Sequence[str]) -> list[Spent]:
    passes: list[Spent] = []
    async with open_house(_plan(base, feeds, folder)) as house:
        await prepare(house)
        await _warm(house)
        for step in steps:
            if step != "same":
                await asyncio.to_thread(_begin_with, base, step)
            await house.stored(store.make_sources_due, now=house.clock.now())
            async with _metered(house, passes):
                await _poll_all(house)
        if house.tally.bugs or house.tally.failures:
            raise SystemExit(f"polls failed: {house.tally.failures}, {house.tally.bugs} errors")
    return passes


def _plan(base: str, feeds: int, folder: Path) -> Plan:
    environ = {
        "TUMEN_DATABASE_URL": f"sqlite:///{folder}/tumen.db",
        "TUMEN_FETCH__ALLOW_PRIVATE": '["127.0.0.1"]',
        "TUMEN_FETCH__PER_HOST": "32",
    }
    sources = tuple(
        Source(id=f"feed-{n}", name=f"Feed {n}", url=f"{base}/f/{n}", kind="feed", language="en")
        for n in range(feeds)
    )
    return Plan(settings=load_settings(None, environ), sources=sources, routes=())


async def _warm(house: House) -> None:
    """Start the workers, so that no pass pays for their imports."""
    count = house.settings.workers.count or os.cpu_count() or 1
    await asyncio.gather(*(house.workers.run(time.sleep, 0.2, deadline_s=60) for _ in range(count)))


@asynccontextmanager
async def _metered(house: House, passes: list[Spent]) -> AsyncIterator[None]:
    wall, cpu = time.perf_counter(), _cpu_s(house)
    yield
    wall, cpu = time.perf_counter() - wall, _cpu_s(house) - cpu
    stored = await house.stored(_count)
    passes.append(Spent(wall_s=wall, cpu_s=cpu, stored=stored))


async def _poll_all(house: House) -> None:
    """The daemon's lane of sources by itself: what it brings is not read, since `reader` reads nothing."""
    done = asyncio.Event()

    async def claim(limit: int) -> list[tuple[Source, SourceState]]:
        return list(await claim_sources(house, limit))

    async def work(item: tuple[Source, SourceState]) -> None:
        await WORK["sources"](house, item)

    lane = Lane(
        "sources",
        capacity=house.settings.fetch.concurrency,
        deadline_s=300,
        claim=claim,
        work=work,
        on_error=lambda error: tell_trouble(house, "sources", error),
        on_done=done.set,
    )
    while True:
        done.clear()
        idle = not lane.running
        lane.wake()
        await lane.fill(anyway=True)
        if lane.running:
            await done.wait()
        elif idle:
            return


def _cpu_s(house: House) -> float:
    return time.process_time() + sum(map(_cpu_of, house.workers.pids))  # type: ignore[attr-defined]


def _cpu_of(pid: int) -> float:
    """User and system time of a process; Linux only, like the bench's numbers."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _count(database: object) -> int:
    with database.read() as session:  # type: ignore[attr-defined]
        return int(session.scalar(select(func.count()).select_from(EntryModel)))


def _begin_with(base: str, first: str) -> None:
    urllib.request.urlopen(f"{base}/first/{first}").close()


def _reader(base: str, feeds: int, folder: Path, steps: Sequence[str]) -> list[Spent] | None:
    """The same passes by `reader`, or None with a line that says why not."""
    console = Console(stderr=True)
    python = folder / "peer" / "bin" / "python"
    try:
        venv.create(folder / "peer", with_pip=True)
        _call(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *_PEER)
    except (subprocess.CalledProcessError, OSError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        console.print(f"peer skipped: `reader` cannot be installed ({said[-1] if said else error})")
        return None
    try:
        script = Path(__file__).with_name("reader_peer.py")
        said = _call(python, str(script), base, str(feeds), str(folder), *steps).splitlines()
    except subprocess.CalledProcessError as error:
        console.print(f"peer skipped: `reader` failed ({error.stderr.strip().splitlines()[-1]})")
        return None
    told = [json.loads(line) for line in said]
    return [Spent(wall_s=t["wall_s"], cpu_s=t["cpu_s"], stored=t["stored"]) for t in told]


def _call(python: Path, *args: str) -> str:
    done = subprocess.run([str(python), *args], check=True, capture_output=True, text=True)
    return done.stdout


def _print(given: argparse.Namespace, ours: list[Spent], peer: list[Spent] | None) -> None:
    title = f"{given.feeds} feeds x {given.articles} items, {given.new} new when changed"
    table = Table(title=f"{title}; {os.cpu_count()} cores, {sys.platform}")
    for name in (
        "pass",
        "tumen feeds/core-s",
        "feeds/s",
        "reader feeds/core-s",
        "feeds/s",
        "ratio",
    ):
        table.add_column(name, justify="right")
    for name in PASSES:
        own, own_wall = _rates(given.feeds, name, ours)
        cells = [name, f"{own:.0f}", f"{own_wall:.0f}", "", "", ""]
        if peer:
            theirs, their_wall = _rates(given.feeds, name, peer)
            cells[3:] = [f"{theirs:.0f}", f"{their_wall:.0f}", f"{own / theirs:.1f}"]
        table.add_row(*cells)
    Console().print(table)
    stored = f"entries stored: tumen {ours[-1].stored}"
    Console().print(stored + (f", reader {peer[-1].stored}" if peer else ""))


def _rates(feeds: int, name: str, passes: list[Spent]) -> tuple[float, float]:
    """Feeds a core-second and feeds a second, over all passes of a kind."""
    chosen = [spent for n, spent in enumerate(passes) if kind_of(n) == name]

    def rate(seconds: Callable[[Spent], float]) -> float:
        return feeds * len(chosen) / sum(map(seconds, chosen))

    return rate(lambda spent: spent.cpu_s), rate(lambda spent: spent.wall_s)


if __name__ == "__main__":
    main()
