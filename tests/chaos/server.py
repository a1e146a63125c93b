"""A hostile web on loopback: one port for each case, answers as raw bytes, every request written down.

It knows nothing of tumen: what a client did is in `Site.asks`, what is right is in `tests/chaos/cases`.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

MAX_HEAD = 256 * 1024
TLS_HANDSHAKE = b"\x16"


@dataclass(frozen=True)
class Ask:
    """One request as it came over the wire. `at` counts seconds of the monotonic clock."""

    at: float
    connection: int
    line: bytes
    fields: tuple[tuple[bytes, bytes], ...]

    @property
    def path(self) -> str:
        return self.line.split(b" ")[1].decode("latin-1")

    def field(self, name: str) -> bytes | None:
        """The value of a header field, byte for byte."""
        wanted = name.lower().encode()
        return next((value for key, value in self.fields if key.lower() == wanted), None)


@dataclass
class Talk:
    """One exchange in the hands of a reply: say bytes, wait, hang, or break off."""

    ask: Ask
    base: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def hang(self) -> None:
        """Say nothing more until the other side has had enough."""
        while await self.reader.read(65_536):
            pass

    def reset(self) -> None:
        """Break the connection off with RST instead of FIN."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Play = Callable[[Talk], Awaitable[None]]
Reply = bytes | Play
# Paths to what they answer; a list answers in turn, its last item for ever after.
Pages = Mapping[str, Reply | Sequence[Reply]]


@dataclass
class Site:
    """One case's own server. `keep`: connections stay open after a reply given as bytes."""

    pages: Pages = field(default_factory=dict)
    keep: bool = False
    greeting: bytes | None = None
    port: int = 0
    asks: list[Ask] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    most_open: int = 0
    _turns: dict[str, int] = field(default_factory=dict)
    _server: asyncio.Server | None = None
    _talks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [ask.path for ask in self.asks]

    async def start(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=MAX_HEAD)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._talks):
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        self.connections += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        number = self.connections
        try:
            # Clients hang up whenever they like, and a stopped test cancels us.
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                if self.greeting is not None:
                    writer.write(self.greeting)
                while await self._exchange(reader, writer, number):
                    pass
        except asyncio.CancelledError:
            pass
        finally:
            self.open -= 1
            self._talks.discard(task)
            writer.close()

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> bool:
        first = await reader.readexactly(1)
        if first == TLS_HANDSHAKE:
            writer.write(answer(400, body="this port speaks plain HTTP"))
            return False
        head = first + await reader.readuntil(b"\r\n\r\n")
        line, *rows = head[:-4].split(b"\r\n")
        pairs = (row.partition(b":") for row in rows)
        fields = tuple((name, value.strip(b" ")) for name, _, value in pairs)
        ask = Ask(time.monotonic(), number, line, fields)
        self.asks.append(ask)
        reply = self._reply(ask.path)
        if isinstance(reply, bytes):
            writer.write(reply)
            await writer.drain()
            return self.keep
        await reply(Talk(ask, self.base, reader, writer))
        return False

    def _reply(self, path: str) -> Reply:
        found = self.pages.get(path, NOT_FOUND)
        if isinstance(found, bytes) or callable(found):
            return found
        turn = self._turns.get(path, 0)
        self._turns[path] = turn + 1
        return found[min(turn, len(found) - 1)]


def answer(
    status: int | str = 200, *fields: str | bytes, body: bytes | str = b"", length: bool = True
) -> bytes:
    """A well-framed answer; `fields` are whole header lines, `length` False leaves Content-Length out."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Said".encode()]
    lines += [line if isinstance(line, bytes) else line.encode() for line in fields]
    if length:
        lines.append(b"Content-Length: %d" % len(data))
    return b"\r\n".join(lines) + b"\r\n\r\n" + data


NOT_FOUND = answer(404, "Content-Type: text/plain", body="nothing here")
