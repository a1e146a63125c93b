"""Tells a route by a signed webhook; the address guard is the poster's, not ours.

Source: Standard Webhooks 1.0 (headers webhook-id, webhook-timestamp, webhook-signature).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from standardwebhooks.webhooks import Webhook

from alerts.channels.options import (
    between,
    fail,
    only_known,
    optional,
    required,
    secret,
    unusable,
)
from alerts.compose import webhook_body
from domain.alert import Acceptance, DueAlert, Route
from domain.errors import ConfigError, DeliveryError, FetchError
from domain.ports import Channel, Clock, PostAnswer, Poster

OPTIONS = ("url", "secret_env", "previous_secret_env", "timeout_s")
# Answers of a busy or starting peer; every other 4xx says that the request itself is wrong.
_PASSING = frozenset({408, 409, 425, 429})
_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookOptions:
    """Units: `timeout_s` seconds for the whole exchange.

    `previous_secret_env`: while a secret is exchanged each message is signed with both.
    """

    url: str
    secret_env: str
    previous_secret_env: str | None
    timeout_s: float


def read_options(route: Route) -> WebhookOptions:
    """Errors: ConfigError that names route and field."""
    only_known(route, OPTIONS)
    url = required(route, "url")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(c.isspace() or not c.isprintable() for c in url):
        raise fail(route, "url", "must be an http:// or https:// address")
    if "@" in parts.netloc:
        raise fail(route, "url", "must not hold a user name or password")
    return WebhookOptions(
        url=url,
        secret_env=required(route, "secret_env"),
        previous_secret_env=optional(route, "previous_secret_env", str),
        timeout_s=between(route, "timeout_s", float, 1.0, 120.0, 15.0),
    )


def check_secrets(route: Route, secrets: Mapping[str, str]) -> None:
    """Errors: ConfigError when a signing secret is missing or not of the form `whsec_…`."""
    _signers(route, read_options(route), secrets)


def address(route: Route) -> str:
    """Where the route leads: another address is another receiver, who has not said goodbye."""
    return read_options(route).url


class WebhookChannel:
    """Implements `domain.ports.Channel`."""

    def __init__(self, poster: Poster, secrets: Mapping[str, str], clock: Clock) -> None:
        self._poster = poster
        self._secrets = secrets
        self._clock = clock

    async def send(self, route: Route, alert: DueAlert) -> Acceptance:
        try:
            options = read_options(route)
            signers = _signers(route, options, self._secrets)
        except ConfigError as error:
            raise unusable(error) from None
        body = webhook_body(alert)
        now = self._clock.now()
        headers = {
            "content-type": "application/json",
            "webhook-id": alert.message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(
                signer.sign(alert.message_id, now.astimezone(UTC), body.decode("utf-8"))
                for signer in signers
            ),
        }
        try:
            answer = await self._poster.post(
                options.url, body=body, headers=headers, deadline_s=options.timeout_s
            )
        except FetchError as error:
            # The message may hold the address, and an address may hold a token: only the reason.
            raise _failed(
                route,
                error.reason,
                f"no answer ({error.reason})",
                transient=error.transient,
                retry_after_s=error.retry_after_s,
            ) from None
        return judge(route, answer, now=now)


def build(*, poster: Poster, secrets: Mapping[str, str], clock: Clock) -> Channel:
    return WebhookChannel(poster, secrets, clock)


def judge(route: Route, answer: PostAnswer, *, now: datetime) -> Acceptance:
    """Grade an answer: 2xx is acceptance, the rest is raised as a DeliveryError."""
    status = answer.status
    if 200 <= status < 300:
        return Acceptance(detail=f"HTTP {status}", status=status)
    if 300 <= status < 400:
        why = f"HTTP {status}: redirects are not followed"
        raise _failed(route, "redirect", why, status=status)
    if status == 410:
        why = "HTTP 410: the receiver wants no more messages"
        raise _failed(route, "gone", why, status=status)
    wait_s = retry_after_s(answer.headers, now=now) if status in (429, 503) else None
    raise _failed(
        route,
        f"http-{status}",
        f"HTTP {status}",
        transient=status in _PASSING or not 400 <= status < 500,
        retry_after_s=wait_s,
        status=status,
    )


def retry_after_s(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Seconds the peer asks for, from a number or an HTTP date; None when it asks for nothing.

    Source: RFC 9110 §10.2.3.
    """
    raw = next((v for k, v in headers.items() if k.lower() == "retry-after"), "").strip()
    if raw.isascii() and raw.isdigit():
        return float(raw[:9])
    try:
        at = parsedate_to_datetime(raw)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


def _signers(
    route: Route, options: WebhookOptions, secrets: Mapping[str, str]
) -> tuple[Webhook, ...]:
    """The newest secret first; a receiver takes the message if one signature is right."""
    named = [("secret_env", options.secret_env)]
    if options.previous_secret_env is not None:
        named.append(("previous_secret_env", options.previous_secret_env))
    return tuple(_signer(route, field, variable, secrets) for field, variable in named)


def _signer(route: Route, field: str, variable: str, secrets: Mapping[str, str]) -> Webhook:
    value = secret(route, field, variable, secrets).strip()
    try:
        # The library drops foreign characters in silence and would sign with another key.
        key = base64.b64decode(value.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not value.startswith(_PREFIX) or not key:
        raise fail(
            route, field, f"the variable {variable} does not hold {_PREFIX} and base64"
        ) from None
    return Webhook(key)


def _failed(
    route: Route,
    reason: str,
    detail: str,
    *,
    transient: bool = False,
    retry_after_s: float | None = None,
    status: int | None = None,
) -> DeliveryError:
    return DeliveryError(
        f"webhook of route '{route.name}': {detail}",
        reason=reason,
        transient=transient,
        retry_after_s=retry_after_s,
        status=status,
    )
