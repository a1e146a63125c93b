"""The way of one fetch: the hops so far and the seconds spent; sends nothing, and leaves the judging of addresses to the guard."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from urllib.parse import quote, urljoin

from yarl import URL

from domain.errors import FetchError, RefusedError
from ingest.fetch.guard import check_url, host_label

log = logging.getLogger(__name__)

FOLLOWED = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})


class Trail:
    """Where a fetch stands, and how it came there.

    `permanent` is where permanent redirects alone led, without a step from https down to http: the
    address may be learnt.
    """

    def __init__(self, start: URL, *, max_redirects: int) -> None:
        self.url = start
        self.hops: list[str] = []
        self.permanent: str | None = None
        self._max_redirects = max_redirects
        self._seen = {str(start)}
        self._all_permanent = True

    def step(self, target: URL, status: int) -> None:
        """Go on to `target`. Errors: FetchError, permanent, for too many hops or a loop."""
        label = host_label(self.url)
        if len(self.hops) >= self._max_redirects:
            raise FetchError(
                f"{label}: more than {self._max_redirects} redirects",
                reason="too_many_redirects",
                transient=False,
            )
        # Without cookies the same URL gives the same answer: a second sight is a loop.
        if str(target) in self._seen:
            raise FetchError(
                f"{label}: redirects in a loop", reason="redirect_loop", transient=False
            )
        downgraded = self.url.scheme == "https" and target.scheme == "http"
        if downgraded:
            log.debug("redirect leaves TLS", extra={"host": label, "to": host_label(target)})
        self._all_permanent = self._all_permanent and status in PERMANENT and not downgraded
        self.url = target
        self.hops.append(str(target))
        self._seen.add(str(target))
        if self._all_permanent:
            self.permanent = str(target)


class Budget:
    """The seconds one fetch may spend in exchanges; waiting for our own turn costs nothing."""

    def __init__(self, total_s: float) -> None:
        self._total_s = total_s
        self.spent_s = 0.0
        self._ends_at = 0.0

    @asynccontextmanager
    async def running(self, at_first_s: float | None = None) -> AsyncIterator[asyncio.Timeout]:
        """Count the time inside, and end it with TimeoutError when all is spent.

        `at_first_s`: less than all, until `extend` says that it goes well.
        """
        loop = asyncio.get_running_loop()
        since = loop.time()
        left_s = max(0.0, self._total_s - self.spent_s)
        self._ends_at = since + left_s
        try:
            async with asyncio.timeout(min(left_s, at_first_s or left_s)) as limit:
                yield limit
        finally:
            self.spent_s += loop.time() - since

    def extend(self, limit: asyncio.Timeout) -> None:
        """Give an exchange all the time that is left."""
        limit.reschedule(self._ends_at)


def location_of(fields: Iterable[tuple[bytes, bytes]]) -> str:
    """Read Location; bytes beyond ASCII are quoted as they are, whatever charset was meant."""
    for name, value in fields:
        if name.lower() == b"location":
            return quote(value.strip(), safe="".join(map(chr, range(0x20, 0x7F))))
    return ""


def target_of(current: URL, location: str) -> URL:
    """Judge where a redirect leads. Errors: RefusedError, marked as `redirected`."""
    try:
        target = urljoin(str(current), location)
    except ValueError:
        target = location
    try:
        return check_url(target)
    except RefusedError as error:
        error.redirected = True
        raise
