"""Turns what goes wrong in an exchange into our errors with stable reasons; retries nothing.

Reasons without a question: held (the host wants silence).
Reasons without an answer: dns, network, connect, tls, timeout, disconnected, private_address, bad_url.
Reasons of an answer:      cut, encoding, too_large, bad_http, redirect, redirect_loop,
                           too_many_redirects, unexpected_status.
Reasons of a status:       not_found, gone, forbidden, rate_limited, unavailable, server_error,
                           timeout (408), client_error.
Messages are one line and name the host only: paths and queries may carry keys.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

import aiohttp

from domain.errors import FetchError, RefusedError
from ingest.fetch.guard import PrivateAddressError
from ingest.fetch.headers import retry_after_s

# What the HTTP library may raise on account of the world; anything else is a bug and stays one.
FOREIGN = (aiohttp.ClientError, OSError, asyncio.TimeoutError)

_BY_STATUS = {
    401: "forbidden",
    403: "forbidden",
    404: "not_found",
    408: "timeout",
    410: "gone",
    429: "rate_limited",
    451: "forbidden",
    503: "unavailable",
}
_TRANSIENT_STATUS = frozenset({408, 425, 429})
_NO_LINE = frozenset({errno.ENETUNREACH, errno.ENETDOWN})


def status_failure(
    status: int, headers: Mapping[str, str], *, host: str, now: datetime
) -> FetchError:
    """Grade an answer that is neither 200 nor a fitting 304 nor a redirect."""
    if status >= 500:
        reason = _BY_STATUS.get(status, "server_error")
    elif status >= 400:
        reason = _BY_STATUS.get(status, "client_error")
    else:
        reason = "unexpected_status"
    return FetchError(
        f"{host}: answered {status}{_phrase(status)}",
        reason=reason,
        transient=status in _TRANSIENT_STATUS or not 400 <= status < 500,
        retry_after_s=retry_after_s(headers, now=now),
        status=status,
        host=host,
    )


def foreign_failure(error: BaseException, *, host: str) -> FetchError:
    """Turn an exception of the HTTP library or the operating system into ours."""
    if isinstance(error, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
        return RefusedError(f"{host}: not requested: the URL cannot be used", reason="bad_url")
    if isinstance(error, asyncio.TimeoutError):
        return FetchError(f"{host}: no answer in time", reason="timeout")
    if isinstance(error, aiohttp.ClientConnectorError):
        return _connect_failure(error, host)
    if isinstance(error, aiohttp.ClientPayloadError):
        return FetchError(f"{host}: the answer ends before its end", reason="cut")
    if isinstance(error, aiohttp.ClientResponseError):
        return _http_failure(error, host)
    if isinstance(error, ssl.SSLError):
        return FetchError(f"{host}: TLS failed ({_words(error)})", reason="tls")
    return FetchError(f"{host}: closed the connection without an answer", reason="disconnected")


def _connect_failure(error: aiohttp.ClientConnectorError, host: str) -> FetchError:
    cause = error.os_error
    if isinstance(cause, PrivateAddressError):
        return RefusedError(
            f"{host}: not requested: {cause.strerror}; see fetch.allow_private",
            reason="private_address",
        )
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        unknown = cause.errno == socket.EAI_NONAME
        why = "the name is unknown" if unknown else f"no look-up ({_words(cause)})"
        return FetchError(f"{host}: {why}", reason="dns")
    if isinstance(error, ssl.SSLError | ssl.CertificateError) or isinstance(cause, ssl.SSLError):
        return FetchError(f"{host}: TLS failed ({_words(cause)})", reason="tls")
    if cause.errno in _NO_LINE:
        return FetchError(f"{host}: no network ({_words(cause)})", reason="network")
    if cause.errno == errno.ETIMEDOUT:
        return FetchError(f"{host}: no answer in time", reason="timeout")
    return FetchError(f"{host}: no connection ({_words(cause)})", reason="connect")


def _http_failure(error: aiohttp.ClientResponseError, host: str) -> FetchError:
    # The library grades all of these 400 and tells them apart by words only; tests hold us to them.
    if error.message.startswith(("Got more than", "Too many headers")):
        return FetchError(
            f"{host}: the header of the answer is too large", reason="too_large", transient=False
        )
    why = error.message.partition("\n")[0].rstrip(":")[:80]
    return FetchError(f"{host}: the answer is not proper HTTP ({why})", reason="bad_http")


def _words(error: BaseException) -> str:
    """One line of at most 120 characters."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:120]


def _phrase(status: int) -> str:
    try:
        return f" {HTTPStatus(status).phrase}"
    except ValueError:
        return ""
