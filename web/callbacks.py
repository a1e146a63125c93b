"""The addresses that hubs call (WebSub): bounds what they send and hands it on; it believes nothing.

Source: W3C WebSub §5.3 (verification of intent), §7 (content distribution).
"""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from domain.errors import StoreError
from web.ports import Receiver

log = logging.getLogger(__name__)

PATH = "/websub/{token}"
# A challenge is a random word; what is longer is not echoed under our name.
MAX_CHALLENGE = 1_000
_FRESH = {"cache-control": "no-store"}


def add_callbacks(app: FastAPI, receiver: Receiver) -> None:
    """Let hubs look at our callbacks (GET) and send to them (POST)."""

    async def look(token: str, request: Request) -> Response:
        said = await receiver.confirm(token, dict(request.query_params))
        if said is None or len(said) > MAX_CHALLENGE:
            return Response(status_code=404, headers=_FRESH)
        return PlainTextResponse(said, headers=_FRESH)

    async def message(token: str, request: Request) -> Response:
        body = await _bounded(request, receiver.max_bytes)
        if body is None:
            return Response(status_code=413, headers=_FRESH)
        try:
            status = await receiver.receive(token, dict(request.headers), body)
        except StoreError as error:
            # The hub keeps it and comes again.
            log.warning("a pushed message could not be stored", extra={"detail": error.message})
            status = 503
        return Response(status_code=status, headers=_FRESH)

    app.add_api_route(PATH, look, methods=["GET"], response_class=PlainTextResponse)
    app.add_api_route(PATH, message, methods=["POST"], response_class=Response)


async def _bounded(request: Request, max_bytes: int) -> bytes | None:
    """Read the body as far as it may go; None if it goes further."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            return None
    return bytes(body)
