"""What every command shares: its options, the settings, the console for talk, the database for reading."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from app.cli.output import Format

if TYPE_CHECKING:
    from config.settings import Settings
    from db.engine import Database
    from domain.rows import Rows

# The largest whole number of either database.
MAX_ID = 2**63 - 1

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="Settings file; default: ./tumen.toml if there is one."),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How rows are printed.")]
LimitOption = Annotated[
    int, typer.Option("--limit", "-n", min=1, max=10_000_000, help="Rows at the most.")
]
FilterArgument = Annotated[
    list[str] | None,
    typer.Argument(help="Filter, e.g. flag:troop_deployment lang:ko,ru -status:denied since:7d"),
]


def talk() -> Console:
    """Standard error: everything that is not a result."""
    return Console(stderr=True)


def say_if_more(rows: Rows) -> None:
    """No cut in silence: say that `--limit` left rows out."""
    if rows.cursor:
        talk().print(f"[dim]these are the newest {len(rows)}; --limit N shows more[/dim]")


def settings_of(config: Path | None) -> Settings:
    """The settings of this call; `--config` may stand before or behind the command."""
    from config.settings import load_settings

    return load_settings(config or root_config(), os.environ)


def root_config() -> Path | None:
    """What stood before the command."""
    return _ROOT.get("config")


def remember_config(config: Path | None) -> None:
    """Keep what stood before the command."""
    _ROOT["config"] = config


@contextmanager
def reading(config: Path | None) -> Iterator[Database]:
    """The database of the settings, at the newest schema, for the length of one command."""
    from db.engine import Database
    from domain.errors import StoreError

    settings = settings_of(config)
    database = Database(settings.database_url)
    try:
        if not database.exists():
            raise StoreError(
                f"there is no database at {settings.shown()['database_url']} yet;"
                f" start '{command()} run' once, or name another with --config"
            )
        if not _is_current(database):
            database.upgrade()
        yield database
    finally:
        database.dispose()


def _is_current(database: Database) -> bool:
    """Asked before upgrading, which would wait for the daemon's writes and fail on a read-only disk."""
    from db.schema import current_revision, head_revision

    with database.read() as session:
        return current_revision(session.connection()) == head_revision()


def command() -> str:
    """How this person can call us: `tumen` when it is on the path, else the file beside our Python."""
    if shutil.which("tumen"):
        return "tumen"
    beside = Path(sys.executable).parent / "tumen"
    here = Path.cwd()
    return str(beside.relative_to(here) if beside.is_relative_to(here) else beside)


_ROOT: dict[str, Path | None] = {}
