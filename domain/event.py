"""What an article tells of an event, in terms that do not depend on its language; it compares nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

ConceptKind = Literal["person", "body", "place", "arms", "event"]
CONCEPT_KINDS: tuple[ConceptKind, ...] = get_args(ConceptKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """Somebody or something that news of all languages name. `*` in a surface: any rest of the word."""

    name: str
    kind: ConceptKind
    surfaces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWeights:
    """How much speaks for two articles telling of one event.

    `concepts`: how rare each concept is (natural logarithm of articles in all by articles that name it).
    `pair`: log-odds by feature of a pair; `takes`: the mean log-odds with a story's articles above which
    an article joins it.
    """

    version: str
    concepts: Mapping[str, float]
    pair: Mapping[str, float]
    takes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Shape: `concepts`, `words` and `title` are vectors of unit length; words are hashed, of one language.

    `at`: publication, or first sight where that is unknown. `lead`: concepts of title and opening.
    `numbers`: those of the text that are no years and above a dozen; `lead_numbers`: of the opening, from 2.
    """

    language: str | None
    at: datetime | None
    concepts: Mapping[str, float] = field(default_factory=dict)
    lead: frozenset[str] = frozenset()
    words: Mapping[int, float] = field(default_factory=dict)
    title: Mapping[int, float] = field(default_factory=dict)
    numbers: frozenset[int] = frozenset()
    lead_numbers: frozenset[int] = frozenset()
