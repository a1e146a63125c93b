"""Records that the store hands out and takes back around one piece of work; it holds no logic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.article import Article
from domain.listing import Entry
from domain.source import Source, Validators

# Any: a row maps names to plain values: text, numbers, booleans, aware datetimes, lists, maps.
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEntry:
    """An entry claimed for one attempt.

    `attempts` counts this attempt, from 1; with `owner`, who claimed it, it is the fence: an outcome
    of an earlier claim is not taken. `article_id`: the article that an earlier attempt stored from what the listing carried;
    `edited`: or from its page, before the listing changed its title. `reread`: its page is only looked at again,
    with these validators.
    """

    id: int
    source: Source
    entry: Entry
    attempts: int
    owner: str
    first_seen_at: datetime
    article_id: int | None = None
    edited: bool = False
    reread: Validators | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An article before an edit, and all titles that it ever had."""

    article: Article
    titles: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedArticle:
    """What became of an article.

    `outcome`: `stored`; `improved` (the poorer text of an earlier attempt was replaced), `edited` (its
    outlet changed it) or `unchanged` (no better or other text came); `duplicate_url`; `lost` (someone else took the entry: nothing was written).
    `opened`: a story was opened; `alerts`: how many were written.
    """

    outcome: str
    article_id: int | None = None
    story_id: int | None = None
    opened: bool = False
    alerts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One portion of an answer, newest first; `cursor` asks for the next one, None says there is none."""

    rows: tuple[Row, ...]
    cursor: str | None = None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
