"""A source polled again and again by the rules, with a server and a clock in a test's hands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from domain.errors import FetchError, TumenError
from domain.fetched import Fetched
from domain.listing import Listing
from domain.polled import Polled
from domain.source import Source, SourceState, Validators
from ingest.schedule.after import After, state_after
from ingest.schedule.believing import wants_whole
from ingest.schedule.due import Surroundings
from ingest.schedule.moving import address
from tests.fakes import NOON, FakeClock

OLD = "https://old.example/rss"
NEW = "https://new.example/rss"


@dataclass
class Life:
    """The state of one source through its polls; each poll happens when it is due."""

    source: Source = field(
        default_factory=lambda: Source(id="s", name="S", url=OLD, kind="feed", poll_interval_s=900)
    )
    clock: FakeClock = field(default_factory=FakeClock)
    state: SourceState = field(default_factory=lambda: SourceState(source_id="s", next_due_at=NOON))
    floor_s: float = 300
    last: After | None = None

    @property
    def asked(self) -> str:
        """Where the next poll asks first."""
        return address(self.source, self.state, self.clock.now())

    @property
    def whole(self) -> bool:
        """Whether the next poll leaves its validators at home."""
        return wants_whole(self.state, self.clock.now())

    @property
    def wait_s(self) -> float:
        return (self.state.next_due_at - self.clock.now()).total_seconds()

    def answers(
        self,
        outcome: Any = "unchanged",
        *,
        new: int = 0,
        permanent: str | None = None,
        at: str | None = None,
        conditional: bool | None = None,
        listing: Listing | None = None,
        headers: dict[str, str] | None = None,
    ) -> SourceState:
        """A good poll; `permanent`: 301s led there."""
        url = at or self.asked
        fetched = Fetched(
            url=url,
            final_url=permanent or url,
            status=304 if outcome == "not_modified" else 200,
            permanent_url=permanent,
            headers=headers or {"etag": '"1"'},
        )
        held = self.state.validators != Validators()
        sent = held and not self.whole if conditional is None else conditional
        return self._take(
            Polled(
                outcome=outcome, asked_url=url, conditional=sent, fetched=fetched, listing=listing
            ),
            new,
        )

    def fails(self, error: TumenError | int = 500, *, line_up: bool = True) -> SourceState:
        if isinstance(error, int):
            reasons = {404: "not_found", 410: "gone", 429: "rate_limited", 503: "unavailable"}
            error = FetchError(
                f"{error}",
                reason=reasons.get(error, "server_error"),
                status=error,
                transient=error >= 429,
            )
        return self._take(
            Polled(outcome="failed", asked_url=self.asked, error=error, line_up=line_up), 0
        )

    def sleep(self) -> None:
        """Until the next poll is due."""
        self.clock.moment = max(self.clock.moment, self.state.next_due_at)

    def _take(self, polled: Polled, new: int) -> SourceState:
        self.sleep()
        around = Surroundings(now=self.clock.now(), jitter=0.0, floor_s=self.floor_s)
        self.last = state_after(self.source, self.state, polled, around, new=new)
        self.state = self.last.state
        return self.state

    def rests(self, **units: float) -> None:
        self.clock.moment += timedelta(**units)
