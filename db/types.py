"""Column types that behave the same on SQLite and PostgreSQL; they hold no business rule."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

# What Python strings may hold and a database may not: NUL (refused by PostgreSQL) and lone
# surrogates (refused by both drivers).
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
BigId = BigInteger().with_variant(Integer, "sqlite")


def storable(text: str) -> str:
    """Replace what no database takes by U+FFFD, one for one, so that offsets stay true."""
    return _UNSTORABLE.sub("\ufffd", text)


class UTCDateTime(TypeDecorator[datetime]):
    """Aware UTC datetimes in and out.

    Errors: ValueError for a naive datetime, on both databases.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: give an aware one")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CleanText(TypeDecorator[str]):
    """Text from the outside world, made storable without moving an offset."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class CleanJSON(TypeDecorator[Any]):
    """JSON whose strings are storable; tuples come back as lists. Any: JSON is what it is."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return _clean(value)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(str(key)): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value
