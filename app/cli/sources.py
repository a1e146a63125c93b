"""Commands on the catalogue: list, check, retry, import, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.checking import check
from app.cli.context import ConfigOption, FormatOption, command, reading, settings_of, talk
from app.cli.discovering import discover
from app.cli.output import Format, print_rows
from app.cli.words import source_cells

cli = typer.Typer(help="The catalogue of sources and their health.", no_args_is_help=True)
cli.command()(check)
cli.command()(discover)


@cli.command("list")
def list_sources(config: ConfigOption = None, form: FormatOption = Format.TABLE) -> None:
    """List the sources with their state; `behind` is how long after the first they have flagged stories.

    Example: tumen sources list --format csv > sources.csv
    """
    from config.catalogue import load_catalogue
    from db import queries
    from db.engine import Database

    settings = settings_of(config)
    database = Database(settings.database_url)
    if database.exists():
        with reading(config) as opened:
            rows = queries.list_sources(opened)
    else:
        rows = [
            {"id": s.id, "kind": s.kind, "language": s.language, "enabled": s.enabled, "url": s.url}
            for s in load_catalogue(settings.sources_file)
        ]
    columns = (
        "id",
        "kind",
        "language",
        "enabled",
        "health",
        "failures",
        "next_due_at",
        "due_by",
        "moved_to",
        "last_success_at",
        "behind",
        "last_error",
    )
    print_rows(rows, form, columns=columns, cells=source_cells)


@cli.command()
def retry(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of sources; none: all.")] = None,
    config: ConfigOption = None,
) -> None:
    """Make sources due now, also those that wait after failures or were marked as gone.

    Example: tumen sources retry yonhap-en
    """
    from app.clock import SystemClock
    from db import queries, store
    from domain.errors import ConfigError

    with reading(config) as database:
        known = {row["id"] for row in queries.list_sources(database)}
        if unknown := [i for i in ids or () if i not in known]:
            raise ConfigError(
                f"no source '{unknown[0]}' in the database; see '{command()} sources list'"
            )
        due = store.make_sources_due(database, ids or None, now=SystemClock().now())
    talk().print(f"{due} sources are due now")


@cli.command()
def forget(
    ids: Annotated[list[str], typer.Argument(help="Ids of sources that have moved.")],
    config: ConfigOption = None,
) -> None:
    """Forget where a source has moved: its address in the catalogue is asked again.

    Example: tumen sources forget yonhap-en
    """
    from db import queries, store
    from domain.errors import ConfigError

    with reading(config) as database:
        known = {row["id"] for row in queries.list_sources(database)}
        if unknown := [i for i in ids if i not in known]:
            raise ConfigError(
                f"no source '{unknown[0]}' in the database; see '{command()} sources list'"
            )
        forgotten = store.forget_moves(database, ids)
    talk().print(f"{forgotten} learnt addresses forgotten")


@cli.command("import")
def import_sources(
    file: Annotated[Path, typer.Argument(help="An OPML file.")],
) -> None:
    """Print the sources of an OPML file as tables for sources.toml.

    Example: tumen sources import feeds.opml >> sources.toml
    """
    from config.opml import read_opml, sources_toml

    sys.stdout.write(sources_toml(read_opml(file.read_bytes())))


@cli.command("export")
def export_sources(config: ConfigOption = None) -> None:
    """Print the catalogue as OPML.

    Example: tumen sources export > sources.opml
    """
    from config.catalogue import load_catalogue
    from config.opml import write_opml

    sys.stdout.write(write_opml(load_catalogue(settings_of(config).sources_file)))
