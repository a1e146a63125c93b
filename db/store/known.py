"""What is stored already, asked before something is written; it writes nothing."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, exists, select

from db.engine import Database
from db.facts import ARTICLES
from db.models import RevisionModel, table_of
from db.records import read_dated, read_stated
from db.types import storable
from domain.article import Article
from domain.rows import Earlier

REVISIONS = table_of(RevisionModel)
_BY_URL = select(ARTICLES.c.id).where(ARTICLES.c.url == bindparam("url"))
_TITLES = select(REVISIONS.c.title).where(REVISIONS.c.article_id == bindparam("id_of_article"))


def find_article_by_url(database: Database, url: str) -> int | None:
    """The id of the article with this canonical address, if it is stored."""
    with database.read() as session:
        return id_by_url(session.connection(), url)


def has_seed(database: Database) -> bool:
    """Whether a seed document is stored."""
    with database.read() as session:
        return bool(session.scalar(select(exists().where(ARTICLES.c.is_seed))))


def earlier_article(database: Database, article_id: int) -> Earlier | None:
    """An article as it is stored, to be compared with what became of it."""
    with database.read() as session:
        found = session.execute(select(ARTICLES).where(ARTICLES.c.id == article_id)).mappings()
        row = found.one_or_none()
        titles = session.scalars(_TITLES, {"id_of_article": article_id}).all()
    if row is None:
        return None
    same = ("url", "title", "text", "language", "language_by", "outlet", "extractor", "description")
    article = Article(
        **{name: row[name] for name in same},
        extraction_reason=row["extraction_reason"],
        authors=tuple(row["authors"]),
        published=read_dated("published", row),
        modified=read_dated("modified", row),
        fallback_reason=row["fallback_reason"],
        dates=read_stated(row["dates"]),
    )
    return Earlier(article=article, titles=frozenset((*titles, article.title)))


def id_by_url(connection: Connection, url: str) -> int | None:
    return connection.execute(_BY_URL, {"url": storable(url)}).scalar_one_or_none()
