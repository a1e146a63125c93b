"""What the daemon has done since it started, counted once for summary and metrics."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Tally:
    """Mutable counters of one process; what must survive a restart is a row, not a counter.

    `polls`, `entries` and `deliveries` count by outcome, `failures` by reason.
    """

    polls: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    entries: Counter[str] = field(default_factory=Counter)
    articles: int = 0
    flagged: int = 0
    stories: int = 0
    alerts: int = 0
    deliveries: Counter[str] = field(default_factory=Counter)
    bugs: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "sources_polled": self.polls.total(),
            "polls": dict(self.polls),
            "poll_failures": dict(self.failures),
            "entries_new": self.entries["new"],
            "entries": {k: v for k, v in self.entries.items() if k != "new"},
            "articles_stored": self.articles,
            "articles_flagged": self.flagged,
            "stories_opened": self.stories,
            "alerts_written": self.alerts,
            "deliveries": dict(self.deliveries),
            "errors": self.bugs,
        }
