"""Load the routes: who is told, how, about what; the options of a channel are checked by that channel."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from config.environment import PREFIX, SECRET_ENDINGS
from config.tables import Complaint, refuse, shown, tables_of, used_twice
from config.tomlfile import nearest, read_toml
from domain.alert import Route
from domain.errors import FilterError
from domain.filters import parse_filter

LATER_DIGESTS = ("hourly", "daily")
OWN_KEYS = ("name", "channel", "filter", "digest")
DEFAULT_FILTER = "flag:troop_deployment"

_NAME = re.compile(r"\S(?:.{0,62}\S)?")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SECRET_KEYS = ("secret", "password", "token", "api_key", "smtp_password")


def load_routes(path: Path | None) -> tuple[Route, ...]:
    """Read the operator's routes; None means there are none.

    Errors: ConfigError with every complaint, each beginning on a line of its own.
    """
    if path is None:
        return ()
    file = read_toml(path)
    tables = tables_of(file.data, "route") or []
    complaints = list(_check_top(file.data))
    for number, table in enumerate(tables):
        complaints += [
            Complaint(place=("route", number, key), text=text) for key, text in _check_route(table)
        ]
    complaints += used_twice(tables, "route", "name")
    refuse(file, "name", complaints)
    return tuple(map(_route, tables))


def _check_top(data: Mapping[str, Any]) -> Iterator[Complaint]:
    for key in data:
        if key != "route":
            text = f"unknown key '{key}'; {nearest(key, ('route',))}"
            yield Complaint(place=(key,), text=text)
        elif tables_of(data, key) is None:
            yield Complaint(place=(key,), text="'route' must be tables: write [[route]]")


def _check_route(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _check_name(table.get("name"))
    yield from _check_channel(table.get("channel"))
    yield from _check_filter(table.get("filter", DEFAULT_FILTER))
    yield from _check_digest(table.get("digest", "none"))
    for key, value in table.items():
        if key.endswith("_env"):
            yield from _check_variable(key, value)
        elif key in _SECRET_KEYS:
            yield (
                key,
                f"{key}: a secret does not belong in this file; put it into an environment variable"
                f' and write {key}_env = "ITS_NAME"',
            )


def _check_name(name: object) -> Iterator[tuple[str, str]]:
    if name is None:
        yield "name", "name is missing; add it, alerts are listed by it"
    elif not isinstance(name, str) or not _NAME.fullmatch(name) or not name.isprintable():
        yield "name", f"name: found {shown(name)}; write one line of at most 64 characters"


def _check_channel(channel: object) -> Iterator[tuple[str, str]]:
    # Which channels there are is known where they are; here only the form is checked.
    if channel is None:
        yield "channel", 'channel is missing; write channel = "webhook" or "email"'
    elif not isinstance(channel, str) or not channel:
        yield "channel", f"channel: found {shown(channel)}; write the name of a channel in quotes"


def _check_filter(source: object) -> Iterator[tuple[str, str]]:
    if not isinstance(source, str):
        yield (
            "filter",
            f'filter: found {shown(source)}; write it in quotes, such as "{DEFAULT_FILTER}"',
        )
        return
    try:
        parse_filter(source)
    except FilterError as error:
        hint = f"; {error.hint}" if error.hint else ""
        yield "filter", f"filter: {error.message}{hint}\n{_marked(source, error.position)}"


def _marked(source: str, position: int) -> str:
    """Show the filter with a mark under the place; Korean, Chinese and Japanese signs are two columns wide."""
    line = re.sub(r"\s", " ", source)
    columns = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line[:position])
    return f"    {line}\n    {' ' * columns}^"


def _check_digest(digest: object) -> Iterator[tuple[str, str]]:
    if digest in LATER_DIGESTS:
        yield (
            "digest",
            f"digest: '{digest}' digests are not available yet; write digest = \"none\" to be told of"
            " each story at once",
        )
    elif digest != "none":
        yield "digest", f'digest: found {shown(digest)}; write digest = "none"'


def _check_variable(key: str, value: object) -> Iterator[tuple[str, str]]:
    # The value is not repeated: who misreads the key writes the secret itself here.
    text = value if isinstance(value, str) else ""
    if not _VARIABLE.fullmatch(text) or text.startswith("whsec_"):
        yield (
            key,
            f"{key}: must be the name of an environment variable such as DESK_SECRET, not the secret",
        )
    elif text.startswith(PREFIX) and not text.endswith(SECRET_ENDINGS):
        yield (
            key,
            f"{key}: a name with {PREFIX} must end in one of {', '.join(SECRET_ENDINGS)}; others are"
            " kept for settings",
        )


def _route(table: Mapping[str, Any]) -> Route:
    return Route(
        name=table["name"],
        channel=table["channel"],
        filter=parse_filter(table.get("filter", DEFAULT_FILTER)),
        digest=table.get("digest", "none"),
        options={key: value for key, value in table.items() if key not in OWN_KEYS},
    )
