"""Feeds, pages and a webhook on loopback that count every request and can be told to keep one waiting."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from app.demo.loopback import address_of, free_socket, serving
from domain.alert import Route
from domain.filters import parse_filter
from domain.source import Source

_WORDS = ("bridge", "coal", "rice", "mine", "harbour", "train", "river", "school", "cable", "lamp")


@dataclass
class Newsroom:
    """`feeds` feeds of `items` flagged articles, each a story of its own.

    `asked` counts requests by path, `hooks` keeps the id and body of each webhook in order. Requests for
    a path in `held` wait until they are let go.
    """

    feeds: int
    items: int
    base: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    hooks: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    _news: threading.Condition = field(default_factory=threading.Condition)
    _go: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def host(self) -> str:
        return self.base.removeprefix("http://")

    @property
    def sources(self) -> list[Source]:
        return [
            Source(
                id=f"paper-{n}",
                name=f"Paper {n}",
                url=f"{self.base}/feed/{n}",
                kind="feed",
                language="en",
            )
            for n in range(self.feeds)
        ]

    @property
    def route(self) -> Route:
        options = {"url": f"{self.base}/hook", "secret_env": "DESK_SECRET"}
        wanted = parse_filter("flag:troop_deployment")
        return Route(name="desk", channel="webhook", filter=wanted, options=options)

    @property
    def pages(self) -> set[str]:
        return {f"/news/{feed}/{item}" for feed in range(self.feeds) for item in range(self.items)}

    @property
    def hook_ids(self) -> list[str]:
        return [id_ for id_, _ in self.hooks]

    def let_go(self) -> None:
        self.held.clear()
        self._go.set()

    def wait_for(self, path: str, *, times: int = 1) -> None:
        """Return when a path was asked for so many times."""
        with self._news:
            assert self._news.wait_for(lambda: self.asked[path] >= times, timeout=40), path

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        with self._news:
            self.asked[request.path] += 1
            if request.path == "/hook":
                self.hooks.append((request.headers["webhook-id"], json.loads(body)))
            self._news.notify_all()
        if request.path in self.held:
            await self._go.wait()
        kind, *numbers = request.path.strip("/").split("/")
        if kind == "hook":
            return web.Response(status=204)
        if kind == "feed":
            text = self._feed(int(numbers[0]))
            return web.Response(text=text, content_type="application/rss+xml")
        if kind == "news":
            return web.Response(text=_page(*map(int, numbers)), content_type="text/html")
        return web.Response(status=404)

    def _feed(self, feed: int) -> str:
        items = "".join(
            f"<item><title>{_title(feed, item)}</title><link>{self.base}/news/{feed}/{item}</link></item>"
            for item in range(self.items)
        )
        return (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper {feed}</title>'
            f"{items}</channel></rss>"
        )


@asynccontextmanager
async def serve_newsroom(newsroom: Newsroom) -> AsyncIterator[Newsroom]:
    with free_socket() as listening:
        newsroom.base = address_of(listening)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", newsroom.answer)
        async with serving(app, listening):
            yield newsroom
            newsroom.let_go()


def _title(feed: int, item: int) -> str:
    return (
        f"North Korea sent {1000 + 100 * feed + item} soldiers to Russia, {_words(feed, item, 3)}"
    )


def _page(feed: int, item: int) -> str:
    """Enough words of its own that no two pages are taken for copies."""
    paragraphs = "".join(f"<p>{_words(feed, item, 40 + n)}.</p>" for n in range(4))
    title = _title(feed, item)
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body><article>"
        f"<h1>{title}</h1><p>{title}, the NIS said.</p>{paragraphs}</article></body></html>"
    )


def _words(feed: int, item: int, count: int) -> str:
    rng = random.Random(f"{feed}/{item}/{count}")
    return " ".join(f"{rng.choice(_WORDS)}-{rng.randrange(1000)}" for _ in range(count))
