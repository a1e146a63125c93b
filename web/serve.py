"""Runs the application inside the daemon's loop; it takes no signals and opens no log of its own."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

from domain.errors import ConfigError

# The daemon drains within ten seconds; a browser that keeps its connection gets two of them.
GOODBYE_S = 2


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, host: str, port: int) -> AsyncIterator[int]:
    """Serve inside the block; yields the real port (asked for 0: any free one).

    Errors: ConfigError when the address cannot be bound.
    """
    listener = bind(host, port)
    server = _Server(_config(app))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        # The socket listens already: what connects before the loop takes it waits in the backlog.
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task
        listener.close()


def bind(host: str, port: int) -> socket.socket:
    """Open the listening socket. Errors: ConfigError with what to change."""
    try:
        family, _, _, _, address = _first_address(host, port)
        return socket.create_server(address[:2], family=family, backlog=128)
    except OSError as error:
        why = {
            errno.EADDRINUSE: f"port {port} is in use; set web.port to another one, or 0 for any",
            errno.EACCES: f"port {port} needs more rights; set web.port to 1024 or higher",
            errno.EADDRNOTAVAIL: f"{host} is no address of this machine; set web.host",
        }.get(error.errno or 0, f"{host}:{port} cannot be opened: {error.strerror or error}")
        raise ConfigError(f"[web] {why}", reason="web") from error


def _first_address(host: str, port: int) -> tuple[int, int, int, str, tuple[str, int]]:
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    # "localhost" may name both: tools that are told 127.0.0.1 are the many.
    found.sort(key=lambda info: info[0] != socket.AF_INET)
    return found[0]  # type: ignore[return-value]  # an INET6 address has two fields more


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        limit_concurrency=100,
        timeout_graceful_shutdown=GOODBYE_S,
    )


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: stopping is the daemon's business."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
