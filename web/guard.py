"""Which requests are answered at all, and the headers that every answer carries; no login in here."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No script, no frame, no form, no request to another host; the style sheet is a file of our own.
SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  # recognised, not bound


def error_answer(status: int, code: str, message: str) -> JSONResponse:
    """The one shape of all errors; carries the security headers, as a 500 passes no middleware."""
    body = {"error": {"code": code, "message": message}}
    return JSONResponse(body, status_code=status, headers=SECURITY_HEADERS)


class Guard:
    """Refuses foreign Host headers (DNS rebinding) and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, host: str, allowed_hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._names = _LOOPBACK_NAMES | {_bare(h) for h in (host, *allowed_hosts) if h}
        # Bound to all addresses we are reached by any of them; a rebound *name* is still refused.
        self._any_address = host in _EVERYWHERE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        if self.is_known(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send_guarded)
        else:
            refusal = error_answer(400, "unknown_host", "this host name is not served here")
            await refusal(scope, receive, send)

    def is_known(self, host: str) -> bool:
        """Say whether a Host header names us, whatever its port."""
        name = _bare(host)
        return name in self._names or (self._any_address and _is_address(name))


def _bare(host: str) -> str:
    """The name in lower case, without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    if host.count(":") > 1:
        return host.lower()
    return host.partition(":")[0].lower().rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
