"""Groups a list of documents into stories by copies alone, without a database.

It knows exact copies and near-duplicates only; the same event in other words stays apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.story import Candidate, Fingerprint, MemberReason
from ingest.stories.placement import place
from ingest.stories.sketch import UNCOMPARABLE, fingerprint

_UNDATED = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text to be grouped; `published` None sorts last."""

    id: str
    title: str
    text: str
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Where a document landed: `story` and `near_dup_group` are named by their earliest document.

    `near_dup_group` is None for a document without copies; `copies` is the likely original.
    """

    id: str
    story: str
    near_dup_group: str | None
    copies: str | None
    reason: MemberReason


def group(documents: Iterable[Document]) -> tuple[Grouping, ...]:
    """Group documents, earliest first, and answer in the order they were given.

    Shape: the order of the input does not matter while times differ; equal times go by id.
    """
    given = tuple(documents)
    index = _Index()
    order = sorted(
        range(len(given)), key=lambda at: (given[at].published or _UNDATED, given[at].id, at)
    )
    placed: dict[int, Grouping] = {}
    for at in order:
        fp = fingerprint(given[at].title, given[at].text)
        placement = place(fp, index.candidates(fp))
        story = len(placed) if placement.story_id is None else placement.story_id
        index.add(fp, article_id=len(placed), story_id=story)
        original = None if placement.like_id is None else given[order[placement.like_id]].id
        placed[at] = Grouping(
            id=given[at].id,
            story=given[order[story]].id,
            near_dup_group=None if original is None else given[order[story]].id,
            copies=original,
            reason=placement.reason,
        )
    copied = {g.story for g in placed.values() if g.copies is not None}
    return tuple(_named(placed[at], copied) for at in range(len(given)))


def _named(grouping: Grouping, copied: set[str]) -> Grouping:
    """Let the original stand in the group of its copies."""
    if grouping.near_dup_group is not None or grouping.story not in copied:
        return grouping
    return Grouping(
        id=grouping.id,
        story=grouping.story,
        near_dup_group=grouping.story,
        copies=None,
        reason=grouping.reason,
    )


class _Index:
    """Bands and hashes in memory, as the database holds them on disk."""

    def __init__(self) -> None:
        self._known: list[Candidate] = []
        self._by_key: defaultdict[int | str, list[int]] = defaultdict(list)

    def add(self, fp: Fingerprint, *, article_id: int, story_id: int) -> None:
        for key in _keys(fp):
            self._by_key[key].append(len(self._known))
        self._known.append(
            Candidate(
                article_id=article_id,
                story_id=story_id,
                content_hash=fp.content_hash,
                signature=fp.signature,
            )
        )

    def candidates(self, fp: Fingerprint) -> list[Candidate]:
        found = {at for key in _keys(fp) for at in self._by_key.get(key, ())}
        return [self._known[at] for at in sorted(found)]


def _keys(fp: Fingerprint) -> list[int | str]:
    return [*fp.bands, *([fp.content_hash] if fp.content_hash != UNCOMPARABLE else [])]
