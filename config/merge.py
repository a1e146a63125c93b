"""Merge settings from their four origins and say where each complaint comes from; it knows no setting by name.

Values of the file are taken strictly (a quoted number is a string, and wrong); those of the environment are text
and are read as the setting's type. Every complaint is gathered, so that one start shows them all.
Why not pydantic-settings: it ignores misspelt variables and missing files, and reads the process' own environment only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, cast, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from config.environment import PREFIX, read_variables, variable_name
from config.tomlfile import TomlFile, at, nearest, read_toml
from domain.errors import ConfigError

Model = TypeVar("Model", bound=BaseModel)
Setting = tuple[str, ...]

_LONGEST_FOUND = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Nested values with their origins. `problems` are complaints found so far; `settings` are all there are."""

    values: dict[str, Any]
    settings: Mapping[Setting, FieldInfo]
    file: TomlFile | None
    variables: Mapping[Setting, str]
    given: frozenset[Setting]
    problems: tuple[str, ...]

    def where(self, setting: Setting) -> str:
        """Word the origin of a setting's value."""
        if setting in self.given:
            return "command line"
        if setting in self.variables:
            return f"environment variable {self.variables[setting]}"
        return at(self.file.path, self.file.lines().get(setting)) if self.file else "defaults"


def merge(
    model: type[BaseModel],
    file: Path | None,
    environ: Mapping[str, str],
    given: Mapping[str, Any],
    *,
    kept: frozenset[str],
) -> Merged:
    """Lay the origins over each other: `given` over environment over file.

    Shape: `kept` names fields of the model that are no settings. Wrong names become problems.
    Errors: ConfigError for a file that cannot be read.
    """
    settings = {place: f for place, f in _settings(model) if place[0] not in kept}
    toml = read_toml(file) if file else None
    values: dict[str, Any] = {}
    problems = list(_take_file(toml, settings, values)) if toml else []
    places = {variable_name(setting): setting for setting in settings}
    found, unknown = read_variables(places, environ)
    for setting, (_, text) in found.items():
        _put(values, setting, _from_text(settings[setting], text))
    problems += [_unknown_variable(name, places) for name in unknown]
    flat = dict(_flat(given, settings))
    for setting, value in flat.items():
        _put(values, setting, value)
    return Merged(
        values=values,
        settings=settings,
        file=toml,
        variables={setting: variable for setting, (variable, _) in found.items()},
        given=frozenset(flat),
        problems=tuple(problems),
    )


def validate(
    model: type[Model], merged: Merged, kept: Mapping[str, Any], *, hidden: frozenset[Setting]
) -> Model:
    """Check all values and build the record.

    Shape: `kept` are values of fields that are no settings; the values of `hidden` ones are never repeated.
    Errors: ConfigError with every complaint on a line of its own.
    """
    problems = list(merged.problems)
    try:
        # JSON, because it is strict about types and yet takes a list for a tuple and text for a path.
        settings = model.model_validate_json(
            json.dumps({**merged.values, **kept}, default=str), strict=True
        )
    except ValidationError as error:
        problems += [_wrong_value(merged, dict(detail), hidden) for detail in error.errors()]
    if problems:
        # `from None`: the library's own error carries the values, passwords among them.
        raise ConfigError("\n".join(problems)) from None
    return settings


def _settings(model: type[BaseModel], above: Setting = ()) -> Iterator[tuple[Setting, FieldInfo]]:
    for name, info in model.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            yield from _settings(info.annotation, (*above, name))
        else:
            yield (*above, name), info


def _take_file(
    file: TomlFile, settings: Mapping[Setting, FieldInfo], values: dict[str, Any]
) -> Iterator[str]:
    """Put what the file says into `values`; yield a complaint for each name that means nothing."""
    tables = {setting[:-1] for setting in settings}
    lines: dict[Any, int] | None = None
    for place, value in _leaves(file.data, tables):
        if place in settings:
            _put(values, place, value)
            continue
        lines = lines if lines is not None else dict(file.lines())
        where = at(file.path, lines.get(place))
        if place in tables:
            yield f"{where}: {place[0]} must be a table: write [{place[0]}] on a line of its own"
        else:
            yield f"{where}: unknown key {_name(place)}; {_near_setting(place, settings)}"


def _leaves(
    data: Mapping[str, Any], tables: set[Setting], above: Setting = ()
) -> Iterator[tuple[Setting, Any]]:
    for key, value in data.items():
        place = (*above, key)
        if place in tables and isinstance(value, dict):
            yield from _leaves(value, tables, place)
        else:
            yield place, value


def _flat(
    given: Mapping[str, Any], settings: Mapping[Setting, FieldInfo]
) -> Iterator[tuple[Setting, Any]]:
    tables = {setting[:-1] for setting in settings}
    for place, value in _leaves(given, tables):
        if place not in settings:
            raise KeyError(f"no such setting: {_name(place)}")  # a bug of ours, not the operator's
        yield place, value


def _put(values: dict[str, Any], place: Setting, value: Any) -> None:
    for key in place[:-1]:
        values = values.setdefault(key, {})
    values[place[-1]] = value


def _from_text(info: FieldInfo, text: str) -> Any:
    """Read a variable as its setting's type; what cannot be read stays text, for the check to refuse."""
    value: Any = text
    if get_origin(info.annotation) is tuple:
        value = _list(text)
    adapter: TypeAdapter[Any] = TypeAdapter(cast(Any, info.annotation))
    try:
        return adapter.dump_python(adapter.validate_python(value), mode="json")
    except ValidationError:
        return text


def _list(text: str) -> list[Any]:
    """`a, b` and `["a", "b"]` are the same list. A bracket may also open an IPv6 address."""
    if text.lstrip().startswith("["):
        try:
            items = json.loads(text)
        except ValueError:
            items = None
        if isinstance(items, list):
            return items
    return [item.strip() for item in text.split(",") if item.strip()]


def _unknown_variable(name: str, places: Mapping[str, Setting]) -> str:
    bare = {variable.removeprefix(PREFIX).lower(): variable for variable in places}
    remedy = nearest(name.removeprefix(PREFIX), bare)
    if remedy.startswith("did"):
        near = bare[remedy.split("'")[1]]
        remedy = f"did you mean {near}?"
    else:
        remedy = f"{PREFIX}… is kept for settings: name a secret of a route differently"
    return f"environment: unknown variable {name}; {remedy}"


def _near_setting(place: Setting, settings: Mapping[Setting, FieldInfo]) -> str:
    """Word the nearest valid name: the same word elsewhere, then a like one here, then a like one elsewhere."""
    depth, key = len(place), place[-1]
    here = dict.fromkeys(
        setting[depth - 1] for setting in settings if setting[: depth - 1] == place[:-1]
    )
    remedy = nearest(key, here)
    elsewhere = {setting[-1]: setting for setting in settings}
    if key in elsewhere:
        return f"'{key}' stands {_home(elsewhere[key])}"
    if not remedy.startswith("did") and (near := get_close_matches(key.lower(), elsewhere, n=1)):
        return f"did you mean '{near[0]}' {_home(elsewhere[near[0]])}?"
    return remedy


def _home(setting: Setting) -> str:
    return f"under [{setting[0]}]" if setting[:-1] else "at the top, above the first [table]"


def _wrong_value(merged: Merged, detail: dict[str, Any], hidden: frozenset[Setting]) -> str:
    loc: tuple[Any, ...] = detail["loc"]
    setting = next((s for s in merged.settings if s == loc[: len(s)]), tuple(map(str, loc)))
    message = str(detail["msg"]).removeprefix("Value error, ")
    message = message.replace("Input should be", "must be").replace("String should", "must")
    if setting in merged.variables:
        message = message.replace("a valid array", "whole numbers separated by commas")
    found = ""
    if setting not in hidden:
        text = json.dumps(detail["input"], ensure_ascii=False, default=str)
        text = text if len(text) <= _LONGEST_FOUND else text[:_LONGEST_FOUND] + "…"
        found = f"; found {text}"
    info = merged.settings.get(setting)
    default = f"; the default is {_shown_default(info)}" if info else ""
    return f"{merged.where(setting)}: {_name(setting)} {message}{found}{default}"


def _shown_default(info: FieldInfo) -> str:
    return "none" if info.default is None else json.dumps(info.default, default=str)


def _name(setting: Setting) -> str:
    """Name a setting as it is written: `[web] port`."""
    *tables, key = setting
    return f"[{'.'.join(tables)}] {key}" if tables else key
