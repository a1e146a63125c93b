"""How long work may take: its lease, in it the time to work, in that the time to write; it measures nothing.

    claim ─────────── work_s ───────────┬── writing what came of it ──┬─ MARGIN_S ─┐ lease ends

Nothing of an item runs when its lease ends, because then another process may claim it.
"""

from __future__ import annotations

from datetime import timedelta

# A page waits for a place at its host, 30 s for its answer, 20 s for a parser, twice if it is ill.
POLL_LEASE = timedelta(minutes=5)
ENTRY_LEASE = timedelta(minutes=5)
# The most patient channel (e-mail) may be told to wait 300 s.
ALERT_LEASE = timedelta(minutes=7)
# A write waits 30 s for a database that is held by someone else (`db.engine.BUSY_TIMEOUT_S`).
WRITE_S = 45.0
MARGIN_S = 15.0


def deadline_s(lease: timedelta) -> float:
    """After this long since its claim an item is ended, whatever it does."""
    return lease.total_seconds() - MARGIN_S


def work_s(lease: timedelta) -> float:
    """After this long the work itself has failed; what is left is for writing that down."""
    return deadline_s(lease) - WRITE_S
