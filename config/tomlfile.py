"""Read TOML files so that every complaint can name a line; it does not know what the tables mean."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from domain.errors import ConfigError

# A place in a document: ("web", "port"), or ("source", 16, "url") within the 17th [[source]].
Place = tuple[str | int, ...]

# Far above any real file (the bundled catalogue has 137 sources in about 110 KB); stops a wrong path to a log or an image.
MAX_BYTES = 5_000_000

_TOKEN = re.compile(
    r'''(?P<comment>\#[^\n]*)
      | (?P<string>"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
      | (?P<open>[\[{]) | (?P<close>[\]}]) | (?P<newline>\n) | (?P<other>[^\#"'\[\]{}\n]+)''',
    re.VERBOSE | re.DOTALL,
)
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlFile:
    """A parsed file that still knows its text."""

    path: Path
    text: str
    data: dict[str, Any]

    def lines(self) -> dict[Place, int]:
        """Return the line of every key and table; only worth its time when there is a complaint."""
        return _lines(self.text)


def read_toml(path: Path) -> TomlFile:
    """Read and parse one file.

    Errors: ConfigError for a file that is missing, unreadable, not UTF-8 or not TOML.
    """
    text = read_text(path)
    try:
        return TomlFile(path=path, text=text, data=tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax(path, text, str(error))) from error


def read_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """Read a UTF-8 file the operator named.

    Errors: ConfigError.
    """
    data = read_bytes(path, max_bytes=max_bytes)
    try:
        # A byte order mark is what some Windows editors put first; TOML itself knows none.
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from error


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a file the operator named, refusing one that is absurdly large.

    Errors: ConfigError.
    """
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file; check the name, or create it") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    if len(data) > max_bytes:
        raise ConfigError(f"{path}: larger than {max_bytes:,} bytes; is this the right file?")
    return data


def at(path: Path, line: int | None) -> str:
    """Word a place for a message: `tumen.toml, line 4`."""
    return f"{path}, line {line}" if line else str(path)


def nearest(name: str, valid: Iterable[str]) -> str:
    """Word a remedy for a wrong name: the nearest valid one, or all of them.

    Example:
        >>> nearest("prot", ("host", "port"))
        "did you mean 'port'?"
    """
    names = list(valid)
    near = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else f"valid are {', '.join(names)}"


def _syntax(path: Path, text: str, message: str) -> str:
    if not (match := _POSITION.search(message)):
        return f"{path}: not valid TOML: {message}"
    line = match[1] or str(len(text.rstrip().splitlines()))
    column = f", column {match[2]}" if match[2] else ""
    return f"{path}, line {line}{column}: not valid TOML: {message[: match.start()]}"


def _lines(text: str) -> dict[Place, int]:
    """Map places to lines. Each statement is parsed by tomllib itself, so quoted and dotted keys hold.

    Shape: only for text that tomllib has accepted whole.
    """
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for line, statement in _statements(text):
        keys = _first_path(tomllib.loads(statement))
        if statement.startswith("[["):
            parent = _resolve(keys[:-1], counts)
            array = (*parent, keys[-1])
            counts[array] = counts.get(array, -1) + 1
            table = (*array, counts[array])
            found.setdefault(array, line)
            found[table] = line
        elif statement.startswith("["):
            table = _resolve(keys, counts)
            for depth in range(1, len(table) + 1):
                found.setdefault(table[:depth], line)
        else:
            for place in _places(tomllib.loads(statement), table):
                found.setdefault(place, line)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of each table header and each assignment, comments left out."""
    depth, line, started, parts = 0, 1, 1, ""
    for token in _TOKEN.finditer(text + "\n"):
        kind, value = token.lastgroup, token[0]
        if kind == "newline" and depth == 0:
            if parts.strip():
                yield started, parts.strip()
            parts = ""
        elif kind != "comment":
            depth += (kind == "open") - (kind == "close")
            if not parts.strip():
                started = line
            parts += value
        line += value.count("\n")


def _first_path(data: dict[str, Any]) -> tuple[str, ...]:
    """The keys of a header: `{"a": {"b": [{}]}}` -> ("a", "b")."""
    key, value = next(iter(data.items()))
    return (key, *_first_path(value)) if isinstance(value, dict) and value else (key,)


def _resolve(keys: tuple[str, ...], counts: dict[Place, int]) -> Place:
    """Name the table that a header means now: within an array it is the newest element."""
    place: Place = ()
    for key in keys:
        place = (*place, key)
        if place in counts:
            place = (*place, counts[place])
    return place


def _places(data: dict[str, Any], table: Place) -> Iterator[Place]:
    for key, value in data.items():
        yield (*table, key)
        if isinstance(value, dict):
            yield from _places(value, (*table, key))
