"""Reads of claims, figures and the evidence they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session, aliased

from db.engine import Database
from db.models import (
    ArticleModel,
    AssessmentModel,
    ClaimModel,
    EvidenceModel,
    FigureModel,
    FlagModel,
    StoryMemberModel,
)
from db.queries.filtering import Scope, claim_scope, conditions, figure_scope
from db.queries.paging import AnySelect, newest_first
from domain.filters import Filter
from domain.rows import Row, Rows

_EVIDENCE = (
    EvidenceModel.text.label("evidence"),
    EvidenceModel.start_offset.label("start"),
    EvidenceModel.end_offset.label("end"),
)
_ARTICLE = (
    StoryMemberModel.story_id,
    ArticleModel.url,
    ArticleModel.title,
    ArticleModel.outlet,
    ArticleModel.language,
    ArticleModel.published_at,
    ArticleModel.first_seen_at,
    ArticleModel.is_seed,
)
_CLAIM = (
    ClaimModel.id,
    ClaimModel.article_id,
    ClaimModel.status,
    ClaimModel.speaker,
    ClaimModel.actor,
    ClaimModel.force,
    ClaimModel.origin,
    ClaimModel.destination,
    ClaimModel.chain,
)
# Read under names of their own; `_claim_row` puts them into the shape of `tumen assess`.
_WHEN, _WAVE = aliased(EvidenceModel), aliased(EvidenceModel)
_TOLD = (
    ClaimModel.when_start,
    ClaimModel.when_end,
    ClaimModel.when_precision,
    _WHEN.text.label("when_text"),
    _WHEN.start_offset.label("when_from"),
    _WHEN.end_offset.label("when_to"),
    ClaimModel.wave.label("wave_number"),
    _WAVE.text.label("wave_text"),
    _WAVE.start_offset.label("wave_from"),
    _WAVE.end_offset.label("wave_to"),
)
_FIGURE = (
    FigureModel.id,
    FigureModel.article_id,
    FigureModel.claim_id,
    FigureModel.what,
    FigureModel.low,
    FigureModel.high,
    FigureModel.bound,
    FigureModel.extent,
)


def list_claims(
    database: Database,
    wanted: Filter,
    *,
    now: datetime,
    limit: int = 50,
    cursor: str | None = None,
) -> Rows:
    """Claims that match the filter, those of the newest articles first.

    Shape: id, article_id, story_id, status, speaker, actor, force, origin, destination, chain, when,
    wave (the last three as in `tumen assess`), figures, evidence, start, end, url, title, outlet,
    language, published_at, first_seen_at, is_seed.
    """
    statement = _wanted(_claims().add_columns(*_ARTICLE), claim_scope(), wanted, now, database)
    with database.read() as session:

        def fetch(portion: AnySelect) -> list[Row]:
            rows = session.execute(portion).mappings().all()
            by_claim = _by_claim(figures_of(session, {row["article_id"] for row in rows}))
            return [_claim_row(row, by_claim[row["id"]]) for row in rows]

        order = (ArticleModel.first_seen_at, ClaimModel.id)
        return newest_first(statement, order, ("first_seen_at", "id"), fetch, limit, cursor)


def list_figures(
    database: Database,
    wanted: Filter,
    *,
    now: datetime,
    limit: int = 50,
    cursor: str | None = None,
) -> Rows:
    """Figures that match the filter, those of the newest articles first.

    Shape: id, article_id, claim_id, story_id, what, low, high, bound, extent, status, speaker, destination,
    sentence (of the claim), evidence (the number), start, end, url, title, outlet, language, published_at, first_seen_at, is_seed.
    """
    claim_evidence = aliased(EvidenceModel)
    sentence = claim_evidence.text.label("sentence")
    columns = (ClaimModel.status, ClaimModel.speaker, ClaimModel.destination, sentence, *_ARTICLE)
    figures = (
        _figures()
        .add_columns(*columns)
        .outerjoin(claim_evidence, claim_evidence.id == ClaimModel.evidence_id)
    )
    statement = _wanted(figures, figure_scope(), wanted, now, database)
    with database.read() as session:
        return newest_first(
            statement,
            (ArticleModel.first_seen_at, FigureModel.id),
            ("first_seen_at", "id"),
            lambda portion: [dict(row) for row in session.execute(portion).mappings()],
            limit,
            cursor,
        )


def claims_of(session: Session, article_ids: Collection[int]) -> list[Row]:
    """Current claims of these articles, in the order of the text, with their figures."""
    rows = session.execute(
        _claims()
        .where(ClaimModel.article_id.in_(article_ids))
        .order_by(ClaimModel.article_id, EvidenceModel.start_offset, ClaimModel.id)
    ).mappings()
    by_claim = _by_claim(figures_of(session, article_ids))
    return [_claim_row(row, by_claim[row["id"]]) for row in rows]


def figures_of(session: Session, article_ids: Collection[int]) -> list[Row]:
    """Current figures of these articles, in the order of the text."""
    rows = session.execute(
        _figures()
        .where(FigureModel.article_id.in_(article_ids))
        .order_by(FigureModel.article_id, EvidenceModel.start_offset, FigureModel.id)
    ).mappings()
    return [dict(row) for row in rows]


def evidence_of(session: Session, article_id: int) -> list[Row]:
    """Spans that carried a flag of this article: flag, text, start, end."""
    rows = session.execute(
        select(
            FlagModel.flag,
            EvidenceModel.text,
            EvidenceModel.start_offset.label("start"),
            EvidenceModel.end_offset.label("end"),
        )
        .join(EvidenceModel, EvidenceModel.id == FlagModel.evidence_id)
        .join(AssessmentModel, AssessmentModel.id == FlagModel.assessment_id)
        .where(FlagModel.article_id == article_id, AssessmentModel.is_current)
        .order_by(EvidenceModel.start_offset, FlagModel.id)
    ).mappings()
    return [dict(row) for row in rows]


def _claims() -> AnySelect:
    return (
        select(*_CLAIM, *_TOLD, *_EVIDENCE)
        .join(AssessmentModel, AssessmentModel.id == ClaimModel.assessment_id)
        .join(EvidenceModel, EvidenceModel.id == ClaimModel.evidence_id)
        .outerjoin(_WHEN, _WHEN.id == ClaimModel.when_evidence_id)
        .outerjoin(_WAVE, _WAVE.id == ClaimModel.wave_evidence_id)
        .join(ArticleModel, ArticleModel.id == ClaimModel.article_id)
        .outerjoin(StoryMemberModel, StoryMemberModel.article_id == ClaimModel.article_id)
        .where(AssessmentModel.is_current)
    )


def _figures() -> AnySelect:
    return (
        select(*_FIGURE, *_EVIDENCE)
        .join(AssessmentModel, AssessmentModel.id == FigureModel.assessment_id)
        .join(EvidenceModel, EvidenceModel.id == FigureModel.evidence_id)
        .join(ArticleModel, ArticleModel.id == FigureModel.article_id)
        .outerjoin(ClaimModel, ClaimModel.id == FigureModel.claim_id)
        .outerjoin(StoryMemberModel, StoryMemberModel.article_id == FigureModel.article_id)
        .where(AssessmentModel.is_current)
    )


def _claim_row(columns: Mapping[str, Any] | RowMapping, figures: list[Row]) -> Row:
    """Shape: `when` and `wave` as in `tumen assess`, days as ISO 8601; None: the text does not say."""
    row = dict(columns)
    told = {name.key: row.pop(name.key) for name in _TOLD}
    when = wave = None
    if told["when_precision"] is not None:
        when = {
            "start": _iso(told["when_start"]),
            "end": _iso(told["when_end"]),
            "precision": told["when_precision"],
            "evidence": _span(told, "when"),
        }
    if told["wave_text"] is not None:
        wave = {"number": told["wave_number"], "evidence": _span(told, "wave")}
    return {**row, "when": when, "wave": wave, "figures": figures}


def _span(told: Mapping[str, Any], name: str) -> Row:
    return {"start": told[f"{name}_from"], "end": told[f"{name}_to"], "text": told[f"{name}_text"]}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _wanted(
    statement: AnySelect, scope: Scope, wanted: Filter, now: datetime, database: Database
) -> AnySelect:
    dialect = "sqlite" if database.is_sqlite else "postgresql"
    return statement.where(*conditions(wanted, scope, now=now, dialect=dialect))


def _by_claim(figures: Collection[Row]) -> defaultdict[int, list[Row]]:
    by_claim: defaultdict[int, list[Row]] = defaultdict(list)
    for figure in figures:
        if figure["claim_id"] is not None:
            names = ("low", "high", "bound", "what", "extent", "evidence", "start", "end")
            by_claim[figure["claim_id"]].append({name: figure[name] for name in names})
    return by_claim
