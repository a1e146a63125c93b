"""What response headers say about time and identity, as pure readers; sends and decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ingest.fetch.exact import text_of

_SECONDS = re.compile(r"\d+(\.\d+)?")
_DELTA = re.compile(r"[\"']?(\d{1,12})")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_VALIDATORS = frozenset({"etag", "last-modified"})
# Repeated fields of these say as much as one field with all values (RFC 9110 §5.3).
_LISTS = frozenset({"link", "cache-control"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """How long the other side says its answer stays good. Units: seconds from now."""

    max_age_s: float | None = None
    expires_s: float | None = None
    ttl_s: float | None = None

    @property
    def longest_s(self) -> float:
        return max(self.max_age_s or 0.0, self.expires_s or 0.0, self.ttl_s or 0.0)


def plain_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Turn header fields into text with lower-case names; the last of repeated fields wins, but for
    lists that we read.

    A validator that is no UTF-8 is marked, so that its bytes can be echoed (`exact.py`). One with control
    characters is left out: better an unconditional request than a wrong condition.
    """
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name = raw_name.decode("latin-1").lower()
        if name not in _VALIDATORS:
            value = _text(raw_value)
            listed = name in _LISTS and name in headers
            headers[name] = f"{headers[name]}, {value}" if listed else value
            continue
        validator = text_of(raw_value)
        headers.pop(name, None)
        if validator is not None and not _CONTROL.search(validator):
            headers[name] = validator
    return headers


def hints(headers: Mapping[str, str], *, now: datetime, ttl_s: float | None = None) -> Hints:
    """Read how long an answer stays fresh.

    Expires counts from the server's own Date, so that a wrong clock on either side does no harm.
    Source: RFC 9111 §4.2, RFC 9111 §5.1 (Age).
    """
    directives = _directives(headers.get("cache-control", ""))
    if "no-store" in directives or "no-cache" in directives:
        return Hints(ttl_s=ttl_s)
    max_age = _DELTA.match(directives.get("max-age", ""))
    age = _SECONDS.fullmatch(headers.get("age", "").strip())
    expires = http_date(headers.get("expires", ""))
    return Hints(
        max_age_s=max(0.0, float(max_age[1]) - (float(age[0]) if age else 0.0))
        if max_age
        else None,
        expires_s=max(0.0, (expires - server_time(headers, now)).total_seconds())
        if expires
        else None,
        ttl_s=ttl_s,
    )


def retry_after_s(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Read Retry-After, in seconds or as a date relative to the server's Date.

    Source: RFC 9110 §10.2.3.
    """
    raw = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(raw):
        return float(raw)
    moment = http_date(raw)
    if moment is None:
        return None
    return max(0.0, (moment - server_time(headers, now)).total_seconds())


def server_time(headers: Mapping[str, str], now: datetime) -> datetime:
    """Give the moment of the answer by the server's clock, or ours if it does not say."""
    return http_date(headers.get("date", "")) or now


def http_date(raw: str) -> datetime | None:
    """Read an HTTP date as aware UTC; None if it is none (`Expires: 0` is common)."""
    try:
        moment = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _directives(raw: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in raw.lower().split(","))
    return {name.strip(): value.strip() for name, _, value in pairs}
