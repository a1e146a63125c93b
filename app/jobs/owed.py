"""Write what is owed to the database before anything new is claimed; what is owed is in `app/owed.py`."""

from __future__ import annotations

import logging
from datetime import timedelta

from app.build import House
from app.jobs.alert import write_outcome
from db import store
from domain.errors import StoreError

log = logging.getLogger(__name__)

# Work that a database's trouble broke off comes again this soon. Not at once: a disk may be full for pages
# and yet take a claim, and their servers would be asked again each second.
AGAIN = timedelta(seconds=15)
# An outcome that the database will never take must not hold up all others.
_HOPELESS = frozenset({"constraint", "schema", "store"})


async def pay(house: House) -> None:
    """Write all that is owed. Errors: StoreError, while the database takes nothing; it stays owed."""
    if not house.owed:
        return
    async with house.owed.paying:
        await _pay_outcomes(house)
        await _shorten_leases(house)


async def _pay_outcomes(house: House) -> None:
    outcomes = house.owed.outcomes
    while outcomes:
        due, record = outcomes[0]
        try:
            await write_outcome(house, due, record)
        except StoreError as error:
            if error.reason not in _HOPELESS:
                raise
            facts = {"alert": due.id, "outcome": record.outcome, "detail": error.message}
            log.error("outcome of an alert cannot be written", extra=facts)
        outcomes.pop(0)


async def _shorten_leases(house: House) -> None:
    for lane, ids in list(house.owed.broken_off.items()):
        soon = house.clock.now() + AGAIN
        taken = frozenset(ids)
        await house.stored(store.shorten_leases, lane, taken, owner=house.owner, until=soon)
        ids -= taken
        if not ids:
            del house.owed.broken_off[lane]
