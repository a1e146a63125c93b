"""Writes about stories: fingerprints, candidates for a placement, membership, the update to be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from db.facts import facts_of_story, seed_facts
from db.models import (
    AlertModel,
    ArticleModel,
    EntryModel,
    FingerprintBandModel,
    FingerprintModel,
    StoryMemberModel,
    StoryModel,
)
from db.records import pack_signature, signed_64, unpack_signature
from domain.article import Article
from domain.assessment import Assessment
from domain.story import (
    Candidate,
    Facts,
    Fingerprint,
    Placement,
    StoryArticle,
    StoryUpdate,
    additions,
)

Place = Callable[[Sequence[Candidate]], Placement]

# Those that share most bands come first, so the cut takes the least likely: at 32 bands a copy of
# Jaccard 0.7 shares 8 bands on average, an unrelated text of one template 1 or 2.
MAX_CANDIDATES = 400
# Any number does that no other lock of ours uses.
PLACEMENT_LOCK = 0x73746F7279


def lock_placement(session: Session) -> None:
    """Let one transaction at a time place articles: two copies must not open two stories.

    On SQLite the writing transaction is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PLACEMENT_LOCK})


def write_fingerprint(session: Session, article_id: int, fingerprint: Fingerprint) -> None:
    for model in (FingerprintModel, FingerprintBandModel):
        session.execute(delete(model).where(model.article_id == article_id))
    session.execute(
        insert(FingerprintModel).values(
            article_id=article_id,
            content_hash=fingerprint.content_hash,
            signature=pack_signature(fingerprint.signature),
        )
    )
    if fingerprint.bands:
        session.execute(
            insert(FingerprintBandModel),
            [
                {"key": signed_64(key), "band": band, "article_id": article_id}
                for band, key in enumerate(fingerprint.bands)
            ],
        )


def find_candidates(
    session: Session, fingerprint: Fingerprint, *, but: int | None = None
) -> list[Candidate]:
    """Stored articles that share the content hash or at least one band, most alike first."""
    shared = _by_bands(session, fingerprint)
    if fingerprint.content_hash:
        same = session.scalars(
            select(FingerprintModel.article_id)
            .where(FingerprintModel.content_hash == fingerprint.content_hash)
            .order_by(FingerprintModel.article_id)
            .limit(MAX_CANDIDATES)
        )
        shared.update({id_: len(fingerprint.bands) + 1 for id_ in same})
    shared.pop(but or 0, None)
    ids = [id_ for id_, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))]
    rows = session.execute(
        select(
            StoryMemberModel.article_id,
            StoryMemberModel.story_id,
            FingerprintModel.content_hash,
            FingerprintModel.signature,
        )
        .join(FingerprintModel, FingerprintModel.article_id == StoryMemberModel.article_id)
        .where(StoryMemberModel.article_id.in_(ids[:MAX_CANDIDATES]))
        .order_by(StoryMemberModel.article_id)
    )
    return [
        Candidate(
            article_id=article_id,
            story_id=story_id,
            content_hash=content_hash,
            signature=unpack_signature(signature),
        )
        for article_id, story_id, content_hash, signature in rows
    ]


def join_story(
    session: Session,
    article_id: int,
    placement: Placement,
    *,
    title: str,
    seen_at: datetime,
    now: datetime,
) -> int:
    """Make the article a member of the story it was placed in, or of a new one; returns its id."""
    story_id = placement.story_id
    if story_id is None:
        columns = {
            "title": title,
            "first_seen_at": seen_at,
            "last_seen_at": seen_at,
            "flagged": False,
        }
        story_id = session.execute(
            insert(StoryModel).values(columns).returning(StoryModel.id)
        ).scalar_one()
    session.execute(
        insert(StoryMemberModel).values(
            article_id=article_id,
            story_id=story_id,
            reason=placement.reason,
            score=placement.score,
            like_article_id=placement.like_id,
            added_at=now,
        )
    )
    return story_id


def leave_own_story(session: Session, article_id: int, story_id: int) -> bool:
    """Take an article out of a story that nobody else is in and nobody was told of; the story goes.

    Returns False, and changes nothing, when the story must stay.
    """
    others = select(StoryMemberModel.article_id).where(
        StoryMemberModel.story_id == story_id, StoryMemberModel.article_id != article_id
    )
    told = select(AlertModel.id).where(AlertModel.story_id == story_id)
    if session.scalar(others.limit(1)) is not None or session.scalar(told.limit(1)) is not None:
        return False
    session.execute(delete(StoryModel).where(StoryModel.id == story_id))
    return True


def refresh_story(session: Session, story_id: int) -> None:
    """Bring the cached columns of a story in line with its articles."""
    member = StoryMemberModel.article_id == ArticleModel.id
    first, last, known, relevant = session.execute(
        select(
            func.min(ArticleModel.first_seen_at),
            func.max(ArticleModel.first_seen_at),
            func.count(ArticleModel.relevant),
            func.count().filter(ArticleModel.relevant.is_(True)),
        )
        .join(StoryMemberModel, member)
        .where(StoryMemberModel.story_id == story_id)
    ).one()
    flags = facts_of_story(session, story_id, with_text=False).flags
    session.execute(
        update(StoryModel)
        .where(StoryModel.id == story_id)
        .values(
            first_seen_at=first,
            last_seen_at=last,
            flagged=bool(flags),
            # One article that is relevant makes the story so; unknown is it only if nothing is known.
            relevant=relevant > 0 if known else None,
        )
    )


def story_update(
    session: Session,
    story_id: int,
    *,
    article_id: int,
    assessment: Assessment,
    before: Facts | None,
) -> StoryUpdate:
    """What this article did to its story, with all that an alert may want to say."""
    after = facts_of_story(session, story_id)
    title = session.scalar(select(StoryModel.title).where(StoryModel.id == story_id))
    return StoryUpdate(
        story_id=story_id,
        title=title or "",
        before=before,
        after=after,
        articles=_story_articles(session, story_id, first=article_id),
        claims=assessment.claims,
        evidence=tuple(dict.fromkeys(evidence for _, evidence in assessment.flag_evidence)),
        adds=additions(after, seed_facts(session)),
    )


def story_title(article: Article) -> str:
    return article.title or article.text[:120] or article.url


def _by_bands(session: Session, fingerprint: Fingerprint) -> Counter[int]:
    if not fingerprint.bands:
        return Counter()
    # A key has its band's number in it: equal keys are equal bands.
    keys = [signed_64(key) for key in fingerprint.bands]
    model = FingerprintBandModel
    return Counter(session.scalars(select(model.article_id).where(model.key.in_(keys))))


def _story_articles(session: Session, story_id: int, *, first: int) -> tuple[StoryArticle, ...]:
    source = (
        select(func.min(EntryModel.source_id))
        .where(EntryModel.article_id == ArticleModel.id)
        .scalar_subquery()
    )
    rows: Sequence[Any] = session.execute(
        select(
            ArticleModel.id,
            ArticleModel.url,
            ArticleModel.title,
            ArticleModel.outlet,
            source.label("source_id"),
            ArticleModel.language,
            ArticleModel.published_at,
            ArticleModel.first_seen_at,
        )
        .join(StoryMemberModel, StoryMemberModel.article_id == ArticleModel.id)
        .where(StoryMemberModel.story_id == story_id)
        .order_by(
            (ArticleModel.id == first).desc(),
            ArticleModel.first_seen_at.desc(),
            ArticleModel.id.desc(),
        )
    ).all()
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
