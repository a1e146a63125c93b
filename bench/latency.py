"""From the poll that shows a story to the webhook that was accepted: how long, with 140 sources on loopback.

Run:  .venv/bin/python -m bench.latency [--sources 140] [--stories 150] [--seconds 120] [--interval 30]

What is measured: stories are published in random feeds at random moments. The clock of a story starts when the
server gets the first request for its feed that it answers with the story in it (how long a story waits for that
is the poll interval's business, and the operator's), and ends when the receiver has the whole webhook and says
204. In between the daemon, a process of its own as operators run it, reads the listing, asks robots.txt and the
page, parses, assesses, places, stores, claims, signs and posts. Each feed also brings news beside the subject.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from aiohttp import web
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS1iZW5jaC0zMi1ieXRlcyE="
TARGET_S = {50: 1.0, 95: 3.0}
OLD_ITEMS = 20
_WORDS = (
    "bridge coal rice harbour lamp river cable kettle ladder salt orchard window garden basket letter"
    " button mirror blanket candle pepper bottle carpet curtain pencil saddle feather hammer marble"
)


@dataclass
class Times:
    """Moments of one story, in seconds of one clock."""

    published: float
    shown: float | None = None
    page: float | None = None
    told: float | None = None


@dataclass
class Outside:
    """Feeds, pages and the receiver. `stories` are by number, `feeds` hold titles by number, newest last."""

    sources: int
    base: str = ""
    feeds: list[list[tuple[int, str]]] = field(default_factory=list)
    stories: dict[int, Times] = field(default_factory=dict)
    polled: set[int] = field(default_factory=set)
    numbers: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def publish(self, feed: int, *, story: bool) -> None:
        self.numbers += 1
        number, words = self.numbers, _words(self.numbers, 5)
        if story:
            title = f"North Korea sent {500 + number} soldiers to Russia, {words}"
            self.stories[number] = Times(published=time.monotonic())
        else:
            title = f"Town hall opens a new {words} on day {number}"
        self.feeds[feed].append((number, title))

    async def feed(self, request: web.Request) -> web.Response:
        asked = time.monotonic()
        feed = int(request.match_info["feed"])
        items = self.feeds[feed][-OLD_ITEMS:]
        for number, _ in items:
            if (times := self.stories.get(number)) and times.shown is None:
                times.shown = asked
        self.polled.add(feed)
        self.news.set()
        body = "".join(
            f"<item><title>{title}</title><link>{self.base}/a/{feed}/{number}</link>"
            f"<guid>{self.base}/a/{feed}/{number}</guid></item>"
            for number, title in reversed(items)
        )
        text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>F{feed}</title>{body}</channel></rss>'
        etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": etag})

    async def page(self, request: web.Request) -> web.Response:
        number, feed = int(request.match_info["number"]), int(request.match_info["feed"])
        if times := self.stories.get(number):
            times.page = times.page or time.monotonic()
        title = dict(self.feeds[feed])[number]
        prose = "".join(f"<p>{_prose(f'{number}/{n}')}.</p>" for n in range(8))
        menu = "".join(f'<li><a href="/s/{n}">Section {n} of the paper</a></li>' for n in range(40))
        text = (
            f"<!doctype html><html lang='en'><head><title>{title}</title></head><body><ul>{menu}</ul>"
            f"<article><h1>{title}</h1><p>{title}, the NIS said.</p>{prose}</article></body></html>"
        )
        return web.Response(text=text, content_type="text/html")

    async def hook(self, request: web.Request) -> web.Response:
        told = json.loads(await request.read())["data"]["articles"][0]["url"]
        times = self.stories[int(told.rpartition("/")[2])]
        times.told = times.told or time.monotonic()
        self.news.set()
        return web.Response(status=204)

    async def until(self, done: Callable[[], bool], timeout_s: float) -> None:
        """Wait until `done()` holds."""
        async with asyncio.timeout(timeout_s):
            while not done():
                self.news.clear()
                await self.news.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sources", type=int, default=140)
    parser.add_argument("--stories", type=int, default=150)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument(
        "--interval", type=int, default=30, help="seconds between polls of a source"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="URL; a SQLite file of its own by default")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outside = asyncio.run(_measure(given, Path(folder)))
    _print(given, outside)


async def _measure(given: argparse.Namespace, folder: Path) -> Outside:
    rng = random.Random(given.seed)
    outside = Outside(sources=given.sources, feeds=[[] for _ in range(given.sources)])
    for feed in range(given.sources):
        for _ in range(OLD_ITEMS):
            outside.publish(feed, story=False)
    async with _serve(outside):
        _write_settings(outside, given, folder)
        daemon = _start(given, folder)
        try:
            await outside.until(lambda: len(outside.polled) == given.sources, 120)
            # Its first entries are off the subject, and are behind it within a moment.
            await asyncio.sleep(5)
            moments = sorted(rng.uniform(0, given.seconds) for _ in range(given.stories))
            noise = sorted(rng.uniform(0, given.seconds) for _ in range(given.stories * 4))
            began = time.monotonic()
            for at, story in sorted([(m, True) for m in moments] + [(m, False) for m in noise]):
                await asyncio.sleep(max(0.0, began + at - time.monotonic()))
                outside.publish(rng.randrange(given.sources), story=story)
            told = outside.stories.values()
            await outside.until(
                lambda: all(t.told is not None for t in told), 60 + 2 * given.interval
            )
        finally:
            daemon.terminate()
            daemon.wait(20)
    return outside


@asynccontextmanager
async def _serve(outside: Outside) -> AsyncIterator[None]:
    app = web.Application()
    app.add_routes(
        [
            web.get("/f/{feed}", outside.feed),
            web.get("/a/{feed}/{number}", outside.page),
            web.post("/hook", outside.hook),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    outside.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield
    finally:
        await runner.cleanup()


def _write_settings(outside: Outside, given: argparse.Namespace, folder: Path) -> None:
    host = outside.base.removeprefix("http://")
    # per_host: 140 sources are as many hosts outside, and one here.
    (folder / "tumen.toml").write_text(
        f'[fetch]\nallow_private = ["{host}"]\nper_host = 64\nmin_interval_s = 1\n[web]\nport = 0\n'
    )
    (folder / "sources.toml").write_text(
        "\n".join(
            f'[[source]]\nid = "paper-{n}"\nname = "Paper {n}"\nurl = "{outside.base}/f/{n}"\n'
            f'kind = "feed"\nlanguage = "en"\ntopic_specific = false\npoll_interval_s = {given.interval}\n'
            for n in range(given.sources)
        )
    )
    (folder / "routes.toml").write_text(
        '[[route]]\nname = "desk"\nchannel = "webhook"\nfilter = "flag:troop_deployment"\n'
        f'url = "{outside.base}/hook"\nsecret_env = "DESK_SECRET"\n'
    )


def _start(given: argparse.Namespace, folder: Path) -> subprocess.Popen[bytes]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "DESK_SECRET": SECRET}
    if given.database:
        environ["TUMEN_DATABASE_URL"] = given.database
    command = [sys.executable, "-m", "app", "run"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=folder, env=environ, stdout=log, stderr=log)


def _print(given: argparse.Namespace, outside: Outside) -> None:
    stories = list(outside.stories.values())
    whole = [t.told - t.shown for t in stories if t.told and t.shown]
    to_page = [t.page - t.shown for t in stories if t.page and t.shown]
    rest = [t.told - t.page for t in stories if t.told and t.page]
    waited = [t.shown - t.published for t in stories if t.shown]
    load = os.getloadavg()[0]
    table = Table(
        title=f"{given.sources} sources each {given.interval} s, {len(whole)} of {len(stories)} stories in"
        f" {given.seconds:g} s, {os.cpu_count()} cores, load {load:.1f}; seconds"
    )
    for name in ("", "p50", "p95", "p99", "longest"):
        table.add_column(name, justify="right" if name else "left")
    for name, values in (
        ("poll that shows it -> accepted webhook", whole),
        ("  of these, until its page is asked for", to_page),
        ("  from there to the webhook", rest),
        ("published -> poll (the interval; not counted)", waited),
    ):
        cuts = quantiles(values, n=100, method="inclusive")
        table.add_row(name, *(f"{cuts[p - 1]:.2f}" for p in (50, 95, 99)), f"{max(values):.2f}")
    Console().print(table)
    for p, target_s in TARGET_S.items():
        reached = quantiles(whole, n=100, method="inclusive")[p - 1]
        Console().print(
            f"p{p} {reached:.2f} s, wanted {target_s:g} s: {'met' if reached <= target_s else 'MISSED'}"
        )


def _prose(seed: object) -> str:
    rng, words = random.Random(f"{seed}"), _WORDS.split()
    sentence = "The {} {} stood by the {} {} while a {} {} passed the {} {}"
    return ". ".join(sentence.format(*(rng.choice(words) for _ in range(8))) for _ in range(4))


def _words(seed: object, count: int) -> str:
    rng, words = random.Random(f"{seed}"), _WORDS.split()
    return " ".join(rng.choice(words) for _ in range(count))


if __name__ == "__main__":
    main()
