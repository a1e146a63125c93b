"""Brings a database to the newest schema and says whether it is there; it changes no row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from db.engine import Database
from db.models import Base
from db.server import require_usable
from domain.errors import StoreError

# Any number does that no other program on the database uses: "tumen" in hexadecimal.
UPGRADE_LOCK = 0x74756D656E


def upgrade(database: Database) -> None:
    """Bring the schema to head; of two daemons starting at once the second waits and finds it done.

    Errors: StoreError, also when the database is newer than this program.
    """
    with database.connect_to_migrate() as connection:
        if not database.is_sqlite:  # SQLite's BEGIN IMMEDIATE is the lock there
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        require_usable(connection)
        _refuse_newer(connection)
        command.upgrade(config_for(connection), "head")
        if database.is_sqlite and (
            broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        ):
            raise StoreError(
                f"migration would leave {len(broken)} rows without their parent, first {broken[0]}",
                reason="schema",
                transient=False,
            )


def current_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    head = ScriptDirectory.from_config(config_for(None)).get_current_head()
    assert head is not None
    return head


def differences(connection: Connection) -> list[Any]:
    """What separates the stored schema from the models. Any: Alembic's own tuples."""
    context = MigrationContext.configure(
        connection, opts={"include_object": belongs_to_models, "compare_type": True}
    )
    return list(compare_metadata(context, Base.metadata))


def belongs_to_models(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """The full-text index is made by hand in the migrations, differently on each database."""
    return not (kind == "table" and str(name).startswith("articles_fts"))


def _refuse_newer(connection: Connection) -> None:
    found = current_revision(connection)
    known = {
        script.revision for script in ScriptDirectory.from_config(config_for(None)).walk_revisions()
    }
    if found is not None and found not in known:
        raise StoreError(
            f"the database has schema {found}, which this version does not know; use a newer tumen",
            reason="schema",
            transient=False,
        )


def config_for(connection: Connection | None) -> Config:
    """Alembic's settings, without any file of its own."""
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
