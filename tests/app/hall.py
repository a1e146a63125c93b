"""A house over a real database, with the network, the workers and the clock in a test's hands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from app import jobs
from app.build import House, Troubles
from app.owed import Owed
from app.pulse import Pulse
from app.tally import Tally
from config.settings import load_settings
from db import store
from db.engine import Database
from domain.alert import Acceptance, DueAlert, Route
from domain.errors import DeliveryError, TumenError
from domain.filters import parse_filter
from domain.ports import Workers
from domain.source import Source
from ingest.fetch.pace import Pace
from ingest.fetch.robots import Robots
from tests.fakes import FakeClock, FakeFetcher, FakePoster, InlineWorkers

FLAGGED = (
    "South Korea's National Intelligence Service (NIS) said on Monday that North Korea has sent about"
    " 11,000 soldiers to Russia's Kursk region. The agency told lawmakers that the troops would fight"
    " against Ukraine."
)


@dataclass
class FakeChannel:
    """A channel that keeps what it was given and gives the prepared outcomes in turn, then accepts."""

    outcomes: list[Exception] = field(default_factory=list)
    sent: list[DueAlert] = field(default_factory=list)
    hangs: bool = False
    meanwhile: Callable[[], None] = lambda: None

    async def send(self, route: Route, alert: DueAlert) -> Acceptance:
        self.sent.append(alert)
        self.meanwhile()
        if self.hangs:
            await asyncio.Event().wait()
        if self.outcomes:
            raise self.outcomes.pop(0)
        return Acceptance(detail="accepted", status=202)


@dataclass
class Hall:
    """Short ways to let the jobs of a house do their work and to look at the rows they leave."""

    database: Database
    clock: FakeClock
    fetcher: FakeFetcher = field(default_factory=FakeFetcher)
    poster: FakePoster = field(default_factory=FakePoster)
    channel: FakeChannel = field(default_factory=FakeChannel)
    workers: Workers = field(default_factory=InlineWorkers)
    sources: list[Source] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    troubles: Troubles = field(default_factory=Troubles)
    chance: Callable[[], float] = lambda: 0.0
    pulse: Pulse = field(default_factory=Pulse)
    pace: Pace = field(default_factory=Pace)
    owed: Owed = field(default_factory=Owed)
    owner: str = "test:0:1:a"

    @property
    def house(self) -> House:
        settings = load_settings(None, {"TUMEN_FETCH__RESPECT_ROBOTS": "false", **self.environ})
        return House(
            settings=settings,
            sources={source.id: source for source in self.sources},
            routes={route.name: route for route in self.routes},
            channels={route.channel: self.channel for route in self.routes},
            clock=self.clock,
            database=self.database,
            http=self.fetcher,
            poster=self.poster,
            robots=Robots(self.fetcher, self.clock),
            pace=self.pace,
            workers=self.workers,
            owner=self.owner,
            tally=self.tally,
            jitter=self.chance,
            troubles=self.troubles,
            pulse=self.pulse,
            owed=self.owed,
        )

    def source(self, id_: str = "agency", **fields: Any) -> Source:
        """Add a source; its listing is at https://<id>.example/rss unless `url` says otherwise."""
        url = f"https://{id_}.example/rss"
        defaults: dict[str, Any] = {"name": id_.title(), "url": url, "kind": "feed"}
        made = Source(**{"id": id_, "language": "en", **defaults, **fields})
        self.sources.append(made)
        store.sync_sources(self.database, self.sources, now=self.clock.now())
        return made

    def route(self, name: str = "desk", wanted: str = "flag:troop_deployment") -> Route:
        made = Route(name=name, channel="webhook", filter=parse_filter(wanted))
        self.routes.append(made)
        return made

    def serve(self, url: str, answer: Any) -> str:
        self.fetcher.answers[url] = answer
        return url

    async def poll(self) -> int:
        """Poll all that is due; returns how many sources that were."""
        return await self._all("sources", jobs.claim_sources)

    async def ingest(self) -> int:
        return await self._all("entries", jobs.claim_entries)

    async def tell(self) -> int:
        return await self._all("alerts", jobs.claim_alerts)

    async def claim_alert(self) -> DueAlert:
        (due,) = await jobs.claim_alerts(self.house, 1)
        return due

    async def bring_in(self) -> None:
        """One poll and everything that follows from it, without telling anybody."""
        assert await self.poll()
        await self.ingest()

    async def _all(self, lane: str, claim: Any) -> int:
        house, done = self.house, 0
        while items := await claim(house, 10):
            for item in items:
                await jobs.WORK[lane](house, item)
            done += len(items)
        return done

    def rows(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        """Ask in plain SQL, as an operator would."""
        with self.database.read() as session:
            return [dict(row) for row in session.execute(text(query), parameters).mappings()]

    def row(self, query: str, **parameters: Any) -> dict[str, Any]:
        (found,) = self.rows(query, **parameters)
        return found

    def asked(self, purpose: str = "page") -> list[str]:
        """The addresses that were fetched for a purpose, in order."""
        return [r.url for r in self.fetcher.requests if r.purpose == purpose]


def refused(message: str = "not accepted", **fields: Any) -> TumenError:
    return DeliveryError(message, **fields)


def rss(*items: str) -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Agency</title>'
        f"<link>https://agency.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


def item(
    url: str | None, title: str = "North Korea sends 11,000 soldiers to Russia", summary: str = ""
) -> str:
    """One RSS item, dated an hour before the tests' noon."""
    link = f"<link>{url}</link>" if url else ""
    return (
        f"<item><title>{title}</title>{link}<guid isPermaLink='false'>{url or title}</guid>"
        f"<pubDate>Mon, 23 Nov 2026 11:00:00 GMT</pubDate><description>{summary}</description></item>"
    )


def html(title: str = "North Korea sends 11,000 soldiers to Russia", body: str = FLAGGED) -> bytes:
    paragraphs = "".join(f"<p>{part}</p>" for part in body.split("\n"))
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body><main><article>"
        f"<h1>{title}</h1>{paragraphs}</article></main></body></html>"
    ).encode()
