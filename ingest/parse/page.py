"""Turn one fetched page into an article.

It puts the readers of this package together and decides nothing about feeds; `choice.py` does.
"""

from __future__ import annotations

from datetime import datetime

from domain.article import Article
from domain.errors import ParseError
from domain.fetched import Fetched
from ingest.parse.authors import read_authors
from ingest.parse.body import Body, read_body
from ingest.parse.canonical import article_url
from ingest.parse.content import is_door, kind_of
from ingest.parse.decode import decode
from ingest.parse.language import identify_language
from ingest.parse.metadata import Metadata, read_metadata
from ingest.parse.paragraphs import join, paragraphs_of
from ingest.parse.tree import parse_html

# The first line of a plain text is its title when it is no longer than a headline.
MAX_TITLE_CHARS = 200
# What the rest of the program has to carry along; no article is as long (a book of 400 pages).
MAX_TEXT_CHARS = 1_000_000


def parse_page(
    fetched: Fetched,
    *,
    now: datetime,
    timezone: str | None = None,
    language_hint: str | None = None,
    encoding: str | None = None,
) -> Article:
    """Read the article out of a fetched page.

    Shape:   `timezone` (IANA), `language_hint` (BCP 47) and `encoding` are what the source is known for
    Errors:  ParseError, permanent: `content_type` for what is no page, `empty` for one without title
             and text, `blocked` for an error, challenge, consent or paywall page
    """
    kind = kind_of(fetched)
    text = decode(fetched.body, charset=fetched.charset, override=encoding, language=language_hint)
    if kind == "plain":
        return plain_article(
            text, url=article_url(fetched.final_url, ()), language_hint=language_hint
        )
    return html_article(
        text, url=fetched.final_url, now=now, timezone=timezone, language_hint=language_hint
    )


def html_article(
    markup: str,
    *,
    url: str,
    now: datetime,
    timezone: str | None = None,
    language_hint: str | None = None,
) -> Article:
    """Read the article out of HTML. Errors: as `parse_page`."""
    try:
        tree = parse_html(markup)
        found = read_metadata(
            tree, url=url, now=now, timezone=timezone, language_hint=language_hint
        )
        body = read_body(
            tree, declared=found.body, description=found.description, title=found.title
        )
    except (RecursionError, MemoryError) as error:
        raise ParseError(
            f"page {url} is too deep or too large: {error}", reason="too_complex"
        ) from error
    if is_door(found.title, body.text, markup, is_article=found.is_article):
        raise ParseError(f"page {url} is no article: {found.title!r}", reason="blocked")
    if not found.title and not body.text:
        raise ParseError(f"page {url} has neither title nor text", reason="empty")
    return _compose(found, body, language_hint)


def plain_article(
    text: str,
    *,
    url: str,
    title: str = "",
    language_hint: str | None = None,
    extractor: str = "plain",
) -> Article:
    """An article of plain text: its first line is the title, unless one is given."""
    paragraphs = paragraphs_of(text)
    if not title and paragraphs and len(paragraphs[0]) <= MAX_TITLE_CHARS:
        title, paragraphs = paragraphs[0], paragraphs[1:]
    if not title and not paragraphs:
        raise ParseError(f"document {url} has neither title nor text", reason="empty")
    body = join(paragraphs)[:MAX_TEXT_CHARS]
    language, by = identify_language(f"{title}\n{body}", language_hint)
    return Article(
        url=url,
        title=title,
        text=body,
        language=language,
        language_by=by,
        extractor=extractor if body else "headline",
    )


def _compose(found: Metadata, body: Body, language_hint: str | None) -> Article:
    text = body.text[:MAX_TEXT_CHARS]
    # The source's language is what an operator checked; pages declare the language of their template.
    language, by = identify_language(f"{found.title}\n{text}", language_hint or found.language)
    title = found.title or text.split("\n", 1)[0][:MAX_TITLE_CHARS]
    return Article(
        url=found.url,
        title=title,
        text=text,
        authors=read_authors(found.bylines, text=f"{text}\n{body.edges}", names=found.outlets),
        published=found.published,
        modified=found.modified,
        language=language,
        language_by=by,
        outlet=found.outlet,
        extractor=body.extractor,
        description=found.description[:2000],
    )
