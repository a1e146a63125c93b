"""How we behave as a guest, as a record; when a source is asked again is decided in `ingest/schedule`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """What the operator decides about fetching.

    Units: seconds, bytes. `deadline_s` and `max_bytes` are ceilings over what a request asks for.
    `per_host` and `concurrency` count exchanges in flight. `allow_private` holds `host` or
    `host:port` entries that may be private addresses.
    """

    user_agent: str = "tumen/1"
    contact: str | None = None
    allow_private: tuple[str, ...] = ()
    per_host: int = 2
    concurrency: int = 32
    max_redirects: int = 5
    deadline_s: float = 30.0
    max_bytes: int = 10_000_000
