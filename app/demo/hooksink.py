"""A receiver of webhooks on loopback that checks their signatures; it acts on none.

Source: Standard Webhooks 1.0.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from app.demo.loopback import address_of, free_socket, serving

MAX_BODY_BYTES = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedHook:
    """A webhook whose signature was right. `message_id` is the same when it is sent again."""

    message_id: str
    payload: Mapping[str, Any]


@asynccontextmanager
async def serve_hooks(keep: Callable[[ReceivedHook], None], *, secret: str) -> AsyncIterator[str]:
    """Take signed webhooks until the block ends; yields the address to post to."""
    verifier = Webhook(secret)

    async def receive(request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            verifier.verify(body, headers)
            payload = json.loads(body)
        except (WebhookVerificationError, ValueError):
            return web.Response(status=401, text="the signature is not right")
        keep(ReceivedHook(message_id=headers["webhook-id"], payload=payload))
        return web.Response(status=204)

    with free_socket() as listening:
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_post("/hook", receive)
        async with serving(app, listening):
            yield address_of(listening) + "/hook"
