"""How we behave as a guest, as a record and pure decisions: when a source is asked again.

Touches neither network nor clock nor chance: `now` and the jitter are arguments.

When a source is asked again
  polled       interval = the largest of its own, the floor, and the server's hints (cut to 6 h)
  failed       interval doubled for each failure before this one, up to 6 h (24 h if permanent)
  no network   the floor doubled likewise, up to the own interval: nobody was bothered, and the first
               minutes after our own outage matter
  gone (410)   once in 31 days, so that no source is dropped in silence
  Retry-After  never sooner than the server asks, up to 31 days
Jitter only adds: the answer is never earlier than the interval, and a herd spreads out by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import FetchError, TumenError
from domain.source import PollOutcome, Source, SourceState

HINT_CAP_S = 6 * 3600.0
SOFT_CEILING_S = 6 * 3600.0
HARD_CEILING_S = 24 * 3600.0
RETRY_AFTER_CAP_S = 31 * 86400.0
GONE_RECHECK_S = 31 * 86400.0
JITTER_SHARE = 0.1
FAILED_JITTER_SHARE = 0.25
# Reasons of failures that never reached the other side: our resolver or our line.
OFFLINE_REASONS = frozenset({"dns", "network"})


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """How long the other side says its answer stays good. Units: seconds from now."""

    max_age_s: float | None = None
    expires_s: float | None = None
    ttl_s: float | None = None

    @property
    def longest_s(self) -> float:
        return max(self.max_age_s or 0.0, self.expires_s or 0.0, self.ttl_s or 0.0)


NO_HINTS = Hints()


def next_due(
    source: Source,
    state: SourceState,
    outcome: PollOutcome,
    *,
    now: datetime,
    jitter: float,
    min_interval_s: float,
    hints: Hints = NO_HINTS,
    error: TumenError | None = None,
) -> datetime:
    """Say when `source` is asked again after a poll that ended in `outcome`.

    Shape: `state` is the one *before* this poll; `jitter` is any number in 0..1; `error` is what a
    failed poll raised.
    """
    own_s = max(float(source.poll_interval_s), min_interval_s)
    if outcome == "failed":
        wait_s = backoff_s(own_s, min_interval_s, failures=state.failures, error=error)
        share = FAILED_JITTER_SHARE
    else:
        wait_s = max(own_s, min(hints.longest_s, HINT_CAP_S))
        share = JITTER_SHARE
    asked_s = min((error.retry_after_s or 0.0) if error else 0.0, RETRY_AFTER_CAP_S)
    return now + timedelta(seconds=max(wait_s, asked_s) * (1 + share * jitter))


def backoff_s(
    own_s: float, min_interval_s: float, *, failures: int, error: TumenError | None
) -> float:
    """Give the pause after a failure that was preceded by `failures` others, without jitter."""
    if is_gone(error):
        return max(own_s, GONE_RECHECK_S)
    # 2^20 floors are more than any ceiling; the cut keeps the power a sane number.
    factor = 2.0 ** min(failures, 20)
    if error is not None and error.reason in OFFLINE_REASONS:
        return min(min_interval_s * factor, own_s)
    ceiling_s = HARD_CEILING_S if is_hard(error) else SOFT_CEILING_S
    return max(own_s, min(own_s * factor, ceiling_s))


def is_hard(error: TumenError | None) -> bool:
    """Tell a failure that will not heal by itself: a permanent refusal, not an unreadable answer.

    An answer that cannot be parsed is mostly a block page or a half-deployed site: soft.
    """
    return isinstance(error, FetchError) and not error.transient


def is_gone(error: TumenError | None) -> bool:
    """Tell whether the server said that the source is gone for good (410)."""
    return isinstance(error, FetchError) and error.status == 410
