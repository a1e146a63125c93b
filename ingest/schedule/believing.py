"""Decides when to ask for the whole although we hold validators: some servers say 304 for ever.

A 304 is believed so many times in a row, then the listing is asked for without conditions. How many is
learnt for each server:

    at first                                 8 in a row (two hours of a quarter-hourly source)
    a condition was met by news              twice as many, at most 64: this server looks before it answers
    the whole held news that 304s hid        a quarter as many, at least 1
    never longer than                        a day without a whole answer

What that costs: of 96 polls a day of a silent source, 11 are whole at first and 2 when trust is full;
what it saves: a lying server is found out after 8 polls, and from then on every second poll is whole.

News in the whole is no proof by itself, it may have come in after the last 304. The server lied if the
whole still bears the validators that it met with 304, or if the newest date in it is older than that 304 by
more than an hour (feeds are cached, and texts dated when they were begun). Anything else says nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.polled import Polled
from domain.source import SourceState, Validators

LONGEST = timedelta(days=1)
MOST = 64
FEWEST = 1
IN_DOUBT = timedelta(hours=1)


def wants_whole(state: SourceState, now: datetime) -> bool:
    """Say whether the next poll should leave its validators at home."""
    too_old = state.whole_at is not None and now - state.whole_at >= LONGEST
    return state.not_modified >= state.believed or (state.not_modified > 0 and too_old)


def is_other_document(state: SourceState, polled: Polled) -> bool:
    """Tell whether a 304 came from another address than the document whose validators we sent.

    A redirect that changed its target (a consent page, a new feed) says nothing of what we hold.
    """
    fetched = polled.fetched
    return (
        fetched is not None
        and fetched.not_modified
        and state.answered_url is not None
        and fetched.final_url != state.answered_url
    )


def believed_after(state: SourceState, polled: Polled, *, new: int) -> tuple[int, int]:
    """Give the 304s in a row and how many are believed, after a poll that brought `new` entries."""
    if polled.outcome == "failed" or polled.fetched is None:
        return state.not_modified, state.believed
    if polled.outcome == "not_modified":
        return state.not_modified + 1, state.believed
    if not new:
        return 0, state.believed
    if polled.conditional:
        return 0, min(state.believed * 2, MOST)
    if state.not_modified and _was_there(state, polled):
        return 0, max(state.believed // 4, FEWEST)
    return 0, state.believed


def _was_there(state: SourceState, polled: Polled) -> bool:
    """Tell whether the news of a whole answer was there already when the server last said 304."""
    held, listing = state.validators, polled.listing
    if polled.fetched is not None and held != Validators() and polled.fetched.validators == held:
        return True
    if listing is None or state.last_polled_at is None:
        return False
    dates = [dated.at for entry in listing.entries if (dated := entry.published or entry.updated)]
    return bool(dates) and max(dates) < state.last_polled_at - IN_DOUBT
