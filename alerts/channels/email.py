"""Tells a route by e-mail over SMTP; it words nothing and never falls back to clear text."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiosmtplib

from alerts.channels.options import (
    between,
    fail,
    one_of,
    only_known,
    optional,
    required,
    secret,
    unusable,
)
from alerts.compose import email_message
from domain.alert import Acceptance, DueAlert, Route
from domain.errors import ConfigError, DeliveryError
from domain.ports import Channel, Clock, Poster

OPTIONS = (
    "to",
    "sender",
    "smtp_host",
    "smtp_port",
    "smtp_tls",
    "smtp_user",
    "smtp_password_env",
    "smtp_ca_file",
    "timeout_s",
)
_GOODBYE_S = 2.0
_ACCEPTED = 250
# What the library makes of an answer that is none of SMTP.
_NO_CODE = -1
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_ADDRESS = re.compile(r"[!-~]+@[A-Za-z0-9.\[\]:-]+")
_SPECIAL = frozenset('<>(),;:"\\')
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailOptions:
    """Units: `timeout_s` seconds for the whole exchange."""

    to: tuple[str, ...]
    sender: str
    host: str
    port: int
    tls: str
    user: str | None
    password_env: str | None
    ca_file: str | None
    timeout_s: float


def read_options(route: Route) -> EmailOptions:
    """Errors: ConfigError that names route and field."""
    only_known(route, OPTIONS)
    tls = one_of(route, "smtp_tls", tuple(_PORTS), "starttls")
    host = required(route, "smtp_host")
    user = optional(route, "smtp_user", str)
    password_env = optional(route, "smtp_password_env", str)
    if bool(user) != bool(password_env):
        missing = "smtp_password_env" if user else "smtp_user"
        raise fail(route, missing, "smtp_user and smtp_password_env go together")
    if user and tls == "none" and not _is_loopback(host):
        raise fail(
            route, "smtp_tls", "a login needs starttls or tls, 'none' would show the password"
        )
    return EmailOptions(
        to=_recipients(route),
        sender=_address(route, "sender", required(route, "sender")),
        host=host,
        port=between(route, "smtp_port", int, 1, 65_535, _PORTS[tls]),
        tls=tls,
        user=user,
        password_env=password_env,
        ca_file=optional(route, "smtp_ca_file", str),
        timeout_s=between(route, "timeout_s", float, 1.0, 300.0, 30.0),
    )


def check_secrets(route: Route, secrets: Mapping[str, str]) -> None:
    """Errors: ConfigError when the password is missing or the CA file cannot be read."""
    options = read_options(route)
    _password(route, options, secrets)
    _tls_context(route, options)


def split(route: Route) -> tuple[Mapping[str, Any], ...]:
    """Options for one recipient each: a server may take one address and put the next one off."""
    return tuple({**route.options, "to": [address]} for address in read_options(route).to)


class EmailChannel:
    """Implements `domain.ports.Channel`."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._secrets = secrets

    async def send(self, route: Route, alert: DueAlert) -> Acceptance:
        try:
            options = read_options(route)
            client = await asyncio.to_thread(_client, route, options, self._secrets)
        except ConfigError as error:
            raise unusable(error) from None
        message = email_message(alert, sender=options.sender, recipients=options.to)
        try:
            async with asyncio.timeout(options.timeout_s):
                await client.connect()
                refused, _ = await client.sendmail(options.sender, list(options.to), message)
            await _part(client)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            # The server's words may name addresses, the context the password: only codes go on.
            raise grade(route, error) from None
        finally:
            client.close()
        taken = len(options.to) - len(refused)
        if not refused:
            return Acceptance(detail=f"accepted for {taken}", status=_ACCEPTED)
        codes = ", ".join(sorted({str(answer.code) for answer in refused.values()}))
        detail = f"accepted for {taken} of {len(options.to)}, refused: {codes}"
        return Acceptance(detail=detail, status=_ACCEPTED)


async def _part(client: aiosmtplib.SMTP) -> None:
    """Say goodbye; the message is accepted, whatever comes of it."""
    with suppress(aiosmtplib.SMTPException, OSError):
        await client.quit(timeout=_GOODBYE_S)


def build(*, poster: Poster, secrets: Mapping[str, str], clock: Clock) -> Channel:
    del poster, clock
    return EmailChannel(secrets)


def grade(route: Route, error: BaseException) -> DeliveryError:
    """Turn what the SMTP client raised into our error: 5xx is final, all else may pass.

    A server without STARTTLS or with a wrong certificate is tried again: an operator can mend it
    within the days of the schedule, and clear text is no way out.
    """
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        codes = [(r.code, r.message) for r in error.recipients]
        final = all(code >= 500 for code, _ in codes)
        code, text = next((c for c in codes if (c[0] >= 500) == final), (0, ""))
        return _failed(
            route,
            "recipients",
            f"all recipients refused, {_code(code, text)}",
            transient=not final,
            status=code,
        )
    if isinstance(error, aiosmtplib.SMTPResponseException):
        step = {
            aiosmtplib.SMTPAuthenticationError: "login",
            aiosmtplib.SMTPSenderRefused: "sender",
            aiosmtplib.SMTPDataError: "data",
        }.get(type(error), "answer")
        return _failed(
            route,
            f"smtp-{step}",
            f"{step}: {_code(error.code, error.message)}",
            transient=error.code < 500,
            status=error.code,
        )
    if isinstance(error, TimeoutError):
        return _failed(route, "timeout", "no answer in time")
    if _certificate_error(error):
        return _failed(route, "certificate", "the certificate of the server is not trusted")
    if isinstance(error, ValueError):
        return _failed(route, "address", "an address cannot be used", transient=False)
    if isinstance(error, OSError):
        return _failed(route, "connection", "the server cannot be reached or hung up")
    return _failed(route, "smtp", "the server cannot do what the route asks (TLS or login)")


def _failed(
    route: Route, reason: str, detail: str, *, transient: bool = True, status: int = _NO_CODE
) -> DeliveryError:
    return DeliveryError(
        f"e-mail of route '{route.name}': {detail}",
        reason=reason,
        transient=transient,
        status=status if status > 0 else None,
    )


def _code(code: int, text: str) -> str:
    if code == _NO_CODE:
        return "not an answer of SMTP"
    enhanced = _ENHANCED.match(text)
    return f"SMTP {code} {enhanced[0]}" if enhanced else f"SMTP {code}"


def _certificate_error(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _client(route: Route, options: EmailOptions, secrets: Mapping[str, str]) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=options.host,
        port=options.port,
        username=options.user,
        password=_password(route, options, secrets),
        local_hostname=_own_name(),
        timeout=options.timeout_s,
        use_tls=options.tls == "tls",
        start_tls=options.tls == "starttls",
        tls_context=_tls_context(route, options),
    )


def _own_name() -> str:
    # The library would ask DNS for it and block the loop; a literal is what RFC 5321 §4.1.4 allows.
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _tls_context(route: Route, options: EmailOptions) -> ssl.SSLContext | None:
    if options.tls == "none":
        return None
    try:
        return ssl.create_default_context(cafile=options.ca_file)
    except OSError:
        raise fail(route, "smtp_ca_file", "cannot be read as PEM certificates") from None


def _password(route: Route, options: EmailOptions, secrets: Mapping[str, str]) -> str | None:
    if options.password_env is None:
        return None
    return secret(route, "smtp_password_env", options.password_env, secrets)


def _recipients(route: Route) -> tuple[str, ...]:
    value = route.options.get("to")
    if not isinstance(value, list | tuple) or not value:
        raise fail(route, "to", 'must be a list of addresses, ["editor@example.org"]')
    return tuple(dict.fromkeys(_address(route, "to", address) for address in value))


def _address(route: Route, field: str, value: object) -> str:
    plain = isinstance(value, str) and value.count("@") == 1 and _SPECIAL.isdisjoint(value)
    if not plain or not _ADDRESS.fullmatch(str(value)):
        raise fail(route, field, "must be a plain address, editor@example.org")
    return str(value)


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
