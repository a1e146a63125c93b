"""What one poll of a source brought, before anything is decided or stored; it judges nothing."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import TumenError
from domain.fetched import Fetched
from domain.listing import Listing
from domain.source import PollOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """The answer to one poll.

    `asked_url` is where it was asked, the catalogue's address or the learnt one. `conditional`: validators
    were sent. `line_up`: others answered us lately, so that a name without an address is not our own line.
    """

    outcome: PollOutcome
    asked_url: str
    conditional: bool = False
    fetched: Fetched | None = None
    listing: Listing | None = None
    error: TumenError | None = None
    body_hash: str | None = None
    line_up: bool = True

    @property
    def settled(self) -> bool:
        """Whether the same bytes next time mean that there is nothing new.

        A cut listing must be read again (promise 1); an index stays the same while the listings that it
        names grow.
        """
        return self.listing is None or (self.listing.whole and not self.listing.children)
