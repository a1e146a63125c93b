"""When a host may be asked: pages spaced as the site wants, silence after a 429; it waits for nothing itself.

Rules in words
  crawl-delay   between two pages of a host at least what robots.txt says, or our own gap if that is longer
  429           with Retry-After: the whole host is left alone until then, listings and robots.txt, too
  429 without   or 503 with Retry-After on a page: the pages of the host are left alone
  after that    those who waited come back one by one
A place in the queue belongs to a key (an entry), so that who is put off finds it again. Pages of hosts
that the operator lists as his own (`fetch.allow_private`) need no gap.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

# Without a word of the server's how long.
UNASKED_REST_S = 60.0
LONGEST_S = 31 * 86_400.0
# Those who waited for the end of a silence.
RETURN_GAP_S = 1.0
# A place further off than this is none: a crawl-delay of a day must not fill the memory with promises.
HORIZON = timedelta(hours=6)
MAX_HOSTS = 5_000
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Host:
    last_at: datetime = _NEVER
    next_at: datetime = _NEVER
    rests_until: datetime = _NEVER
    places: dict[int, datetime] = field(default_factory=dict)


class Pace:
    """What we owe each host. `gap_s`: seconds between two pages of a host where `is_own` says no."""

    def __init__(
        self, *, gap_s: float = 0.0, is_own: Callable[[str], bool] = lambda _: True
    ) -> None:
        self._gap_s = gap_s
        self._is_own = is_own
        self._hosts: dict[str, _Host] = {}
        self._held: dict[str, datetime] = {}

    def hold(self, host: str, until: datetime) -> None:
        """Leave a whole host alone; of several wishes the longest counts."""
        self._held[host] = max(until, self._held.get(host, until))

    def rest(self, host: str, until: datetime) -> None:
        """Leave the pages of a host alone."""
        state = self._host(host)
        state.rests_until = max(until, state.rests_until)

    def held_until(self, host: str, now: datetime) -> datetime | None:
        """Until when a host must not be asked for anything, if it must not."""
        until = self._held.get(host)
        if until is not None and until <= now:
            del self._held[host]
            return None
        return until

    def rests_until(self, host: str, now: datetime) -> datetime | None:
        """Until when no page of a host must be asked for, if so."""
        state = self._hosts.get(host)
        return state.rests_until if state and state.rests_until > now else None

    def place(self, host: str, key: int, now: datetime, *, delay_s: float | None) -> datetime:
        """Give the moment at which the page of `key` may be asked for; `now` means: go, the place is taken.

        Until it is taken a place is kept, unless it is beyond the horizon.
        """
        state = self._host(host, now)
        quiet_until = max(state.rests_until, self.held_until(host, now) or _NEVER)
        gap = self._gap(host, delay_s, returning=quiet_until > state.last_at)
        at = state.places.get(key)
        if at is None or at < quiet_until:
            at = max(now, state.next_at, quiet_until)
            if at - now > HORIZON:
                return at
            state.next_at = at + gap
        # Who came late before us moves us back: the site counts from the last request it saw.
        at = max(at, state.last_at + gap)
        if at > now:
            state.places[key] = at
            return at
        state.places.pop(key, None)
        state.last_at = now
        return now

    def next_place(self, now: datetime, within: timedelta) -> datetime | None:
        """The soonest place that is kept and near."""
        kept = (at for state in self._hosts.values() for at in state.places.values())
        return min((at for at in kept if now < at <= now + within), default=None)

    def _gap(self, host: str, delay_s: float | None, *, returning: bool) -> timedelta:
        own_s = 0.0 if self._is_own(host) else self._gap_s
        return timedelta(
            seconds=max(min(delay_s or 0.0, LONGEST_S), own_s, RETURN_GAP_S if returning else 0.0)
        )

    def _host(self, host: str, now: datetime = _NEVER) -> _Host:
        if host not in self._hosts:
            if len(self._hosts) >= MAX_HOSTS:
                self._forget(now)
            self._hosts[host] = _Host()
        return self._hosts[host]

    def _forget(self, now: datetime) -> None:
        """Drop hosts that nothing is owed to any more."""
        self._hosts = {
            host: state
            for host, state in self._hosts.items()
            if state.places or max(state.next_at, state.rests_until) > now
        }
