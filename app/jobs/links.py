"""Find out where a link of Google News leads, if the operator wants that; politely, and once for each.

It is off by default (`fetch.resolve_google_news`): each link costs the site two requests by a way that it
does not document. robots.txt is asked for both, they are spaced, what they gave is kept in `links`, and a
link that cannot be resolved stays what it was: a headline, marked so. Nothing is guessed.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.build import House
from db import store
from domain.errors import TumenError
from domain.fetched import FetchRequest
from domain.listing import Entry
from domain.rows import PendingEntry
from ingest.sources.google_news import (
    ENDPOINT,
    HEADERS,
    HOST,
    link_id,
    page_of,
    question,
    read_answer,
    read_page,
)

log = logging.getLogger(__name__)

# Between two links. Public decoders met 429 at one a second, and advise five.
GAP_S = 10.0
# A headline that waits longer than this for its link is stored and told as it is.
PATIENCE = timedelta(minutes=10)
# What failed may have been of the moment; after this many attempts it was not.
ATTEMPTS = 3
AGAIN = timedelta(hours=1)
# The address stands within the first few hundred bytes of the answer.
MAX_PAGE_BYTES = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The entry, with its target if that is known; `turn_at`: ask again at that moment."""

    entry: Entry
    turn_at: datetime | None = None


async def follow_link(house: House, pending: PendingEntry) -> Followed:
    """Give the entry with the target of its link, as far as it is known or may be asked for now."""
    entry = pending.entry
    id_ = link_id(entry.url or "")
    if entry.resolved or id_ is None or not house.settings.fetch.resolve_google_news:
        return Followed(entry=entry)
    page = page_of(id_)
    now = house.clock.now()
    known = await house.stored(store.known_link, page)
    if known and known.target:
        return Followed(entry=replace(entry, url=known.target, resolved=True))
    if known and (known.attempts >= ATTEMPTS or now - known.tried_at < AGAIN):
        return Followed(entry=entry)
    turn_at = house.pace.place(HOST, pending.id, now, delay_s=GAP_S)
    if turn_at > now:
        near = turn_at - pending.first_seen_at <= PATIENCE
        return Followed(entry=entry, turn_at=turn_at if near else None)
    target, why = await _ask(house, id_)
    await house.stored(store.note_link, page, target=target, detail=why, now=now)
    if target is None:
        log.info("link not resolved", extra={"entry": pending.id, "reason": why})
        return Followed(entry=entry)
    return Followed(entry=replace(entry, url=target, resolved=True))


async def _ask(house: House, id_: str) -> tuple[str | None, str | None]:
    """The target, or why there is none."""
    fetch = house.settings.fetch
    try:
        for url in (page_of(id_), ENDPOINT):
            if fetch.respect_robots and not (await house.robots.allows(url)).allowed:
                return None, f"robots.txt forbids {url.partition('?')[0]}"
        request = FetchRequest(
            url=page_of(id_),
            purpose="page",
            deadline_s=fetch.page_deadline_s,
            max_bytes=MAX_PAGE_BYTES,
        )
        secrets = read_page((await house.http.fetch(request)).body)
        if secrets is None:
            return None, "its page carries no signature"
        answer = await house.poster.post(
            ENDPOINT,
            body=question(id_, *secrets),
            headers=HEADERS,
            deadline_s=fetch.page_deadline_s,
        )
    except TumenError as error:
        return None, f"{error.reason}: {error.message}"
    if answer.status != 200:
        return None, f"the site answered {answer.status}"
    target = read_answer(answer.body)
    return target, None if target else "the answer names no address"
