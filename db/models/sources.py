"""Tables of what we poll: sources, polls, entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import Base, Id, index_where, one_of
from domain.source import BELIEVED_AT_FIRST, SOURCE_KINDS

POLL_OUTCOMES = ("new", "unchanged", "not_modified", "failed", "skipped")
SUBSCRIPTION_STATES = ("wanted", "asked", "active", "denied", "ending", "ended")
ENTRY_STATES = ("pending", "done", "failed")
PRECISIONS = ("second", "minute", "day", "month")


class SourceModel(Base):
    __tablename__ = "sources"
    __table_args__ = (
        one_of("kind", SOURCE_KINDS),
        Index("ix_sources_next_due_at", "next_due_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    url: Mapped[str]
    kind: Mapped[str]
    language: Mapped[str | None]
    country: Mapped[str | None]
    category: Mapped[str | None]
    ownership: Mapped[str | None]
    state_affiliated: Mapped[bool]
    topic_specific: Mapped[bool]
    full_text: Mapped[bool | None]
    enabled: Mapped[bool]
    poll_interval_s: Mapped[int]
    timezone: Mapped[str | None]
    encoding: Mapped[str | None]
    selectors: Mapped[dict[str, Any] | None]
    fetch_pages: Mapped[bool]
    remarks: Mapped[str]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    body_hash: Mapped[str | None]
    next_due_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    last_polled_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    gone_at: Mapped[datetime | None]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    due_by: Mapped[str] = mapped_column(default="own")
    not_before: Mapped[datetime | None]
    failure_score: Mapped[float] = mapped_column(default=0.0)
    failing_since: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    ttl_s: Mapped[int | None]
    rests: Mapped[int | None]
    fresh_s: Mapped[float | None]
    moved_to: Mapped[str | None]
    moved_at: Mapped[datetime | None]
    sighted_url: Mapped[str | None]
    sightings: Mapped[int] = mapped_column(default=0)
    not_modified: Mapped[int] = mapped_column(default=0)
    believed: Mapped[int] = mapped_column(default=BELIEVED_AT_FIRST)
    whole_at: Mapped[datetime | None]
    answered_url: Mapped[str | None]
    habit: Mapped[dict[str, Any]] = mapped_column(default=dict)
    memory: Mapped[bytes | None] = mapped_column(LargeBinary)


class HostHoldModel(Base):
    __tablename__ = "host_holds"

    host: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    noted_at: Mapped[datetime]


class RobotsModel(Base):
    __tablename__ = "robots"

    origin: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


class LinkModel(Base):
    __tablename__ = "links"

    url: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str | None]
    attempts: Mapped[int]
    tried_at: Mapped[datetime]
    detail: Mapped[str | None]


class SubscriptionModel(Base):
    __tablename__ = "subscriptions"
    __table_args__ = (
        UniqueConstraint("source_id", "hub", "topic"),
        UniqueConstraint("token"),
        one_of("state", SUBSCRIPTION_STATES),
        Index("ix_subscriptions_next_try_at", "next_try_at"),
    )

    id: Mapped[Id]
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    hub: Mapped[str]
    topic: Mapped[str]
    token: Mapped[str]
    secret: Mapped[str]
    state: Mapped[str]
    announced_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    lease_ends_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    pushes: Mapped[int] = mapped_column(default=0)
    ignored: Mapped[int] = mapped_column(default=0)
    last_push_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]


class PollModel(Base):
    __tablename__ = "polls"
    __table_args__ = (
        one_of("outcome", POLL_OUTCOMES),
        Index("ix_polls_source_id_started_at", "source_id", "started_at"),
        Index("ix_polls_started_at", "started_at"),
    )

    id: Mapped[Id]
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    outcome: Mapped[str]
    http_status: Mapped[int | None]
    reason: Mapped[str | None]
    detail: Mapped[str | None]
    entries_seen: Mapped[int]
    entries_new: Mapped[int]
    entries_skipped: Mapped[int]
    size_bytes: Mapped[int]
    pushed: Mapped[bool] = mapped_column(default=False)


class EntryModel(Base):
    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("source_id", "identity"),
        one_of("state", ENTRY_STATES),
        one_of("published_precision", PRECISIONS),
        one_of("updated_precision", PRECISIONS),
        index_where("state = 'pending'", "ix_entries_due_at", "due_at", "id"),
        Index("ix_entries_article_id", "article_id"),
        Index("ix_entries_poll_id", "poll_id"),
        # A hash index: links may be longer than what a B-tree of PostgreSQL takes (2,704 bytes).
        Index("ix_entries_url", "url", postgresql_using="hash"),
        Index("ix_entries_health", "source_id", "state", "first_seen_at"),
        index_where("lease_owner IS NOT NULL", "ix_entries_lease_owner", "lease_owner"),
        index_where("state = 'failed'", "ix_entries_failed", "finished_at", "id"),
    )

    id: Mapped[Id]
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    # Kept when polls are pruned: the entry outlives the poll that first showed it.
    poll_id: Mapped[int | None] = mapped_column(ForeignKey("polls.id", ondelete="SET NULL"))
    identity: Mapped[str]
    url: Mapped[str | None]
    title: Mapped[str]
    authors: Mapped[list[Any]]
    keywords: Mapped[list[Any]]
    language: Mapped[str | None]
    outlet: Mapped[str | None]
    outlet_url: Mapped[str | None]
    resolved: Mapped[bool]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]
    published_precision: Mapped[str | None]
    published_raw: Mapped[str | None]
    updated_at: Mapped[datetime | None]
    updated_by: Mapped[str | None]
    updated_precision: Mapped[str | None]
    updated_raw: Mapped[str | None]
    first_seen_at: Mapped[datetime]
    state: Mapped[str]
    outcome: Mapped[str | None]
    detail: Mapped[str | None]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id", ondelete="SET NULL"))
    edited_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    summary: Mapped[str]
    content: Mapped[str]
