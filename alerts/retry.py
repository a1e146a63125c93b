"""Decides when a failed delivery is tried again, or that it is given up; it keeps no time itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.errors import TumenError

# A peer may ask for patience, not for silence without end.
MAX_RETRY_AFTER_S = 86_400.0
# Alerts that failed together (one dead mail server) must not come back together.
SPREAD = 0.2


def after_attempt(
    attempts: int,
    error: TumenError,
    *,
    schedule_s: Sequence[float],
    now: datetime,
    jitter: float,
) -> datetime | None:
    """Say when to try again after the `attempts`-th attempt failed; None gives the alert up.

    Shape: `attempts` counts the one that just failed; `schedule_s` holds the gap after each. The
    peer's own wish lengthens the gap, never shortens it.
    Units: seconds; `jitter` 0..1, from the caller, lengthens a gap by up to a fifth.
    """
    if not error.transient or attempts > len(schedule_s):
        return None
    gap_s = max(0.0, float(schedule_s[max(attempts, 1) - 1])) * (1 + SPREAD * jitter)
    wish_s = min(error.retry_after_s or 0.0, MAX_RETRY_AFTER_S)
    return now + timedelta(seconds=max(gap_s, wish_s))
