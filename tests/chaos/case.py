"""What a case is, and the little pieces that cases are made of; it serves and judges nothing."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.source import SourceKind
from tests.chaos.server import Ask, Pages, Play, Reply, Site, Talk, answer

RSS = "Content-Type: application/rss+xml"
HTML = "Content-Type: text/html; charset=utf-8"
# Titles that do not touch the subject: such entries cost no worker.
DULL = "Weather of the week"
SUBJECT = "North Korea sends 11,000 soldiers to Russia"


@dataclass
class Seen:
    """What a client left behind: its requests, and the rows of its database."""

    site: Site
    polls: list[dict[str, Any]]
    source: dict[str, Any]
    entries: list[dict[str, Any]]
    articles: list[dict[str, Any]]

    @property
    def asks(self) -> list[Ask]:
        return self.site.asks

    def sent(self, name: str, path: str = "/feed") -> list[bytes | None]:
        """What was sent in a header field with each request for a path, byte for byte."""
        return [ask.field(name) for ask in self.asks if ask.path == path]

    def gaps(self, prefix: str) -> list[float]:
        """The seconds between requests for paths that begin so."""
        times = [ask.at for ask in self.asks if ask.path.startswith(prefix)]
        return [later - sooner for sooner, later in itertools.pairwise(times)]


Check = Callable[[Seen], object]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One behaviour of a server as a source that is polled, and what is right.

    `polls`: the outcome of each pass, `failed:reason` for a failure; empty if any is
    right that is told. `entries`: how many are stored in
    the end. `paths`: every path that was asked for, in order. `page`: how the text of the last article
    was got, `page` or the reason why not. `check`: whatever else must hold; gives false or raises.
    `heavy`: costs seconds of a processor; run by `python -m tests.chaos.verdict`, not by default.
    """

    name: str
    pages: Pages | Callable[[str], Pages]
    polls: Sequence[str]
    entries: int | None = None
    paths: Sequence[str] | None = None
    page: str | None = None
    check: Check | None = None
    url: str = "{base}/feed"
    kind: SourceKind = "feed"
    subject: bool = False
    keep: bool = False
    greeting: bytes | None = None
    listens: bool = True
    heavy: bool = False
    options: dict[str, Any] = field(default_factory=dict)


def feed(*links: str, title: str = DULL, head: str = "", summary: str = "") -> bytes:
    """An RSS feed of one item for each link."""
    items = "".join(
        f"<item><title>{title} {n}</title><link>{link}</link><guid isPermaLink='false'>{link}</guid>"
        f"<pubDate>Mon, 23 Nov 2026 11:00:00 GMT</pubDate><description>{summary}</description></item>"
        for n, link in enumerate(links)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Paper</title>'
        f"<link>https://paper.example/</link>{head}{items}</channel></rss>"
    ).encode()


def page(title: str = SUBJECT, more: str = "") -> bytes:
    """An article page with enough text to be taken for one."""
    text = (
        "South Korea's National Intelligence Service (NIS) said on Monday that North Korea has sent"
        " about 11,000 soldiers to Russia's Kursk region. The agency told lawmakers that the troops"
        " would fight against Ukraine."
    )
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body><main><article>"
        f"<h1>{title}</h1><p>{text}</p><p>The page itself was read.</p>{more}</article></main></body>"
        "</html>"
    ).encode()


# The listing most cases begin with.
GOOD = feed("/1", "/2")


def good(*fields: str | bytes, body: bytes = GOOD) -> bytes:
    return answer(200, RSS, *fields, body=body)


def moved(status: int, to: str | bytes, *fields: str | bytes) -> bytes:
    where = to if isinstance(to, bytes) else to.encode()
    return answer(status, b"Location: " + where, *fields)


def with_page(reply: Reply, *, robots: Reply | None = None) -> Pages:
    """A good listing of one entry on the subject, whose page answers so."""
    listing = answer(200, RSS, body=feed("/page", title=SUBJECT))
    pages: dict[str, Reply] = {"/feed": listing, "/page": reply}
    return pages if robots is None else {**pages, "/robots.txt": robots}


def drip(start: bytes, piece: bytes, *, every_s: float) -> Play:
    """Say a beginning, then a piece at a time for ever."""

    async def play(talk: Talk) -> None:
        await talk.say(start)
        while True:
            await talk.say(piece)
            await asyncio.sleep(every_s)

    return play


def pour(start: bytes, piece: bytes) -> Play:
    """Say a beginning, then as much as the other side takes."""

    async def play(talk: Talk) -> None:
        await talk.say(start)
        while True:
            await talk.say(piece)
            await asyncio.sleep(0)  # there are other sites in this loop

    return play


def then_hang(start: bytes = b"") -> Play:
    async def play(talk: Talk) -> None:
        await talk.say(start)
        await talk.hang()

    return play


def then_reset(start: bytes = b"") -> Play:
    async def play(talk: Talk) -> None:
        await talk.say(start)
        talk.reset()

    return play


def later(reply: bytes, *, after_s: float) -> Play:
    async def play(talk: Talk) -> None:
        await asyncio.sleep(after_s)
        await talk.say(reply)

    return play
