"""`tumen sources check`: what a poll of each source would bring, and what to do about those that fail."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.context import ConfigOption, FormatOption, command, settings_of, talk
from app.cli.output import Format, print_rows

if TYPE_CHECKING:
    from app.build import Plan
    from app.checking import Checked
    from app.proposing import Proposal
    from domain.source import Source

COLUMNS = ("source", "status", "http", "format", "entries", "skipped", "wanted", "newest", "why", "hint")  # fmt: skip
Ids = Annotated[list[str] | None, typer.Argument(help="Ids of sources; none: all enabled ones.")]


def check(
    ids: Ids = None,
    entries: Annotated[
        bool, typer.Option("--entries", help="Show every entry and what would become of it.")
    ] = False,
    propose: Annotated[
        bool, typer.Option("--propose", help="Print a corrected catalogue as a difference instead.")
    ] = False,
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Poll sources without storing anything: what would be stored, why, and what is wrong.

    Example: tumen sources check --format json > report.json; tumen sources check --propose | patch -p1
    """
    from app.build import read_plan

    plan = read_plan(settings_of(config), os.environ)
    wanted = _wanted(plan, ids)
    results, proposals = asyncio.run(_check(plan, wanted, propose))
    if propose:
        _show_proposals(plan, proposals)
    elif entries:
        rows = [{"source": r.source, **sample} for r in results for sample in r.samples]
        print_rows(rows, form, columns=("source", "verdict", "title", "url"))
    else:
        print_rows([asdict(r) for r in results], form, columns=COLUMNS)
    _sum_up(results)
    if not all(r.ok for r in results):
        raise typer.Exit(1)


def _wanted(plan: Plan, ids: Sequence[str] | None) -> list[Source]:
    from domain.errors import ConfigError

    known = {source.id: source for source in plan.sources}
    if unknown := [i for i in ids or () if i not in known]:
        raise ConfigError(
            f"no source '{unknown[0]}' in the catalogue; see '{command()} sources list'"
        )
    return [known[i] for i in ids] if ids else [s for s in plan.sources if s.enabled]


async def _check(
    plan: Plan, wanted: Sequence[Source], looking: bool
) -> tuple[list[Checked], list[Proposal]]:
    from app.build import open_house
    from app.checking import check_in
    from app.proposing import propose

    async with open_house(plan) as house:
        with _Progress(len(wanted)) as tell:
            results = await check_in(house, wanted, tell=tell)
        if not looking:
            return results, []
        with talk().status("looking for what has moved …"):
            return results, await propose(house, {s.id: s for s in wanted}, results)


class _Progress:
    """A bar on standard error, which says whom it waits for no longer."""

    def __init__(self, total: int) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._bar = Progress(
            TextColumn("polling"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"),
            console=talk(), transient=True,
        )  # fmt: skip
        self._task = self._bar.add_task("", total=total)

    def __enter__(self) -> Callable[[Checked], object]:
        self._bar.start()
        return lambda checked: self._bar.update(self._task, advance=1, description=checked.source)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def _show_proposals(plan: Plan, proposals: Sequence[Proposal]) -> None:
    from app.proposing import as_difference

    sys.stdout.write(as_difference(plan.settings.sources_file, proposals))
    for proposal in proposals:
        talk().print(f"{proposal.source}: {proposal.why}", markup=False, highlight=False)


def _sum_up(results: Sequence[Checked]) -> None:
    from collections import Counter

    tally = Counter(result.status for result in results)
    talk().print(", ".join(f"{number} {status}" for status, number in tally.most_common()))
