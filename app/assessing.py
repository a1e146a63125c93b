"""`tumen assess`: documents in, assessments or their explanations out; the rules are in ingest/assess."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from app.digest import judge_text, lexicons
from app.documents import Document, read_documents
from domain.assessment import assessment_to_dict
from domain.explanation import Explanation
from domain.rows import Row
from ingest.assess.explain import explain
from ingest.parse.language import identify_language


def assess_documents(names: list[str]) -> Iterator[dict[str, Any]]:
    """Assess every document of every file; one that cannot be read yields an `error`."""
    for document in read_documents(names, now=datetime.now(UTC)):
        if document.error:
            yield {"id": document.id, "error": document.error}
        else:
            yield {"id": document.id, **assess_document(document)}


def assess_document(document: Document) -> dict[str, Any]:
    """Shape: a document -> the stable object of `tumen assess`, without the id."""
    assessment = judge_text(
        document.title, document.text, language=_language(document), published=document.published
    )
    return assessment_to_dict(assessment)


def explain_documents(names: list[str]) -> Iterator[tuple[Document, Explanation | None]]:
    """Explain every document of every file; none for one that cannot be read."""
    for document in read_documents(names, now=datetime.now(UTC)):
        yield document, None if document.error else explain_document(document)


def explain_document(document: Document) -> Explanation:
    """Why a document is judged as it is."""
    return explain(
        document.title,
        document.text,
        language=_language(document),
        published=document.published,
        lexicons=lexicons(),
    )


def explain_article(article: Row) -> Explanation:
    """Why a stored article is judged as it is, by the rules of today; a row of `show_article`."""
    return explain(
        article["title"],
        article["text"],
        language=article["language"],
        published=article["published_at"],
        lexicons=lexicons(),
    )


def _language(document: Document) -> str | None:
    if document.language:
        return document.language
    return identify_language(f"{document.title}\n{document.text}")[0]
