"""Judges from the counts whether the service does its work; it asks nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from web.ports import Counts

# Failing makes a container be restarted, so it means: the engine stands, and a restart may help. The
# longest honest pause of a lane is a page's deadline times a few hosts, far below.
ENGINE_STANDS_S = 15 * 60
# Degraded means: look at it. Ten minutes is the age at which design and alarms call a queue standing.
QUEUE_STANDS_S = 10 * 60
HALF = 0.5
MAX_NAMED = 5

Word = Literal["ok", "degraded", "failing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`reasons` in words a person can act on; empty when all is well."""

    word: Word
    reasons: tuple[str, ...] = ()


def judge(counts: Counts | None, *, uptime_s: float) -> Verdict:
    """Grade the service; None means that the database did not answer.

    What waits is held against us from our own start only: after a night switched off all is overdue.
    """
    if counts is None:
        return Verdict(word="failing", reasons=("the database does not answer",))
    complaints = _complaints(counts, uptime_s)
    if (wait_s := min(counts.waits_s.get("source", 0.0), uptime_s)) > ENGINE_STANDS_S:
        reason = f"no poll although a source has been due for {_minutes(wait_s)}"
        return Verdict(word="failing", reasons=(reason, *complaints))
    return Verdict(word="degraded" if complaints else "ok", reasons=complaints)


def report(
    counts: Counts | None, *, now: datetime, started_at: datetime, version: str
) -> dict[str, Any]:
    """The body of /healthz."""
    uptime_s = _age_s(started_at, now) or 0.0
    verdict = judge(counts, uptime_s=uptime_s)
    known = counts or Counts()
    return {
        "status": verdict.word,
        "reasons": list(verdict.reasons),
        "database": "ok" if counts else "failing",
        "last_poll_age_s": _age_s(known.last_poll_at, now),
        "oldest_due_source_s": known.waits_s.get("source", 0.0) if counts else None,
        "oldest_due_entry_s": known.waits_s.get("entry", 0.0) if counts else None,
        "oldest_due_alert_s": known.waits_s.get("alert", 0.0) if counts else None,
        "sources": {
            "failing": known.sources.get("failing", 0),
            "paused": list(known.paused),
            "gone": list(known.gone),
            "total": watched(known),
        },
        "alerts_given_up": known.alerts.get("dead", 0),
        "version": version,
        "uptime_s": uptime_s,
    }


def watched(counts: Counts) -> int:
    """Sources that should be polled: neither disabled nor removed."""
    return sum(counts.sources.get(word, 0) for word in ("well", "failing", "paused", "new", "gone"))


def _complaints(counts: Counts, uptime_s: float) -> tuple[str, ...]:
    failing = counts.sources.get("failing", 0) + counts.sources.get("paused", 0)
    total = watched(counts)
    found = []
    if total and failing == total:
        found.append("all sources are failing: is the network up?")
    elif total and failing >= HALF * total:
        found.append(f"{failing} of {total} sources are failing")
    if counts.paused:
        found.append(
            f"paused after many failures: {_named(counts.paused)}; see: tumen sources list, and correct or"
            " disable them"
        )
    if counts.gone:
        found.append(
            f"gone, their servers say: {_named(counts.gone)}; look for the new address or disable them"
        )
    waits = {
        "entries": counts.waits_s.get("entry", 0.0),
        "alerts": counts.waits_s.get("alert", 0.0),
    }
    for what, wait_s in waits.items():
        if min(wait_s, uptime_s) > QUEUE_STANDS_S:
            found.append(f"{what} have been waiting for {_minutes(wait_s)}")
    if dead := counts.alerts.get("dead", 0):
        found.append(f"{dead} alerts were given up; see: tumen alerts list --status dead")
    return tuple(found)


def _named(sources: Sequence[str]) -> str:
    more = f" and {len(sources) - MAX_NAMED} more" if len(sources) > MAX_NAMED else ""
    return ", ".join(sources[:MAX_NAMED]) + more


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} min"


def _age_s(at: datetime | None, now: datetime) -> float | None:
    return None if at is None else round(max(0.0, (now - at).total_seconds()), 1)
