"""Doubles of the outside world, one per port; no double of our own code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from domain.errors import FetchError, TumenError
from domain.fetched import Fetched, FetchRequest
from domain.ports import PostAnswer

T = TypeVar("T")

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """A clock that stands still until told otherwise."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def advance(self, **units: float) -> None:
        """Move on by `timedelta(**units)`."""
        self.moment += timedelta(**units)


class InlineWorkers:
    """Workers that run the function at once, in this process; the deadline is not enforced."""

    async def run(self, function: Callable[..., T], /, *args: Any, deadline_s: float) -> T:
        return function(*args)


Answer = Fetched | TumenError | bytes | Callable[[FetchRequest], "Fetched | TumenError | bytes"]


@dataclass
class FakeFetcher:
    """A fetcher over a table of URL -> answer: bytes are a 200, errors are raised, callables are asked.

    An unknown URL is a 404. `requests` keeps what was asked for, in order.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[FetchRequest] = field(default_factory=list)

    async def fetch(self, request: FetchRequest) -> Fetched:
        self.requests.append(request)
        answer = self.answers.get(request.url)
        if callable(answer):
            answer = answer(request)
        if answer is None:
            raise FetchError("not found", reason="not_found", transient=False, status=404)
        if isinstance(answer, TumenError):
            raise answer
        if isinstance(answer, bytes):
            return Fetched(url=request.url, final_url=request.url, status=200, body=answer)
        return answer


@dataclass
class FakePoster:
    """A poster that keeps what was sent and gives the prepared answers in turn, then 200 for ever."""

    answers: list[int | PostAnswer | TumenError] = field(default_factory=list)
    sent: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)

    async def post(
        self, url: str, *, body: bytes, headers: Mapping[str, str], deadline_s: float
    ) -> PostAnswer:
        self.sent.append((url, body, dict(headers)))
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, TumenError):
            raise answer
        return PostAnswer(status=answer, headers={}) if isinstance(answer, int) else answer
