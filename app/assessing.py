"""`tumen assess`: documents in, assessments or their explanations out; the rules are in ingest/assess."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from app.digest import judge_text
from app.documents import Document, read_documents
from config.lexicons import bundled_lexicons
from domain.assessment import assessment_to_dict
from domain.errors import ParseError
from domain.explanation import Explanation
from domain.rows import Row
from ingest.assess.explaining.explain import explain
from ingest.parse.language import identify_language
from ingest.workers import WorkerPool

# A worker process gets so many documents at a time (a call costs 0.2 ms, a document of 2 KB 1 ms), and
# each process so many batches before the next round: results wait in memory for the end of a round.
BATCH = 32
BATCHES_A_ROUND = 8
# 32 documents of 1 MB take 20 s.
DEADLINE_S = 300.0


def assess_documents(names: list[str], *, jobs: int = 1) -> Iterator[dict[str, Any]]:
    """Assess every document of every file, in their order; one that cannot be read yields an `error`.

    Shape: `jobs` is the number of worker processes: 1 works in this one, 0 means one a core.
    """
    documents = read_documents(names, now=datetime.now(UTC))
    if jobs == 1:
        return map(_line, documents)
    return _by_workers(documents, jobs or os.cpu_count() or 1)


def _line(document: Document) -> dict[str, Any]:
    if document.error:
        return {"id": document.id, "error": document.error}
    return {"id": document.id, **assess_document(document)}


def _lines(documents: list[Document]) -> list[dict[str, Any]]:
    return [_line(document) for document in documents]


def _by_workers(documents: Iterable[Document], jobs: int) -> Iterator[dict[str, Any]]:
    rest = iter(documents)
    pool = WorkerPool(jobs, preload=("app.assessing",))
    with asyncio.Runner() as runner:
        runner.run(pool.__aenter__())
        try:
            while round_ := list(islice(rest, jobs * BATCHES_A_ROUND * BATCH)):
                yield from runner.run(_round(pool, round_))
        finally:
            runner.run(pool.__aexit__())


async def _round(pool: WorkerPool, documents: list[Document]) -> list[dict[str, Any]]:
    batches = [documents[at : at + BATCH] for at in range(0, len(documents), BATCH)]
    results = await asyncio.gather(*(_batch(pool, batch) for batch in batches))
    return [line for lines in results for line in lines]


async def _batch(pool: WorkerPool, documents: list[Document]) -> list[dict[str, Any]]:
    """Assess a batch in a child; of one that ends the child only the document at fault is lost."""
    try:
        return await pool.run(_lines, documents, deadline_s=DEADLINE_S)
    except ParseError as error:
        if len(documents) == 1:
            return [{"id": documents[0].id, "error": f"{documents[0].id}: {error.message}"}]
    results = [await _batch(pool, [document]) for document in documents]
    return [line for lines in results for line in lines]


def assess_document(document: Document) -> dict[str, Any]:
    """Shape: a document -> the stable object of `tumen assess`, without the id."""
    assessment = judge_text(
        document.title, document.text, language=language_of(document), published=document.published
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
        language=language_of(document),
        published=document.published,
        lexicons=bundled_lexicons(),
    )


def explain_article(article: Row) -> Explanation:
    """Why a stored article is judged as it is, by the rules of today; a row of `show_article`."""
    return explain(
        article["title"],
        article["text"],
        language=article["language"],
        published=article["published_at"],
        lexicons=bundled_lexicons(),
    )


def language_of(document: Document) -> str | None:
    """The language a document says it is in, else the one its words are in."""
    if document.language:
        return document.language
    return identify_language(f"{document.title}\n{document.text}")[0]
