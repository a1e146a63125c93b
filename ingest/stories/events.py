"""Finds the story that tells of the same event, among those of the last days; copies are not its business."""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from domain.event import Concept, EventWeights, Profile
from ingest.stories.likeness import WINDOW_H, kinds_of, log_odds

# Articles that share most anchors are asked first. On our labelled stories an article of the same event was among
# the first 20 for 501 of the 503 articles that have one before them (2026-11-24).
MAX_ASKED = 24
# A story is heard through this many of its articles, newest first: more of them say nothing new.
MAX_HEARD = 12
_WINDOW = timedelta(hours=WINDOW_H)
_AT = attrgetter("at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article whose story is known."""

    number: int
    story: int
    at: datetime
    profile: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class SameEvent:
    """The story that an article joins: mean log-odds with its articles, and the article most like it."""

    story: int
    score: float
    like: Known


def find_event(
    profile: Profile, near: list[Known], *, kinds: dict[str, str], weights: EventWeights
) -> SameEvent | None:
    """Ask the stories of `near`; of equals the older story wins.

    Shape: the mean over a story, not its best article, must be above `weights.takes`: two events that
    share a background paragraph hang together by single articles, not on the whole.
    """
    scored: defaultdict[int, list[tuple[float, Known]]] = defaultdict(list)
    for known in near:
        value = log_odds(profile, known.profile, kinds=kinds, weights=weights)
        if value is not None:
            scored[known.story].append((value, known))
    best: SameEvent | None = None
    for story in sorted(scored):
        heard = scored[story]
        mean = sum(value for value, _ in heard) / len(heard)
        if mean > weights.takes and (best is None or mean > best.score):
            like = max(heard, key=lambda pair: (pair[0], -pair[1].number))[1]
            best = SameEvent(story=story, score=mean, like=like)
    return best


class EventIndex:
    """Profiles in memory by the concepts and numbers they name, as the database holds them on disk."""

    def __init__(self, concepts: tuple[Concept, ...], weights: EventWeights) -> None:
        self._kinds = kinds_of(concepts)
        self._weights = weights
        self._by_anchor: defaultdict[str | int, list[Known]] = defaultdict(list)
        self._by_story: defaultdict[int, list[Known]] = defaultdict(list)

    def add(self, number: int, story: int, profile: Profile) -> None:
        if profile.at is None:
            return
        known = Known(number=number, story=story, at=profile.at, profile=profile)
        self._by_story[story].append(known)
        for anchor in _anchors(profile):
            insort(self._by_anchor[anchor], known, key=_AT)

    def find(self, profile: Profile) -> SameEvent | None:
        """The story of the same event, if there is one."""
        if profile.at is None:
            return None
        near = [
            known
            for story in self._stories(profile, profile.at)
            for known in self._heard(story, profile.at)
        ]
        return find_event(profile, near, kinds=self._kinds, weights=self._weights)

    def _stories(self, profile: Profile, at: datetime) -> set[int]:
        shared: Counter[int] = Counter()
        stories: dict[int, int] = {}
        for anchor in _anchors(profile):
            for known in reversed(self._by_anchor.get(anchor, ())):
                if at - known.at > _WINDOW:
                    break
                shared[known.number] += 1
                stories[known.number] = known.story
        closest = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:MAX_ASKED]
        return {stories[number] for number, _ in closest}

    def _heard(self, story: int, at: datetime) -> list[Known]:
        return [k for k in self._by_story[story] if abs(at - k.at) <= _WINDOW][-MAX_HEARD:]


def _anchors(profile: Profile) -> tuple[str | int, ...]:
    return (*profile.concepts, *profile.numbers)
