"""Turns the database's errors into ours, graded; it catches nothing itself."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.errors import StoreError

# Words of SQLite's messages -> (reason, transient). Source: https://www.sqlite.org/rescode.html
_SQLITE: tuple[tuple[str, str, bool], ...] = (
    ("locked", "locked", True),
    ("busy", "locked", True),
    ("disk is full", "full", True),
    ("disk i/o error", "io", True),
    ("unable to open", "unreachable", True),
    ("readonly", "read_only", False),
    ("malformed", "corrupt", False),
    ("not a database", "corrupt", False),
    ("no such table", "schema", False),
    ("no such column", "schema", False),
)
# The server ended our connection because we stood still within a transaction.
IDLE_IN_TRANSACTION = "25P03"
# Classes of SQLSTATE -> (reason, transient). Source: PostgreSQL manual, appendix A.
_SQLSTATE: dict[str, tuple[str, bool]] = {
    "08": ("unreachable", True),
    "25": ("read_only", False),
    "28": ("refused", False),
    "3D": ("unreachable", False),
    "40": ("conflict", True),
    "42": ("schema", False),
    "53": ("full", True),
    "55": ("locked", True),
    "57": ("unreachable", True),
    "58": ("io", True),
}


def store_error(error: SQLAlchemyError) -> StoreError:
    """Grade a foreign error; the message holds no parameters, they may be whole texts."""
    if isinstance(error, PoolTimeout):
        return StoreError("database: no connection free", reason="locked", transient=True)
    if isinstance(error, IntegrityError):
        return StoreError(f"database: {error.orig}", reason="constraint", transient=False)
    if isinstance(error, DBAPIError):
        reason, transient = _grade(error)
        return StoreError(f"database: {error.orig}".strip(), reason=reason, transient=transient)
    return StoreError(f"database: {error}", reason="store", transient=False)


def _grade(error: DBAPIError) -> tuple[str, bool]:
    if error.connection_invalidated:
        return "unreachable", True
    state = getattr(error.orig, "sqlstate", None)
    if state == IDLE_IN_TRANSACTION:
        return "unreachable", True
    if isinstance(state, str):
        return _SQLSTATE.get(state[:2], ("store", False))
    message = str(error.orig).lower()
    for words, reason, transient in _SQLITE:
        if words in message:
            return reason, transient
    # psycopg gives no state when there was no server to give one.
    lost = (
        type(error.orig).__module__.startswith("psycopg") and "Operational" in type(error).__name__
    )
    return ("unreachable", True) if lost else ("store", False)
