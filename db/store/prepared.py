"""Makes an article ready to be written: what is slow is done here, before a transaction begins."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime

from db.records import Columns, dated_columns, stated_columns
from db.store.index import article_terms
from db.types import storable
from domain.article import Article, document_text
from domain.assessment import Assessment
from domain.errors import StoreError
from domain.fetched import Fetched
from domain.story import Fingerprint

# A unique index of PostgreSQL takes 2,704 bytes; no outlet's address comes near.
MAX_URL_BYTES = 2_000
# A page that lists others may state hundreds; the most trusted come first.
MAX_DATES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What is computed before the transaction begins, because it is slow."""

    article: Article
    assessment: Assessment
    fingerprint: Fingerprint
    terms: str
    columns: Columns
    raw_page: Columns | None


def prepare(
    article: Article,
    assessment: Assessment,
    fingerprint: Fingerprint,
    page: Fetched | None,
    now: datetime,
) -> Prepared:
    """Errors: StoreError, permanent, for an address no index takes."""
    if len(article.url.encode(errors="replace")) > MAX_URL_BYTES:
        raise StoreError(
            f"article address of {len(article.url)} characters, starting {article.url[:80]!r}",
            reason="url_too_long",
            transient=False,
        )
    title, text = storable(article.title), storable(article.text)
    terms, cut = article_terms(title, text)
    columns = {
        "url": article.url,
        "title": title,
        "text": text,
        "folded": document_text(title, text).casefold(),
        "description": article.description,
        "authors": list(article.authors),
        "outlet": article.outlet,
        "language": article.language,
        "language_by": article.language_by,
        "fetched_at": now if page else None,
        "extractor": article.extractor,
        "extraction_reason": article.extraction_reason,
        "fallback_reason": article.fallback_reason,
        "content_hash": fingerprint.content_hash,
        "index_cut": cut,
        "relevant": assessment.relevant,
        "dates": stated_columns(article.dates[:MAX_DATES]),
        **dated_columns("published", article.published),
        **dated_columns("modified", article.modified),
    }
    return Prepared(
        article=article,
        assessment=assessment,
        fingerprint=fingerprint,
        terms=terms,
        columns=columns,
        raw_page=_raw_page(page, assessment, now) if page else None,
    )


def retention_class(assessment: Assessment) -> str:
    """How long the raw page is kept."""
    if assessment.flags:
        return "flagged"
    return "relevant" if assessment.relevant else "other"


def _raw_page(page: Fetched, assessment: Assessment, now: datetime) -> Columns:
    return {
        "content_type": page.headers.get("content-type", ""),
        "body": zlib.compress(page.body),
        "size_bytes": len(page.body),
        "retention_class": retention_class(assessment),
        "fetched_at": now,
    }
