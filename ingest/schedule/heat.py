"""How hot the subject is, and what that does to a pause; it counts no stories itself.

Burst mode: when outlets begin to tell of flagged stories, others will follow within minutes. Each outlet with
a flagged article of the last three hours shortens the pause of all sources that carry the subject, to a
half, a third, at most a quarter; never below the floor, and never before a server's own wish.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

HOT_FOR = timedelta(hours=3)
# A source that brought a flagged article within this time carries the subject.
CARRIES_FOR = timedelta(days=30)
SHORTEST = 1 / 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """`outlets`: sources with a flagged article of the last hours; `carriers`: all that carry the subject."""

    outlets: int = 0
    carriers: frozenset[str] = field(default_factory=frozenset)


COLD = Heat()


def burst_factor(heat: Heat, source_id: str) -> float:
    """Give the share of its pause that a source has left; 1 when nothing is hot or it has other subjects."""
    if source_id not in heat.carriers:
        return 1.0
    return max(1 / (1 + heat.outlets), SHORTEST)
