"""Exchanges as we want them on the wire: values byte for byte, answers in small bites, few interim ones; no meaning is known.

Servers send validators in windows-1251 or EUC-KR (dates with the month's name in their language), and a
validator is only worth something as it was. The HTTP library writes text as UTF-8 and the database takes
no bytes, so such a value travels as MARK and its bytes as Latin-1, and is put into the head when that
is written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import aiohttp
from aiohttp.client_reqrep import ClientResponse
from aiohttp.connector import Connection
from aiohttp.http_exceptions import HttpProcessingError

# A noncharacter (Unicode 16, §23.7): every database stores it, no server says it.
MARK = "\ufdd0"
# 100, 102 and 103 before the answer itself; servers that are proper send one or two of them. Without a
# bound one that sends nothing else kept its place and took processor time until the deadline.
MAX_INTERIM = 32
# Of 256 KiB a hostile server makes 40,000 chunks or 10,000 interim answers, for which the loop stood still for 0.25
# s and longer; between two bites others have their turn.
BITE_BYTES = 16_384


def text_of(raw: bytes) -> str | None:
    """Give a value as text that `bytes_of` turns back; None for what cannot be told apart."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return MARK + raw.decode("latin-1")
    return None if text.startswith(MARK) else text


def bytes_of(text: str) -> bytes:
    """Give the bytes a value came as."""
    return text[1:].encode("latin-1") if text.startswith(MARK) else text.encode("utf-8")


class ExactRequest(aiohttp.ClientRequest):
    """A request whose marked values go out as the bytes they stand for."""

    async def send(self, conn: Connection) -> ClientResponse:
        marked = {name: text for name, text in self.headers.items() if text.startswith(MARK)}
        protocol = conn.protocol
        if protocol is None or protocol.transport is None:
            return await super().send(conn)
        if hasattr(protocol.transport, "max_size"):
            # asyncio's own transports: how much of what has come is taken at once.
            protocol.transport.max_size = BITE_BYTES
        if not marked:
            return await super().send(conn)
        if protocol.writing_paused:
            # The head would be written after we are gone: better unconditional than wrong.
            for name in marked:
                del self.headers[name]
            return await super().send(conn)
        swaps = {}
        for number, (name, text) in enumerate(marked.items()):
            self.headers[name] = token = f"exact-{number}-{id(self):x}"
            swaps[token.encode()] = bytes_of(text)
        plain = protocol.transport
        swapping = cast(asyncio.Transport, _Swapping(plain, swaps))
        protocol.transport = swapping
        try:
            return await super().send(conn)
        finally:
            if protocol.transport is swapping:
                protocol.transport = plain


class BoundedResponse(ClientResponse):
    """A response that is waited for through a bounded number of interim answers."""

    async def start(self, connection: Connection) -> ClientResponse:
        protocol = connection.protocol
        if protocol is None:
            return await super().start(connection)
        plain, left = protocol.read, MAX_INTERIM

        async def read() -> Any:  # the library's pair of head and body
            nonlocal left
            head, body = await plain()
            if 100 <= head.code <= 199 and head.code != 101:
                left -= 1
                if left < 0:
                    words = f"more than {MAX_INTERIM} interim answers"
                    raise HttpProcessingError(code=head.code, message=words)
            return head, body

        # The loop over interim answers is the library's own, and this is all that it asks of the connection.
        protocol.read = read  # type: ignore[method-assign]
        try:
            return await super().start(connection)
        finally:
            del protocol.read


class _Swapping:
    """A transport that puts bytes in the place of tokens."""

    def __init__(self, plain: asyncio.Transport, swaps: Mapping[bytes, bytes]) -> None:
        self._plain = plain
        self._swaps = swaps

    def write(self, data: bytes) -> None:
        for token, value in self._swaps.items():
            data = bytes(data).replace(token, value)
        self._plain.write(data)

    # Any: whatever else a transport has.
    def __getattr__(self, name: str) -> Any:
        return getattr(self._plain, name)
