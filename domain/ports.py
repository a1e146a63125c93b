"""Ports: what the core needs from the world, as protocols; the adapters live at the edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from domain.alert import Acceptance, DueAlert, Route
from domain.fetched import Fetched, FetchRequest, RobotsCopy

T = TypeVar("T")


class Clock(Protocol):
    """Tells the time; tests use one that stands still until told otherwise."""

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        ...


class Fetcher(Protocol):
    """The one door to the network for GET requests."""

    async def fetch(self, request: FetchRequest) -> Fetched:
        """Shape: a request -> a whole 200 or 304 answer. Errors: FetchError, RefusedError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PostAnswer:
    """A webhook's answer; `body` is cut to its first bytes and never parsed."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Poster(Protocol):
    """The door for POST requests, behind the same address guard; redirects are not followed."""

    async def post(
        self, url: str, *, body: bytes, headers: Mapping[str, str], deadline_s: float
    ) -> PostAnswer:
        """Errors: FetchError when there was no whole answer, RefusedError for a private address."""
        ...


class RobotsMemory(Protocol):
    """Remembers what robots.txt of an origin said, longer than a process lives."""

    async def read(self, origin: str) -> RobotsCopy | None:
        """Give what was kept, also when its time is over: better an old word than none."""
        ...

    async def keep(self, copy: RobotsCopy) -> None: ...


class Channel(Protocol):
    """One way to tell a person. Errors: DeliveryError, graded transient or permanent."""

    async def send(self, route: Route, alert: DueAlert) -> Acceptance:
        """Make one attempt."""
        ...


class Workers(Protocol):
    """Child processes that run pure functions and can be killed."""

    async def run(self, function: Callable[..., T], /, *args: Any, deadline_s: float) -> T:
        """Errors: ParseError with reason `deadline` or `crashed` when the child had to be ended."""
        ...
