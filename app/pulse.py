"""What this process feels of the world around its sources: is our line up, how hot is the subject.

Nothing here is worth a row: after a restart it is felt anew within a minute.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ingest.schedule.heat import COLD, Heat

# Somebody answered within this time: names that do not resolve are the fault of their own zones.
LINE_FRESH = timedelta(minutes=10)
# The heat is asked of the database at most this often.
HEAT_FRESH = timedelta(seconds=30)


@dataclass(slots=True)
class Pulse:
    """Mutable, of one process."""

    answers: dict[str, datetime] = field(default_factory=dict)
    heat: Heat = COLD
    felt_at: datetime | None = None
    # A single pass polls what was due when it began, each source once, however short its interval.
    pass_began_at: datetime | None = None
    # Hubs can reach us: the web page is served, and the operator says at which address.
    reachable: bool = False
    # Called when news came without being asked for.
    on_news: Callable[[], None] = lambda: None

    def answered(self, source_id: str, now: datetime) -> None:
        self.answers[source_id] = now

    def line_is_up(self, but: str, now: datetime) -> bool:
        """Tell whether another source answered lately."""
        return any(
            id_ != but and now - at <= LINE_FRESH for id_, at in reversed(self.answers.items())
        )

    async def feel(self, ask: Callable[[], Awaitable[Heat]], now: datetime) -> Heat:
        """Give the heat, asked anew when what we know is old."""
        if self.felt_at is None or not timedelta() <= now - self.felt_at < HEAT_FRESH:
            self.felt_at = now
            self.heat = await ask()
        return self.heat
