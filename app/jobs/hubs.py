"""Talk with WebSub hubs: ask them to push, confirm that we asked, take in what they send.

    a listing names a hub ─> row `wanted` ─> POST to the hub ─> row `asked`
         the hub looks at our callback (GET) ─> confirmed, row `active` until the lease ends
         the hub sends (POST), signed ─> the same reader and the same entries as a poll
         two thirds of the lease are over ─> POST again

All state is in rows. When and whether is decided in `ingest/push`. A message is acknowledged when it is stored, or
when asking for it again would not help; one that is not signed as agreed is acknowledged and ignored.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from urllib.parse import urlencode, urljoin

from app.build import House
from app.jobs.asking import read
from db import subscriptions
from domain.errors import FetchError, ParseError
from domain.fetched import Fetched
from domain.listing import Listing
from domain.polled import Polled
from domain.source import PollRecord, Source
from domain.subscription import Announcement, Subscription
from ingest.push.announced import announcement, may_announce
from ingest.push.leases import (
    DENIED_WAIT,
    WANTED_LEASE_S,
    is_pushed,
    next_look_at,
    retry_at,
    verified,
)
from ingest.push.signing import is_signed

log = logging.getLogger(__name__)

AT_ONCE = 8
HUB_DEADLINE_S = 20.0
# WebSub §5.1: a hub may move for the moment (307) or for good (308).
HUB_REDIRECTS = 3
# 256 bits each: nobody guesses a callback address or a secret.
TOKEN_BYTES = 32


async def heed_announcement(house: House, source: Source, polled: Polled) -> None:
    """Want what a listing announces, and end what it no longer does; a 304 or the same bytes say nothing new."""
    fetched = polled.fetched
    if not house.settings.web.callback_url or fetched is None or fetched.not_modified:
        return
    found = await _announced(house, fetched) if may_announce(fetched) else None
    if found is None and not await house.stored(subscriptions.of_source, source.id):
        return
    token, secret = secrets.token_urlsafe(TOKEN_BYTES), secrets.token_hex(TOKEN_BYTES)
    now = house.clock.now()
    if await house.stored(
        subscriptions.announce, source.id, found, token=token, secret=secret, now=now
    ):
        facts = {"source": source.id, "hub": found.hub if found else None}
        log.info("what the source announces of hubs has changed", extra=facts)


async def _announced(house: House, fetched: Fetched) -> Announcement | None:
    try:
        return await house.workers.run(
            announcement, fetched, deadline_s=house.settings.workers.parse_deadline_s
        )
    except ParseError as error:
        # The listing itself was read: whether a hub sends it is a question of comfort.
        log.warning("no look at what the source announces", extra={"detail": error.message})
        return None


async def active_subscription(house: House, source: Source, now: datetime) -> Subscription | None:
    """The subscription that sends us what is new of a source, if one does."""
    if not house.settings.web.callback_url:
        return None
    found = await house.stored(subscriptions.of_source, source.id)
    return next((one for one in found if is_pushed(one, now)), None)


async def ask_hubs(house: House) -> int:
    """Ask all hubs that are due, side by side; returns how many."""
    if not house.pulse.reachable:
        return 0
    now = house.clock.now()
    claimed = await house.stored(
        subscriptions.claim_due, partial(_again_at, now=now), now=now, limit=AT_ONCE
    )
    await asyncio.gather(*(_ask(house, subscription) for subscription in claimed))
    return len(claimed)


def _again_at(subscription: Subscription, *, now: datetime) -> datetime:
    return next_look_at(subscription, now)


async def _ask(house: House, subscription: Subscription) -> None:
    ending = subscription.state == "ending"
    facts = {"source": subscription.source_id, "hub": subscription.hub}
    if ending and subscription.verified_at is None:
        await house.stored(subscriptions.change, subscription.id, state="ended", next_try_at=None)
        return
    try:
        await _post(house, subscription, "unsubscribe" if ending else "subscribe")
    except FetchError as error:
        now = house.clock.now()
        over = ending and (subscription.lease_ends_at or now) <= now
        await house.stored(
            subscriptions.note_failure,
            subscription,
            error=error.message,
            next_try_at=None if over else retry_at(subscription, now),
        )
        log.warning("hub did not accept us", extra={**facts, "detail": error.message})
    else:
        log.info("hub asked to end" if ending else "hub asked to push", extra=facts)


async def _post(house: House, subscription: Subscription, mode: str) -> None:
    """Errors: FetchError, also for an answer that is no yes."""
    form = {
        "hub.callback": f"{house.settings.web.callback_url}/websub/{subscription.token}",
        "hub.mode": mode,
        "hub.topic": subscription.topic,
    }
    if mode == "subscribe":
        form |= {"hub.lease_seconds": str(WANTED_LEASE_S), "hub.secret": subscription.secret}
    url = subscription.hub
    for _ in range(HUB_REDIRECTS + 1):
        answer = await house.poster.post(
            url,
            body=urlencode(form).encode(),
            headers={"content-type": "application/x-www-form-urlencoded"},
            deadline_s=HUB_DEADLINE_S,
        )
        if answer.status not in (307, 308) or not answer.headers.get("location"):
            break
        url = urljoin(url, answer.headers["location"])
    if not 200 <= answer.status < 300:
        said = answer.body[:200].decode("utf-8", "replace").strip()
        words = f"the hub answered {answer.status}" + (f": {said}" if said else "")
        raise FetchError(words, reason="hub", status=answer.status)


class HubReceiver:
    """Implements `web.ports.Receiver` over a house."""

    def __init__(self, house: House) -> None:
        self._house = house

    @property
    def max_bytes(self) -> int:
        return self._house.settings.fetch.max_bytes

    async def confirm(self, token: str, asked: Mapping[str, str]) -> str | None:
        house, now = self._house, self._house.clock.now()
        found = await house.stored(subscriptions.find, token=token)
        if found is None:
            return None
        topic, mode = asked.get("hub.topic", ""), asked.get("hub.mode", "")
        if mode == "denied" and topic == found.topic and found.state != "ended":
            return await self._denied(found, asked.get("hub.reason", ""), now)
        change = verified(found, mode, topic, asked.get("hub.lease_seconds", ""), now)
        challenge = asked.get("hub.challenge", "")
        if change is None or not challenge:
            log.warning("a hub asked for what we do not want", extra={"source": found.source_id})
            return None
        await house.stored(
            subscriptions.change,
            found.id,
            state=change.state,
            verified_at=now,
            lease_ends_at=change.lease_ends_at,
            next_try_at=change.next_try_at,
            failures=0,
            last_error=None,
        )
        facts = {"source": found.source_id, "hub": found.hub, "until": str(change.lease_ends_at)}
        log.info("hub pushes" if change.state == "active" else "hub pushes no more", extra=facts)
        return challenge

    async def receive(self, token: str, headers: Mapping[str, str], body: bytes) -> int:
        house = self._house
        found = await house.stored(subscriptions.find, token=token)
        source = house.sources.get(found.source_id) if found else None
        if found is None:
            return 404
        if source is None or found.state in ("ending", "ended"):
            return 410
        signature = headers.get("x-hub-signature", "")
        if found.verified_at is None or not is_signed(found.secret, signature, body):
            await house.stored(subscriptions.note_ignored, found.id)
            log.warning("pushed message is not signed as agreed", extra={"source": source.id})
            return 202
        await self._take_in(source, found, headers, body)
        return 204

    async def _take_in(
        self, source: Source, found: Subscription, headers: Mapping[str, str], body: bytes
    ) -> None:
        house, started_at = self._house, self._house.clock.now()
        fetched = Fetched(
            url=source.url,
            final_url=found.topic,
            status=200,
            headers={"content-type": headers.get("content-type", "")},
            body=body,
        )
        listing: Listing | None = None
        error: ParseError | None = None
        try:
            listing = await read(house, source, fetched, started_at)
        except ParseError as failed:
            error = failed
        record = PollRecord(
            source_id=source.id,
            started_at=started_at,
            finished_at=house.clock.now(),
            outcome="failed" if error else "new",
            reason=error.reason if error else None,
            detail=error.message if error else "; ".join(listing.notes) if listing else None,
            entries_seen=len(listing.entries) + len(listing.skipped) if listing else 0,
            entries_skipped=len(listing.skipped) if listing else 0,
            size_bytes=len(body),
            pushed=True,
        )
        new = await house.stored(
            subscriptions.record_push, record, listing=listing, subscription_id=found.id
        )
        house.tally.entries["new"] += new
        house.tally.polls["pushed"] += 1
        log.info("news pushed by a hub", extra={"source": source.id, "new": new})
        if new:
            house.pulse.on_news()

    async def _denied(self, found: Subscription, reason: str, now: datetime) -> str:
        words = f"the hub refused: {reason[:200]}" if reason else "the hub refused"
        await self._house.stored(
            subscriptions.change,
            found.id,
            state="denied",
            last_error=words,
            next_try_at=now + DENIED_WAIT,
            lease_ends_at=None,
        )
        log.warning("hub refused us", extra={"source": found.source_id, "detail": words})
        return ""
