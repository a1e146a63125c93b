"""What a person sees while the daemon runs: the opening words and a progress bar; it logs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Meter:
    """A progress bar on a terminal, nothing elsewhere."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description:>8}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks = {
            name: self._progress.add_task(name, total=None, visible=False)
            for name in ("sources", "entries", "alerts")
        }

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, lanes: Mapping[str, tuple[int, int]]) -> None:
        """Shape: lane name -> (finished, claimed)."""
        for name, (finished, claimed) in lanes.items():
            self._progress.update(
                self._tasks[name], completed=finished, total=claimed, visible=claimed > 0
            )
