"""A mail server on loopback that keeps what it is given; it relays nothing and knows no TLS or login.

Source: RFC 5321, the commands a client needs to hand over a message. Our own sixty lines, for the
demonstration alone does not justify aiosmtpd among what everybody installs.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from app.demo.loopback import HOST

# Beyond any alert; a sink that takes everything would be a way to fill the memory.
MAX_MESSAGE_BYTES = 2_000_000
_STOPPED = (asyncio.CancelledError, asyncio.LimitOverrunError)
_PATH = re.compile(r"(?:FROM|TO):\s*<([^>]*)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """A message with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["subject"] or "")

    @property
    def text(self) -> str:
        """The plain part, or nothing."""
        part = self.message.get_body(preferencelist=("plain",))
        return str(part.get_content()) if part is not None else ""


@asynccontextmanager
async def serve_mail(keep: Callable[[ReceivedMail], None]) -> AsyncIterator[int]:
    """Take mail until the block ends; yields the port."""
    sessions: set[asyncio.Task[None]] = set()

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            sessions.add(task)
            task.add_done_callback(sessions.discard)
        # A client that hangs up in the middle, or sends a line without an end, has handed over nothing.
        with suppress(ConnectionError, EOFError, ValueError, *_STOPPED):
            await _Session(reader, writer, keep).talk()
        writer.close()

    server = await asyncio.start_server(session, HOST, 0, limit=MAX_MESSAGE_BYTES)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tuple(sessions):
            task.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)
        await server.wait_closed()


class _Session:
    """One client's connection."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        keep: Callable[[ReceivedMail], None],
    ) -> None:
        self._reader, self._writer, self._keep = reader, writer, keep
        self._sender: str | None = None
        self._recipients: list[str] = []

    async def talk(self) -> None:
        await self._say("220 sink.localhost ESMTP")
        while line := await self._line():
            verb, _, rest = line.partition(" ")
            if verb.upper() == "QUIT":
                await self._say("221 bye")
                return
            await self._say(await self._obey(verb.upper(), rest))

    async def _obey(self, verb: str, rest: str) -> str:
        path = _PATH.match(rest)
        match verb:
            case "HELO" | "RSET":
                self._sender, self._recipients = None, []
                return "250 sink.localhost"
            case "EHLO":
                self._sender, self._recipients = None, []
                return f"250-sink.localhost\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE {MAX_MESSAGE_BYTES}"
            case "NOOP":
                return "250 ok"
            case "MAIL" if path:
                self._sender = path[1]
                return "250 ok"
            case "RCPT" if path and self._sender is not None:
                self._recipients.append(path[1])
                return "250 ok"
            case "DATA" if self._recipients:
                return await self._take()
            case "MAIL" | "RCPT" | "DATA":
                return "503 bad sequence of commands"
        return "502 command not implemented"

    async def _take(self) -> str:
        await self._say("354 end with a dot on a line of its own")
        lines, size_bytes = [], 0
        while (line := await self._reader.readuntil(b"\n")) != b".\r\n":
            size_bytes += len(line)
            if size_bytes <= MAX_MESSAGE_BYTES:
                lines.append(line.removeprefix(b"."))
        if size_bytes > MAX_MESSAGE_BYTES:
            return "552 message too big"
        message = message_from_bytes(b"".join(lines), EmailMessage, policy=policy.SMTP)
        recipients = tuple(self._recipients)
        self._keep(ReceivedMail(sender=self._sender or "", recipients=recipients, message=message))
        self._sender, self._recipients = None, []
        return "250 kept"

    async def _line(self) -> str:
        return (await self._reader.readline()).decode("utf-8", "replace").rstrip("\r\n")

    async def _say(self, answer: str) -> None:
        self._writer.write(answer.encode() + b"\r\n")
        await self._writer.drain()
