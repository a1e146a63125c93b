"""Reads of stories: lists by filter, one story with its articles, what it adds to the seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session

from db.engine import Database
from db.facts import facts_of_stories, known_before, seed_facts
from db.models import (
    AlertModel,
    ArticleModel,
    AssessmentModel,
    ClaimModel,
    EvidenceModel,
    FigureModel,
    OriginModel,
    StoryMemberModel,
    StoryModel,
)
from db.origins import told_of
from db.queries.articles import words_by_article
from db.queries.claims import claims_of
from db.queries.filtering import conditions, story_scope
from db.queries.latency import sources_of
from db.queries.paging import AnySelect, newest_first
from domain.filters import Filter
from domain.rows import Row, Rows
from domain.story import Facts, additions, novelties
from domain.syndication import independent_sources


def list_stories(
    database: Database,
    wanted: Filter,
    *,
    now: datetime,
    limit: int = 50,
    cursor: str | None = None,
) -> Rows:
    """Stories that match the filter, by sight of their newest article, newest first.

    Shape: id, title, first_seen_at, last_seen_at, flagged, relevant, flags, statuses, figures (what,
    low, high), waves (0: a further one), speakers, places, languages, sources, categories, articles (count),
    independent (sources of their own), evidence (the sentence that says it best), speaker (who says that), url
    (where), adds (to the seed, in words), new (the same as kinds: figure, status …, or nothing).
    Errors: FilterError for a cursor that is none.
    """
    dialect = "sqlite" if database.is_sqlite else "postgresql"
    statement = select(*StoryModel.__table__.columns).where(
        *conditions(wanted, story_scope(dialect), now=now, dialect=dialect)
    )
    if any(c.field == "flag" and not c.negated for c in wanted.clauses):
        statement = statement.where(StoryModel.flagged)  # follows from the clause; has an index
    with database.read() as session:
        known = seed_facts(session.connection())
        return newest_first(
            statement,
            (StoryModel.last_seen_at, StoryModel.id),
            ("last_seen_at", "id"),
            lambda portion: _with_facts(session, _plain(session, portion), known),
            limit,
            cursor,
        )


def show_story(database: Database, story_id: int) -> Row | None:
    """One story with its articles in the order they were seen, its claims and its alerts.

    Beside the columns of `list_stories`: adds_to_known (what it adds to all that was stored before it),
    seen_by (`sources_of`), origins (the fewest outlets from whom all its articles can have their news).
    """
    with database.read() as session:
        story = select(*StoryModel.__table__.columns).where(StoryModel.id == story_id)
        rows = _with_facts(session, _plain(session, story), seed_facts(session.connection()))
        if not rows:
            return None
        members = _members(session, story_id)
        connection = session.connection()
        facts = facts_of_stories(connection, [story_id])[story_id]
        told = told_of(connection, story_id)
        return {
            **rows[0],
            "adds_to_known": list(additions(facts, known_before(connection, story_id, facts))),
            "seen_by": sources_of(session, story_id),
            "origins": list(independent_sources(told)),
            "articles": members,
            "claims": claims_of(session, [member["id"] for member in members]),
            "alerts": _alerts(session, story_id),
        }


def _plain(session: Session, statement: AnySelect) -> list[Row]:
    return [dict(row) for row in session.execute(statement).mappings()]


def _with_facts(session: Session, rows: list[Row], known: Facts) -> list[Row]:
    ids = [row["id"] for row in rows]
    facts = facts_of_stories(session.connection(), ids)
    counts, best = _counts(session, ids), _best_evidence(session, ids)
    nothing = {"evidence": None, "speaker": None, "url": None}
    return [
        {
            **row,
            **_fact_columns(facts[row["id"]]),
            "articles": counts.get(row["id"], 0),
            **best.get(row["id"], nothing),
            "adds": list(additions(facts[row["id"]], known)),
            "new": sorted(novelties(facts[row["id"]], known)),
        }
        for row in rows
    ]


def _fact_columns(facts: Facts) -> Row:
    names = ("flags", "statuses", "speakers", "places", "languages", "sources", "categories")
    figures = [
        {"what": what, "low": low, "high": high} for what, low, high in sorted(facts.figures)
    ]
    sets = {name: sorted(getattr(facts, name)) for name in names}
    return {**sets, "figures": figures, "waves": sorted(facts.waves)}


def _counts(session: Session, ids: Collection[int]) -> Mapping[int, int]:
    rows = session.execute(
        select(StoryMemberModel.story_id, func.count())
        .where(StoryMemberModel.story_id.in_(ids))
        .group_by(StoryMemberModel.story_id)
    )
    return dict(rows.all())


def _best_evidence(session: Session, ids: Collection[int]) -> dict[int, Row]:
    """The sentence to show: one with a speaker and a figure before others, the earliest of equals."""
    figure = exists().where(FigureModel.claim_id == ClaimModel.id)
    statement = (
        select(
            StoryMemberModel.story_id,
            EvidenceModel.text.label("evidence"),
            ClaimModel.speaker,
            ArticleModel.url,
        )
        .join(ClaimModel, ClaimModel.article_id == StoryMemberModel.article_id)
        .join(AssessmentModel, AssessmentModel.id == ClaimModel.assessment_id)
        .join(EvidenceModel, EvidenceModel.id == ClaimModel.evidence_id)
        .join(ArticleModel, ArticleModel.id == StoryMemberModel.article_id)
        .where(StoryMemberModel.story_id.in_(ids), AssessmentModel.is_current)
        .order_by(
            ClaimModel.speaker.is_(None),
            case((figure, 0), else_=1),
            ArticleModel.first_seen_at,
            ArticleModel.id,
            EvidenceModel.start_offset,
            ClaimModel.id,
        )
    )
    best: dict[int, Row] = {}
    for row in session.execute(statement).mappings():
        best.setdefault(row["story_id"], {k: row[k] for k in ("evidence", "speaker", "url")})
    return best


def _members(session: Session, story_id: int) -> list[Row]:
    member = StoryMemberModel
    rows = session.execute(
        select(
            ArticleModel.id,
            ArticleModel.url,
            ArticleModel.title,
            ArticleModel.outlet,
            ArticleModel.language,
            ArticleModel.published_at,
            ArticleModel.first_seen_at,
            ArticleModel.is_seed,
            member.reason,
            member.score,
            member.like_article_id,
        )
        .join(member, member.article_id == ArticleModel.id)
        .where(member.story_id == story_id)
        .order_by(ArticleModel.first_seen_at, ArticleModel.id)
    ).mappings()
    members = [dict(row) for row in rows]
    sources: dict[int, list[str]] = defaultdict(list)
    sources |= words_by_article(session, [row["id"] for row in members], "source")
    origins = _origins(session, [row["id"] for row in members])
    return [{**row, "sources": sources[row["id"]], **origins[row["id"]]} for row in members]


def _origins(session: Session, ids: Collection[int]) -> dict[int, Row]:
    """Shape: by article: house (whose it is), leans_on (outlet, how, words, of_article_id)."""
    columns = ("article_id", "outlet", "how", "words", "of_article_id")
    found: dict[int, Row] = {id_: {"house": None, "leans_on": []} for id_ in ids}
    rows = session.execute(
        select(*(getattr(OriginModel, name) for name in columns))
        .where(OriginModel.article_id.in_(ids))
        .order_by(OriginModel.id)
    ).mappings()
    for row in rows:
        mine = found[row["article_id"]]
        if row["how"] == "own":
            mine["house"] = row["outlet"]
        else:
            mine["leans_on"].append({name: row[name] for name in columns[1:]})
    return found


def _alerts(session: Session, story_id: int) -> list[Row]:
    columns = (
        "id",
        "route",
        "channel",
        "change",
        "state",
        "status",
        "attempts",
        "created_at",
        "finished_at",
    )
    rows = session.execute(
        select(*(getattr(AlertModel, name) for name in columns))
        .where(AlertModel.story_id == story_id)
        .order_by(AlertModel.id)
    ).mappings()
    return [dict(row) for row in rows]
