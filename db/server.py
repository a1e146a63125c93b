"""Looks at the database's own program before we rely on it; it changes nothing."""

from __future__ import annotations

import logging
import sqlite3

from sqlalchemy import Connection, text

from db.statements import is_sqlite
from domain.errors import StoreError

log = logging.getLogger(__name__)

# RETURNING came with 3.35 (2021). Source: https://www.sqlite.org/changes.html
OLDEST_SQLITE = (3, 35, 0)


def require_usable(connection: Connection) -> None:
    """Refuse a database that could not hold what we write; warn of one that folds badly.

    Errors: StoreError, permanent, with the remedy.
    """
    if is_sqlite(connection):
        _require_sqlite(connection)
    else:
        _require_postgres(connection)


def encoding_fault(connection: Connection) -> str | None:
    """What is wrong with the encoding of a PostgreSQL database, if anything."""
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding == "UTF8":
        return None
    return (
        f"the encoding of the database is {encoding}; make one with"
        " CREATE DATABASE tumen ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0"
    )


def _require_sqlite(connection: Connection) -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise _unusable(f"SQLite {sqlite3.sqlite_version} is too old; {oldest} or newer is needed")
    if not connection.scalar(text("SELECT sqlite_compileoption_used('ENABLE_FTS5')")):
        raise _unusable("this SQLite was built without full-text search (FTS5)")


def _require_postgres(connection: Connection) -> None:
    if fault := encoding_fault(connection):
        raise _unusable(fault)
    ctype = connection.scalar(
        text("SELECT datctype FROM pg_database WHERE datname = current_database()")
    )
    if ctype in ("C", "POSIX"):
        # Ours is folded before it is stored; what others write in SQL is not.
        log.warning(
            "the database has the C locale: lower() and pg_trgm know no letter beyond ASCII",
            extra={"locale": ctype, "remedy": "LOCALE 'C.UTF-8'"},
        )


def _unusable(message: str) -> StoreError:
    return StoreError(message, reason="unusable", transient=False)
