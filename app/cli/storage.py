"""Commands on the database: upgrade, check, backup, restore, retry-entries, prune."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.context import MAX_ID, ConfigOption, reading, settings_of, talk

if TYPE_CHECKING:
    from db.engine import Database

cli = typer.Typer(help="Care of the database.", no_args_is_help=True)
_PRUNED = {
    "polls": "polls",
    "raw_pages_other": "raw pages of articles off the subject",
    "raw_pages_relevant": "raw pages of relevant articles",
    "revisions": "revisions",
}


def _days(words: str) -> Any:  # Any: the framework types its options so
    return typer.Option(min=1, max=36_500, help=words)


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
    file: Annotated[Path, typer.Argument(help="A backup.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace what is in the database.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Put a backup in place of the database; stop the daemon first.

    An existing database is kept beside as FILE.before-restore, and replaced only with --force.
    Example: tumen db restore /backup/tumen-2026-11-23.db --force
    """
    from domain.errors import ConfigError

    with _database(config) as database:
        path = database.path
        if path and path.exists() and file.is_file():
            if not force:
                raise ConfigError(
                    f"there is a database at {path}; stop the daemon and add --force to replace it"
                    " (it is kept beside as .before-restore)"
                )
            # Byte by byte, not through SQLite: a damaged file is why people restore.
            for suffix in ("", "-wal"):
                if (part := path.with_name(path.name + suffix)).exists():
                    shutil.copy2(part, path.with_name(f"{path.name}.before-restore{suffix}"))
        database.restore(file)
    talk().print(f"restored from {file}")


@cli.command("retry-entries")
def retry_entries(
    ids: Annotated[
        list[int] | None,
        typer.Argument(min=1, max=MAX_ID, help="Ids of failed entries; none: all."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Make entries that were given up due again; 'tumen why URL' says what became of one.

    Example: tumen db retry-entries
    """
    from app.clock import SystemClock
    from db import store

    with reading(config) as database:
        again = store.retry_failed_entries(database, now=SystemClock().now(), ids=ids or None)
    talk().print(f"{again} entries are due again")


@cli.command()
def prune(
    polls_days: Annotated[int, _days("Keep polls of this many days.")] = 90,
    pages_days: Annotated[
        int | None, _days("Keep raw pages of articles off the subject; default: all.")
    ] = None,
    relevant_pages_days: Annotated[
        int | None, _days("Keep raw pages of relevant articles without a flag; default: all.")
    ] = None,
    revisions_days: Annotated[
        int | None, _days("Keep earlier states of articles; default: all.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many.")] = False,
    config: ConfigOption = None,
) -> None:
    """Remove old polls, raw pages and revisions; articles, claims and alerts are never touched.

    Example: tumen db prune --polls-days 30 --pages-days 365 --dry-run
    """
    from app.clock import SystemClock
    from db import upkeep

    days = {
        "polls": polls_days,
        "raw_pages_other": pages_days,
        "raw_pages_relevant": relevant_pages_days,
        "revisions": revisions_days,
    }
    keep = {kind: timedelta(days=count) for kind, count in days.items() if count is not None}
    with reading(config) as database:
        counts = upkeep.prune(database, keep, now=SystemClock().now(), dry_run=dry_run)
    for kind, count in counts.items():
        verb = "would be" if dry_run else "were"
        talk().print(f"{count} {_PRUNED[kind]} {verb} removed")


@contextmanager
def _database(config: Path | None) -> Iterator[Database]:
    from db.engine import Database

    database = Database(settings_of(config).database_url)
    try:
        yield database
    finally:
        database.dispose()
