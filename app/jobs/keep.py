"""What keeps the house: preparing it at the start, storing the seed, giving back leases, pruning."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from app.build import House
from app.digest import digest_seed
from app.jobs.entry import load_lexicons
from app.jobs.owed import pay
from app.owner import has_died
from config.seed import SeedDocument, load_seed
from db import store
from db.engine import Database
from db.store import hosts
from domain.errors import StoreError
from ingest.stories import place

log = logging.getLogger(__name__)

# Polls of a quarter are enough to see a source's habit; articles are never pruned by age here.
KEEP_POLLS = timedelta(days=90)
# Of the 10 s that a stop may take.
RELEASE_S = 1.0


async def prepare(house: House) -> None:
    """Bring the schema to head, mirror the catalogue, store the seed at the first start."""
    await house.stored(Database.upgrade)
    house.reach("start.upgraded")
    if not all(source.topic_specific for source in house.sources.values()):
        # In a thread: reading the lexicons takes 2 s, for which the loop must not stand still.
        await asyncio.to_thread(load_lexicons)
    await take_over(house)
    now = house.clock.now()
    for hold in await house.stored(hosts.held_hosts, now=now):
        house.pace.hold(hold.host, hold.until)
    await house.stored(store.sync_sources, tuple(house.sources.values()), now=now)
    if not await house.stored(store.has_seed):
        await store_seed(house, load_seed(house.settings.seed_file))
    house.reach("start.prepared")


async def store_seed(house: House, seed: SeedDocument, *, replace: bool = False) -> int:
    """Assess and store a seed document like any other article; it alerts nobody.

    Returns the article's id. `replace`: earlier seed documents stay as articles, but are seeds no more.
    """
    digested = await house.workers.run(
        digest_seed,
        seed,
        house.clock.now(),
        deadline_s=house.settings.workers.parse_deadline_s,
    )
    article_id = await house.stored(
        store.save_seed,
        digested.article,
        digested.assessment,
        digested.fingerprint,
        place=place,
        provenance=digested.provenance,
        replace=replace,
        now=house.clock.now(),
    )
    log.info("seed document stored", extra={"article": article_id, "title": digested.article.title})
    return article_id


async def release(house: House, *, within_s: float = RELEASE_S) -> None:
    """Give back every lease of this process, if the database can be had: else they run out."""
    try:
        async with asyncio.timeout(within_s):
            await pay(house)
            await house.stored(store.release_leases, house.owner)
    except (TimeoutError, StoreError) as error:
        log.warning(
            "claimed work could not be given back; it will be free when its lease ends",
            extra={"detail": str(error) or f"no access to the database within {within_s:g} s"},
        )


async def take_over(house: House) -> int:
    """Give back at once what a killed process of this machine held, instead of in minutes; returns how much."""
    items = 0
    for owner in await house.stored(store.lease_owners):
        if owner != house.owner and has_died(owner):
            freed = await house.stored(store.release_leases, owner)
            log.info("work of an ended process taken over", extra={"owner": owner, "items": freed})
            items += freed
    return items


async def prune(house: House) -> None:
    """Remove polls that nobody needs any more."""
    removed = await house.stored(store.prune_polls, before=house.clock.now() - KEEP_POLLS)
    if removed:
        log.info("old polls pruned", extra={"polls": removed})
