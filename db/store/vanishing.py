"""Notes pages that are missing; the second time in a row an article's page is gone, and its story tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from db.engine import Database
from db.facts import ARTICLES, facts_of_story
from db.models import RevisionModel, table_of
from db.records import edit_columns
from db.store.outgoing import write_alerts
from db.store.placing import lock_placement, story_of, story_update
from db.store.rereads import note_missing, note_read
from domain.alert import NewAlert
from domain.assessment import Assessment
from domain.revision import Edit
from domain.rows import PendingEntry, SavedArticle
from domain.story import StoryUpdate

REVISIONS = table_of(RevisionModel)
_AS_IT_IS = select(ARTICLES.c.title, ARTICLES.c.text, ARTICLES.c.content_hash).where(
    ARTICLES.c.id == bindparam("id_of_article")
)


def note_missing_page(
    database: Database,
    entry: PendingEntry,
    assessment: Assessment,
    *,
    plan: Callable[[StoryUpdate], Sequence[NewAlert]],
    now: datetime,
) -> SavedArticle:
    """Note that a page was missing (404, 410); the text stays.

    Shape: outcome `missing`, or `gone` at the second time, which is a revision and may be told; `assessment` is
    that of the text as it is stored.
    """
    article_id = entry.article_id
    assert article_id is not None, "only pages of stored articles are read again"
    with database.write() as session:
        connection = session.connection()
        lock_placement(connection)
        if not note_missing(connection, article_id, now=now):
            return SavedArticle(outcome="missing", article_id=article_id)
        edit = Edit(grade="gone", state=f"gone:{article_id}")
        _write_revision(connection, article_id, edit, now)
        story_id = story_of(connection, article_id)
        if story_id is None:
            return SavedArticle(outcome="gone", article_id=article_id)
        facts = facts_of_story(connection, story_id)
        update = story_update(
            connection,
            story_id,
            article_id=article_id,
            assessment=assessment,
            before=facts,
            after=facts,
            edit=edit,
        )
        alerts = write_alerts(connection, story_id, plan(update), now=now)
    return SavedArticle(outcome="gone", article_id=article_id, story_id=story_id, alerts=alerts)


def note_unchanged_page(database: Database, entry: PendingEntry, *, now: datetime) -> None:
    """The server says that the page has not changed."""
    if entry.article_id is not None:
        with database.write() as session:
            note_read(session.connection(), entry.article_id, None, now=now)


def _write_revision(connection: Connection, article_id: int, edit: Edit, now: datetime) -> None:
    old = connection.execute(_AS_IT_IS, {"id_of_article": article_id}).one()
    connection.execute(
        insert(REVISIONS),
        {
            "article_id": article_id,
            "seen_at": now,
            "title": old.title,
            "text": old.text,
            "content_hash": old.content_hash,
            "change": "edited",
            **edit_columns(edit),
        },
    )
