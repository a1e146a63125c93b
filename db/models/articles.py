"""Tables of what we read: articles, their raw pages, revisions and fingerprints."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import Base, Id, index_where, one_of
from db.models.sources import PRECISIONS
from domain.revision import EDIT_GRADES

RETENTION_CLASSES = ("flagged", "relevant", "other")


class ArticleModel(Base):
    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("url"),
        one_of("published_precision", PRECISIONS),
        one_of("modified_precision", PRECISIONS),
        Index("ix_articles_first_seen_at", "first_seen_at", "id"),
        Index("ix_articles_published_at", "published_at"),
        index_where("is_seed", "ix_articles_is_seed", "is_seed"),
    )

    id: Mapped[Id]
    url: Mapped[str]
    title: Mapped[str]
    authors: Mapped[list[Any]]
    outlet: Mapped[str | None]
    language: Mapped[str | None]
    language_by: Mapped[str | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]
    published_precision: Mapped[str | None]
    published_raw: Mapped[str | None]
    modified_at: Mapped[datetime | None]
    modified_by: Mapped[str | None]
    modified_precision: Mapped[str | None]
    modified_raw: Mapped[str | None]
    dates: Mapped[list[Any]] = mapped_column(default=list)
    first_seen_at: Mapped[datetime]
    fetched_at: Mapped[datetime | None]
    extractor: Mapped[str]
    extraction_reason: Mapped[str | None]
    fallback_reason: Mapped[str | None]
    content_hash: Mapped[str]
    is_seed: Mapped[bool]
    relevant: Mapped[bool | None]
    index_cut: Mapped[bool]
    # Long columns last: SQLite walks a row's pages from its start.
    description: Mapped[str]
    text: Mapped[str]
    folded: Mapped[str]


class RawPageModel(Base):
    __tablename__ = "raw_pages"
    __table_args__ = (
        one_of("retention_class", RETENTION_CLASSES),
        Index("ix_raw_pages_retention_class_fetched_at", "retention_class", "fetched_at"),
    )

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    content_type: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    size_bytes: Mapped[int]
    retention_class: Mapped[str]
    fetched_at: Mapped[datetime]


class RevisionModel(Base):
    __tablename__ = "revisions"
    __table_args__ = (
        Index("ix_revisions_article_id_seen_at", "article_id", "seen_at"),
        one_of("grade", EDIT_GRADES),
    )

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    seen_at: Mapped[datetime]
    title: Mapped[str]
    text: Mapped[str]
    content_hash: Mapped[str]
    change: Mapped[str | None]
    grade: Mapped[str | None]
    corrects: Mapped[bool] = mapped_column(default=False)
    shown: Mapped[dict[str, Any]] = mapped_column(default=dict)


class FingerprintModel(Base):
    __tablename__ = "fingerprints"
    __table_args__ = (Index("ix_fingerprints_content_hash", "content_hash"),)

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    content_hash: Mapped[str]
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class FingerprintBandModel(Base):
    __tablename__ = "fingerprint_bands"
    # The look-up is by key: the primary key is the index that answers it, without a second tree.
    __table_args__ = (
        Index("ix_fingerprint_bands_article_id", "article_id"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
