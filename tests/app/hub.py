"""A WebSub hub on loopback that keeps to the Recommendation, and can be told not to."""

from __future__ import annotations

import asyncio
import hmac
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

import aiohttp
from aiohttp import web

from app.demo.loopback import address_of, free_socket, serving


@dataclass
class Hub:
    """`asked` are the forms that came, `looks` the statuses of our looks at callbacks.

    `lease_s`: what it grants. `denies`: it refuses with this reason. `status`: how it answers requests.
    """

    url: str = ""
    lease_s: int = 864_000
    denies: str = ""
    status: int = 202
    asked: list[dict[str, str]] = field(default_factory=list)
    looks: list[int] = field(default_factory=list)
    subscribed: asyncio.Event = field(default_factory=asyncio.Event)
    _looking: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(self, request: web.Request) -> web.Response:
        form = {key: values[0] for key, values in parse_qs(await request.text()).items()}
        self.asked.append(form)
        if self.status == 202:
            task = asyncio.create_task(self._look(form))
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)
        return web.Response(status=self.status)

    async def _look(self, form: dict[str, str]) -> None:
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"]}
        if self.denies:
            query |= {"hub.mode": "denied", "hub.reason": self.denies}
        else:
            query |= {"hub.challenge": "chal-42", "hub.lease_seconds": str(self.lease_s)}
        status, said = await self.call(f"{form['hub.callback']}?{urlencode(query)}")
        self.looks.append(status)
        if said == "chal-42":
            self.subscribed.set()

    async def send(
        self, body: bytes, signature: str | None = None, *, method: str = "sha256"
    ) -> int:
        """Push a body to the last subscriber, signed unless a signature is given; gives its status."""
        form = self.asked[-1]
        right = hmac.new(form["hub.secret"].encode(), body, method).hexdigest()
        signed = f"{method}={right}" if signature is None else signature
        headers = {
            "content-type": "application/rss+xml",
            "link": f'<{self.url}>; rel="hub", <{form["hub.topic"]}>; rel="self"',
            **({"x-hub-signature": signed} if signed else {}),
        }
        return (await self.call(form["hub.callback"], body, headers))[0]

    async def call(
        self, url: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.request("POST" if body else "GET", url, data=body, headers=headers) as answer,
        ):
            return answer.status, await answer.text()


@asynccontextmanager
async def serve_hub(hub: Hub) -> AsyncIterator[Hub]:
    """Serve until the block ends."""
    with free_socket() as listening:
        app = web.Application()
        app.router.add_post("/", hub.take)
        async with serving(app, listening):
            hub.url = address_of(listening) + "/"
            yield hub


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
