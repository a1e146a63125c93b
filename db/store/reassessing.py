"""Writes newer assessments of stored articles, keeps their stories in step, and tells nobody.

It notes in `meta` that a call is under way, so that one that was cut off can be told from a finished one.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from db.engine import Database
from db.facts import ASSESSMENTS, STORIES, facts_of_stories
from db.models import MetaModel, RawPageModel, table_of
from db.store.facts import forget_judgement, write_assessment
from db.store.placing import is_story_relevant, lock_placement, story_of
from db.store.prepared import retention_class
from domain.reassessment import Rejudged

META = table_of(MetaModel)
RAW_PAGES = table_of(RawPageModel)
_KEY = "reassess"

_ARTICLE_ID: BindParameter[int] = bindparam("id_of_article")
_CURRENT = select(ASSESSMENTS.c.id).where(
    ASSESSMENTS.c.article_id == _ARTICLE_ID, ASSESSMENTS.c.is_current
)
_KEEP_PAGE_AS = update(RAW_PAGES).where(RAW_PAGES.c.article_id == _ARTICLE_ID)
_REFRESH = update(STORIES).where(STORIES.c.id == bindparam("id_of_story"))


def begin_reassessing(database: Database, newest_assessment: int) -> int | None:
    """Note the newest assessment there is; gives that of an earlier call that never ended, if there is one.

    The note of the earlier call stays: what both do is one piece of work.
    """
    with database.write() as session:
        found = session.scalar(select(META.c.value).where(META.c.key == _KEY))
        if found is not None:
            return int(json.loads(found)["after"])
        value = json.dumps({"after": newest_assessment})
        session.execute(insert(META), {"key": _KEY, "value": value})
    return None


def end_reassessing(database: Database) -> None:
    """Note that a call came to its end."""
    with database.write() as session:
        session.execute(delete(META).where(META.c.key == _KEY))


def save_reassessed(
    database: Database, items: Collection[Rejudged], *, now: datetime
) -> frozenset[int]:
    """Store new assessments of some articles in one transaction; returns the ids of those stored.

    Left out is an article whose text or assessment was replaced meanwhile: it is judged already. Stories
    keep their articles: where one belongs follows from its text, which stays as it is.
    """
    written: set[int] = set()
    stories: set[int] = set()
    with database.write() as session:
        connection = session.connection()
        lock_placement(connection)
        for item in items:
            key = {"id_of_article": item.article_id}
            if connection.execute(_CURRENT, key).scalar_one_or_none() != item.assessment_id:
                continue
            forget_judgement(connection, item.article_id, item.assessment)
            write_assessment(
                connection, item.article_id, item.assessment, language=item.language, now=now
            )
            kept_as = retention_class(item.assessment)
            connection.execute(_KEEP_PAGE_AS, {**key, "retention_class": kept_as})
            written.add(item.article_id)
            stories.add(story_of(connection, item.article_id) or 0)
        _refresh_stories(connection, stories - {0})
    return frozenset(written)


def _refresh_stories(connection: Connection, story_ids: Collection[int]) -> None:
    """Bring the cached columns in line with the facts; first and last sight do not change."""
    for id_, facts in facts_of_stories(connection, story_ids).items():
        values = {"flagged": bool(facts.flags), "relevant": is_story_relevant(connection, id_)}
        connection.execute(_REFRESH, {"id_of_story": id_, **values})
