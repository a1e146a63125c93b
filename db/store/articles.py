"""Writes an article with everything that follows from it, in one transaction; decides nothing itself.

Where the article belongs and who is told is decided by the two functions that are passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from db.engine import Database
from db.facts import facts_of_story
from db.models import (
    ArticleModel,
    EntryModel,
    RawPageModel,
    RevisionModel,
    StoryMemberModel,
    StoryModel,
)
from db.store.entries import close_entry, postpone_entry
from db.store.facts import add_source, write_assessment
from db.store.index import add_to_index, remove_from_index
from db.store.outgoing import write_alerts
from db.store.placing import (
    find_candidates,
    join_story,
    leave_own_story,
    lock_placement,
    refresh_story,
    story_title,
    story_update,
    write_fingerprint,
)
from db.store.prepared import Prepared, prepare
from db.types import storable
from domain.alert import NewAlert
from domain.article import Article
from domain.assessment import Assessment
from domain.fetched import Fetched
from domain.rows import PendingEntry, SavedArticle
from domain.story import Candidate, Facts, Fingerprint, Placement, StoryUpdate

PlaceArticle = Callable[[Fingerprint, Sequence[Candidate]], Placement]
PlanAlerts = Callable[[StoryUpdate], Sequence[NewAlert]]


def find_article_by_url(database: Database, url: str) -> int | None:
    """The id of the article with this canonical address, if it is stored."""
    with database.read() as session:
        return _id_by_url(session, url)


def save_article(
    database: Database,
    article: Article,
    assessment: Assessment,
    fingerprint: Fingerprint,
    *,
    entry: PendingEntry,
    place: PlaceArticle,
    plan: PlanAlerts,
    now: datetime,
    page: Fetched | None = None,
    retry_at: datetime | None = None,
) -> SavedArticle:
    """Store an article with assessment, story, alerts and its entry's outcome: all or nothing.

    Shape: `place` gets the candidates, `plan` what became of the story; both are pure and are called
    inside the transaction. With `retry_at` the entry stays pending and a later call with a better
    text replaces this one. An address that is stored already makes no second article: the entry's
    source joins that article's story.
    Errors: StoreError; permanent with reason `url_too_long`.
    """
    prepared = prepare(article, assessment, fingerprint, page, now)
    with database.write() as session:
        lock_placement(session)
        if not _still_ours(session, entry):
            return SavedArticle(outcome="lost")
        known = _id_by_url(session, article.url)
        end = partial(_end_entry, session, entry, article, retry_at=retry_at, now=now)
        if known is not None and known != entry.article_id:
            end("duplicate_url", known)
            return SavedArticle(
                outcome="duplicate_url", article_id=known, story_id=_story_of(session, known)
            )
        if entry.article_id is not None:
            return _improve(session, entry.article_id, prepared, place, plan, end, now)
        article_id = _insert_article(session, prepared, seen_at=entry.first_seen_at, is_seed=False)
        add_source(session, article_id, entry.source.id)
        end("stored", article_id)
        return _into_story(session, article_id, prepared, place, plan, now, outcome="stored")


def has_seed(database: Database) -> bool:
    """Whether a seed document is stored."""
    with database.read() as session:
        return bool(session.scalar(select(exists().where(ArticleModel.is_seed))))


def save_seed(
    database: Database,
    article: Article,
    assessment: Assessment,
    fingerprint: Fingerprint,
    *,
    place: PlaceArticle,
    now: datetime,
    replace: bool = False,
) -> int:
    """Store a seed document like any article, but tell nobody; returns the article's id.

    `replace`: earlier seeds stay as articles and are seeds no more. An article that is stored
    already becomes the seed as it stands.
    """
    prepared = prepare(article, assessment, fingerprint, None, now)
    with database.write() as session:
        lock_placement(session)
        if replace:
            session.execute(update(ArticleModel).where(ArticleModel.is_seed).values(is_seed=False))
        known = _id_by_url(session, article.url)
        if known is not None:
            session.execute(
                update(ArticleModel).where(ArticleModel.id == known).values(is_seed=True)
            )
            return known
        article_id = _insert_article(session, prepared, seen_at=now, is_seed=True)
        _into_story(session, article_id, prepared, place, lambda _: (), now, outcome="stored")
        return article_id


def _insert_article(
    session: Session, prepared: Prepared, *, seen_at: datetime, is_seed: bool
) -> int:
    article_id = session.execute(
        insert(ArticleModel)
        .values(**prepared.columns, first_seen_at=seen_at, is_seed=is_seed)
        .returning(ArticleModel.id)
    ).scalar_one()
    _write_around(session, article_id, prepared)
    return article_id


def _write_around(session: Session, article_id: int, prepared: Prepared) -> None:
    if prepared.raw_page:
        session.execute(delete(RawPageModel).where(RawPageModel.article_id == article_id))
        session.execute(insert(RawPageModel).values(article_id=article_id, **prepared.raw_page))
    add_to_index(session, article_id, prepared.terms)
    write_fingerprint(session, article_id, prepared.fingerprint)


def _into_story(
    session: Session,
    article_id: int,
    prepared: Prepared,
    place: PlaceArticle,
    plan: PlanAlerts,
    now: datetime,
    *,
    outcome: str,
) -> SavedArticle:
    """Place the article, judge its story anew, write the alerts that follow."""
    article, assessment = prepared.article, prepared.assessment
    candidates = find_candidates(session, prepared.fingerprint, but=article_id)
    placement = place(prepared.fingerprint, candidates)
    known = placement.story_id
    before = None if known is None else facts_of_story(session, known)
    write_assessment(session, article_id, assessment, language=article.language, now=now)
    seen_at = session.scalar(
        select(ArticleModel.first_seen_at).where(ArticleModel.id == article_id)
    )
    story_id = join_story(
        session, article_id, placement, title=story_title(article), seen_at=seen_at or now, now=now
    )
    alerts = _tell(session, story_id, article_id, assessment, before, plan, now)
    return SavedArticle(
        outcome=outcome,
        article_id=article_id,
        story_id=story_id,
        opened=known is None,
        alerts=alerts,
    )


def _improve(
    session: Session,
    article_id: int,
    prepared: Prepared,
    place: PlaceArticle,
    plan: PlanAlerts,
    end: Callable[[str, int], None],
    now: datetime,
) -> SavedArticle:
    """Replace the poorer text that an earlier attempt stored; what was known stays as a revision."""
    end("stored", article_id)
    story_id = _story_of(session, article_id)
    assert story_id is not None, "every article is in a story"
    if prepared.article.fallback_reason is not None:
        return SavedArticle(outcome="unchanged", article_id=article_id, story_id=story_id)
    before = facts_of_story(session, story_id)
    _keep_revision(session, article_id, now)
    session.execute(
        update(ArticleModel).where(ArticleModel.id == article_id).values(prepared.columns)
    )
    _write_around(session, article_id, prepared)
    if leave_own_story(session, article_id, story_id):
        return _into_story(session, article_id, prepared, place, plan, now, outcome="improved")
    article, assessment = prepared.article, prepared.assessment
    write_assessment(session, article_id, assessment, language=article.language, now=now)
    opener = select(StoryMemberModel.story_id).where(
        StoryMemberModel.article_id == article_id, StoryMemberModel.reason == "opened"
    )
    session.execute(
        update(StoryModel).where(StoryModel.id.in_(opener)).values(title=story_title(article))
    )
    alerts = _tell(session, story_id, article_id, assessment, before, plan, now)
    return SavedArticle(outcome="improved", article_id=article_id, story_id=story_id, alerts=alerts)


def _tell(
    session: Session,
    story_id: int,
    article_id: int,
    assessment: Assessment,
    before: Facts | None,
    plan: PlanAlerts,
    now: datetime,
) -> int:
    refresh_story(session, story_id)
    update_ = story_update(
        session, story_id, article_id=article_id, assessment=assessment, before=before
    )
    return write_alerts(session, story_id, plan(update_), now=now)


def _keep_revision(session: Session, article_id: int, now: datetime) -> None:
    columns = (ArticleModel.title, ArticleModel.text, ArticleModel.content_hash)
    old = session.execute(select(*columns).where(ArticleModel.id == article_id)).one()
    session.execute(
        insert(RevisionModel).values(
            article_id=article_id,
            seen_at=now,
            title=old.title,
            text=old.text,
            content_hash=old.content_hash,
            change="improved",
        )
    )
    remove_from_index(session, article_id, old.title, old.text)


def _end_entry(
    session: Session,
    entry: PendingEntry,
    article: Article,
    outcome: str,
    article_id: int,
    *,
    retry_at: datetime | None,
    now: datetime,
) -> None:
    detail = article.fallback_reason
    if retry_at is not None and outcome == "stored":
        postpone_entry(
            session,
            entry.id,
            due_at=retry_at,
            reason="page_failed",
            detail=detail,
            article_id=article_id,
        )
        return
    if outcome == "duplicate_url":
        detail = f"already known as article {article_id}"
    close_entry(session, entry.id, outcome=outcome, now=now, detail=detail, article_id=article_id)


def _still_ours(session: Session, entry: PendingEntry) -> bool:
    row = session.execute(
        select(EntryModel.state, EntryModel.attempts).where(EntryModel.id == entry.id)
    ).one_or_none()
    return row is not None and row.state == "pending" and row.attempts == entry.attempts


def _id_by_url(session: Session, url: str) -> int | None:
    return session.scalar(select(ArticleModel.id).where(ArticleModel.url == storable(url)))


def _story_of(session: Session, article_id: int) -> int | None:
    return session.scalar(
        select(StoryMemberModel.story_id).where(StoryMemberModel.article_id == article_id)
    )
