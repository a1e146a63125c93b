"""Tables of where articles come from, and of those that are read again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import Base, Id, index_where, one_of
from domain.syndication import RELIANCES

ORIGINS = ("own", *RELIANCES)


class OriginModel(Base):
    __tablename__ = "origins"
    __table_args__ = (
        one_of("how", ORIGINS),
        Index("ix_origins_article_id", "article_id", "how"),
        Index("ix_origins_outlet", "outlet"),
        Index("ix_origins_of_article_id", "of_article_id"),
    )

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    outlet: Mapped[str]
    how: Mapped[str]
    words: Mapped[str]
    of_article_id: Mapped[int | None] = mapped_column(
        ForeignKey("articles.id", ondelete="SET NULL")
    )


class RereadModel(Base):
    __tablename__ = "rereads"
    __table_args__ = (
        Index("ix_rereads_entry_id", "entry_id"),
        index_where("due_at IS NOT NULL", "ix_rereads_due_at", "due_at"),
    )

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"))
    since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    missing: Mapped[int]
    gone_at: Mapped[datetime | None]
    asked: Mapped[bool] = mapped_column(default=False)
