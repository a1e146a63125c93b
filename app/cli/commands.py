"""All commands of `tumen` in one table of contents; the commands themselves are in the files beside."""

from __future__ import annotations

from importlib.metadata import version as version_of
from typing import Annotated

import typer

from app.cli import alerts, ask, documents, operate, rules, run, seed, sources, storage
from app.cli.context import ConfigOption, remember_config
from app.cli.terms import FilterCommand

cli = typer.Typer(
    name="tumen",
    help="Watches the news on Russia and North Korea and flags stories on troop deployments.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tumen {version_of('tumen')}")
        raise typer.Exit


@cli.callback()
def root(
    config: ConfigOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    remember_config(config)


cli.command(rich_help_panel="Daemon")(run.run)
cli.command(rich_help_panel="Daemon")(run.serve)
cli.command(rich_help_panel="Daemon")(operate.init)
cli.command(rich_help_panel="Daemon")(operate.doctor)
cli.command(rich_help_panel="Ask", cls=FilterCommand)(ask.stories)
cli.command(rich_help_panel="Ask", cls=FilterCommand)(ask.articles)
cli.command(rich_help_panel="Ask", cls=FilterCommand)(ask.claims)
cli.command(rich_help_panel="Ask", cls=FilterCommand)(ask.figures)
cli.command(rich_help_panel="Ask")(ask.search)
cli.command(rich_help_panel="Ask")(ask.show)
cli.command(rich_help_panel="Ask")(ask.why)
cli.command(rich_help_panel="Without a database")(documents.assess)
cli.command(rich_help_panel="Without a database")(documents.group)
cli.command(rich_help_panel="Without a database")(documents.extract)
cli.command(rich_help_panel="Without a database")(documents.listing)
cli.command(rich_help_panel="Operate", cls=FilterCommand)(rules.reassess)
cli.add_typer(sources.cli, name="sources", rich_help_panel="Operate")
cli.add_typer(seed.cli, name="seed", rich_help_panel="Operate")
cli.add_typer(alerts.cli, name="alerts", rich_help_panel="Operate")
cli.add_typer(storage.cli, name="db", rich_help_panel="Operate")
