"""Load the catalogue of sources; what the poller makes of an interval or a kind is not decided here.

Rules, in words:
- Each `[[source]]` needs id, url and kind; all else has a default.
- `include_bundled = true` at the top starts from our own catalogue: a table with a known id changes the
  fields it names, another adds a source.
- All complaints of a file are told at once, a line each, with file, line, table, field and remedy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from config.source_checks import CHECKS
from config.tables import Complaint, refuse, shown, tables_of, used_twice
from config.tomlfile import Place, nearest, read_toml
from domain.source import Selectors, Source

BUNDLED = Path(__file__).parent / "data" / "sources.toml"
REQUIRED = ("id", "url", "kind")
TOP_KEYS = ("source", "include_bundled")


def load_catalogue(path: Path | None) -> tuple[Source, ...]:
    """Read the operator's catalogue, or the bundled one for None.

    Errors: ConfigError with every complaint on a line of its own.
    """
    file = read_toml(path or BUNDLED)
    complaints = list(_check_top(file.data))
    base = _bundled_tables() if file.data.get("include_bundled") is True else {}
    tables = tables_of(file.data, "source") or []
    whole = [{**base.get(str(table.get("id")), {}), **table} for table in tables]
    for number, table in enumerate(whole):
        complaints += _check_source(number, table)
    complaints += used_twice(tables, "source", "id")
    refuse(file, "id", complaints)
    overlaid = base | {table["id"]: table for table in whole}
    return tuple(_source(table) for table in overlaid.values())


def _check_top(data: Mapping[str, Any]) -> Iterator[Complaint]:
    for key, value in data.items():
        if key not in TOP_KEYS:
            yield Complaint(place=(key,), text=f"unknown key '{key}'; {nearest(key, TOP_KEYS)}")
        elif key == "source" and tables_of(data, key) is None:
            yield Complaint(place=(key,), text="'source' must be tables: write [[source]]")
        elif key == "include_bundled" and not isinstance(value, bool):
            yield Complaint(place=(key,), text=f"{key}: found {shown(value)}; write true or false")
    if not data.get("source") and data.get("include_bundled") is not True:
        yield Complaint(
            place=(),
            text="no [[source]] in it; add one, or write include_bundled = true at the top",
        )


def _bundled_tables() -> dict[str, dict[str, Any]]:
    return {table["id"]: table for table in tables_of(read_toml(BUNDLED).data, "source") or []}


def _check_source(number: int, table: Mapping[str, Any]) -> Iterator[Complaint]:
    place: Place = ("source", number)
    for field in REQUIRED:
        if field not in table:
            yield Complaint(place=place, text=f"{field} is missing; add it")
    for field, value in table.items():
        check = CHECKS.get(field)
        if check is None:
            text = f"unknown field '{field}'; {nearest(field, CHECKS)}"
            yield Complaint(place=(*place, field), text=text)
        elif trouble := check(value):
            yield Complaint(place=(*place, field), text=f"{field}: {trouble}")
    if "selectors" in table and table.get("kind") in ("feed", "sitemap"):
        text = f"selectors: only kind 'page' has them, this is '{table['kind']}'; remove them"
        yield Complaint(place=(*place, "selectors"), text=text)


def _source(table: Mapping[str, Any]) -> Source:
    fields = dict(table)
    fields.setdefault("name", fields["id"])
    if selectors := fields.pop("selectors", None):
        fields["selectors"] = Selectors(**selectors)
    return Source(**fields)
