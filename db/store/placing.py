"""Writes about stories: membership, the cached columns, the update to be told; it places nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from db.facts import ARTICLES, MEMBERS, STORIES, known_before, seed_facts
from db.models import AlertModel, EntryModel, table_of
from db.statements import is_sqlite
from db.types import UTCDateTime
from domain.article import Article
from domain.assessment import Assessment
from domain.revision import Edit
from domain.story import Facts, Placement, StoryArticle, StoryUpdate, additions, novelties

ALERTS = table_of(AlertModel)
ENTRIES = table_of(EntryModel)

# Any number does that no other lock of ours uses: "story" in hexadecimal.
PLACEMENT_LOCK = 0x73746F7279
_LOCK = text("SELECT pg_advisory_xact_lock(:key)").bindparams(key=PLACEMENT_LOCK)

_STORY_ID: BindParameter[int] = bindparam("id_of_story")
_SEEN_AT: BindParameter[datetime] = bindparam("seen_at", type_=UTCDateTime())
_STORY_OF = select(MEMBERS.c.story_id).where(MEMBERS.c.article_id == bindparam("article_id"))
_TITLE = select(STORIES.c.title).where(STORIES.c.id == _STORY_ID)
_OPEN = insert(STORIES).returning(STORIES.c.id)
_GROW = (
    update(STORIES)
    .where(STORIES.c.id == _STORY_ID)
    .values(
        flagged=bindparam("is_flagged"),
        relevant=bindparam("is_relevant"),
        first_seen_at=case(
            (STORIES.c.first_seen_at > _SEEN_AT, _SEEN_AT), else_=STORIES.c.first_seen_at
        ),
        last_seen_at=case(
            (STORIES.c.last_seen_at < _SEEN_AT, _SEEN_AT), else_=STORIES.c.last_seen_at
        ),
    )
)
_RETITLE = update(STORIES).where(
    STORIES.c.id.in_(
        select(MEMBERS.c.story_id).where(
            MEMBERS.c.article_id == bindparam("id_of_article"), MEMBERS.c.reason == "opened"
        )
    )
)
_KNOWN = (
    select(func.count(ARTICLES.c.relevant), func.count().filter(ARTICLES.c.relevant.is_(True)))
    .select_from(MEMBERS.join(ARTICLES, ARTICLES.c.id == MEMBERS.c.article_id))
    .where(MEMBERS.c.story_id == _STORY_ID)
)
_OTHERS = select(func.count()).where(
    MEMBERS.c.story_id == _STORY_ID, MEMBERS.c.article_id != bindparam("id_of_article")
)
_TOLD = select(func.count()).where(ALERTS.c.story_id == _STORY_ID)
_DELETE = delete(STORIES).where(STORIES.c.id == _STORY_ID)
_FIRST_SOURCE = (
    select(ENTRIES.c.source_id)
    .where(ENTRIES.c.article_id == ARTICLES.c.id)
    .order_by(ENTRIES.c.first_seen_at, ENTRIES.c.id)
    .limit(1)
    .scalar_subquery()
)
_ARTICLES_OF = (
    select(
        ARTICLES.c.url,
        ARTICLES.c.title,
        ARTICLES.c.outlet,
        _FIRST_SOURCE.label("source_id"),
        ARTICLES.c.language,
        ARTICLES.c.published_at,
        ARTICLES.c.first_seen_at,
    )
    .select_from(MEMBERS.join(ARTICLES, ARTICLES.c.id == MEMBERS.c.article_id))
    .where(MEMBERS.c.story_id == _STORY_ID)
    .order_by(
        (ARTICLES.c.id == bindparam("first")).desc(),
        ARTICLES.c.first_seen_at.desc(),
        ARTICLES.c.id.desc(),
    )
)


def lock_placement(connection: Connection) -> None:
    """Let one transaction at a time place articles: two copies must not open two stories.

    On SQLite the writing transaction is alone anyway.
    """
    if not is_sqlite(connection):
        connection.execute(_LOCK)


def story_of(connection: Connection, article_id: int) -> int | None:
    return connection.execute(_STORY_OF, {"article_id": article_id}).scalar_one_or_none()


def join_story(
    connection: Connection,
    article_id: int,
    placement: Placement,
    *,
    title: str,
    seen_at: datetime,
    after: Facts,
    now: datetime,
) -> int:
    """Make the article a member of the story it was placed in, or of a new one; returns its id."""
    story_id = placement.story_id
    if story_id is None:
        columns = {
            "title": title,
            "first_seen_at": seen_at,
            "last_seen_at": seen_at,
            "flagged": bool(after.flags),
            "relevant": after.relevant,
        }
        story_id = int(connection.execute(_OPEN, columns).scalar_one())
    else:
        grow_story(connection, story_id, after, seen_at=seen_at)
    connection.execute(
        insert(MEMBERS),
        {
            "article_id": article_id,
            "story_id": story_id,
            "reason": placement.reason,
            "score": placement.score,
            "like_article_id": placement.like_id,
            "added_at": now,
        },
    )
    return story_id


def grow_story(connection: Connection, story_id: int, after: Facts, *, seen_at: datetime) -> None:
    """Bring the cached columns of a story in line with its facts."""
    values = {"is_flagged": bool(after.flags), "is_relevant": after.relevant, "seen_at": seen_at}
    connection.execute(_GROW, {"id_of_story": story_id, **values})


def retitle_story(connection: Connection, article_id: int, title: str) -> None:
    """Give the story that this article opened its new title; other stories keep theirs."""
    connection.execute(_RETITLE, {"id_of_article": article_id, "title": title})


def is_story_relevant(connection: Connection, story_id: int) -> bool | None:
    """Whether one of its articles is; unknown only if nothing is known of any."""
    known, relevant = connection.execute(_KNOWN, {"id_of_story": story_id}).one()
    return relevant > 0 if known else None


def leave_own_story(connection: Connection, article_id: int, story_id: int) -> bool:
    """Take an article out of a story that nobody else is in and nobody was told of; the story goes.

    Returns False, and changes nothing, when the story must stay.
    """
    keys = {"id_of_story": story_id}
    others = connection.execute(_OTHERS, {**keys, "id_of_article": article_id}).scalar_one()
    if others or connection.execute(_TOLD, keys).scalar_one():
        return False
    connection.execute(_DELETE, keys)
    return True


def story_update(
    connection: Connection,
    story_id: int,
    *,
    article_id: int,
    assessment: Assessment,
    before: Facts | None,
    after: Facts,
    edit: Edit | None = None,
) -> StoryUpdate:
    """What this article did to its story, with all that an alert may want to say."""
    keys, seed = {"id_of_story": story_id}, seed_facts(connection)
    after = replace(after, new=novelties(after, seed))
    return StoryUpdate(
        story_id=story_id,
        title=connection.execute(_TITLE, keys).scalar_one(),
        before=before,
        after=after,
        articles=_articles_of(connection, story_id, first=article_id),
        claims=assessment.claims,
        evidence=tuple(dict.fromkeys(evidence for _, evidence in assessment.flag_evidence)),
        adds=additions(after, seed),
        adds_to_known=additions(after, known_before(connection, story_id, after)),
        told=_was_told(connection, story_id, before, after),
        edit=edit,
    )


def _was_told(connection: Connection, story_id: int, before: Facts | None, after: Facts) -> bool:
    """Asked only where it matters: a known story gains a flag."""
    if before is None or not after.flags - before.flags:
        return False
    return bool(connection.execute(_TOLD, {"id_of_story": story_id}).scalar_one())


def story_title(article: Article) -> str:
    return article.title or article.text[:120] or article.url


def _articles_of(connection: Connection, story_id: int, *, first: int) -> tuple[StoryArticle, ...]:
    rows = connection.execute(_ARTICLES_OF, {"id_of_story": story_id, "first": first})
    return tuple(
        StoryArticle(
            url=row.url,
            title=row.title,
            outlet=row.outlet,
            source_id=row.source_id,
            language=row.language,
            published_at=row.published_at,
            first_seen_at=row.first_seen_at,
        )
        for row in rows
    )
