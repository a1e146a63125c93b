"""A loopback server whose answers each test decides: well-behaved ones, and raw bytes for the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import pytest_asyncio
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Farm:
    """Serves on 127.0.0.1; `seen` keeps every request of the web server, in order."""

    port: int = 0
    seen: list[web.Request] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    _handlers: dict[str, Handler] = field(default_factory=dict)
    _raw: list[asyncio.Server] = field(default_factory=list)
    _talks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}{path}"

    def serve(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Answer `path` with this; gives the URL."""
        data = body.encode() if isinstance(body, str) else body

        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(body=data, status=status, headers=dict(headers or {}))

        return self.handle(path, answer)

    def redirect(self, path: str, to: str, *, status: int = 302) -> str:
        return self.serve(path, status=status, headers={"Location": to})

    def handle(self, path: str, handler: Handler) -> str:
        """Let `handler` answer `path`; gives the URL."""
        self._handlers[path] = handler
        return self.url(path)

    async def raw(self, *pieces: bytes, then: Talk | None = None) -> str:
        """Start a server that reads a request's head, writes `pieces`, does `then`, and hangs up."""

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._talks.add(task)
            # The client hangs up whenever it likes; a stopped test cancels us.
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await reader.readuntil(b"\r\n\r\n")
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                if then is not None:
                    await then(reader, writer)
            writer.close()

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        self._raw.append(server)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"

    async def dispatch(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request)
        self.bodies.append(await request.read())
        handler = self._handlers.get(request.raw_path) or self._handlers.get(request.path)
        if handler is None:
            return web.Response(status=404)
        return await handler(request)

    async def stop(self) -> None:
        for server in self._raw:
            server.close()
        for task in self._talks:
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)


@pytest_asyncio.fixture
async def farm() -> AsyncIterator[Farm]:
    farm = Farm()
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/{path:.*}", farm.dispatch)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    farm.port = runner.addresses[0][1]
    try:
        yield farm
    finally:
        await farm.stop()
        await runner.cleanup()
