"""Grades failures of a source and says how long to wait after one; it counts nothing.

Class      what it is                                          weight  pause grows up to
offline    our own line or resolver, as far as we know         0       the source's own interval
temporary  asked to wait, out of time, our own fault           1/4     2 h
soft       a server's fault, an answer that cannot be read     1/2     6 h
hard       a refusal that will not heal by itself              1       24 h
gone       410                                                 -       31 days at once

Each failure doubles the pause. Failures in a row add up by weight; at `PAUSE_SCORE` the source is paused:
named wherever health is told, and asked once a day until it answers, for no source is dropped in silence.
One good answer ends all of it.

The score that pauses, for a quarter-hourly source: ten refusals in 3.3 days (15 + 30 min + 1 + … + 24 h), twenty
broken answers in 3.8, forty timeouts in 3.1: an outlet that moves house, or is under attack for a weekend, is not
paused; a feed that was switched off is, within the week. What a pause changes is small on purpose: who is named,
and six polls a day that become one.
"""

from __future__ import annotations

from typing import Literal

from domain.errors import FetchError, TumenError

FailureClass = Literal["offline", "temporary", "soft", "hard", "gone"]

WEIGHTS: dict[FailureClass, float] = {
    "offline": 0.0,
    "temporary": 0.25,
    "soft": 0.5,
    "hard": 1.0,
    "gone": 0.0,
}
CEILINGS_S: dict[FailureClass, float] = {
    "temporary": 2 * 3600.0,
    "soft": 6 * 3600.0,
    "hard": 24 * 3600.0,
}
PAUSE_SCORE = 10.0
PAUSED_S = 24 * 3600.0
GONE_RECHECK_S = 31 * 86400.0
# Reasons of failures that never reached the other side: our resolver or our line.
OFFLINE_REASONS = frozenset({"dns", "network"})
# Passing by their nature, or no fault of the source: a parser that was ended, a bug of ours.
TEMPORARY_REASONS = frozenset(
    {
        "rate_limited",
        "unavailable",
        "timeout",
        "late",
        "deadline",
        "crashed",
        "bug",
        "store",
        "held",
    }
)
TEMPORARY_STATUS = frozenset({408, 425, 429, 503})


def failure_class(error: TumenError | None, *, line_up: bool = False) -> FailureClass:
    """Grade one failure. `line_up`: others answer us, so a name without an address is its own fault.

    An answer that cannot be parsed is mostly a block page or a half-deployed site: soft.
    """
    status = error.status if isinstance(error, FetchError) else None
    reason = error.reason if error else ""
    if status == 410:
        return "gone"
    if reason in OFFLINE_REASONS:
        return "soft" if line_up else "offline"
    if reason in TEMPORARY_REASONS or status in TEMPORARY_STATUS:
        return "temporary"
    return "hard" if isinstance(error, FetchError) and not error.transient else "soft"


def pause_s(
    grade: FailureClass, *, own_s: float, floor_s: float, failures: int, paused: bool
) -> float:
    """Give the pause after a failure that was preceded by `failures` others, without jitter."""
    if grade == "gone":
        return max(own_s, GONE_RECHECK_S)
    # 2^20 floors are more than any ceiling; the cut keeps the power a sane number.
    factor = 2.0 ** min(failures, 20)
    if grade == "offline":
        # Nobody was bothered, and the first minutes after our own outage matter.
        return min(floor_s * factor, own_s)
    if paused:
        return max(own_s, PAUSED_S)
    return max(own_s, min(own_s * factor, CEILINGS_S[grade]))
