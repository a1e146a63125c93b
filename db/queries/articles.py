"""Reads of articles: lists by filter, full-text search, one article with its evidence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Label, column, select, table, text
from sqlalchemy.orm import Session

from db.engine import Database
from db.models import (
    ArticleFactModel,
    ArticleModel,
    EntryModel,
    RevisionModel,
    StoryMemberModel,
    StoryModel,
)
from db.queries.claims import claims_of, evidence_of, figures_of
from db.queries.filtering import article_scope, conditions
from db.queries.paging import AnySelect, newest_first
from db.search import Phrase, fts5_query, like_patterns, parse_query, snippet, tsquery
from db.types import storable
from domain.article import document_text
from domain.filters import Filter
from domain.rows import Row, Rows

_LISTED = (
    ArticleModel.id,
    ArticleModel.url,
    ArticleModel.title,
    ArticleModel.outlet,
    ArticleModel.language,
    ArticleModel.published_at,
    ArticleModel.published_precision,
    ArticleModel.first_seen_at,
    ArticleModel.relevant,
    ArticleModel.is_seed,
    ArticleModel.extractor,
    ArticleModel.fallback_reason,
)
_FTS = table("articles_fts", column("rowid"), column("article_id"), column("terms"))


def list_articles(
    database: Database,
    wanted: Filter,
    *,
    now: datetime,
    limit: int = 50,
    cursor: str | None = None,
) -> Rows:
    """Articles that match the filter, by first sight, newest first.

    Shape: id, url, title, outlet, language, published_at, published_precision, first_seen_at, relevant,
    is_seed, extractor, fallback_reason, source (that showed it first), story_id, flags, statuses, sources.
    Errors: FilterError for a cursor that is none.
    """
    order = (ArticleModel.first_seen_at, ArticleModel.id)
    with database.read() as session:
        return newest_first(
            _articles(wanted, now, database),
            order,
            ("first_seen_at", "id"),
            lambda portion: _with_facts(session, portion),
            limit,
            cursor,
        )


def search(
    database: Database,
    query: str,
    *,
    wanted: Filter | None = None,
    now: datetime | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Rows:
    """Articles whose title or text holds all words of the query, newest stored first.

    Shape: as `list_articles`, with `snippet` and `marks` (spans into the snippet, code points). A query
    without any letter or digit finds nothing; no query is an error. `"…"` asks for a phrase, `word*`
    for a beginning; two characters of Korean, Chinese or Japanese are enough. `now` anchors relative
    times of `wanted`.
    """
    phrases = parse_query(query)
    if not phrases:
        return Rows(rows=())
    anchor = now or datetime.max.replace(tzinfo=UTC)
    statement = _found(_articles(wanted or Filter(), anchor, database), phrases, database)
    statement = statement.add_columns(ArticleModel.text)
    # By the index's own key: SQLite then reads it backwards and stops; by time it would sort all finds.
    order = (None, _FTS.c.rowid if database.is_sqlite else ArticleModel.id)
    with database.read() as session:
        return newest_first(
            statement,
            order,
            ("first_seen_at", "id"),
            lambda portion: [_with_snippet(row, query) for row in _with_facts(session, portion)],
            limit,
            cursor,
        )


def show_article(database: Database, key: int | str) -> Row | None:
    """One article by id or address, with text, claims, figures, evidence, sources and its story.

    An address may be the canonical one or that of any entry. Evidence counts in code points of
    title, blank line, text (`document`).
    """
    with database.read() as session:
        article_id = find_article(session, key)
        return None if article_id is None else _whole(session, article_id)


def seed_articles(database: Database) -> tuple[Row, ...]:
    """The seed documents, whole, oldest first."""
    with database.read() as session:
        ids = session.scalars(
            select(ArticleModel.id).where(ArticleModel.is_seed).order_by(ArticleModel.id)
        ).all()
        return tuple(row for id_ in ids if (row := _whole(session, id_)))


def find_article(session: Session, key: int | str) -> int | None:
    """The id of an article by id, canonical address, or address of an entry."""
    if isinstance(key, int) or (key.isascii() and key.isdigit()):
        wanted = min(int(key), 2**63 - 1)
        return session.scalar(select(ArticleModel.id).where(ArticleModel.id == wanted))
    by_url = session.scalar(select(ArticleModel.id).where(ArticleModel.url == storable(key)))
    if by_url is not None:
        return by_url
    return session.scalar(
        select(EntryModel.article_id)
        .where(EntryModel.url == storable(key), EntryModel.article_id.is_not(None))
        .limit(1)
    )


def words_by_article(session: Session, ids: Collection[int], kind: str) -> dict[int, list[str]]:
    """The values of one kind of fact, sorted, by article."""
    fact = ArticleFactModel
    rows = session.execute(
        select(fact.article_id, fact.value)
        .where(fact.article_id.in_(ids), fact.kind == kind)
        .order_by(fact.value)
    )
    words: dict[int, list[str]] = {id_: [] for id_ in ids}
    for article_id, value in rows:
        words[article_id].append(value)
    return words


def _articles(wanted: Filter, now: datetime, database: Database) -> AnySelect:
    dialect = "sqlite" if database.is_sqlite else "postgresql"
    return (
        select(*_LISTED, _first_source(), StoryMemberModel.story_id)
        .outerjoin(StoryMemberModel, StoryMemberModel.article_id == ArticleModel.id)
        .where(*conditions(wanted, article_scope(), now=now, dialect=dialect))
    )


def _first_source() -> Label[str | None]:
    """The source that showed the article first; a seed has none."""
    return (
        select(EntryModel.source_id)
        .where(EntryModel.article_id == ArticleModel.id)
        .order_by(EntryModel.first_seen_at, EntryModel.id)
        .limit(1)
        .scalar_subquery()
        .label("source")
    )


def _found(statement: AnySelect, phrases: tuple[Phrase, ...], database: Database) -> AnySelect:
    if database.is_sqlite:
        match = text("articles_fts MATCH :terms").bindparams(terms=fts5_query(phrases))
        return statement.join(_FTS, _FTS.c.rowid == ArticleModel.id).where(match)
    match = text("articles_fts.lexemes @@ CAST(:terms AS tsquery)")
    return statement.join(_FTS, _FTS.c.article_id == ArticleModel.id).where(
        match.bindparams(terms=tsquery(phrases)),
        *(_FTS.c.terms.like(pattern) for pattern in like_patterns(phrases)),
    )


def _with_facts(session: Session, statement: AnySelect) -> list[Row]:
    rows = [dict(row) for row in session.execute(statement).mappings()]
    ids = [row["id"] for row in rows]
    for name, kind in (("flags", "flag"), ("statuses", "status"), ("sources", "source")):
        words = words_by_article(session, ids, kind)
        for row in rows:
            row[name] = words[row["id"]]
    return rows


def _with_snippet(row: Row, query: str) -> Row:
    found = snippet(document_text(row["title"], row.pop("text")), query)
    before, after = "…" * found.cut_before, "…" * found.cut_after
    marks = [(start + len(before), end + len(before)) for start, end in found.marks]
    return {**row, "snippet": f"{before}{found.text}{after}", "marks": marks}


def _whole(session: Session, article_id: int) -> Row | None:
    columns = [c for c in ArticleModel.__table__.columns if c.name != "folded"]
    found = (
        session.execute(select(*columns).where(ArticleModel.id == article_id)).mappings().first()
    )
    if found is None:
        return None
    row = dict(found)
    for name, kind in (("flags", "flag"), ("statuses", "status"), ("sources", "source")):
        row[name] = words_by_article(session, [article_id], kind)[article_id]
    return {
        **row,
        "source": session.scalar(select(_first_source()).where(ArticleModel.id == article_id)),
        "document": document_text(row["title"], row["text"]),
        "claims": claims_of(session, [article_id]),
        "figures": figures_of(session, [article_id]),
        "evidence": evidence_of(session, article_id),
        "revisions": len(history := _history(session, article_id)),
        "history": history,
        "story": _story_of(session, article_id),
    }


def _history(session: Session, article_id: int) -> list[Row]:
    """Earlier states, newest first. Shape: seen_at, title, change, grade, corrects, before and after (spans)."""
    columns = ("seen_at", "title", "change", "grade", "corrects", "shown")
    rows = session.execute(
        select(*(getattr(RevisionModel, name) for name in columns))
        .where(RevisionModel.article_id == article_id)
        .order_by(RevisionModel.seen_at.desc(), RevisionModel.id.desc())
    ).mappings()
    return [
        {
            **{name: row[name] for name in columns if name != "shown"},
            "before": row["shown"].get("before"),
            "after": row["shown"].get("after"),
        }
        for row in rows
    ]


def _story_of(session: Session, article_id: int) -> Row | None:
    member = StoryMemberModel
    columns = (member.story_id.label("id"), StoryModel.title, member.reason, member.score)
    found = session.execute(
        select(*columns, member.like_article_id)
        .join(StoryModel, StoryModel.id == member.story_id)
        .where(member.article_id == article_id)
    ).mappings()
    return next((dict(row) for row in found), None)
