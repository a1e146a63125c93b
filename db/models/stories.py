"""Tables of what we tell: stories, their members, alerts, deliveries; and notes of the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import Base, Id, index_where, one_of
from domain.alert import AlertState, DeliveryOutcome
from domain.story import MemberReason

ALERT_STATES = get_args(AlertState)
DELIVERY_OUTCOMES = ("started", *get_args(DeliveryOutcome))


class StoryModel(Base):
    __tablename__ = "stories"
    __table_args__ = (
        Index("ix_stories_last_seen_at", "last_seen_at", "id"),
        index_where("flagged", "ix_stories_flagged", "last_seen_at", "id"),
    )

    id: Mapped[Id]
    title: Mapped[str]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    flagged: Mapped[bool]
    relevant: Mapped[bool | None]
    independent: Mapped[int] = mapped_column(default=0)


class StoryMemberModel(Base):
    __tablename__ = "story_members"
    __table_args__ = (
        one_of("reason", get_args(MemberReason)),
        Index("ix_story_members_story_id", "story_id", "article_id"),
        Index("ix_story_members_like_article_id", "like_article_id"),
    )

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))
    reason: Mapped[str]
    score: Mapped[float]
    like_article_id: Mapped[int | None] = mapped_column(
        ForeignKey("articles.id", ondelete="SET NULL")
    )
    added_at: Mapped[datetime]


class AlertModel(Base):
    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("route", "story_id", "change", "state"),
        UniqueConstraint("message_id"),
        one_of("status", ALERT_STATES),
        index_where("status = 'pending'", "ix_alerts_due", "route", "next_attempt_at", "id"),
        index_where("lease_owner IS NOT NULL", "ix_alerts_lease_owner", "lease_owner"),
        Index("ix_alerts_story_id", "story_id"),
        Index("ix_alerts_status", "status", "id"),
    )

    id: Mapped[Id]
    route: Mapped[str]
    channel: Mapped[str]
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))
    change: Mapped[str]
    state: Mapped[str]
    message_id: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    status: Mapped[str]
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    last_detail: Mapped[str | None]
    fence: Mapped[str | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]


class DeliveryModel(Base):
    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("alert_id", "attempt"),
        one_of("outcome", DELIVERY_OUTCOMES),
        Index("ix_deliveries_started_at", "started_at"),
    )

    id: Mapped[Id]
    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id", ondelete="CASCADE"))
    attempt: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str]
    detail: Mapped[str]
    response_status: Mapped[int | None]
    next_attempt_at: Mapped[datetime | None]


class MetaModel(Base):
    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
