"""Requests and what came back, freed of the HTTP library's shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from domain.source import Validators

Purpose = Literal["listing", "page", "robots"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """One GET. Units: `deadline_s` for the whole exchange with redirects; `max_bytes` decoded."""

    url: str
    purpose: Purpose
    validators: Validators = field(default_factory=Validators)
    deadline_s: float = 30.0
    max_bytes: int = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsCopy:
    """What an origin said in robots.txt, good until a moment; no `body`: it has none (4xx)."""

    origin: str
    until: datetime
    body: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A whole answer: status 200, 203 or 204 with its decoded body, or 304 with none.

    `headers` has lower-case names; the last of repeated fields wins (links and cache directives are
    joined). `charset` is the one of the
    Content-Type header, if any. `redirects` lists every URL we were sent on to, in order, so that the
    last one is `final_url`. `permanent_url` is where 301 and 308 alone led from `url`, or None; a
    step from https down to http ends that chain. `clipped`: the body goes on beyond `max_bytes`,
    which only a request for robots.txt tolerates.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    redirects: tuple[str, ...] = ()
    permanent_url: str | None = None
    clipped: bool = False
    elapsed_s: float = 0.0

    @property
    def not_modified(self) -> bool:
        return self.status == 304

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset" and value.strip():
                return value.strip().strip("\"'")
        return None

    @property
    def validators(self) -> Validators:
        return Validators(
            etag=self.headers.get("etag"), last_modified=self.headers.get("last-modified")
        )
