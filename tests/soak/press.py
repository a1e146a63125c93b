"""A world on loopback that goes on publishing: feeds that grow, their pages, a webhook and a mailbox that keep what they accept.

It knows what it published and what was accepted; whether that fits together is judged in `ledger.py`.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from aiohttp import web

from app.demo.loopback import address_of, free_socket, serving
from app.demo.mailsink import ReceivedMail, serve_mail
from domain.alert import Route
from domain.filters import parse_filter
from domain.source import Source

_WORDS = (  # noqa: SIM905 - forty words on four lines, not on forty
    "bridge coal rice harbour lamp river cable kettle ladder salt orchard window garden basket letter"
    " button mirror blanket candle pepper bottle carpet curtain pencil saddle feather hammer marble"
    " needle pocket ribbon shovel spoon ticket violin wagon whistle apple barrel cottage"
).split()
# What a listing shows: more than is published between two polls, or an entry would never be seen.
WINDOW = 60
# Some receivers are slow, and some are out of order for a moment.
SLOW_S, SICK = 0.15, 0.08
Kind = Literal["story", "update", "beside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An article: a `story` of its own, an `update` of one with a new figure, or `beside` the subject."""

    number: int
    feed: int
    kind: Kind
    title: str
    paragraphs: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"/news/{self.feed}/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A message that one of our receivers took: by whom, its id, when."""

    channel: str
    message_id: str
    at: datetime


@dataclass
class Press:
    """Safe to use from the thread of the test while the servers' loop answers."""

    feeds: int
    rng: random.Random
    poll_interval_s: int = 1
    # General news: titles that do not touch the subject are left aside.
    mixed: bool = True
    smtp_port: int = 0
    base: str = ""
    items: list[Item] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    asked: int = 0
    shown: set[int] = field(default_factory=set)
    _news: threading.Condition = field(default_factory=threading.Condition)

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
                topic_specific=not self.mixed,
                poll_interval_s=self.poll_interval_s,
            )
            for n in range(self.feeds)
        ]

    @property
    def routes(self) -> list[Route]:
        wanted = parse_filter("flag:troop_deployment")
        hook = {"url": f"{self.base}/hook", "secret_env": "DESK_SECRET"}
        mail = {
            "to": ["desk@newsroom.example"],
            "sender": "tumen@newsroom.example",
            "smtp_host": "127.0.0.1",
            "smtp_port": self.smtp_port,
            "smtp_tls": "none",
        }
        return [
            Route(name="hook", channel="webhook", filter=wanted, options=hook),
            Route(name="mail", channel="email", filter=wanted, options=mail),
        ]

    def publish(self, kind: Kind = "story", *, of: Item | None = None) -> Item:
        """Add an article to one of the feeds; `of`: as an update of a story that is stored."""
        with self._news:
            number, feed = len(self.items), self.rng.randrange(self.feeds)
            made = _update(number, feed, of) if of else _fresh(number, feed, kind)
            self.items.append(made)
            return made

    def wait(self, until: Callable[[], bool], timeout_s: float) -> bool:
        """Return when `until` holds, looked at whenever something is asked for or accepted."""
        with self._news:
            return self._news.wait_for(until, timeout=timeout_s)

    def tell(self) -> None:
        """Wake whoever waits."""
        with self._news:
            self._news.notify_all()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        with self._news:
            self.asked += 1
            self._news.notify_all()
        kind, *numbers = request.path.strip("/").split("/")
        if kind == "feed":
            return self._feed(int(numbers[0]))
        if kind == "news":
            return web.Response(text=_page(self.items[int(numbers[1])]), content_type="text/html")
        if kind == "hook" and body:
            return await self._hook(request)
        return web.Response(status=404)

    async def _hook(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.rng.random() * SLOW_S)
        if self.rng.random() < SICK:
            return web.Response(status=503)
        self.keep("webhook", request.headers["webhook-id"])
        return web.Response(status=204)

    def take_mail(self, mail: ReceivedMail) -> None:
        self.keep("email", str(mail.message["Message-ID"]).strip("<>").partition("@")[0])

    def keep(self, channel: str, message_id: str) -> None:
        with self._news:
            message = Accepted(channel=channel, message_id=message_id, at=datetime.now(UTC))
            self.accepted.append(message)
            self._news.notify_all()

    def _feed(self, feed: int) -> web.Response:
        with self._news:
            items = [item for item in self.items if item.feed == feed][-WINDOW:]
            self.shown |= {item.number for item in items}
        text = "".join(
            f"<item><title>{item.title}</title><link>{self.base}{item.path}</link>"
            f"<guid>{self.base}{item.path}</guid></item>"
            for item in reversed(items)
        )
        return web.Response(
            text=f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper {feed}</title>'
            f"{text}</channel></rss>",
            content_type="application/rss+xml",
        )


@asynccontextmanager
async def serve_press(press: Press) -> AsyncIterator[Press]:
    with free_socket() as listening:
        press.base = address_of(listening)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", press.answer)
        async with serve_mail(press.take_mail) as port, serving(app, listening):
            press.smtp_port = port
            yield press


def _fresh(number: int, feed: int, kind: Kind) -> Item:
    title = f"Orchards open {number} days early this year, {_words(number)}"
    lead = f"{title}, the growers said"
    if kind != "beside":
        title = f"North Korea sent {500 + number} soldiers to Russia, {_words(number)}"
        lead = f"{title}, the NIS said"
    paragraphs = (lead, *(_prose(f"{number}/{n}") for n in range(4)))
    return Item(number=number, feed=feed, kind=kind, title=title, paragraphs=paragraphs)


def _update(number: int, feed: int, first: Item) -> Item:
    """The text of a story, reprinted with a figure that is new."""
    more = f"North Korea will send {10_000 + 3 * number} more soldiers to Russia, the NIS said"
    return Item(
        number=number,
        feed=feed,
        kind="update",
        title=f"{first.title}, update {number}",
        paragraphs=(*first.paragraphs, more),
    )


def _page(item: Item) -> str:
    text = "".join(f"<p>{paragraph}.</p>" for paragraph in item.paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><title>{item.title}</title></head><body><article>"
        f"<h1>{item.title}</h1>{text}</article></body></html>"
    )


def _prose(seed: object) -> str:
    """Sentences in plain English of its own, so that no two articles are taken for copies."""
    rng = random.Random(f"{seed}")
    return ". ".join(
        "The {} {} stood by the {} {} while a {} {} passed the {} {}".format(
            *(rng.choice(_WORDS) for _ in range(8))
        )
        for _ in range(3)
    )


def _words(seed: object) -> str:
    rng = random.Random(f"{seed}")
    return " ".join(rng.choice(_WORDS) for _ in range(4))
