"""What catalogue and routes share: arrays of tables, and complaints that name table, line and field; no field is known here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.tomlfile import Place, TomlFile, at
from domain.errors import ConfigError

_LONGEST_FOUND = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What is wrong at a place of the file, with its remedy."""

    place: Place
    text: str


def tables_of(data: Mapping[str, Any], key: str) -> list[dict[str, Any]] | None:
    """Return the tables of `[[key]]`, an empty list when there is none, None when it is no such array."""
    value = data.get(key, [])
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    return None


def used_twice(tables: Iterable[Mapping[str, Any]], key: str, field: str) -> Iterator[Complaint]:
    """Complain of every table whose `field` an earlier table has already."""
    first: dict[str, int] = {}
    for number, table in enumerate(tables):
        value = table.get(field)
        if not isinstance(value, str):
            continue
        if value in first:
            text = f"{field}: already used by no. {first[value] + 1}; give this one another"
            yield Complaint(place=(key, number, field), text=text)
        first.setdefault(value, number)


def refuse(file: TomlFile, field: str, complaints: Sequence[Complaint]) -> None:
    """Raise all complaints in the order of their lines; `field` is what tables are called by.

    Errors: ConfigError, unless there are none.
    """
    if not complaints:
        return
    lines = file.lines()
    worded = []
    for complaint in complaints:
        place = complaint.place
        line = lines.get(place) or lines.get(place[:2]) or 0
        table = _table(file.data, place, field)
        worded.append((line, f"{at(file.path, line)}{table}: {complaint.text}"))
    raise ConfigError("\n".join(text for _, text in sorted(worded, key=lambda item: item[0])))


def shown(value: object) -> str:
    """Repeat what was found, shortened, as it would stand in the file."""
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= _LONGEST_FOUND else text[:_LONGEST_FOUND] + "…"


def _table(data: Mapping[str, Any], place: Place, field: str) -> str:
    match place:
        case (str() as key, int() as number, *_):
            name = data[key][number].get(field)
            return f": [[{key}]] no. {number + 1} {shown(name) if name else f'without {field}'}"
    return ""
