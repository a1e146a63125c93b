"""Keyset paging, newest first: stable while new rows come in; it knows no table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, and_, or_

from domain.errors import FilterError
from domain.rows import Row, Rows

# Rows read at a time: what is fetched around them asks by id, and SQLite takes 32,766 ids.
PORTION = 500

# Any: rows of many shapes and columns of many types, see filtering.Column.
AnySelect = Select[*tuple[Any, ...]]
Order = tuple[Any, Any]
Fetch = Callable[[AnySelect], list[Row]]


def newest_first(
    statement: AnySelect,
    order: Order,
    names: tuple[str, str],
    fetch: Fetch,
    limit: int,
    cursor: str | None,
) -> Rows:
    """Read up to `limit` rows behind the cursor, in portions, by time and id.

    Shape: `order` are the columns of time and id, `names` what they are called in a row; a time of None
    orders by id alone. `fetch` runs a statement and gives whole rows.
    """
    (seen_at, id_), (at_name, id_name) = order, names
    rows: list[Row] = []
    while len(rows) < limit:
        wanted = min(PORTION, limit - len(rows))
        portion = statement
        if cursor:
            at, last_id = read_cursor(cursor)
            older = id_ < last_id
            if seen_at is not None:
                older = or_(seen_at < at, and_(seen_at == at, older))
            portion = portion.where(older)
        by = [id_.desc()] if seen_at is None else [seen_at.desc(), id_.desc()]
        # One more than wanted says whether there is more.
        found = fetch(portion.order_by(*by).limit(wanted + 1))
        rows += found[:wanted]
        if len(found) <= wanted:
            return Rows(rows=tuple(rows))
        cursor = write_cursor(rows[-1][at_name], rows[-1][id_name])
    return Rows(rows=tuple(rows), cursor=cursor)


def write_cursor(at: datetime, id_: int) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{id_}"


def read_cursor(cursor: str) -> tuple[datetime, int]:
    """Errors: FilterError for what is no cursor of ours."""
    stamp, _, id_ = cursor.partition("-")
    try:
        at = datetime.strptime(stamp, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
        return at, min(int(id_), 2**63 - 1)
    except ValueError as error:
        message = f"'{cursor[:60]}' is not a cursor"
        raise FilterError(message, position=0, hint="leave it out") from error
