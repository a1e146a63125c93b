"""The one door to the network: GET and POST behind one guard; decides no schedule and reads no body.

A fetch is a row of exchanges, one per hop: judge the URL, wait for a turn at its host, ask, read. The
deadline counts the exchanges, not the waiting for our own turn. Nothing is sent twice to anyone who
did not set it: no cookies, no Referer, no credentials, no proxy from the environment.

Two sessions: one dials public addresses only, the other serves the hosts that the operator lists as
private. A connection kept open belongs to the session that dialled it, so it needs no second look.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict
from yarl import URL

from domain.errors import FetchError, RefusedError
from domain.fetched import Fetched, FetchRequest
from domain.ports import Clock, PostAnswer
from domain.source import Validators
from ingest.fetch.decode import BodyDecoder
from ingest.fetch.exact import BoundedResponse, ExactRequest
from ingest.fetch.failures import FOREIGN, foreign_failure, status_failure
from ingest.fetch.guard import (
    allow_list,
    check_url,
    guarded_socket,
    host_label,
    is_allowed,
    open_socket,
)
from ingest.fetch.headers import plain_headers
from ingest.fetch.pace import LONGEST_S, UNASKED_REST_S, Pace
from ingest.fetch.policy import FetchPolicy
from ingest.fetch.resolve import ThreadResolver
from ingest.fetch.slots import HostSlots
from ingest.fetch.trail import FOLLOWED, Budget, Trail, location_of, target_of

CHUNK_BYTES = 65_536
POST_ANSWER_BYTES = 4096
# News sites answer with content-security-policy fields of up to 16 KB: twice that is room enough.
MAX_FIELD_BYTES = 32_768
MAX_FIELDS = 200
DNS_CACHE_S = 60
# Memory: all exchanges may hold this much each, and so many of them their `max_bytes`: 290 MB by default.
SMALL_BYTES = 1_000_000
LARGE_BODIES = 16
WHOLE = frozenset({200, 203, 204})
_ACCEPT = {
    "listing": "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/html;q=0.8, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, */*;q=0.5",
    "robots": "text/plain, */*;q=0.5",
}


@dataclass(frozen=True, slots=True)
class _Answer:
    """One exchange's outcome: a body (or 304), or where to go on."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    clipped: bool = False
    location: str | None = None


class HttpClient:
    """Implements ports.Fetcher and ports.Poster; open it with `async with`.

    `tls` replaces the system's certificate store, `lookups` the system's resolver. `pace` is told who
    wants silence and heeded.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        clock: Clock,
        *,
        tls: ssl.SSLContext | None = None,
        pace: Pace | None = None,
        lookups: Callable[[], AbstractResolver] = ThreadResolver,
    ) -> None:
        self._policy = policy
        self._clock = clock
        self._tls = tls
        self._pace = pace or Pace()
        self._lookups = lookups
        self._allowed = allow_list(policy.allow_private)
        self._slots = HostSlots(per_host=policy.per_host, total=policy.concurrency)
        self._large = asyncio.Semaphore(LARGE_BODIES)
        self._public: aiohttp.ClientSession | None = None
        self._listed: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._public = self._session(guarded=True)
        self._listed = self._session(guarded=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        for session in (self._public, self._listed):
            if session is not None:
                await session.close()

    async def fetch(self, request: FetchRequest) -> Fetched:
        """Make one GET, with its redirects.

        Shape: a request -> a whole 200 (203, 204), or a 304 if validators were sent.
        Errors: FetchError with a reason of `failures`; RefusedError for what must not be requested.
        """
        trail = Trail(check_url(request.url), max_redirects=self._policy.max_redirects)
        budget = Budget(min(request.deadline_s, self._policy.deadline_s))
        while True:
            try:
                answer = await self._exchange(trail.url, request, budget)
            except RefusedError as error:
                error.redirected = bool(trail.hops)
                raise
            if answer.location is None:
                return Fetched(
                    url=request.url,
                    final_url=str(trail.url),
                    status=answer.status,
                    headers=answer.headers,
                    body=answer.body,
                    redirects=tuple(trail.hops),
                    permanent_url=trail.permanent,
                    clipped=answer.clipped,
                    elapsed_s=budget.spent_s,
                )
            trail.step(target_of(trail.url, answer.location), answer.status)

    async def post(
        self, url: str, *, body: bytes, headers: Mapping[str, str], deadline_s: float
    ) -> PostAnswer:
        """Make one POST; a redirect is an answer like any other.

        The status is the answer: once it is there, a body that is cut or slow changes nothing, for
        a second attempt would tell the recipient twice.
        Errors: FetchError before a status was seen; RefusedError for what must not be requested.
        """
        target = check_url(url)
        label = host_label(target)
        sent = CIMultiDict({**self._greeting(), "Accept-Encoding": "identity"})
        sent.update(headers)
        answer: PostAnswer | None = None
        try:
            async with (
                self._slots.hold(_key(target)),
                asyncio.timeout(deadline_s),
                self._session_for(target).post(
                    target, data=body, headers=sent, allow_redirects=False
                ) as response,
            ):
                answer = PostAnswer(
                    status=response.status, headers=plain_headers(response.raw_headers)
                )
                start = await _first_bytes(response, POST_ANSWER_BYTES)
                return replace(answer, body=start)
        except FOREIGN as error:
            if answer is not None:
                return answer
            # `from None`: the library's messages hold the whole URL, and a webhook's URL is a secret.
            raise foreign_failure(error, host=label) from None

    async def _exchange(self, url: URL, request: FetchRequest, budget: Budget) -> _Answer:
        label = host_label(url)
        headers = {
            **self._greeting(),
            "Accept": _ACCEPT[request.purpose],
            "Accept-Encoding": "gzip",
            **_conditions(request.validators),
        }
        try:
            async with self._slots.hold(_key(url)) as turn:
                # Only now: who waited for a turn may find that the host wants silence meanwhile.
                self._heed(label, request)
                async with (
                    budget.running(turn.limit_s) as limit,
                    self._session_for(url).get(url, headers=headers, allow_redirects=False) as got,
                ):
                    turn.answered()
                    budget.extend(limit)
                    return await self._read(got, request, label)
        except FOREIGN as error:
            raise foreign_failure(error, host=label) from error

    def _heed(self, label: str, request: FetchRequest) -> None:
        now = self._clock.now()
        until = self._pace.held_until(label, now)
        if until is None and request.purpose == "page":
            until = self._pace.rests_until(label, now)
        if until is None:
            return
        raise FetchError(
            f"{label}: not asked before {until:%Y-%m-%d %H:%M:%S} UTC, it wants silence",
            reason="held",
            retry_after_s=(until - now).total_seconds(),
            host=label,
        )

    def _note_silence(self, error: FetchError, request: FetchRequest) -> None:
        """Remember that a host wants less of us: all of it, or its pages only."""
        if error.status not in (429, 503):
            return
        now, asked_s = self._clock.now(), min(error.retry_after_s or 0.0, LONGEST_S)
        if error.status == 429 and asked_s:
            self._pace.hold(error.host, now + timedelta(seconds=asked_s))
        elif error.status == 429 or (asked_s and request.purpose == "page"):
            self._pace.rest(error.host, now + timedelta(seconds=asked_s or UNASKED_REST_S))

    async def _read(
        self, response: aiohttp.ClientResponse, request: FetchRequest, label: str
    ) -> _Answer:
        status, headers = response.status, plain_headers(response.raw_headers)
        if status in FOLLOWED:
            location = location_of(response.raw_headers)
            if not location:
                raise FetchError(
                    f"{label}: answered {status} without a location",
                    reason="redirect",
                    transient=False,
                    status=status,
                )
            return _Answer(status, headers, location=location)
        if status == 304 and _conditions(request.validators):
            return _Answer(status, headers)
        if status not in WHOLE:
            failure = status_failure(status, headers, host=label, now=self._clock.now())
            self._note_silence(failure, request)
            raise failure
        if status == 203:
            # What someone on the way made of it; the validators may be of the original.
            headers = {k: v for k, v in headers.items() if k not in ("etag", "last-modified")}
        body, clipped = await self._body(response, request, label)
        return _Answer(status, headers, body=body, clipped=clipped)

    async def _body(
        self, response: aiohttp.ClientResponse, request: FetchRequest, label: str
    ) -> tuple[bytes, bool]:
        limit = min(request.max_bytes, self._policy.max_bytes)
        clip = request.purpose == "robots"
        encoding = ",".join(response.headers.getall("Content-Encoding", ()))
        decoder = BodyDecoder(encoding, host=label, max_bytes=limit, clip=clip)
        if (response.content_length or 0) > limit and not clip:
            raise FetchError(
                f"{label}: announces {response.content_length} bytes, more than {limit}",
                reason="too_large",
                transient=False,
            )
        until_closed = _until_closed(response)
        async with AsyncExitStack() as stack:
            large = False
            async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                decoder.feed(chunk)
                if decoder.full:
                    break
                if decoder.size > SMALL_BYTES and not large:
                    large = True
                    await stack.enter_async_context(self._large)
            if until_closed is not None and until_closed.done() and until_closed.exception():
                raise FetchError(f"{label}: broke the connection off", reason="cut")
            return decoder.finish(), decoder.full

    def _greeting(self) -> dict[str, str]:
        contact = {"From": self._policy.contact} if self._policy.contact else {}
        return {"User-Agent": self._policy.user_agent, **contact}

    def _session_for(self, url: URL) -> aiohttp.ClientSession:
        session = self._listed if is_allowed(self._allowed, url) else self._public
        if session is None:
            raise RuntimeError("HttpClient is used outside of `async with`")
        return session

    def _session(self, *, guarded: bool) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=0,  # HostSlots counts
            resolver=self._lookups(),
            ttl_dns_cache=DNS_CACHE_S,
            socket_factory=guarded_socket if guarded else open_socket,
            ssl=self._tls if self._tls is not None else True,
        )
        return aiohttp.ClientSession(
            connector=connector,
            request_class=ExactRequest,
            response_class=BoundedResponse,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None),  # ours counts over all hops
            read_bufsize=CHUNK_BYTES,
            max_line_size=MAX_FIELD_BYTES,
            max_field_size=MAX_FIELD_BYTES,
            max_headers=MAX_FIELDS,
        )


def _key(url: URL) -> tuple[str, int]:
    return url.raw_host or "", url.port or 0


def _conditions(validators: Validators) -> dict[str, str]:
    """Echo validators byte for byte (RFC 9110 §13.1.2, §13.1.3)."""
    pairs = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return {name: value for name, value in pairs if value}


def _until_closed(response: aiohttp.ClientResponse) -> asyncio.Future[None] | None:
    """The end of the connection, where that alone ends the body: the library takes a reset for one, too."""
    framed = "Content-Length" in response.headers or "Transfer-Encoding" in response.headers
    connection = response.connection
    if framed or connection is None or connection.protocol is None:
        return None
    return connection.protocol.closed


async def _first_bytes(response: aiohttp.ClientResponse, limit: int) -> bytes:
    body = b""
    while len(body) < limit:
        chunk = await response.content.read(limit - len(body))
        if not chunk:
            break
        body += chunk
    return body
