"""What becomes of an entry whose article is stored, or was known already; it writes no article."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from db.models import EntryModel, table_of
from db.store.entries import close_entry, postpone_entry
from db.store.facts import write_facts
from db.store.placing import story_of
from domain.article import Article
from domain.rows import PendingEntry, SavedArticle

ENTRIES = table_of(EntryModel)
_ENTRY = select(ENTRIES.c.state, ENTRIES.c.attempts, ENTRIES.c.lease_owner).where(
    ENTRIES.c.id == bindparam("id")
)


def known_already(
    connection: Connection,
    entry: PendingEntry,
    article_id: int,
    shown_by: tuple[tuple[str, str], ...],
    now: datetime,
) -> SavedArticle:
    """A second source shows an article that is stored: it joins the story's sources."""
    detail = f"already known as article {article_id}"
    close_entry(
        connection,
        entry,
        outcome="duplicate_url",
        now=now,
        detail=detail,
        article_id=article_id,
    )
    write_facts(connection, article_id, shown_by)
    story_id = story_of(connection, article_id)
    return SavedArticle(outcome="duplicate_url", article_id=article_id, story_id=story_id)


def end_entry(
    connection: Connection,
    entry: PendingEntry,
    article: Article,
    article_id: int,
    *,
    retry_at: datetime | None,
    now: datetime,
) -> None:
    """Close the entry, or put it off when its page may still come."""
    why = article.fallback_reason
    if retry_at is None:
        close_entry(connection, entry, outcome="stored", now=now, detail=why, article_id=article_id)
    else:
        postpone_entry(
            connection,
            entry,
            due_at=retry_at,
            reason="page_failed",
            detail=why,
            article_id=article_id,
        )


def still_ours(connection: Connection, entry: PendingEntry) -> bool:
    row = connection.execute(_ENTRY, {"id": entry.id}).one_or_none()
    held = (entry.attempts, entry.owner)
    return row is not None and row.state == "pending" and (row.attempts, row.lease_owner) == held
