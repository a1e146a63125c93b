"""The one place where the house is put together: settings in, opened doors out; it runs no work."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from alerts.channels import build_channel, check_route
from alerts.people import split_route
from app.clock import SystemClock
from app.failpoints import Failpoint, Reach, pass_by, read_failpoint
from app.memory import RobotsMemory
from app.owed import Owed
from app.owner import new_owner
from app.pulse import Pulse
from app.tally import Tally
from app.threads import DATABASE
from app.together import Together
from config.catalogue import load_catalogue
from config.routes import load_routes
from config.settings import Settings, read_secret
from db.engine import Database
from db.store import FinishedPoll, record_polls
from domain.alert import Route
from domain.errors import ConfigError
from domain.ports import Channel, Clock, Fetcher, Poster, Workers
from domain.source import Source
from ingest.fetch.client import HttpClient
from ingest.fetch.guard import allow_list, is_own_host
from ingest.fetch.pace import Pace
from ingest.fetch.policy import FetchPolicy
from ingest.fetch.resolve import ThreadResolver
from ingest.fetch.robots import Robots
from ingest.fetch.spacing import Spacing
from ingest.workers import WorkerPool

# Several routes often share one receiver's host; alerts are few, so they may be told side by side.
POSTS = 32
POSTS_PER_HOST = 8
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the operator decided, read and checked, before anything is opened.

    `secrets` holds the values that routes name by environment variable; its repr shows none.
    """

    settings: Settings
    sources: tuple[Source, ...]
    routes: tuple[Route, ...]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    failpoint: Failpoint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """All doors, open. `owner` names this process in leases; `jitter` gives numbers in 0..1.

    `reach` is told of each point between two steps (`app/failpoints.py`).
    """

    settings: Settings
    sources: Mapping[str, Source]
    routes: Mapping[str, Route]
    channels: Mapping[str, Channel]
    clock: Clock
    database: Database
    http: Fetcher
    poster: Poster
    robots: Robots
    workers: Workers
    owner: str
    tally: Tally
    jitter: Callable[[], float]
    troubles: Troubles
    pulse: Pulse = field(default_factory=Pulse)
    pace: Pace = field(default_factory=Pace)
    spacing: Spacing = field(default_factory=Spacing)
    reach: Reach = pass_by
    owed: Owed = field(default_factory=Owed)
    finished_polls: Together[FinishedPoll, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "finished_polls", Together(self._record_polls))

    async def stored(self, function: Callable[..., T], /, *args: Any, **named: Any) -> T:
        """Call one of the database's doors in a thread; it is synchronous by design."""
        call = partial(function, self.database, *args, **named)
        return await asyncio.get_running_loop().run_in_executor(DATABASE, call)

    async def _record_polls(self, polls: Sequence[FinishedPoll]) -> Sequence[int]:
        return await self.stored(record_polls, polls, owner=self.owner)


@dataclass(slots=True)
class Troubles:
    """Failures gathered until they are told in one line a class, instead of one a source."""

    failed: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    next_due_at: dict[str, datetime] = field(default_factory=dict)
    told_at: dict[str, datetime] = field(default_factory=dict)


def read_plan(settings: Settings, environ: Mapping[str, str]) -> Plan:
    """Read and check catalogue, routes and secrets.

    Errors: ConfigError, which refuses the start.
    """
    sources = load_catalogue(settings.sources_file)
    routes = load_routes(settings.routes_file)
    secrets: dict[str, str] = {}
    for route in routes:
        try:
            check_route(route)
            secrets |= _secrets_of(route, environ)
            check_route(route, secrets)
        except ConfigError as error:
            raise ConfigError(f"{settings.routes_file}: {error.message}") from error
    _refuse_doubles(settings, [part.name for route in routes for part in split_route(route)])
    failpoint = read_failpoint(environ)
    return Plan(
        settings=settings, sources=sources, routes=routes, secrets=secrets, failpoint=failpoint
    )


def _refuse_doubles(settings: Settings, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(
                f"{settings.routes_file}: route '{name}': another route's second recipient is called"
                " so; choose another name"
            )


def _secrets_of(route: Route, environ: Mapping[str, str]) -> dict[str, str]:
    secrets = {}
    for key, name in route.options.items():
        if not key.endswith("_env"):
            continue
        value = read_secret(str(name), environ)
        if value is None:
            raise ConfigError(
                f"route '{route.name}': {key} names the environment variable {name}, which is not set;"
                f" set {name} or {name}_FILE"
            )
        secrets[str(name)] = value
    return secrets


def doubtful_words(plan: Plan) -> list[str]:
    """Values of route filters that no source of the catalogue can ever meet: mostly a slip of the pen.

    Not an error: a filter may well be written before its source is.
    """
    known = {
        "source": {source.id for source in plan.sources},
        "category": {source.category for source in plan.sources if source.category},
    }
    return [
        f"route '{route.name}': no source has {clause.field}:{value}"
        for route in plan.routes
        for clause in route.filter.clauses
        if clause.field in known
        for value in clause.values
        if value not in known[clause.field]
    ]


def fetch_policy(settings: Settings) -> FetchPolicy:
    """How we behave as a guest, as far as the operator decides it."""
    fetch = settings.fetch
    return FetchPolicy(
        user_agent=_introduction(fetch.user_agent, fetch.contact),
        contact=fetch.contact,
        allow_private=fetch.allow_private,
        per_host=fetch.per_host,
        concurrency=fetch.concurrency,
        deadline_s=fetch.deadline_s,
        max_bytes=fetch.max_bytes,
    )


def _introduction(user_agent: str, contact: str) -> str:
    """The User-Agent with a way to reach us; one that the operator wrote with an address stays as it is."""
    if not contact or "@" in user_agent or "://" in user_agent:
        return user_agent
    return f"{user_agent} (+{contact})"


def post_policy(settings: Settings) -> FetchPolicy:
    """Webhooks have a door of their own: slow pages of a host must not hold up what is told there."""
    return replace(fetch_policy(settings), per_host=POSTS_PER_HOST, concurrency=POSTS)


@asynccontextmanager
async def open_house(
    plan: Plan, *, clock: Clock | None = None, lookups: Callable[[], Any] = ThreadResolver
) -> AsyncIterator[House]:
    """Open every door of the house and close them all again, whatever happens in between.

    `lookups` makes a resolver of names (aiohttp's interface); the address it gives is judged all the same.
    """
    settings, clock = plan.settings, clock or SystemClock()
    database = Database(settings.database_url)
    if plan.failpoint:
        plan.failpoint.watch(database.before_commit)
    pool = WorkerPool(
        count=settings.workers.count or (os.cpu_count() or 1),
        memory_mb=settings.workers.memory_mb,
        preload=("app.digest",),
    )
    own_hosts = allow_list(settings.fetch.allow_private)
    pace = Pace(gap_s=settings.fetch.page_gap_s, is_own=partial(is_own_host, own_hosts))
    try:
        async with (
            HttpClient(fetch_policy(settings), clock, pace=pace, lookups=lookups) as http,
            HttpClient(post_policy(settings), clock, lookups=lookups) as poster,
            pool as workers,
        ):
            yield House(
                settings=settings,
                sources={source.id: source for source in plan.sources},
                routes={part.name: part for route in plan.routes for part in split_route(route)},
                channels={
                    name: build_channel(name, poster=poster, secrets=plan.secrets, clock=clock)
                    for name in sorted({route.channel for route in plan.routes})
                },
                clock=clock,
                database=database,
                http=http,
                poster=poster,
                robots=Robots(
                    http,
                    clock,
                    user_agent=settings.fetch.user_agent,
                    memory=RobotsMemory(database),
                ),
                workers=workers,
                owner=new_owner(),
                tally=Tally(),
                # Chance here guards nothing; asking the kernel costs a system call for each poll.
                jitter=random.Random().random,  # noqa: S311
                troubles=Troubles(),
                pace=pace,
                reach=plan.failpoint or pass_by,
            )
    finally:
        database.dispose()


def database_words(settings: Settings) -> str:
    """Where the database is, in words a person can use; never with a password."""
    shown = str(settings.shown()["database_url"])
    if shown.startswith("sqlite:///"):
        path = Path(shown.removeprefix("sqlite:///"))
        here = Path.cwd()
        return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
    return shown
