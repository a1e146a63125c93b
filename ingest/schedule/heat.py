"""How hot the subject is, and what that does to a pause; it counts no stories itself.

Burst mode: when outlets begin to tell of flagged stories, others will follow within minutes. Each outlet with
a flagged article of the last three hours, beyond the number that is usual, shortens the pause of all sources that
carry the subject, to a half, a third, at most a quarter; never below the floor, and never before a server's own wish.

What is usual follows from the last 30 days: an outlet with n flagged articles in them has one in a window of three
hours by 1 - exp(-n x 3 h / 30 days), were they spread evenly. Without this a war told of every day would be hot for
ever: forty outlets with three such articles a day each would be asked four times as often as the operator said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from math import exp

HOT_FOR = timedelta(hours=3)
# A source that brought a flagged article within this time carries the subject.
CARRIES_FOR = timedelta(days=30)
SHORTEST = 1 / 4
# Less watching says nothing of what is usual.
LEAST_WATCHED = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """`outlets`: sources with a flagged article of the last hours, `usual`: how many of them are none of note;
    `carriers`: all that carry the subject.
    """

    outlets: int = 0
    usual: float = 0.0
    carriers: frozenset[str] = field(default_factory=frozenset)

    @property
    def excess(self) -> int:
        """Outlets beyond the usual."""
        return max(0, self.outlets - round(self.usual))


COLD = Heat()


def usual_outlets(counts: Iterable[int], watched: timedelta) -> float:
    """Give the outlets that have a flagged article in any three hours. `counts`: of each, while it was watched."""
    share = HOT_FOR / min(max(watched, LEAST_WATCHED), CARRIES_FOR)
    return sum(1 - exp(-count * share) for count in counts)


def burst_factor(heat: Heat, source_id: str) -> float:
    """Give the share of its pause that a source has left; 1 when nothing is hot or it has other subjects."""
    if source_id not in heat.carriers:
        return 1.0
    return max(1 / (1 + heat.excess), SHORTEST)
