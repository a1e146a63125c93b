"""The command that brings stored assessments up to date with the rules: reassess."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from app.cli.context import ConfigOption, FilterArgument, FormatOption, reading, talk
from app.cli.output import Format, plain, print_json, print_rows

if TYPE_CHECKING:
    from app.reassessing import Report, Show

_COLUMNS = ("article_id", "first_seen_at", "language", "changes", "title")


def reassess(
    wanted: FilterArgument = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=1, help="Articles at the most; default: all.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would change; write nothing.")
    ] = False,
    config: ConfigOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Judge stored articles again that other rules judged, newest first; nobody is alerted.

    Says what changed: flags, relevance, statuses, figures. It can be cut off at any point and called
    again. Exit 1 when an article could not be judged.
    Example: tumen reassess lang:ko,ru since:90d --dry-run
    """
    from app.clock import SystemClock
    from app.reassessing import reassess as judge_again
    from domain.filters import parse_filter

    parsed = parse_filter(" ".join(wanted or []))
    with reading(config) as database, _bar(talk()) as show:
        report = judge_again(
            database, parsed, clock=SystemClock(), limit=limit, dry_run=dry_run, show=show
        )
    _print_report(report, form, dry_run=dry_run)
    if report.failed:
        raise typer.Exit(1)


@contextmanager
def _bar(console: Console) -> Iterator[Show]:
    """A progress bar on a terminal, nothing elsewhere."""
    columns = (
        TextColumn("articles"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task("articles", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _print_report(report: Report, form: Format, *, dry_run: bool) -> None:
    rows = [difference.as_row() for difference in report.differences]
    if form is Format.JSON:
        print_json(plain({"dry_run": dry_run, "counts": _counts(report), "changes": rows}))
        return
    print_rows(rows, form, columns=_COLUMNS, empty="nothing changed")
    _say(report, dry_run=dry_run)


def _counts(report: Report) -> dict[str, Any]:
    from domain.reassessment import count_changes

    return {
        "assessed": report.assessed,
        "earlier": report.earlier,
        "changed": len(report.differences),
        **count_changes(report.differences),
        "meanwhile": report.meanwhile,
        "failed": report.failed,
        "left": report.left,
    }


def _say(report: Report, *, dry_run: bool) -> None:
    counts = _counts(report)
    console = talk()
    verb = "would be judged again" if dry_run else "judged again"
    console.print(f"{report.assessed} articles {verb}, {counts['changed']} differently")
    if report.earlier:
        console.print(
            f"the report includes {report.earlier} articles of an earlier call that was cut off"
        )
    for kind, words in (
        ("flag_gained", "gained a flag"),
        ("flag_lost", "lost a flag"),
        ("became_relevant", "became relevant"),
        ("no_longer_relevant", "are relevant no longer"),
        ("statuses_changed", "changed their statuses"),
        ("figures_changed", "changed their figures"),
        ("meanwhile", "were judged meanwhile by someone else"),
        ("failed", "could not be judged; the log says why"),
        ("left", "are left; call again without --limit"),
    ):
        if counts[kind]:
            console.print(f"  {counts[kind]} {words}")
