"""What this process could not write yet, because the database was away; it writes nothing itself.

An accepted message whose outcome is lost would be sent again, so it is kept in memory until it is written,
and nothing new is claimed before.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from domain.alert import DeliveryRecord, DueAlert


@dataclass(slots=True)
class Owed:
    """Mutable, of one process.

    `outcomes` of attempts at alerts, in order. `broken_off` holds the ids of claimed work by lane: nobody
    works on it any more, though its lease is ours.
    """

    outcomes: list[tuple[DueAlert, DeliveryRecord]] = field(default_factory=list)
    broken_off: dict[str, set[int | str]] = field(default_factory=dict)
    # One pays at a time; who claims meanwhile waits, or an alert could be claimed whose outcome is on the way.
    paying: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __bool__(self) -> bool:
        return bool(self.outcomes or self.broken_off or self.paying.locked())

    def note_broken_off(self, lane: str, id_: int | str) -> None:
        self.broken_off.setdefault(lane, set()).add(id_)
