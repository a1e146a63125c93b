"""Alarms: what an operator must look at, and the state of the service they are judged by; judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

AlarmKind = Literal["source", "sources", "queue", "route", "disk", "language"]
ALARM_KINDS: tuple[AlarmKind, ...] = get_args(AlarmKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that is wrong. `key` names it while it stands; `subject` is the source, queue or route.

    `words` say what is wrong, `remedy` what to do.
    """

    kind: AlarmKind
    subject: str
    words: str
    remedy: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.subject}" if self.subject else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingAlarm:
    """An alarm as it is remembered; `cleared_at` None: it still stands."""

    key: str
    kind: AlarmKind
    subject: str
    words: str
    raised_at: datetime
    cleared_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePulse:
    """How a source speaks. `usual_gap`: its longest usual pause, None while too little is known of it.

    `silent_since`: its newest entry, or when we began to watch.
    """

    id: str
    failing: bool
    silent_since: datetime | None = None
    usual_gap: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePulse:
    """How telling goes on one route.

    `given_up`: alerts that died since the newest delivery; `off_reason`: the receiver wants no more.
    """

    name: str
    given_up: int = 0
    last_detail: str = ""
    off_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePulse:
    """All that alarms are judged by. Units: seconds, bytes.

    `waits_s`: how long the longest waiting entry and alert are overdue. `free_bytes` None: not known.
    `unread`: articles of the last week by language that has no rules. `up_s`: since our start.
    """

    now: datetime
    up_s: float
    sources: Sequence[SourcePulse] = ()
    waits_s: Sequence[tuple[str, float]] = ()
    routes: Sequence[RoutePulse] = ()
    free_bytes: int | None = None
    unread: Sequence[tuple[str, int]] = ()
