"""Rows on standard output as table, JSON, JSON lines or CSV; it knows nothing of what the rows mean."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.printable import printable

# Below this many columns of the terminal a table of more than FEW columns cannot be read.
NARROW = 110
FEW = 5


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def print_rows(
    rows: Iterable[Mapping[str, Any]],
    form: Format,
    *,
    columns: Sequence[str],
    cells: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict,
    title: str = "",
    empty: str = "nothing found",
) -> None:
    """Print rows; the other formats carry every field, a table shows `columns` of `cells(row)`."""
    found = list(rows)
    if form is Format.JSON:
        print_json([plain(row) for row in found])
    elif form is Format.JSONL:
        for row in found:
            sys.stdout.write(json_text(plain(row)) + "\n")
    elif form is Format.CSV:
        _print_csv(found, columns)
    elif found:
        _print_table([cells(row) for row in found], columns, title)
    else:
        Console(stderr=True).print(f"[dim]{empty}[/dim]")


def print_json(value: Any) -> None:
    """Print one JSON value, indented, in the script it is written in."""
    sys.stdout.write(json_text(value, indent=2) + "\n")


def json_text(value: Any, *, indent: int | None = None) -> str:
    """JSON in the script it is written in; escaped where standard output cannot show that."""
    shows_all = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return json.dumps(value, ensure_ascii=not shows_all, indent=indent, default=plain)


def plain(value: Any) -> Any:
    """Turn rows into what JSON knows: times as ISO 8601 UTC, sets and tuples as lists."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _print_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    fields = dict.fromkeys(key for row in rows for key in row)
    names = [
        *(name for name in columns if name in fields),
        *(f for f in fields if f not in columns),
    ]
    if not names:
        return
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(row.get(name), safe=True) for name in names})


def _print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], title: str) -> None:
    console = Console()
    if console.width < NARROW and len(columns) > FEW:
        _print_blocks(console, rows, columns, title)
        return
    table = Table(title=title or None, title_justify="left", show_lines=False, header_style="bold")
    for name in columns:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        # Text, not str: a headline with [brackets] is no markup.
        table.add_row(*(Text(printable(_cell(row.get(name)))) for name in columns))
    console.print(table)


def _print_blocks(
    console: Console, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], title: str
) -> None:
    """A block a row: on a narrow terminal a table of sentences is a column of syllables."""
    if title:
        console.print(Text(title, style="italic"))
    width = max(len(name) for name in columns)
    for row in rows:
        for name in columns:
            if text := printable(_cell(row.get(name))):
                label = Text(f"{name.replace('_', ' '):>{width}}  ", style="bold")
                console.print(label + Text(text), soft_wrap=False)
        console.print()


def _cell(value: Any, *, safe: bool = False) -> str:
    """One cell as text; `safe` defuses what a spreadsheet would run as a formula (OWASP CSV injection)."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M") if not safe else value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        parts = [
            p if isinstance(p, str) else json.dumps(plain(p), ensure_ascii=False) for p in value
        ]
        text = ", ".join(parts)
    elif isinstance(value, Mapping):
        text = json.dumps(plain(value), ensure_ascii=False)
    elif isinstance(value, int | float):
        return str(value)
    else:
        text = str(value)
    return "'" + text if safe and text[:1] in tuple("=+-@\t\r") else text
