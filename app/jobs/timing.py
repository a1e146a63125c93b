"""How long work may take: its lease, in it the time to work, in that the time to write; it measures nothing.

    claim ─────────── work_s ───────────┬── writing what came of it ──┬─ margin ─┐ lease ends

Nothing of an item runs when its lease ends, because then another process may claim it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from app.build import House

# The most patient channel (e-mail) may be told to wait 300 s: an alert's lease is seven minutes by default.
ALERT_SHARE = 1.4
# A write waits 30 s for a database that is held by someone else (`db.engine.BUSY_TIMEOUT_S`).
WRITE_S, WRITE_SHARE = 45.0, 0.15
MARGIN_S, MARGIN_SHARE = 15.0, 0.05


@dataclass(frozen=True, slots=True)
class Lease:
    """For how long a piece of work is nobody else's. Short leases keep the proportions of the long ones."""

    length: timedelta

    @property
    def total_s(self) -> float:
        return self.length.total_seconds()

    @property
    def deadline_s(self) -> float:
        """After this long since its claim an item is ended, whatever it does."""
        return self.total_s - min(MARGIN_S, MARGIN_SHARE * self.total_s)

    @property
    def work_s(self) -> float:
        """After this long the work itself has failed; what is left is for writing that down."""
        return self.deadline_s - min(WRITE_S, WRITE_SHARE * self.total_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leases:
    """One for each kind of work."""

    poll: Lease
    entry: Lease
    alert: Lease

    @classmethod
    def of(cls, lease_s: float) -> Self:
        """As the operator set them.

        A page waits for a place at its host, 30 s for its answer, 20 s for a parser, twice if it is
        ill: the default is five minutes.
        """
        usual = Lease(timedelta(seconds=lease_s))
        return cls(poll=usual, entry=usual, alert=Lease(ALERT_SHARE * usual.length))


def leases(house: House) -> Leases:
    """The leases of this process."""
    return Leases.of(house.settings.lease_s)
