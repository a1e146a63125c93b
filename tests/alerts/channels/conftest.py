"""Real peers on loopback: an SMTP server that obeys a script, and a webhook receiver."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiohttp import ClientError, ClientSession, ClientTimeout, web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from domain.errors import FetchError
from domain.ports import PostAnswer

PASSWORD = "correct horse battery"


@dataclass
class Mailbox:
    """The SMTP handler: keeps what came in, answers what the test wrote into it."""

    port: int = 0
    refuse: dict[str, str] = field(default_factory=dict)
    data_answer: str = "250 OK"
    mute: asyncio.Event | None = None
    messages: list[bytes] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.mute:
            await self.mute.wait()
        if self.data_answer.startswith("2"):
            self.messages.append(bytes(envelope.original_content or b""))
            self.sessions.append(session)
        return self.data_answer


def _login(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = data.login == b"tumen" and data.password == PASSWORD.encode()
    return AuthResult(success=good, handled=False)


@dataclass(frozen=True)
class Authority:
    """A certificate authority of our own and the server side of its certificate for localhost."""

    ca_file: str
    server: ssl.SSLContext


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    ca = trustme.CA()
    folder: Path = tmp_path_factory.mktemp("ca")
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert("localhost").configure_cert(context)
    return Authority(ca_file=str(folder / "ca.pem"), server=context)


Serve = Callable[..., Awaitable[Mailbox]]


@pytest.fixture
async def serve_smtp(authority: Authority) -> AsyncIterator[Serve]:
    """Start a server: `tls` is starttls, tls or none."""
    servers: list[asyncio.Server] = []

    async def serve(tls: str = "starttls", *, login: bool = False, **script: Any) -> Mailbox:
        mailbox = Mailbox(**script)
        options: dict[str, Any] = {"hostname": "localhost"}
        if tls == "starttls":
            options |= {"tls_context": authority.server, "require_starttls": True}
        if login:
            options |= {"authenticator": _login, "auth_required": True}
            options |= {"auth_require_tls": tls == "starttls"}
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(mailbox, loop=loop, **options),
            "127.0.0.1",
            0,
            ssl=authority.server if tls == "tls" else None,
        )
        servers.append(server)
        mailbox.port = server.sockets[0].getsockname()[1]
        return mailbox

    yield serve
    for server in servers:
        server.close()
        await server.wait_closed()


class LoopbackPoster:
    """The smallest true poster: no guard, no redirects, headers as they come."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    async def post(
        self, url: str, *, body: bytes, headers: Mapping[str, str], deadline_s: float
    ) -> PostAnswer:
        try:
            async with self._session.post(
                url,
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=ClientTimeout(total=deadline_s),
            ) as answer:
                found = {k.lower(): v for k, v in answer.headers.items()}
                return PostAnswer(status=answer.status, headers=found, body=await answer.read())
        except TimeoutError as error:
            raise FetchError("no answer in time", reason="timeout") from error
        except ClientError as error:
            raise FetchError(f"cannot reach {url}", reason="connection") from error


@pytest.fixture
async def poster() -> AsyncIterator[LoopbackPoster]:
    async with ClientSession() as session:
        yield LoopbackPoster(session)


@dataclass
class Receiver:
    """A webhook receiver: keeps requests, gives the scripted answers in turn, then 204."""

    url: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.read()))
        status, headers = self.answers.pop(0) if self.answers else (204, {})
        return web.Response(status=status, headers=headers)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    application = web.Application()
    application.router.add_post("/hook/{token}", found.take)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    found.url = f"http://127.0.0.1:{port}/hook/t0ken"
    yield found
    await runner.cleanup()
