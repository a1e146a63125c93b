"""A loopback server of synthetic feeds and pages for benchmarks, in a process of its own."""

from __future__ import annotations

import hashlib
import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from aiohttp import web

_SUBJECTS = ("Moscow", "Pyongyang", "Seoul", "Kyiv", "Kursk", "Vladivostok", "Wonsan", "Rason")
_TOPICS = (
    "shells",
    "a new bridge",
    "coal",
    "tourists",
    "a delegation",
    "soldiers",
    "a treaty",
    "rail cars",
)
_SENTENCES = (
    "Officials in {a} said on day {n} that North Korea and Russia would talk about {t} again before winter.",
    "A person familiar with the matter in {a} put the number of crates at {n} and spoke of {t}.",
    "South Korea's intelligence service believes that about {n} North Korean soldiers are still in {a}.",
    "The ministry did not answer a request for comment on {t}, sent to its office in {a} {n} hours earlier.",
    "Trade figures for month {n} show that {t} made up most of what crossed the river near {a}.",
)


def page(feed: int, item: int) -> bytes:
    """One article page of about 12 KB, different for every feed and item, the same in every run."""
    rng = random.Random(f"{feed}/{item}")
    paragraphs = "".join(
        "<p>" + " ".join(_sentence(rng) for _ in range(4)) + "</p>" for _ in range(12)
    )
    menu = "".join(
        f'<li><a href="/section/{n}">Section {n} of the paper</a></li>' for n in range(40)
    )
    return (
        f"<!doctype html><html lang='en'><head><title>{title(feed, item)} | Bench Paper</title>"
        f"<meta property='og:site_name' content='Bench Paper'>"
        f"<meta property='article:published_time' content='2026-01-{item % 28 + 1:02}T08:00:00Z'></head>"
        f"<body><nav><ul>{menu}</ul></nav><main><article><h1>{title(feed, item)}</h1>{paragraphs}"
        f"</article></main><footer>All rights reserved, Bench Paper</footer></body></html>"
    ).encode()


def title(feed: int, item: int) -> str:
    return f"Report {feed}-{item}: Russia and North Korea speak about {_TOPICS[(feed + item) % len(_TOPICS)]}"


def feed_xml(base: str, feed: int, articles: int, first: int = 0) -> bytes:
    """One RSS 2.0 feed with `articles` items, the newest on top; `first` is the number of its oldest."""
    items = "".join(
        f"<item><title>{title(feed, n)}</title><link>{base}/a/{feed}/{n}</link>"
        f"<guid isPermaLink='false'>bench-{feed}-{n}</guid>"
        f"<pubDate>{n % 28 + 1:02} Jan 2026 08:00:00 GMT</pubDate>"
        f"<description>Russia and North Korea, item {n} of feed {feed}.</description></item>"
        for n in reversed(range(first, first + articles))
    )
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>Feed {feed}</title>"
        f"<link>{base}</link><description>bench</description>{items}</channel></rss>"
    ).encode()


@contextmanager
def farm(articles: int) -> Iterator[str]:
    """Serve `/f/N` and `/a/N/M` on loopback; yields the base address.

    A GET of `/first/K` lets every feed begin with item K from then on, so that the items before are gone
    and as many are new.
    """
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs, articles), daemon=True
    )
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _serve(ready: Connection, articles: int) -> None:
    # Kept: the farm shares the machine with those who are measured.
    made: dict[int, tuple[bytes, str]] = {}
    first = 0

    async def begin_with(request: web.Request) -> web.Response:
        nonlocal first
        first = int(request.match_info["first"])
        made.clear()
        return web.Response(status=204)

    async def feed(request: web.Request) -> web.Response:
        number = int(request.match_info["feed"])
        if number not in made:
            body = feed_xml(request.app["base"], number, articles, first)
            made[number] = body, f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        body, etag = made[number]
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": etag})

    async def article(request: web.Request) -> web.Response:
        body = page(int(request.match_info["feed"]), int(request.match_info["item"]))
        return web.Response(body=body, content_type="text/html", charset="utf-8")

    async def start() -> None:
        app = web.Application()
        app.add_routes(
            [
                web.get("/f/{feed}", feed),
                web.get("/a/{feed}/{item}", article),
                web.get("/first/{first}", begin_with),
            ]
        )
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        app["base"] = f"http://127.0.0.1:{port}"
        ready.send(app["base"])

    import asyncio

    loop = asyncio.new_event_loop()
    loop.run_until_complete(start())
    loop.run_forever()


def _sentence(rng: random.Random) -> str:
    return rng.choice(_SENTENCES).format(
        a=rng.choice(_SUBJECTS), t=rng.choice(_TOPICS), n=rng.randrange(2, 9000)
    )
