"""Groups a list of documents into stories without a database: copies first, then the same event in other words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain.event import Profile
from domain.story import Candidate, Fingerprint, MemberReason, Placement
from ingest.stories.events import EventIndex
from ingest.stories.likeness import shared_anchors
from ingest.stories.placement import place
from ingest.stories.sketch import UNCOMPARABLE, fingerprint

_UNDATED = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text to be grouped; `published` None sorts last. Without a profile it is compared by its copies alone."""

    id: str
    title: str
    text: str
    published: datetime | None = None
    profile: Profile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Where a document landed: `story` and `near_dup_group` are named by their earliest document.

    `near_dup_group` is None for a document without copies; `copies` is the likely original. `anchors`:
    what it names as the article most like it does, for a story that was joined in other words.
    """

    id: str
    story: str
    near_dup_group: str | None
    copies: str | None
    reason: MemberReason
    anchors: tuple[str, ...] = ()


def group(documents: Iterable[Document], events: EventIndex | None = None) -> tuple[Grouping, ...]:
    """Group documents, earliest first, and answer in the order they were given.

    Shape: the order of the input does not matter while times differ; equal times go by id. `events`:
    an empty index; without it only copies come together.
    """
    given = tuple(documents)
    order = sorted(
        range(len(given)), key=lambda at: (given[at].published or _UNDATED, given[at].id, at)
    )
    copies = _Copies()
    placed: dict[int, Grouping] = {}
    stories: list[int] = []
    groups: list[int] = []
    for at in order:
        document, number = given[at], len(placed)
        placement = copies.place(document, number)
        copied = placement.like_id
        anchors: tuple[str, ...] = ()
        if copied is None and events is not None and document.profile is not None:
            same = events.find(document.profile)
            if same is not None:
                placement = Placement(story_id=same.story, reason="same_event", score=same.score)
                anchors = shared_anchors(document.profile, same.like.profile)
        stories.append(stories[copied] if copied is not None else _or(placement.story_id, number))
        groups.append(number if copied is None else groups[copied])
        if events is not None and document.profile is not None:
            events.add(number, stories[number], document.profile)
        placed[at] = Grouping(
            id=document.id,
            story=given[order[stories[number]]].id,
            near_dup_group=None if copied is None else given[order[groups[number]]].id,
            copies=None if copied is None else given[order[copied]].id,
            reason=placement.reason,
            anchors=anchors,
        )
    originals = {g.near_dup_group for g in placed.values()}
    return tuple(_named(placed[at], originals) for at in range(len(given)))


def _or(story: int | None, own: int) -> int:
    return own if story is None else story


def _named(grouping: Grouping, originals: set[str | None]) -> Grouping:
    """Let the original stand in the group of its copies."""
    if grouping.near_dup_group is None and grouping.id in originals:
        return replace(grouping, near_dup_group=grouping.id)
    return grouping


class _Copies:
    """Bands and hashes in memory, as the database holds them on disk."""

    def __init__(self) -> None:
        self._known: list[Candidate] = []
        self._by_key: defaultdict[int | str, list[int]] = defaultdict(list)

    def place(self, document: Document, number: int) -> Placement:
        """Where a document belongs by its copies; then it is known itself."""
        fp = fingerprint(document.title, document.text)
        found = {at for key in _keys(fp) for at in self._by_key.get(key, ())}
        placement = place(fp, [self._known[at] for at in sorted(found)])
        for key in _keys(fp):
            self._by_key[key].append(len(self._known))
        self._known.append(
            Candidate(
                article_id=number,
                story_id=number,
                content_hash=fp.content_hash,
                signature=fp.signature,
            )
        )
        return placement


def _keys(fp: Fingerprint) -> list[int | str]:
    return [*fp.bands, *([fp.content_hash] if fp.content_hash != UNCOMPARABLE else [])]
