"""`tumen sources discover`: the listings of a site as tables for sources.toml."""

from __future__ import annotations

import asyncio
import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.context import ConfigOption, command, settings_of, talk
from app.cli.output import Format, print_rows

if TYPE_CHECKING:
    from app.discovering import Discovery, Found

COLUMNS = ("url", "kind", "format", "entries", "newest", "language", "found_by", "name")


class Shape(StrEnum):
    """How the listings are printed."""

    TOML = "toml"
    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def discover(
    url: Annotated[str, typer.Argument(help="The site, or any page of it.")],
    everywhere: Annotated[
        bool,
        typer.Option("--everywhere", help="Ask at usual addresses, too, if others were found."),
    ] = False,
    config: ConfigOption = None,
    form: Annotated[
        Shape, typer.Option("--format", "-f", help="How they are printed.")
    ] = Shape.TOML,
) -> None:
    """Find the feeds and sitemaps of a site, read each, and print tables for sources.toml.

    Example: tumen sources discover https://news.example.org/ >> sources.toml
    """
    from app.build import read_plan
    from app.discovering import discover as search

    plan = read_plan(settings_of(config), os.environ)
    console = talk()
    with console.status(f"looking at {url} …") as status:
        discovery = asyncio.run(
            search(plan, url, everywhere=everywhere, tell=lambda place: status.update(str(place)))
        )
    _show(discovery, form)
    for place, why in discovery.refused:
        console.print(f"not {place}: {why}", style="dim", markup=False, highlight=False)
    if not discovery.found:
        console.print(
            f"no listing found; '{command()} listing --kind page URL' shows what any page gives"
        )
        raise typer.Exit(1)


def _show(discovery: Discovery, form: Shape) -> None:
    if form is Shape.TOML:
        sys.stdout.write("\n".join(map(_toml, discovery.found)))
    else:
        print_rows(map(_row, discovery.found), Format(form.value), columns=COLUMNS)


def _toml(found: Found) -> str:
    from config.opml import sources_toml

    newest = f", the newest of {found.newest:%Y-%m-%d %H:%M} UTC" if found.newest else ", undated"
    remark = f"# {found.format}, {found.entries} entries{newest}; {found.found_by}\n"
    return remark + sources_toml([found.source])


def _row(found: Found) -> dict[str, Any]:
    source = found.source
    return {
        "url": source.url,
        "kind": source.kind,
        "format": found.format,
        "entries": found.entries,
        "newest": found.newest,
        "language": source.language,
        "found_by": found.found_by,
        "name": source.name,
        "id": source.id,
        "notes": found.notes,
    }
