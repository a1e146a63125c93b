"""Failures told in one line a class: no line for each of a hundred sources when the network is away."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from app.build import House
from domain.errors import TumenError

log = logging.getLogger(__name__)

# The same trouble is told again after this long, so that a log of a day shows it without being one.
TELL_AGAIN = timedelta(minutes=10)
NAMED = 5
_WORDS = {
    "dns": "host names do not resolve: is there a network?",
    "connect": "connections are refused or find no way",
    "network": "the network cannot be reached",
    "timeout": "no answer in time",
    "tls": "the certificate or the encryption was not accepted",
}


def note_failure(house: House, source_id: str, error: TumenError, next_due_at: datetime) -> None:
    """Gather one failed poll; `tell_failures` says it."""
    troubles = house.troubles
    troubles.failed.setdefault(error.reason, []).append(source_id)
    troubles.words[error.reason] = error.message
    soonest = troubles.next_due_at.get(error.reason, next_due_at)
    troubles.next_due_at[error.reason] = min(soonest, next_due_at)


def tell_failures(house: House) -> None:
    """Say each class of failure once, with the sources it met and when they are tried again."""
    troubles, now = house.troubles, house.clock.now()
    for reason, sources in sorted(troubles.failed.items()):
        named = ", ".join(sources[:NAMED])
        rest = f" and {len(sources) - NAMED} more" if len(sources) > NAMED else ""
        wait = max(0, round((troubles.next_due_at[reason] - now).total_seconds()))
        log.warning(
            "sources failed",
            extra={
                "reason": reason,
                "count": len(sources),
                "sources": named + rest,
                "meaning": _WORDS.get(reason),
                "detail": troubles.words[reason],
                "first_retry_s": wait,
            },
        )
    troubles.failed.clear()
    troubles.next_due_at.clear()


def tell_trouble(house: House, lane: str, error: Exception) -> None:
    """Say that a lane could not be filled, once in a while; a fault of our own with its traceback."""
    now = house.clock.now()
    told_at = house.troubles.told_at.get(lane)
    if told_at and now - told_at < TELL_AGAIN:
        return
    house.troubles.told_at[lane] = now
    if isinstance(error, TumenError):
        log.error("no work can be claimed", extra={"lane": lane, "detail": error.message})
    else:
        house.tally.bugs += 1
        log.error("no work can be claimed", extra={"lane": lane}, exc_info=error)
