"""Load the rules on publishers' pages into frozen records; they are applied in `ingest/parse/publisher.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cssselect import HTMLTranslator, SelectorError

from config.source_checks import check_encoding, check_name, check_timezone
from config.tables import Complaint, refuse, shown, tables_of, used_twice
from config.tomlfile import Place, nearest, read_toml
from domain.publisher import Publisher

BUNDLED = Path(__file__).parent / "data" / "publishers.toml"
SELECTORS = ("body", "drop", "title", "authors", "published", "modified")

_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_ATTRIBUTE = re.compile(r"\s@[a-z-]+$")


def load_publishers(path: Path | None = None) -> Mapping[str, Publisher]:
    """Read the rules of a file, or the bundled ones for None, by domain.

    Errors: ConfigError with every complaint on a line of its own.
    """
    file = read_toml(path or BUNDLED)
    complaints = [
        Complaint(place=(key,), text=f"unknown key '{key}'; tables are called [[publisher]]")
        for key in file.data
        if key != "publisher"
    ]
    tables = tables_of(file.data, "publisher") or []
    for number, table in enumerate(tables):
        complaints += _check(number, table)
    complaints += used_twice(tables, "publisher", "domain")
    refuse(file, "domain", complaints)
    found = map(_publisher, tables)
    return {name: rules for rules in found for name in (rules.domain, *rules.also)}


def _check(number: int, table: Mapping[str, Any]) -> Iterator[Complaint]:
    place: Place = ("publisher", number)
    for field in ("domain", "name"):
        if field not in table:
            yield Complaint(place=place, text=f"{field} is missing; add it")
    for field, value in table.items():
        if field not in _CHECKS:
            text = f"unknown field '{field}'; {nearest(field, _CHECKS)}"
            yield Complaint(place=(*place, field), text=text)
        elif trouble := _CHECKS[field](value):
            yield Complaint(place=(*place, field), text=f"{field}: {trouble}")


def check_domain(value: object) -> str | None:
    if isinstance(value, str) and _DOMAIN.fullmatch(value):
        return None
    return f"found {shown(value)}; write a host as in 'example.com', in lower case"


def check_domains(value: object) -> str | None:
    if not isinstance(value, list):
        return f"found {shown(value)}; write a list of hosts"
    return next((trouble for item in value if (trouble := check_domain(item))), None)


def check_selectors(value: object) -> str | None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return f"found {shown(value)}; write a list of CSS selectors"
    for item in value:
        try:
            HTMLTranslator().css_to_xpath(_ATTRIBUTE.sub("", item))
        except SelectorError as error:
            return f"{shown(item)} is no CSS selector ({error})"
    return None


_CHECKS: Mapping[str, Callable[[object], str | None]] = {
    "domain": check_domain,
    "also": check_domains,
    "name": check_name,
    **dict.fromkeys(SELECTORS, check_selectors),
    "timezone": check_timezone,
    "encoding": check_encoding,
}


def _publisher(table: Mapping[str, Any]) -> Publisher:
    lists = {field: tuple(table.get(field, ())) for field in ("also", *SELECTORS)}
    return Publisher(**{**table, **lists})
