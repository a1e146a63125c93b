"""Keeps the full-text index in step with the articles; the analyser is `db/search.py`."""

from __future__ import annotations

from sqlalchemy import Connection, text

from db.search import index_terms
from db.statements import is_sqlite
from domain.article import document_text

_ADD_SQLITE = text("INSERT INTO articles_fts (rowid, terms) VALUES (:id, :terms)")
# The index holds no text: to forget an article it must be told the very terms it was given.
_REMOVE_SQLITE = text(
    "INSERT INTO articles_fts (articles_fts, rowid, terms) VALUES ('delete', :id, :terms)"
)
# Blanks around the terms, so that a phrase is found at both ends by the same pattern.
_ADD_POSTGRES = text(
    "INSERT INTO articles_fts (article_id, terms, lexemes)"
    " VALUES (:id, ' ' || :terms || ' ', array_to_tsvector(CAST(:lexemes AS text[])))"
)
_REMOVE_POSTGRES = text("DELETE FROM articles_fts WHERE article_id = :id")


def article_terms(title: str, body: str) -> tuple[str, bool]:
    """The terms of an article, and whether they had to be cut; slow, so not for a transaction."""
    return index_terms(document_text(title, body))


def add_to_index(connection: Connection, article_id: int, terms: str) -> None:
    if is_sqlite(connection):
        connection.execute(_ADD_SQLITE, {"id": article_id, "terms": terms})
    else:
        lexemes = sorted(set(terms.split()))
        connection.execute(_ADD_POSTGRES, {"id": article_id, "terms": terms, "lexemes": lexemes})


def remove_from_index(connection: Connection, article_id: int, title: str, body: str) -> None:
    """Forget an article; `title` and `body` are those it was indexed with."""
    if is_sqlite(connection):
        terms, _ = article_terms(title, body)
        connection.execute(_REMOVE_SQLITE, {"id": article_id, "terms": terms})
    else:
        connection.execute(_REMOVE_POSTGRES, {"id": article_id})
