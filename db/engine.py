"""The database as one object with a reading and a writing door; it knows no table.

SQLite: one writer at a time, transactions that write start with BEGIN IMMEDIATE, journal is WAL.
PostgreSQL: psycopg 3, readers see one snapshot.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from db.failures import store_error
from domain.errors import ConfigError, StoreError

log = logging.getLogger(__name__)

BUSY_TIMEOUT_S = 30
# Readers of one process at the same time: the web's threads and the daemon's together.
POOL_SIZE = 16
# 64 MB of page cache for a reader; measured at 200,000 articles the default of 2 MB spends most of a
# full-text query on reading pages again.
_CACHE_KIB = 64 * 1024
# What the address does not say otherwise. A host that vanished without a word is noticed within a
# minute instead of the two hours of TCP. The encoding: from a database in SQL_ASCII we could else not
# even read what is wrong with it.
_POSTGRES: dict[str, Any] = {
    "client_encoding": "utf8",
    "connect_timeout": 10,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


class Database:
    """One database, opened lazily; safe to share between threads.

    Example: `with database.write() as session: session.execute(…)`.
    Errors: ConfigError for an address that cannot be one; StoreError from the doors, transient when
    the same call may work later (locked, connection lost, disk full).
    """

    def __init__(self, url: str, *, echo: bool = False) -> None:
        self.url = _checked_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = threading.Lock()
        self._reads, self._writes = _engines(self.url, echo=echo)

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database, None on PostgreSQL."""
        return Path(str(self.url.database)) if self.is_sqlite else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one snapshot and cannot write."""
        try:
            with Session(self._reads, expire_on_commit=False) as session:
                yield session
        except SQLAlchemyError as error:
            raise store_error(error) from error

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at the end and rolls back on any error."""
        with self._turn():
            try:
                with Session(self._writes, expire_on_commit=False) as session, session.begin():
                    yield session
            except SQLAlchemyError as error:
                raise store_error(error) from error

    @contextmanager
    def connect_to_migrate(self) -> Iterator[Connection]:
        """One connection in one transaction for the migrations, which are all or nothing.

        SQLite alters a table by building it anew. With foreign keys enforced that would take its
        children along, so they are not, and the migrations check them at the end; views on the table
        would stop the renaming, unless it is done in the legacy way.
        """
        with self._turn():
            try:
                with self._writes.connect() as connection:
                    self._rebuilding(connection, "ON")
                    try:
                        with connection.begin():
                            yield connection
                    finally:
                        self._rebuilding(connection, "OFF")
            except SQLAlchemyError as error:
                raise store_error(error) from error

    def before_commit(self, call: Callable[[], object]) -> None:
        """Let `call` be called before each commit of a transaction that writes."""
        event.listen(self._writes, "commit", lambda _: call())

    def exists(self) -> bool:
        """Whether there is something to read; on PostgreSQL only asking can tell, so it says yes."""
        return self.path is None or (self.path.is_file() and self.path.stat().st_size > 0)

    # What follows imports where it is used: Alembic takes 0.2 s that a mere query need not wait.

    def upgrade(self) -> None:
        """Bring the schema to head; safe when several processes do so at once."""
        from db.schema import upgrade

        upgrade(self)

    def check(self) -> list[str]:
        """What is wrong with the database, in words; nothing is well."""
        from db.upkeep import check

        return check(self)

    def backup(self, target: Path) -> None:
        """Copy a SQLite database while it is in use; see `db.upkeep.backup`."""
        from db.upkeep import backup

        backup(self, target)

    def restore(self, source: Path) -> None:
        """Put a backup in the place of this SQLite database; see `db.upkeep.restore`."""
        from db.upkeep import restore

        restore(self, source)

    def dispose(self) -> None:
        """Close all connections; the next use opens new ones."""
        self._reads.dispose()
        self._writes.dispose()

    def _rebuilding(self, connection: Connection, state: Literal["ON", "OFF"]) -> None:
        if self.is_sqlite and not connection.invalidated:
            _pragma(connection, f"foreign_keys = {'OFF' if state == 'ON' else 'ON'}")
            _pragma(connection, f"legacy_alter_table = {state}")

    @contextmanager
    def _turn(self) -> Iterator[None]:
        # Threads of one process wait here, in order, instead of in SQLite's busy handler, which
        # sleeps up to 100 ms between tries and lets others overtake.
        if not self.is_sqlite:
            yield
            return
        if not self._writer.acquire(timeout=BUSY_TIMEOUT_S):
            raise StoreError(f"no turn to write within {BUSY_TIMEOUT_S} s", reason="locked")
        try:
            yield
        finally:
            self._writer.release()


def _checked_url(url: str) -> URL:
    try:
        made = make_url(url)
    except ArgumentError as error:
        raise ConfigError("database_url is not an address; write sqlite:///var/tumen.db") from error
    if made.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return made.set(drivername="postgresql+psycopg")
    if made.get_backend_name() != "sqlite":
        raise ConfigError(
            f"database_url: '{made.drivername}' is not supported; use sqlite:/// or postgresql://"
        )
    if not made.database or made.database == ":memory:" or "mode=memory" in str(made):
        raise ConfigError("database_url: SQLite needs a file, as in sqlite:///var/tumen.db")
    return made


def _engines(url: URL, *, echo: bool) -> tuple[Engine, Engine]:
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, write=False, echo=echo), _sqlite_engine(
            url, write=True, echo=echo
        )
    engine = create_engine(
        url,
        echo=echo,
        hide_parameters=not echo,
        pool_size=POOL_SIZE,
        pool_pre_ping=True,
        connect_args=_POSTGRES | {k: v for k, v in url.query.items() if k in _POSTGRES},
    )
    event.listen(engine, "connect", _tune_postgres)
    reads = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return reads, engine


def _sqlite_engine(url: URL, *, write: bool, echo: bool) -> Engine:
    engine = create_engine(
        url,
        echo=echo,
        hide_parameters=not echo,
        pool_size=1 if write else POOL_SIZE,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_S,
        # Python's own transaction control starts writes as reads; upgraded later, they fail or,
        # with separate statements, lose updates (measured: 238 of 800 increments kept).
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_S},
    )

    def tune(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        _tune_sqlite(connection, write=write)

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    def make_folder(*_: object) -> None:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)

    event.listen(engine, "do_connect", make_folder)
    event.listen(engine, "connect", tune)
    event.listen(engine, "begin", begin)
    return engine


def _tune_sqlite(connection: DBAPIConnection, *, write: bool) -> None:
    cursor = connection.cursor()
    # The timeout first: turning WAL on needs the lock when two daemons start at once.
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000}")
    cursor.execute("PRAGMA journal_mode")
    if cursor.fetchone() != ("wal",):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB if not write else _CACHE_KIB // 2}")
    if not write:
        cursor.execute("PRAGMA query_only = ON")
    cursor.close()


def _tune_postgres(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{BUSY_TIMEOUT_S}s'")
    cursor.execute("SET timezone = 'UTC'")
    # A daemon that stands still within a transaction keeps its locks, and the others would wait for hours.
    cursor.execute("SET idle_in_transaction_session_timeout = '60s'")
    cursor.close()
    connection.commit()


def _pragma(connection: Connection, pragma: str) -> None:
    # On the driver's own connection: a pragma inside a transaction is ignored without a word.
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute(f"PRAGMA {pragma}")
