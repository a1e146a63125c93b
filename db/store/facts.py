"""Writes what the rules said of an article, and the facts it can be filtered by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import (
    ArticleFactModel,
    ArticleModel,
    AssessmentModel,
    ClaimModel,
    EvidenceModel,
    FigureModel,
    FlagModel,
    SourceModel,
)
from db.types import storable
from domain.assessment import Assessment, Claim, Evidence, Figure

# A name or place; what is longer is a parser's mistake and must not break an index of PostgreSQL.
MAX_VALUE = 300
_JUDGED_KINDS = ("flag", "status", "lang", "speaker", "place")


def write_assessment(
    session: Session,
    article_id: int,
    assessment: Assessment,
    *,
    language: str | None,
    now: datetime,
) -> None:
    """Make this the current assessment of an article; one of the same rules is replaced.

    Earlier ones stay as history. `language` is that of the article, for rules that know none.
    """
    same_rules = (
        AssessmentModel.article_id == article_id,
        AssessmentModel.rule_version == assessment.rule_version,
    )
    session.execute(delete(AssessmentModel).where(*same_rules))
    session.execute(
        update(AssessmentModel)
        .where(AssessmentModel.article_id == article_id, AssessmentModel.is_current)
        .values(is_current=False)
    )
    assessment_id = session.execute(
        insert(AssessmentModel)
        .values(
            article_id=article_id,
            rule_version=assessment.rule_version,
            is_current=True,
            language=assessment.language,
            relevant=assessment.relevant,
            score=assessment.relevance.score,
            reasons=list(assessment.relevance.reasons),
            statuses=list(assessment.statuses),
            created_at=now,
        )
        .returning(AssessmentModel.id)
    ).scalar_one()
    session.execute(
        update(ArticleModel)
        .where(ArticleModel.id == article_id)
        .values(relevant=assessment.relevant)
    )
    _write_details(session, article_id, assessment_id, assessment)
    _write_facts(session, article_id, assessment, assessment.language or language)


def add_source(session: Session, article_id: int, source_id: str) -> None:
    """Note that a source showed the article, and what category that source is of."""
    category = session.scalar(select(SourceModel.category).where(SourceModel.id == source_id))
    facts = [("source", source_id), *([("category", category)] if category else [])]
    _insert_facts(session, article_id, facts)


def _write_details(
    session: Session, article_id: int, assessment_id: int, assessment: Assessment
) -> None:
    spans = _write_evidence(session, article_id, assessment)
    owner = {"article_id": article_id, "assessment_id": assessment_id}
    with_span = [(flag, spans[evidence]) for flag, evidence in assessment.flag_evidence]
    bare = set(assessment.flags) - {flag for flag, _ in with_span}
    flags = [*dict.fromkeys(with_span), *((flag, None) for flag in sorted(bare))]
    if flags:
        session.execute(
            insert(FlagModel), [{**owner, "flag": flag, "evidence_id": id_} for flag, id_ in flags]
        )
    figures: list[tuple[Figure, int | None]] = []
    if assessment.claims:
        rows = [{**owner, **_claim_columns(claim, spans)} for claim in assessment.claims]
        claim_ids = session.scalars(
            insert(ClaimModel).returning(ClaimModel.id, sort_by_parameter_order=True), rows
        ).all()
        for claim, claim_id in zip(assessment.claims, claim_ids, strict=True):
            figures += [(figure, claim_id) for figure in claim.figures]
    claimed = {figure for figure, _ in figures}
    figures += [(figure, None) for figure in assessment.figures if figure not in claimed]
    if figures:
        session.execute(
            insert(FigureModel),
            [
                {**owner, **_figure_columns(figure, spans), "claim_id": id_}
                for figure, id_ in figures
            ],
        )


def _write_evidence(
    session: Session, article_id: int, assessment: Assessment
) -> dict[Evidence, int]:
    found = dict.fromkeys(_all_evidence(assessment))
    if not found:
        return {}
    rows = [
        {"article_id": article_id, "start_offset": e.start, "end_offset": e.end, "text": e.text}
        for e in found
    ]
    ids = session.scalars(
        insert(EvidenceModel).returning(EvidenceModel.id, sort_by_parameter_order=True), rows
    )
    return dict(zip(found, ids, strict=True))


def _all_evidence(assessment: Assessment) -> Iterable[Evidence]:
    yield from (evidence for _, evidence in assessment.flag_evidence)
    yield from (figure.evidence for figure in assessment.figures)
    for claim in assessment.claims:
        yield claim.evidence
        yield from (figure.evidence for figure in claim.figures)


def _claim_columns(claim: Claim, spans: dict[Evidence, int]) -> dict[str, Any]:
    return {
        "status": claim.status,
        "speaker": claim.speaker,
        "actor": claim.actor,
        "force": claim.force,
        "origin": claim.origin,
        "destination": claim.destination,
        "evidence_id": spans[claim.evidence],
    }


def _figure_columns(figure: Figure, spans: dict[Evidence, int]) -> dict[str, Any]:
    return {
        "low": figure.low,
        "high": figure.high,
        "bound": figure.bound,
        "what": figure.what,
        "evidence_id": spans[figure.evidence],
    }


def _write_facts(
    session: Session, article_id: int, assessment: Assessment, language: str | None
) -> None:
    session.execute(
        delete(ArticleFactModel).where(
            ArticleFactModel.article_id == article_id, ArticleFactModel.kind.in_(_JUDGED_KINDS)
        )
    )
    claims = assessment.claims
    _insert_facts(
        session,
        article_id,
        [
            *(("flag", flag) for flag in assessment.flags),
            *(("status", status) for status in assessment.statuses),
            *(("speaker", claim.speaker) for claim in claims if claim.speaker),
            *(("place", claim.destination) for claim in claims if claim.destination),
            *([("lang", language)] if language else []),
        ],
    )


def _insert_facts(session: Session, article_id: int, facts: Iterable[tuple[str, str]]) -> None:
    rows = [
        {"article_id": article_id, "kind": kind, "value": value, "folded": value.casefold()}
        for kind, value in dict.fromkeys(
            (kind, storable(value)[:MAX_VALUE]) for kind, value in facts
        )
    ]
    if rows:
        upsert = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(upsert.insert(ArticleFactModel).on_conflict_do_nothing(), rows)
