"""What a worker process does with one page, entry or document: parse, choose, assess, fingerprint.

Pure but for the lexicons, which each process loads once; it stores and fetches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from app.reading import read_page
from config.lexicons import bundled_lexicons
from config.outlets import bundled_outlets
from config.seed import SeedDocument
from domain.article import Article
from domain.assessment import Assessment
from domain.errors import ParseError
from domain.fetched import Fetched
from domain.listing import Entry
from domain.revision import Edit
from domain.rows import Earlier
from domain.source import Source
from domain.story import Fingerprint
from domain.syndication import Provenance
from ingest.assess import assess
from ingest.parse import choose_article, parse_document
from ingest.parse.language import identify_language
from ingest.stories import Version, fingerprint, grade_edit, provenance_of
from ingest.urls import canonical_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """All that is computed of one article before it is stored."""

    article: Article
    assessment: Assessment
    fingerprint: Fingerprint
    provenance: Provenance | None = None
    edit: Edit | None = None


def digest_entry(
    source: Source,
    entry: Entry,
    fetched: Fetched | None,
    url: str,
    reason: str | None,
    now: datetime,
) -> Digest:
    """Make the best article of an entry and its page, if there is one, and assess it.

    `reason` says why there is no page; what the feed itself carried is then the labelled fallback.
    """
    hint = entry.language or source.language
    page = None
    if fetched is not None:
        try:
            page = read_page(
                fetched,
                now=now,
                timezone=source.timezone,
                language_hint=hint,
                encoding=source.encoding,
            )
        except ParseError as error:
            reason = f"{error.reason}: {error.message}"
    article = choose_article(page, entry, url=url, reason=reason, language_hint=hint)
    if page is None:
        # Entries without a link of their own are told apart by a fragment, which an address loses.
        article = replace(article, url=url)
    return judge(article, source=source.id)


def digest_edit(
    source: Source,
    entry: Entry,
    fetched: Fetched | None,
    url: str,
    reason: str | None,
    now: datetime,
    before: Earlier,
) -> Digest:
    """Make the article of an entry anew whose headline was edited since `before` was stored.

    A page that cannot be had now does not cost the text it gave before. Where the page kept a headline that it
    had, the listing's is the outlet's newest word.
    """
    digested = digest_entry(source, entry, fetched, url, reason, now)
    article = digested.article
    if article.fallback_reason and not before.article.fallback_reason:
        modified = entry.updated or before.article.modified
        stays = replace(before.article, title=entry.title, modified=modified)
        return graded(judge(stays, source=source.id), before)
    if article.title in before.titles and entry.title:
        article = replace(article, title=entry.title)
        return graded(judge(article, source=source.id), before)
    return graded(digested, before)


def digest_reread(
    source: Source,
    entry: Entry,
    fetched: Fetched | None,
    url: str,
    reason: str | None,
    now: datetime,
    before: Earlier,
) -> Digest:
    """Make the article of a page anew that was read again; one that cannot be read is as it was.

    A headline that the listing changed since is kept: the page had its own before.
    """
    article = digest_entry(source, entry, fetched, url, reason, now).article
    if article.fallback_reason:
        return judge(before.article, source=source.id)
    if article.title in before.titles:
        article = replace(article, title=before.article.title)
    return graded(judge(article, source=source.id), before)


def graded(digested: Digest, before: Earlier) -> Digest:
    """Say what an edit was. Both states are judged by the rules of today, so that those make no edit."""
    was, article = before.article, digested.article
    published = was.published.at if was.published else None
    judged = judge_text(was.title, was.text, language=was.language, published=published)
    edit = grade_edit(
        Version(title=was.title, text=was.text, assessment=judged),
        Version(title=article.title, text=article.text, assessment=digested.assessment),
    )
    return replace(digested, edit=edit)


def digest_seed(seed: SeedDocument, now: datetime) -> Digest:
    """Make an article of a seed document and assess it like any other."""
    body = seed.data or seed.text.encode()
    if seed.content_type == "text/html":
        article = parse_document(
            body, content_type=seed.content_type, url=seed.url or "", title=seed.title, now=now
        )
    else:
        article = Article(url="", title=seed.title, text=seed.text, extractor="seed")
    language, by = identify_language(f"{article.title}\n{article.text}", seed.language)
    return judge(
        replace(
            article,
            url=(canonical_url(seed.url) if seed.url else None)
            or f"urn:tumen:seed:{sha256(body).hexdigest()[:16]}",
            published=seed.published or article.published,
            language=language,
            language_by=by,
            outlet=seed.outlet or article.outlet,
        )
    )


def judge(article: Article, *, source: str | None = None) -> Digest:
    """Assess and fingerprint one parsed article and say whom it leans on; `source`: the id of what showed it."""
    return Digest(
        article=article,
        assessment=judge_text(
            article.title,
            article.text,
            language=article.language,
            published=article.published.at if article.published else None,
        ),
        fingerprint=fingerprint(article.title, article.text),
        provenance=provenance_of(
            article.title,
            article.text,
            url=article.url,
            outlet=article.outlet,
            source=source,
            authors=article.authors,
            book=bundled_outlets(),
        ),
    )


def judge_text(
    title: str, text: str, *, language: str | None, published: datetime | None
) -> Assessment:
    return assess(title, text, language=language, published=published, lexicons=bundled_lexicons())
