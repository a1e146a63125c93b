"""Commands of the daemon: run and serve."""

from __future__ import annotations

import asyncio
import os
from typing import Annotated

import typer

from app.cli.context import ConfigOption, FormatOption, command, settings_of, talk
from app.cli.output import Format, print_json, print_rows


def run(
    once: Annotated[bool, typer.Option("--once", help="One full pass, then exit.")] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="Show the whole chain on recorded sources, no network.")
    ] = False,
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Watch the sources: poll, fetch, parse, assess, store, alert.

    Examples: tumen run | tumen run --once --format json | tumen run --demo
    """
    from app import logs
    from app.build import read_plan
    from app.serving import run_daemon, run_once, run_until_stopped

    console = talk()
    settings = settings_of(config)
    logs.configure(console, level=settings.logs.level, form=settings.logs.format)
    if demo:
        from app.demo.show import show_demo

        asyncio.run(show_demo(settings, console, command=command()))
        return
    plan = read_plan(settings, os.environ)
    if once:
        summary = asyncio.run(run_once(plan, console)).as_dict()
        if form is Format.JSON:
            print_json(summary)
        else:
            rows = [
                {"what": key.replace("_", " "), "count": value} for key, value in summary.items()
            ]
            print_rows(rows, form, columns=("what", "count"))
        return
    run_until_stopped(lambda: asyncio.run(run_daemon(plan, console, command=command())))


def serve(config: ConfigOption = None) -> None:
    """Serve the status page, /healthz and /metrics without polling anything.

    Example: tumen serve --config /etc/tumen/tumen.toml
    """
    from app import logs
    from app.watching import serve_alone

    console = talk()
    settings = settings_of(config)
    logs.configure(console, level=settings.logs.level, form=settings.logs.format)
    asyncio.run(serve_alone(settings, console))
