"""Reads the concepts that tell events apart, and the weights trained for them; it matches nothing."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from domain.errors import ConfigError
from domain.event import CONCEPT_KINDS, Concept, EventWeights

CONCEPTS_FILE = Path(__file__).with_name("data") / "concepts.toml"
EVENT_WEIGHTS_FILE = Path(__file__).with_name("data") / "event_weights.json"


@cache
def bundled_concepts() -> tuple[Concept, ...]:
    """The concepts that come with tumen, read once in each process."""
    return load_concepts(CONCEPTS_FILE)


@cache
def bundled_event_weights() -> EventWeights:
    """The weights that come with tumen, read once in each process."""
    return load_event_weights(EVENT_WEIGHTS_FILE)


def load_concepts(path: Path) -> tuple[Concept, ...]:
    """Errors: ConfigError that names file, kind and concept."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: {error}", reason="concepts") from None
    seen: dict[str, str] = {}
    concepts: list[Concept] = []
    for kind, table in data.items():
        if kind not in CONCEPT_KINDS:
            raise _wrong(path, kind, f"no kind of concept; kinds are {', '.join(CONCEPT_KINDS)}")
        for name, surfaces in table.items():
            concepts.append(Concept(name=name, kind=kind, surfaces=_surfaces(path, name, surfaces)))
            for surface in surfaces:
                if surface in seen:
                    raise _wrong(path, name, f"'{surface}' belongs to '{seen[surface]}' already")
                seen[surface] = name
    return tuple(concepts)


def _surfaces(path: Path, name: str, surfaces: Any) -> tuple[str, ...]:
    if not isinstance(surfaces, list) or not surfaces:
        raise _wrong(path, name, "must be a list of surfaces")
    for surface in surfaces:
        if not isinstance(surface, str) or not surface.strip("* "):
            raise _wrong(path, name, f"{surface!r} is no surface")
        if surface != surface.lower():
            raise _wrong(path, name, f"'{surface}' must be in lower case")
    return tuple(surfaces)


def load_event_weights(path: Path) -> EventWeights:
    """Errors: ConfigError that names the file."""
    try:
        data = json.loads(path.read_text("utf-8"))
        return EventWeights(
            version=data["version"],
            concepts=data["concepts"],
            pair=data["pair"],
            takes=float(data["takes"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path}: {error!r}", reason="concepts") from None


def _wrong(path: Path, field: str, why: str) -> ConfigError:
    return ConfigError(f"{path.name}: {field}: {why}", reason="concepts")
