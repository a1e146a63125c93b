"""Commands on the seed document: show and import."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from app.cli.context import ConfigOption, FormatOption, reading, settings_of, talk
from app.cli.output import Format

cli = typer.Typer(help="The document the project began with.", no_args_is_help=True)


@cli.command()
def show(config: ConfigOption = None, form: FormatOption = Format.TABLE) -> None:
    """Show the seed document with its assessment.

    Example: tumen seed show --format json
    """
    from app.cli.showing import print_article
    from db import queries

    with reading(config) as database:
        for article in queries.seed_articles(database):
            print_article(article, form)


@cli.command("import")
def import_seed(
    file: Annotated[Path, typer.Argument(help="Plain text, Markdown with front matter, or HTML.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Instead of the seed there is, not beside it.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Store your own text as a seed document.

    Example: tumen seed import briefing.md --replace
    """
    from app.build import Plan, open_house
    from app.jobs import prepare, store_seed
    from config.catalogue import load_catalogue
    from config.seed import load_seed

    settings = settings_of(config)
    seed = load_seed(file)
    plan = Plan(settings=settings, sources=load_catalogue(settings.sources_file), routes=())

    async def imported() -> int:
        async with open_house(plan) as house:
            await prepare(house)
            return await store_seed(house, seed, replace=replace)

    article_id = asyncio.run(imported())
    talk().print(f"stored as article {article_id}; see 'tumen show {article_id}'")
