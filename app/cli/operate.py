"""Commands to begin with and to find faults: init and doctor."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.cli.context import ConfigOption, FormatOption, command, talk
from app.cli.output import Format, print_rows


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write the files.")] = Path(),
) -> None:
    """Write commented tumen.toml, sources.toml and routes.toml to start from.

    Example: tumen init /etc/tumen
    """
    from config.templates import write_templates

    for path in write_templates(folder):
        talk().print(f"wrote {path}")


def doctor(
    network: Annotated[
        bool, typer.Option("--network/--offline", help="Also try the first sources.")
    ] = True,
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Look at configuration, database, languages, sources, channels and network.

    Exit 1 when something is at fault. Example: tumen doctor --offline
    """
    from app.cli.context import root_config
    from app.doctor import examine

    with talk().status("looking …"):
        findings = [
            asdict(f) for f in examine(config or root_config(), os.environ, network=network)
        ]
    print_rows(findings, form, columns=("area", "grade", "what", "remedy"))
    if any(f["grade"] == "fault" for f in findings):
        talk().print(f"something is at fault; '{command()} run' may not work as it should")
        raise typer.Exit(1)
