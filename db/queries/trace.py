"""How an article came in, step by step, from the source to the alerts it caused."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import (
    AlertModel,
    ArticleModel,
    AssessmentModel,
    DeliveryModel,
    EntryModel,
    PollModel,
    SourceModel,
    StoryMemberModel,
    StoryModel,
)
from db.queries.articles import find_article
from db.queries.claims import claims_of, evidence_of
from db.types import storable
from domain.rows import Row


def why(database: Database, *keys: int | str) -> list[Row]:
    """The steps of what was seen under these addresses (or article ids); nothing was seen is empty.

    Shape: one row a step: `step` (source, poll, entry, article, assessment, evidence, story, alert,
    delivery), `at`, `outcome`, `detail` in words, `id`, and the further fields of that step.
    """
    with database.read() as session:
        found = (find_article(session, key) for key in keys)
        article_ids = {id_ for id_ in found if id_ is not None}
        urls = [storable(key) for key in keys if isinstance(key, str)]
        steps = [*_entry_steps(session, urls, article_ids)]
        for article_id in sorted(article_ids):
            steps += _article_steps(session, article_id)
        return steps


def _entry_steps(session: Session, urls: list[str], article_ids: Collection[int]) -> Iterator[Row]:
    rows = session.execute(
        select(EntryModel, PollModel, SourceModel)
        .join(SourceModel, SourceModel.id == EntryModel.source_id)
        .outerjoin(PollModel, PollModel.id == EntryModel.poll_id)
        .where(or_(EntryModel.url.in_(urls), EntryModel.article_id.in_(article_ids)))
        .order_by(EntryModel.first_seen_at, EntryModel.id)
    )
    for entry, poll, source in rows:
        yield {
            "step": "source",
            "at": None,
            "outcome": source.kind,
            "detail": f"{source.name}, {source.url}",
            "id": source.id,
        }
        yield _poll_step(poll)
        yield {
            "step": "entry",
            "at": entry.first_seen_at,
            "outcome": entry.outcome or entry.state,
            "detail": entry.detail or entry.title,
            "id": entry.id,
            "title": entry.title,
            "url": entry.url,
            "state": entry.state,
            "attempts": entry.attempts,
            "finished_at": entry.finished_at,
            "article_id": entry.article_id,
        }


def _poll_step(poll: PollModel | None) -> Row:
    if poll is None:
        detail = "the poll that first showed it is pruned"
        return {"step": "poll", "at": None, "outcome": None, "detail": detail, "id": None}
    return {
        "step": "poll",
        "at": poll.started_at,
        "outcome": poll.outcome,
        "detail": f"{poll.entries_seen} entries, {poll.entries_new} new",
        "id": poll.id,
        "http_status": poll.http_status,
    }


def _article_steps(session: Session, article_id: int) -> Iterator[Row]:
    article = session.get_one(ArticleModel, article_id)
    yield {
        "step": "article",
        "at": article.first_seen_at,
        "outcome": article.extractor,
        "detail": _origin(article),
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "extraction_reason": article.extraction_reason,
        "language": article.language,
        "language_by": article.language_by,
        "published_at": article.published_at,
        "published_by": article.published_by,
        "fetched_at": article.fetched_at,
        "is_seed": article.is_seed,
    }
    yield from _assessment_steps(session, article_id)
    yield from _story_steps(session, article_id)


def _origin(article: ArticleModel) -> str:
    """The title, and why the text is the one that it is."""
    if article.fallback_reason:
        return f"the page was not used: {article.fallback_reason}"
    why = article.extraction_reason
    return f"{article.title} · {why}" if why else article.title


def _assessment_steps(session: Session, article_id: int) -> Iterator[Row]:
    rows = session.scalars(
        select(AssessmentModel)
        .where(AssessmentModel.article_id == article_id)
        .order_by(AssessmentModel.id)
    )
    words = {True: "relevant", False: "not relevant", None: "unknown"}
    for assessment in rows:
        yield {
            "step": "assessment",
            "at": assessment.created_at,
            "outcome": words[assessment.relevant],
            "detail": "; ".join(map(str, assessment.reasons)),
            "id": assessment.id,
            "score": assessment.score,
            "rule_version": assessment.rule_version,
            "statuses": assessment.statuses,
            "current": assessment.is_current,
            "article_id": article_id,
        }
    for flag in evidence_of(session, article_id):
        yield {
            "step": "evidence",
            "id": None,
            "at": None,
            "outcome": flag["flag"],
            "detail": flag["text"],
            **flag,
        }
    for claim in claims_of(session, [article_id]):
        said = f"{claim['speaker'] or 'someone'}: {claim['evidence']}"
        yield {"step": "claim", "at": None, "outcome": claim["status"], "detail": said, **claim}


def _story_steps(session: Session, article_id: int) -> Iterator[Row]:
    found = session.execute(
        select(StoryMemberModel, StoryModel)
        .join(StoryModel, StoryModel.id == StoryMemberModel.story_id)
        .where(StoryMemberModel.article_id == article_id)
    )
    for member, story in found.all():
        yield {
            "step": "story",
            "at": member.added_at,
            "outcome": member.reason,
            "detail": story.title,
            "id": story.id,
            "score": member.score,
            "like_article_id": member.like_article_id,
        }
        yield from _alert_steps(session, story.id)


def _alert_steps(session: Session, story_id: int) -> Iterator[Row]:
    alerts = session.scalars(
        select(AlertModel).where(AlertModel.story_id == story_id).order_by(AlertModel.id)
    )
    for alert in alerts.all():
        yield {
            "step": "alert",
            "at": alert.created_at,
            "outcome": alert.status,
            "detail": f"route {alert.route} by {alert.channel}: {alert.state}",
            "id": alert.id,
            "message_id": alert.message_id,
        }
        deliveries = session.scalars(
            select(DeliveryModel)
            .where(DeliveryModel.alert_id == alert.id)
            .order_by(DeliveryModel.attempt)
        )
        for delivery in deliveries:
            yield {
                "step": "delivery",
                "at": delivery.started_at,
                "outcome": delivery.outcome,
                "detail": delivery.detail,
                "id": delivery.id,
                "attempt": delivery.attempt,
                "finished_at": delivery.finished_at,
            }
