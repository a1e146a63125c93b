"""`tumen assess`: documents in, JSON lines out; the rules themselves are in ingest/assess."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from app.digest import judge_text
from app.documents import Document, read_documents
from domain.assessment import assessment_to_dict
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
    language = document.language
    if not language:
        language, _ = identify_language(f"{document.title}\n{document.text}")
    assessment = judge_text(
        document.title, document.text, language=language, published=document.published
    )
    return assessment_to_dict(assessment)
