"""The clock of the real world; everything else receives one."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """The system's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)
