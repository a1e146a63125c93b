"""Writes what the rules said of an article, and the facts it can be filtered by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from db.facts import ARTICLES, ASSESSMENTS, CLAIMS, FACTS, FIGURES, facts_from
from db.models import EvidenceModel, FlagModel, SourceModel, table_of
from db.records import clamped
from db.statements import insert_new
from db.types import storable
from domain.assessment import Assessment, Claim, Evidence, Figure, When, link_to_dict
from domain.story import FURTHER_WAVE, Facts

EVIDENCE = table_of(EvidenceModel)
FLAGS = table_of(FlagModel)
SOURCES = table_of(SourceModel)

# A name or place; what is longer is a parser's mistake and must not break an index of PostgreSQL.
MAX_VALUE = 300
_JUDGED_KINDS = ("flag", "status", "lang", "speaker", "place")

_INSERT_ASSESSMENT = insert(ASSESSMENTS).returning(ASSESSMENTS.c.id)
_INSERT_EVIDENCE = insert(EVIDENCE).returning(EVIDENCE.c.id, sort_by_parameter_order=True)
_INSERT_CLAIMS = insert(CLAIMS).returning(CLAIMS.c.id, sort_by_parameter_order=True)
_INSERT_FACTS = insert_new(FACTS)
_CATEGORY = select(SOURCES.c.category).where(SOURCES.c.id == bindparam("source_id"))
_ARTICLE_ID: BindParameter[int] = bindparam("id_of_article")
_FORGET_SAME_RULES = delete(ASSESSMENTS).where(
    ASSESSMENTS.c.article_id == _ARTICLE_ID, ASSESSMENTS.c.rule_version == bindparam("version")
)
_FORGET_FACTS = delete(FACTS).where(
    FACTS.c.article_id == _ARTICLE_ID, FACTS.c.kind.in_(_JUDGED_KINDS)
)
_MAKE_HISTORY = (
    update(ASSESSMENTS)
    .where(ASSESSMENTS.c.article_id == _ARTICLE_ID, ASSESSMENTS.c.is_current)
    .values(is_current=False)
)
_SET_RELEVANT = update(ARTICLES).where(ARTICLES.c.id == _ARTICLE_ID)


def forget_judgement(connection: Connection, article_id: int, assessment: Assessment) -> None:
    """Make room for a new assessment: one of the same rules goes, others become history."""
    key = {"id_of_article": article_id}
    connection.execute(_FORGET_SAME_RULES, {**key, "version": assessment.rule_version})
    connection.execute(_MAKE_HISTORY, key)
    connection.execute(_FORGET_FACTS, key)
    connection.execute(_SET_RELEVANT, {**key, "relevant": assessment.relevant})


def write_assessment(
    connection: Connection,
    article_id: int,
    assessment: Assessment,
    *,
    language: str | None,
    shown_by: Iterable[tuple[str, str]] = (),
    now: datetime,
) -> Facts:
    """Store the current assessment of an article; returns the article's facts, without text and time.

    `language` is that of the article, for rules that know none; `shown_by` are further facts, of the
    source that showed it.
    """
    assessment_id = connection.execute(
        _INSERT_ASSESSMENT,
        {
            "article_id": article_id,
            "rule_version": assessment.rule_version,
            "is_current": True,
            "language": assessment.language,
            "relevant": assessment.relevant,
            "score": assessment.relevance.score,
            "reasons": list(assessment.relevance.reasons),
            "statuses": list(assessment.statuses),
            "created_at": now,
        },
    ).scalar_one()
    figures = _write_details(connection, article_id, assessment_id, assessment)
    words = [*_judged_facts(assessment, assessment.language or language), *shown_by]
    written = write_facts(connection, article_id, words)
    keys = ((figure.what, clamped(figure.low), clamped(figure.high)) for figure in figures)
    return facts_from(written, keys, _waves(assessment))


def _waves(assessment: Assessment) -> Iterable[int]:
    return (c.wave.number or FURTHER_WAVE for c in assessment.claims if c.wave)


def source_facts(source_id: str, category: str | None) -> list[tuple[str, str]]:
    """What a source that showed an article adds to its facts."""
    return [("source", source_id), *([("category", category)] if category else [])]


def add_source(connection: Connection, article_id: int, source_id: str) -> None:
    """Note that one more source showed the article."""
    category = connection.execute(_CATEGORY, {"source_id": source_id}).scalar_one_or_none()
    write_facts(connection, article_id, source_facts(source_id, category))


def write_facts(
    connection: Connection, article_id: int, words: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Write facts of an article that are not there yet; returns them as they were written."""
    facts = list(dict.fromkeys((kind, storable(value)[:MAX_VALUE]) for kind, value in words))
    if facts:
        connection.execute(
            _INSERT_FACTS[connection.dialect.name],
            [
                {"article_id": article_id, "kind": kind, "value": value, "folded": value.casefold()}
                for kind, value in facts
            ],
        )
    return facts


def _judged_facts(assessment: Assessment, language: str | None) -> Iterable[tuple[str, str]]:
    claims = assessment.claims
    yield from (("flag", flag) for flag in assessment.flags)
    yield from (("status", status) for status in assessment.statuses)
    yield from (("speaker", claim.speaker) for claim in claims if claim.speaker)
    yield from (("place", claim.destination) for claim in claims if claim.destination)
    if language:
        yield "lang", language


def _write_details(
    connection: Connection, article_id: int, assessment_id: int, assessment: Assessment
) -> set[Figure]:
    spans = _write_evidence(connection, article_id, assessment)
    owner = {"article_id": article_id, "assessment_id": assessment_id}
    with_span = [(flag, spans[evidence]) for flag, evidence in assessment.flag_evidence]
    bare = set(assessment.flags) - {flag for flag, _ in with_span}
    flags = [*dict.fromkeys(with_span), *((flag, None) for flag in sorted(bare))]
    if flags:
        rows = [{**owner, "flag": flag, "evidence_id": id_} for flag, id_ in flags]
        connection.execute(insert(FLAGS), rows)
    figures: list[tuple[Figure, int | None]] = []
    if assessment.claims:
        rows = [{**owner, **_claim_columns(claim, spans)} for claim in assessment.claims]
        claim_ids = connection.execute(_INSERT_CLAIMS, rows).scalars().all()
        for claim, claim_id in zip(assessment.claims, claim_ids, strict=True):
            figures += [(figure, claim_id) for figure in claim.figures]
    claimed = {figure for figure, _ in figures}
    figures += [(figure, None) for figure in assessment.figures if figure not in claimed]
    if figures:
        rows = [
            {**owner, **_figure_columns(figure, spans), "claim_id": id_} for figure, id_ in figures
        ]
        connection.execute(insert(FIGURES), rows)
    return {figure for figure, _ in figures}


def _write_evidence(
    connection: Connection, article_id: int, assessment: Assessment
) -> dict[Evidence, int]:
    found = dict.fromkeys(_all_evidence(assessment))
    if not found:
        return {}
    rows = [
        {"article_id": article_id, "start_offset": e.start, "end_offset": e.end, "text": e.text}
        for e in found
    ]
    ids = connection.execute(_INSERT_EVIDENCE, rows).scalars()
    return dict(zip(found, ids, strict=True))


def _all_evidence(assessment: Assessment) -> Iterable[Evidence]:
    yield from (evidence for _, evidence in assessment.flag_evidence)
    yield from (figure.evidence for figure in assessment.figures)
    for claim in assessment.claims:
        yield claim.evidence
        yield from (told.evidence for told in (claim.when, claim.wave) if told)
        yield from (figure.evidence for figure in claim.figures)


# Any: columns are of many types.
def _claim_columns(claim: Claim, spans: dict[Evidence, int]) -> dict[str, Any]:
    return {
        "status": claim.status,
        "speaker": claim.speaker,
        "actor": claim.actor,
        "force": claim.force,
        "origin": claim.origin,
        "destination": claim.destination,
        "evidence_id": spans[claim.evidence],
        **_when_columns(claim.when, spans),
        "wave": claim.wave.number if claim.wave else None,
        "wave_evidence_id": spans[claim.wave.evidence] if claim.wave else None,
        "chain": [link_to_dict(link) for link in claim.chain],
    }


def _when_columns(when: When | None, spans: dict[Evidence, int]) -> dict[str, Any]:
    return {
        "when_start": when.start if when else None,
        "when_end": when.end if when else None,
        "when_precision": when.precision if when else None,
        "when_evidence_id": spans[when.evidence] if when else None,
    }


def _figure_columns(figure: Figure, spans: dict[Evidence, int]) -> dict[str, Any]:
    return {
        "low": clamped(figure.low),
        "high": clamped(figure.high),
        "bound": figure.bound,
        "what": figure.what,
        "extent": figure.extent,
        "evidence_id": spans[figure.evidence],
    }
