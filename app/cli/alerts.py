"""Commands on alerts: list, show, test, retry, preview."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from app.cli.context import (
    MAX_ID,
    ConfigOption,
    FormatOption,
    LimitOption,
    command,
    reading,
    say_if_more,
    settings_of,
    talk,
)
from app.cli.output import Format, print_rows
from domain.alert import AlertState

cli = typer.Typer(help="Alerts, their deliveries, dead letters.", no_args_is_help=True)
RouteArgument = Annotated[str, typer.Argument(help="Name of a route in routes.toml.")]


@cli.command("list")
def list_alerts(
    status: Annotated[AlertState | None, typer.Option(help="Only these; default: all.")] = None,
    route: Annotated[str | None, typer.Option(help="Only this route.")] = None,
    limit: LimitOption = 50,
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """List alerts, newest first, with their attempts.

    Example: tumen alerts list --status dead
    """
    from db import queries

    with reading(config) as database:
        rows = queries.list_alerts(
            database,
            status=status,
            routes=_parts(config, route) if route else None,
            limit=limit,
        )
    columns = (
        "id",
        "created_at",
        "route",
        "channel",
        "state",
        "status",
        "attempts",
        "last_detail",
        "title",
    )
    print_rows(rows, form, columns=columns, empty="no alerts")
    say_if_more(rows)


@cli.command()
def show(
    id_: Annotated[int, typer.Argument(metavar="ID", min=1, max=MAX_ID, help="Id of an alert.")],
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show one alert with every attempt at delivery; other formats carry its payload, too.

    Example: tumen alerts show 12 --format json
    """
    from db import queries
    from domain.errors import StoreError

    with reading(config) as database:
        alert = queries.show_alert(database, id_)
    if alert is None:
        raise StoreError(f"there is no alert {id_}; see '{command()} alerts list'")
    if form is not Format.TABLE:
        print_rows([alert], form, columns=("id",))
        return
    print_rows([alert], form, columns=("id", "created_at", "route", "channel", "state", "status"))
    columns = ("attempt", "started_at", "finished_at", "outcome", "detail", "next_attempt_at")
    print_rows(alert["deliveries"], form, columns=columns, empty="no attempt yet")


@cli.command("test")
def send(route: RouteArgument, config: ConfigOption = None) -> None:
    """Send a test message through a route; it is marked as a test and stored nowhere.

    Example: tumen alerts test desk
    """
    from app.build import read_plan
    from app.telling import send_test

    outcome = asyncio.run(send_test(read_plan(settings_of(config), os.environ), route))
    talk().print(f"route '{route}' accepted the test message: {outcome.detail}")


@cli.command()
def retry(
    ids: Annotated[
        list[int] | None, typer.Argument(min=1, max=MAX_ID, help="Ids of dead alerts; none: all.")
    ] = None,
    route: Annotated[str | None, typer.Option(help="Only this route.")] = None,
    config: ConfigOption = None,
) -> None:
    """Make dead alerts due again; the daemon sends them with the same message id.

    Example: tumen alerts retry --route desk
    """
    from app.clock import SystemClock
    from db import outbox

    with reading(config) as database:
        now = SystemClock().now()
        names: list[str | None] = [*_parts(config, route)] if route else [None]
        again = 0
        for name in names:
            again += outbox.retry_dead(database, now=now, ids=ids or None, route=name)
    talk().print(f"{again} alerts are due again")


@cli.command()
def preview(
    route: RouteArgument,
    since: Annotated[str, typer.Option(help="How far back: 90d, 2026-01-31.")] = "90d",
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Say which stored stories a route would have told; a story that changes is told more than once.

    Example: tumen alerts preview desk --since 30d
    """
    from app.build import read_plan
    from app.telling import preview_route

    plan = read_plan(settings_of(config), os.environ)
    with reading(config) as database:
        rows, per_week = preview_route(database, plan, route, since=since)
    print_rows(rows, form, columns=("first_seen_at", "id", "statuses", "title"), empty="nothing")
    talk().print(f"{len(rows)} stories, {per_week:.1f} a week")


def _parts(config: Path | None, name: str) -> list[str]:
    """The names under which a route's alerts stand: one for each person it tells."""
    from alerts.people import split_route
    from config.routes import load_routes

    routes = load_routes(settings_of(config).routes_file)
    found = [part.name for r in routes if r.name == name for part in split_route(r)]
    # A route that is gone from the file may have left alerts.
    return found or [name]
