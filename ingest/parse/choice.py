"""Choose between a page and what the source's feed said of the same article.

The feed is the labelled fallback: it stands in when the page failed or is thin, and fills what it lacks.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.article import Article, StatedDate
from domain.listing import Dated, Entry
from ingest.parse.body import is_short
from ingest.parse.boilerplate import trim
from ingest.parse.canonical import article_url
from ingest.parse.datefinder import FINDER
from ingest.parse.dating import FINENESS
from ingest.parse.language import identify_language
from ingest.parse.paragraphs import join, paragraphs_of, squeeze


def article_from_entry(
    entry: Entry, *, url: str, reason: str | None, language_hint: str | None = None
) -> Article:
    """Make an article of what the listing itself said.

    Shape:   `reason` says why there is no page and becomes `fallback_reason`
    """
    text, extractor = _entry_text(entry)
    language, by = identify_language(f"{entry.title}\n{text}", language_hint or entry.language)
    return Article(
        url=article_url(url, ()),
        title=entry.title or text.split("\n", 1)[0][:200],
        text=text,
        authors=entry.authors,
        published=entry.published,
        modified=entry.updated,
        language=language,
        language_by=by,
        outlet=entry.outlet,
        extractor=extractor,
        extraction_reason="no page",
        fallback_reason=reason,
        description=entry.summary[:2000],
        dates=_stated(entry),
    )


def _stated(entry: Entry) -> tuple[StatedDate, ...]:
    published = StatedDate("published", entry.published) if entry.published else None
    modified = StatedDate("modified", entry.updated) if entry.updated else None
    return tuple(stated for stated in (published, modified) if stated)


def choose_article(
    page: Article | None,
    entry: Entry,
    *,
    url: str,
    reason: str | None,
    language_hint: str | None = None,
) -> Article:
    """The page, unless it failed or is thin and the feed has more; either completes the other.

    A page is thin below 250 code points, 120 in Korean, Japanese and Chinese.
    """
    fallback = article_from_entry(entry, url=url, reason=reason, language_hint=language_hint)
    if page is None:
        return fallback
    if is_short(page.text) and len(fallback.text) > len(page.text):
        why = f"the page has {len(page.text)} characters, the feed more"
        fallback = replace(
            fallback, url=page.url, extraction_reason=why, fallback_reason=reason or "thin"
        )
        return _completed(fallback, page.authors, page.published, page.modified, page)
    return _completed(page, entry.authors, entry.published, entry.updated, fallback)


def _completed(
    article: Article,
    authors: tuple[str, ...],
    published: Dated | None,
    modified: Dated | None,
    other: Article,
) -> Article:
    return replace(
        article,
        title=article.title or other.title,
        authors=article.authors or authors,
        published=_finer(article.published, published),
        modified=article.modified or modified,
        outlet=article.outlet or other.outlet,
        description=article.description or other.description,
        dates=tuple(dict.fromkeys((*article.dates, *other.dates))),
    )


def _finer(own: Dated | None, other: Dated | None) -> Dated | None:
    """The article's own date, unless it is missing, guessed, or a bare day to which the other knows the hour."""
    if own is None or other is None:
        return own or other
    if own.by == FINDER:
        return other
    coarse = FINENESS[own.precision] < 2 <= FINENESS[other.precision]
    return other if coarse and abs(other.at - own.at) < timedelta(hours=38) else own


def _entry_text(entry: Entry) -> tuple[str, str]:
    content, summary = (join(trim(paragraphs_of(text))) for text in (entry.content, entry.summary))
    if content and len(content) >= len(summary):
        return content, "feed-content"
    # Aggregators repeat the title, with the outlet's name, as summary: that is no text.
    if summary and not squeeze(summary).startswith(squeeze(entry.title) or "\0"):
        return summary, "feed-summary"
    if summary and len(summary) > 2 * len(entry.title):
        return summary, "feed-summary"
    return "", "headline"
