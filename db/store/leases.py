"""Writes about leases of all lanes: who holds something, what is given back; claims are with their tables."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from db.engine import Database
from db.models import AlertModel, EntryModel, SourceModel

LEASED: tuple[type[SourceModel | EntryModel | AlertModel], ...] = (
    SourceModel,
    EntryModel,
    AlertModel,
)


def lease_owners(database: Database) -> list[str]:
    """Everybody who holds something, also by leases that have run out."""
    owners: set[str | None] = set()
    with database.read() as session:
        for model in LEASED:
            held = select(model.lease_owner).where(model.lease_owner.is_not(None))
            owners |= set(session.scalars(held.distinct()))
    return sorted(owner for owner in owners if owner)


def release_leases(database: Database, owner: str) -> int:
    """Give back all that this owner still holds, so that its successor need not wait.

    An attempt at an entry that was broken off is not counted: nothing is known against the entry.
    Attempts at alerts are numbered by their delivery rows; only those that failed bear on the schedule.
    """
    released = 0
    # Any: a value or an expression.
    uncounted: dict[str, Any] = {"attempts": EntryModel.attempts - 1}
    with database.write() as session:
        for model in LEASED:
            freed = session.execute(
                update(model)
                .where(model.lease_owner == owner)
                .values(
                    lease_owner=None, lease_until=None, **(uncounted if model is EntryModel else {})
                )
                .returning(model.id)
            )
            released += len(freed.all())
    return released


def shorten_leases(
    database: Database, lane: str, ids: Collection[int | str], *, owner: str, until: datetime
) -> None:
    """Let leases of this owner end at `until` instead of later; `lane` is `sources`, `entries` or `alerts`."""
    (model,) = (model for model in LEASED if model.__tablename__ == lane)
    with database.write() as session:
        session.execute(
            update(model)
            .where(model.id.in_(ids), model.lease_owner == owner, model.lease_until > until)
            .values(lease_until=until)
        )
