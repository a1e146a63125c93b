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
    """Say that a lane's work could not be claimed or done; the same trouble once in a while.

    What is not graded by us is a bug: counted each time, and told with its traceback.
    """
    now, troubles = house.clock.now(), house.troubles
    ours = isinstance(error, TumenError)
    house.tally.bugs += not ours
    key = f"{lane} {type(error).__name__} {error}"
    if key in troubles.told_at and now - troubles.told_at[key] < TELL_AGAIN:
        return
    for old in [k for k, at in troubles.told_at.items() if now - at >= TELL_AGAIN]:
        del troubles.told_at[old]
    troubles.told_at[key] = now
    if isinstance(error, TumenError):
        facts = {"lane": lane, "reason": error.reason, "detail": error.message}
        log.error("work is held up", extra=facts)
    else:
        log.error("work failed unexpectedly", extra={"lane": lane}, exc_info=error)
