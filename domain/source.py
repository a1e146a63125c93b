"""Sources and what we know of their state; the rules of polling live in ingest/."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

SourceKind = Literal["feed", "sitemap", "page"]
SOURCE_KINDS: tuple[SourceKind, ...] = ("feed", "sitemap", "page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors of an HTML listing (`kind = "page"`); `None` falls back to the generic reader."""

    item: str
    link: str = "a[href]"
    title: str | None = None
    date: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One thing we poll, as the catalogue defines it.

    Units: `poll_interval_s` seconds. `language` and `timezone` are a BCP 47 tag and an IANA zone name.
    `topic_specific`: every entry concerns the subject; otherwise pages are fetched only for entries
    whose title or summary touches it.
    """

    id: str
    name: str
    url: str
    kind: SourceKind
    language: str | None = None
    country: str | None = None
    category: str | None = None
    ownership: str | None = None
    state_affiliated: bool = False
    topic_specific: bool = True
    full_text: bool | None = None
    enabled: bool = True
    poll_interval_s: int = 1800
    timezone: str | None = None
    encoding: str | None = None
    selectors: Selectors | None = None
    fetch_pages: bool = True
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """Opaque validators of the last good answer, echoed byte for byte (RFC 9110 §13.1)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What the database remembers of a source between polls."""

    source_id: str
    validators: Validators = field(default_factory=Validators)
    body_hash: str | None = None
    next_due_at: datetime
    failures: int = 0
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_error: str | None = None
    gone: bool = False


PollOutcome = Literal["new", "unchanged", "not_modified", "failed", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """One poll as a row: what came of it and why. `reason` is a short stable key, `detail` is prose."""

    source_id: str
    started_at: datetime
    finished_at: datetime
    outcome: PollOutcome
    status: int | None = None
    reason: str | None = None
    detail: str | None = None
    entries_seen: int = 0
    entries_new: int = 0
    entries_skipped: int = 0
    size_bytes: int = 0
