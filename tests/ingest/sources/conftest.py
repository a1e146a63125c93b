"""How listings are put to the readers, and shown as plain values that can stand beside the input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.fetched import Fetched
from domain.listing import Dated, Entry, Listing, SkippedEntry
from domain.source import Source
from ingest.sources import read_listing

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "https://desk.example.org/feed.xml"


def _fetch(body: bytes, *, url: str = URL, **headers: str) -> Fetched:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(url=url, final_url=url, status=200, headers=named, body=body)


def _read(
    body: bytes | str,
    *,
    kind: Any = "feed",
    url: str = URL,
    headers: Any = None,
    memory: bytes | None = None,
    **given: Any,
) -> Listing:
    source = Source(id="x", name="X", url=url, kind=kind, **given)
    data = body.encode() if isinstance(body, str) else body
    return read_listing(source, _fetch(data, url=url, **(headers or {})), now=NOW, memory=memory)


def _shown(record: Any) -> Any:
    """A record as plain values, without what is at its default; dates as one readable string."""
    if isinstance(record, Dated):
        clock = "%H:%M:%S" if record.precision == "second" else "%H:%M"
        return f"{record.at:%Y-%m-%d {clock}} {record.precision} {record.by}"
    if isinstance(record, Listing | Entry | SkippedEntry):
        return {
            field.name: _shown(value)
            for field in fields(record)
            for value in [getattr(record, field.name)]
            # A field without default has MISSING there; what is opaque is nothing to read.
            if value != field.default and field.name != "memory"
        }
    if isinstance(record, tuple):
        return [_shown(item) for item in record]
    return record


@pytest.fixture(name="fetch")
def fetch_fixture() -> Callable[..., Fetched]:
    return _fetch


@pytest.fixture(name="read")
def read_fixture() -> Callable[..., Listing]:
    return _read


@pytest.fixture(name="shown")
def shown_fixture() -> Callable[[Any], Any]:
    return _shown
