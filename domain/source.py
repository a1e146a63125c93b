"""Sources and what we know of their state; the rules of polling live in ingest/."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

SourceKind = Literal["feed", "sitemap", "page"]
SOURCE_KINDS: tuple[SourceKind, ...] = ("feed", "sitemap", "page")
# So many 304s in a row are believed of a server that we know nothing of (`ingest/schedule/believing.py`).
BELIEVED_AT_FIRST = 8


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
class Habit:
    """When and how much a source publishes, as we saw it ourselves; newer counts more.

    `hours` holds new entries by the hour of the day (UTC), faded up to `until`; `since` is where watching
    began. A source that was never watched has none.
    """

    since: datetime | None = None
    until: datetime | None = None
    hours: tuple[float, ...] = (0.0,) * 24


# Why a source is asked when it is asked; `docs/data-model.md` says what they mean.
DueBy = Literal[
    "own", "habit", "burst", "hint", "pushed", "retry_after", "failed", "paused", "gone", "host"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What the database remembers of a source between polls.

    Asking again   `next_due_at` for the reason `due_by`; the server's own wishes alone end at
                   `not_before`. `ttl_s`, `rests` and `fresh_s` are its hints, kept for answers that repeat none.
    Failing        `failures` in a row weigh `failure_score`; at `paused_at` they weighed too much.
    Moving         `sighted_url` is where permanent redirects led in the last `sightings` polls;
                   `moved_to` is what was learnt from that and asked instead, confirmed at `moved_at`.
    304s           `not_modified` of them in a row; after `believed` the whole is asked for. `whole_at`
                   and `answered_url`: when and from where the last whole answer came.
    Reading        `memory` is that of the last listing: items in it are stored and not read again.
    """

    source_id: str
    validators: Validators = field(default_factory=Validators)
    body_hash: str | None = None
    next_due_at: datetime
    due_by: DueBy = "own"
    not_before: datetime | None = None
    failures: int = 0
    failure_score: float = 0.0
    failing_since: datetime | None = None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_error: str | None = None
    gone_at: datetime | None = None
    paused_at: datetime | None = None
    ttl_s: int | None = None
    rests: int | None = None
    fresh_s: float | None = None
    moved_to: str | None = None
    moved_at: datetime | None = None
    sighted_url: str | None = None
    sightings: int = 0
    not_modified: int = 0
    believed: int = BELIEVED_AT_FIRST
    whole_at: datetime | None = None
    answered_url: str | None = None
    habit: Habit = field(default_factory=Habit)
    memory: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostHold:
    """A host that asked us to be quiet (429): none of its sources is asked before `until`."""

    host: str
    until: datetime


def host_of(url: str) -> str:
    """Name the server of an address, with its port unless that is the scheme's own.

    Example:
        >>> host_of("https://News.example:443/rss"), host_of("http://[::1]:8080/a")
        ('news.example', '[::1]:8080')
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "?"  # nobody can be asked there
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    own = {"http": 80, "https": 443}.get(parts.scheme)
    return host if port in (None, own) else f"{host}:{port}"


PollOutcome = Literal["new", "unchanged", "not_modified", "failed", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """One poll as a row: what came of it and why. `reason` is a short stable key, `detail` is prose.

    `pushed`: we did not ask, a hub sent it.
    """

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
    pushed: bool = False
