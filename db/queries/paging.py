"""Keyset paging, newest first: stable while new rows come in; it knows no table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, and_, or_

from domain.errors import FilterError

MAX_LIMIT = 1_000


# Any: columns of many types, see filtering.Column.
def newest_first(
    statement: Select[*tuple[Any, ...]], seen_at: Any, id_: Any, *, limit: int, cursor: str | None
) -> Select[*tuple[Any, ...]]:
    """Order by time and id, go on behind the cursor, and ask for one row more than wanted."""
    if cursor:
        at, last_id = read_cursor(cursor)
        statement = statement.where(or_(seen_at < at, and_(seen_at == at, id_ < last_id)))
    return statement.order_by(seen_at.desc(), id_.desc()).limit(bounded(limit) + 1)


def bounded(limit: int) -> int:
    return max(1, min(limit, MAX_LIMIT))


def write_cursor(at: datetime, id_: int) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{id_}"


def read_cursor(cursor: str) -> tuple[datetime, int]:
    """Errors: FilterError for what is no cursor of ours."""
    stamp, _, id_ = cursor.partition("-")
    try:
        at = datetime.strptime(stamp, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
        return at, min(int(id_), 2**63 - 1)
    except ValueError as error:
        raise FilterError(
            f"'{cursor[:60]}' is not a cursor", position=0, hint="leave it out"
        ) from error
