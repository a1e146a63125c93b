"""Commands that ask the database: stories, articles, claims, figures, search, show, why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.context import (
    ConfigOption,
    FilterArgument,
    FormatOption,
    LimitOption,
    reading,
    say_if_more,
)
from app.cli.output import Format, print_rows
from app.cli.words import claim_cells, figure_cells, story_cells
from domain.rows import Rows

Query = Callable[..., Rows]
Named = Annotated[str, typer.Argument(help="Id of an article (12) or story (story:3), or a URL.")]


def stories(
    wanted: FilterArgument = None,
    limit: LimitOption = 50,
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """List stories, newest first, with the sentence and the speaker.

    Example: tumen stories flag:troop_deployment status:planned,possible since:7d
    """
    from db import queries

    columns = (
        "id",
        "last_seen_at",
        "status",
        "figures",
        "who says what",
        "new against the seed",
        "sources",
    )
    _ask(queries.list_stories, wanted, limit, config, form, columns, story_cells)


def articles(
    wanted: FilterArgument = None,
    limit: LimitOption = 50,
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """List articles, newest first.

    Example: tumen articles lang:ko source:yonhap-ko-northkorea --format csv
    """
    from db import queries

    columns = (
        "id",
        "story_id",
        "first_seen_at",
        "source",
        "language",
        "relevant",
        "flags",
        "title",
    )
    _ask(queries.list_articles, wanted, limit, config, form, columns)


def claims(
    wanted: FilterArgument = None,
    limit: LimitOption = 50,
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """List claims: who says what, with the sentence.

    Example: tumen claims speaker:NIS status:reported
    """
    from db import queries

    columns = (
        "story_id",
        "article_id",
        "status",
        "who says what",
        "figures",
        "when and wave",
        "to",
    )
    _ask(queries.list_claims, wanted, limit, config, form, columns, claim_cells)


def figures(
    wanted: FilterArgument = None,
    limit: LimitOption = 50,
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """List figures: numbers of people, with bounds, speaker and sentence.

    Example: tumen figures what:troops 'figure>=10000'
    """
    from db import queries

    columns = ("article_id", "first_seen_at", "figure", "status", "who says what")
    _ask(queries.list_figures, wanted, limit, config, form, columns, figure_cells)


def search(
    words: Annotated[list[str], typer.Argument(help='Words, "phrases", prefix*.')],
    limit: LimitOption = 20,
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Search titles and texts; two-character Korean, Chinese and Japanese words are found.

    Example: tumen search 파병
    """
    from db import queries

    with reading(config) as database:
        rows = queries.search(database, " ".join(words), limit=limit)
    print_rows(rows, form, columns=("id", "first_seen_at", "source", "title", "snippet"))
    say_if_more(rows)


def show(name: Named, config: ConfigOption = None, form: FormatOption = Format.TABLE) -> None:
    """Show one article or story with its evidence.

    Examples: tumen show 12 | tumen show story:3 | tumen show https://example.org/news/1
    """
    from app.cli.showing import print_thing

    with reading(config) as database:
        print_thing(database, name, form)


def why(
    url: Annotated[str, typer.Argument(help="Address of an article or entry.")],
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Say how an article came in, step by step, to the alerts it caused, and why it was judged so.

    Example: tumen why https://example.org/news/1
    """
    from app.cli.showing import print_why

    with reading(config) as database:
        print_why(database, url, form)


def _ask(
    query: Query,
    wanted: list[str] | None,
    limit: int,
    config: Path | None,
    form: Format,
    columns: tuple[str, ...],
    cells: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict,
) -> None:
    from app.clock import SystemClock
    from domain.filters import parse_filter

    parsed = parse_filter(" ".join(wanted or []))
    with reading(config) as database:
        rows = query(database, parsed, now=SystemClock().now(), limit=limit)
    print_rows(rows, form, columns=columns, cells=cells)
    say_if_more(rows)
