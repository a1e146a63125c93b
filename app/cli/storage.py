"""Commands on the database: upgrade, check, backup, restore, prune."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.context import ConfigOption, settings_of, talk

if TYPE_CHECKING:
    from db.engine import Database

cli = typer.Typer(help="Care of the database.", no_args_is_help=True)


@cli.command()
def upgrade(config: ConfigOption = None) -> None:
    """Bring the schema to this version; 'tumen run' does so by itself.

    Example: tumen db upgrade
    """
    with _database(config) as database:
        database.upgrade()
    talk().print("the schema is up to date")


@cli.command()
def check(config: ConfigOption = None) -> None:
    """Check schema, integrity and search index. Exit 1 when something is wrong.

    Example: tumen db check
    """
    with _database(config) as database:
        faults = database.check()
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise typer.Exit(1)
    talk().print("the database is sound")


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")], config: ConfigOption = None
) -> None:
    """Copy a SQLite database while the daemon runs.

    Example: tumen db backup /backup/tumen-2026-11-23.db
    """
    with _database(config) as database:
        database.backup(file)
    talk().print(f"backup written to {file}")


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")], config: ConfigOption = None
) -> None:
    """Put a backup in place of the database; stop the daemon first.

    Example: tumen db restore /backup/tumen-2026-11-23.db
    """
    with _database(config) as database:
        database.restore(file)
    talk().print(f"restored from {file}")


@cli.command()
def prune(
    polls_days: Annotated[
        int, typer.Option(min=1, max=36_500, help="Keep polls of this many days.")
    ] = 90,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many.")] = False,
    config: ConfigOption = None,
) -> None:
    """Remove old polls; articles, claims and alerts are never touched.

    Example: tumen db prune --polls-days 30 --dry-run
    """
    from app.clock import SystemClock
    from db import store

    with _database(config) as database:
        before = SystemClock().now() - timedelta(days=polls_days)
        count = store.prune_polls(database, before=before, dry_run=dry_run)
    talk().print(f"{count} polls {'would be' if dry_run else 'were'} removed")


@contextmanager
def _database(config: Path | None) -> Iterator[Database]:
    from db.engine import Database

    database = Database(settings_of(config).database_url)
    try:
        yield database
    finally:
        database.dispose()
