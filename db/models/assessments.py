"""Tables of what the rules said: assessments, evidence, flags, claims, figures, facts to filter by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import Base, Id, index_where, one_of
from domain.assessment import EXTENTS, FIGURE_KINDS, PRECISIONS, STATUSES, Bound

FACT_KINDS = ("flag", "status", "lang", "source", "category", "speaker", "place")


class AssessmentModel(Base):
    __tablename__ = "assessments"
    __table_args__ = (
        UniqueConstraint("article_id", "rule_version"),
        index_where("is_current", "ix_assessments_current", "article_id", unique=True),
        Index("ix_assessments_rule_version", "rule_version"),
    )

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    rule_version: Mapped[str]
    is_current: Mapped[bool]
    language: Mapped[str | None]
    relevant: Mapped[bool | None]
    score: Mapped[float]
    reasons: Mapped[list[Any]]
    statuses: Mapped[list[Any]]
    created_at: Mapped[datetime]


class EvidenceModel(Base):
    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_article_id", "article_id"),)

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    start_offset: Mapped[int]
    end_offset: Mapped[int]
    text: Mapped[str]


class FlagModel(Base):
    __tablename__ = "flags"
    __table_args__ = (
        UniqueConstraint("assessment_id", "flag", "evidence_id"),
        Index("ix_flags_article_id", "article_id"),
        Index("ix_flags_flag_article_id", "flag", "article_id"),
        Index("ix_flags_evidence_id", "evidence_id"),
    )

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id", ondelete="CASCADE"))
    flag: Mapped[str]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id", ondelete="SET NULL"))


class ClaimModel(Base):
    __tablename__ = "claims"
    __table_args__ = (
        one_of("status", STATUSES),
        one_of("when_precision", PRECISIONS),
        Index("ix_claims_article_id", "article_id"),
        Index("ix_claims_assessment_id", "assessment_id"),
        Index("ix_claims_status", "status"),
        Index("ix_claims_evidence_id", "evidence_id"),
        Index("ix_claims_when_evidence_id", "when_evidence_id"),
        Index("ix_claims_wave_evidence_id", "wave_evidence_id"),
        index_where("wave_evidence_id IS NOT NULL", "ix_claims_wave", "wave", "article_id"),
    )

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id", ondelete="CASCADE"))
    status: Mapped[str]
    speaker: Mapped[str | None]
    actor: Mapped[str | None]
    force: Mapped[str | None]
    origin: Mapped[str | None]
    destination: Mapped[str | None]
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id", ondelete="CASCADE"))
    when_start: Mapped[date | None]
    when_end: Mapped[date | None]
    when_precision: Mapped[str | None]
    when_evidence_id: Mapped[int | None] = mapped_column(
        ForeignKey("evidence.id", ondelete="SET NULL")
    )
    wave: Mapped[int | None]
    wave_evidence_id: Mapped[int | None] = mapped_column(
        ForeignKey("evidence.id", ondelete="SET NULL")
    )
    chain: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))


class FigureModel(Base):
    __tablename__ = "figures"
    __table_args__ = (
        one_of("bound", get_args(Bound)),
        one_of("what", FIGURE_KINDS),
        one_of("extent", EXTENTS),
        Index("ix_figures_article_id", "article_id"),
        Index("ix_figures_assessment_id", "assessment_id"),
        Index("ix_figures_claim_id", "claim_id"),
        Index("ix_figures_what_high", "what", "high"),
        Index("ix_figures_evidence_id", "evidence_id"),
    )

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id", ondelete="CASCADE"))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"))
    low: Mapped[int] = mapped_column(BigInteger)
    high: Mapped[int] = mapped_column(BigInteger)
    bound: Mapped[str]
    what: Mapped[str]
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id", ondelete="CASCADE"))
    extent: Mapped[str | None]


class ArticleFactModel(Base):
    """The values an article can be filtered by, one row each; those of a story are its articles'."""

    __tablename__ = "article_facts"
    __table_args__ = (
        one_of("kind", FACT_KINDS),
        Index("ix_article_facts_kind_value", "kind", "value", "article_id"),
        {"sqlite_with_rowid": False},
    )

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    folded: Mapped[str]
