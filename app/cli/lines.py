"""Labelled lines, as explanations are printed; it knows nothing of what they tell."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from app.printable import printable

_INDENT = 15


def print_line(out: Console, label: str, words: str, *, style: str = "") -> None:
    """Print words behind a label."""
    text = Text(f"{label:>{_INDENT}}  ", style="bold")
    text.append(printable(words), style=style or "not bold")
    out.print(text, soft_wrap=True)


def print_lines(out: Console, label: str, lines: Iterable[str]) -> None:
    """Print several lines, the first of them behind the label."""
    for i, line in enumerate(lines):
        print_line(out, label if i == 0 else "", line)


def quoted_words(words: Iterable[str]) -> str:
    """Words of a text as they stand there."""
    return ", ".join(f"“{word}”" for word in words)
