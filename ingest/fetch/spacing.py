"""Hosts that ask all their users for pauses between two requests: whose turn is when; it makes no request.

It is for interfaces that say so in their documentation; what a server asks of us alone is in `pace.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

# GDELT answers faster callers with "Please limit requests to one every 5 seconds", with 429 or 200, and counts
# by its own clock: a second more than it says.
GAPS_S: Mapping[str, float] = {"api.gdeltproject.org": 6.0}
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Spacing:
    """Turns at the hosts that want pauses. `gaps_s`: host -> seconds between the starts of two requests."""

    def __init__(self, gaps_s: Mapping[str, float] = GAPS_S) -> None:
        self._gaps_s = gaps_s
        self._last: dict[str, datetime] = {}

    def turn(self, host: str, now: datetime) -> datetime:
        """Take the next turn at a host and give its moment; `now` for all who ask for no pauses."""
        gap_s = self._gaps_s.get(host)
        if gap_s is None:
            return now
        turn = max(now, self._last.get(host, _NEVER) + timedelta(seconds=gap_s))
        self._last[host] = turn
        return turn
