from __future__ import annotations

import signal
import socket
from typing import Any

import aiohttp
import pytest
from starlette.responses import PlainTextResponse

from domain.errors import ConfigError
from tests.fakes import FakeClock
from web.serve import serving
from web.service import create_app

HELLO = PlainTextResponse("hello")


async def test_it_serves_on_any_free_port_and_ends_with_the_block(
    reads: Any, clock: FakeClock
) -> None:
    app = create_app(reads, clock=clock, version="1")
    async with aiohttp.ClientSession() as session:
        async with (
            serving(app, "127.0.0.1", 0) as port,
            session.get(f"http://127.0.0.1:{port}/healthz") as answer,
        ):
            assert answer.status == 200
            assert "server" not in {k.lower() for k in answer.headers}
        with pytest.raises(aiohttp.ClientError):
            await session.get(f"http://127.0.0.1:{port}/healthz")


async def test_it_leaves_the_signals_to_the_daemon() -> None:
    before = {s: signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)}
    async with serving(HELLO, "127.0.0.1", 0):
        assert {s: signal.getsignal(s) for s in before} == before


async def test_a_port_in_use_is_told_with_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=rf"port {port} is in use; set web.port"):
            async with serving(HELLO, "127.0.0.1", port):
                pass


async def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(ConfigError, match=r"web.host|cannot be opened"):
        async with serving(HELLO, "203.0.113.7", 0):
            pass
