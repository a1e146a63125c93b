"""Reads the outlets that are known by name and the words by which texts lean on them; it reads no text."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from domain.errors import ConfigError
from domain.syndication import Outlet, OutletBook

OUTLETS_FILE = Path(__file__).with_name("data") / "outlets.toml"
_CUES = ("before", "after", "earlier")


@cache
def bundled_outlets() -> OutletBook:
    """The outlets that come with tumen, read once in each process."""
    return load_outlets(OUTLETS_FILE)


def load_outlets(path: Path) -> OutletBook:
    """Errors: ConfigError that names file, table and entry."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: {error}", reason="outlets") from None
    if unknown := set(data) - {"outlet", "cue"}:
        raise _wrong(path, sorted(unknown)[0], "no table of outlets; tables are outlet and cue")
    owners: dict[str, str] = {}
    outlets = []
    for name, table in data.get("outlet", {}).items():
        surfaces, hosts = (_words(path, name, table, key) for key in ("names", "hosts"))
        for surface in (*surfaces, *hosts):
            if owners.setdefault(surface, name) != name:
                raise _wrong(path, name, f"'{surface}' belongs to '{owners[surface]}' already")
        outlets.append(Outlet(name=name, surfaces=surfaces, hosts=hosts))
    cues: dict[str, list[str]] = {key: [] for key in _CUES}
    for language, table in data.get("cue", {}).items():
        for key in _CUES:
            cues[key] += _words(path, f"cue.{language}", table, key)
    return OutletBook(
        outlets=tuple(outlets),
        **{key: tuple(dict.fromkeys(words)) for key, words in cues.items()},
    )


# Any: a table of a TOML file, before it is checked.
def _words(path: Path, name: str, table: Any, key: str) -> tuple[str, ...]:
    words = table.get(key, []) if isinstance(table, dict) else None
    if not isinstance(words, list):
        raise _wrong(path, name, f"{key} must be a list of words")
    for word in words:
        if not isinstance(word, str) or not word.strip("* ") or word != word.lower():
            raise _wrong(path, name, f"{word!r} is no word in lower case")
    return tuple(words)


def _wrong(path: Path, name: str, why: str) -> ConfigError:
    return ConfigError(f"{path.name}: {name}: {why}", reason="outlets")
