"""Everything outside that the demonstration needs, started and stopped as one; the pipeline is not in here."""

from __future__ import annotations

import base64
import secrets as tokens
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.demo.catalogue import WEBHOOK_SECRET_ENV, demo_catalogue, demo_routes
from app.demo.farm import serve_farm
from app.demo.hooksink import ReceivedHook, serve_hooks
from app.demo.mailsink import ReceivedMail, serve_mail
from domain.alert import Route
from domain.ports import Clock
from domain.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWorld:
    """A small world on loopback.

    `allow_private` is what the address guard must let through; `secrets` maps the names that the
    routes use to values made for this run. `mails` and `webhooks` grow while alerts arrive.
    """

    base_url: str
    sources: tuple[Source, ...]
    routes: tuple[Route, ...]
    allow_private: tuple[str, ...]
    secrets: Mapping[str, str]
    mails: list[ReceivedMail] = field(default_factory=list)
    webhooks: list[ReceivedHook] = field(default_factory=list)


@asynccontextmanager
async def demo_world(clock: Clock) -> AsyncIterator[DemoWorld]:
    """Start sources and sinks on free ports of loopback, stop them all at the end of the block."""
    mails: list[ReceivedMail] = []
    webhooks: list[ReceivedHook] = []
    secret = "whsec_" + base64.b64encode(tokens.token_bytes(32)).decode()
    async with AsyncExitStack() as stack:
        base_url = await stack.enter_async_context(serve_farm(now=clock.now()))
        smtp_port = await stack.enter_async_context(serve_mail(mails.append))
        hook_url = await stack.enter_async_context(serve_hooks(webhooks.append, secret=secret))
        yield DemoWorld(
            base_url=base_url,
            sources=demo_catalogue(base_url),
            routes=demo_routes(smtp_port, hook_url),
            allow_private=tuple(urlsplit(url).netloc for url in (base_url, hook_url)),
            secrets={WEBHOOK_SECRET_ENV: secret},
            mails=mails,
            webhooks=webhooks,
        )
