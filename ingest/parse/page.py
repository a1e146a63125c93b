"""Turn one fetched page into an article.

It puts the readers of this package together and decides nothing about feeds; `choice.py` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from lxml.html import HtmlElement

from domain.article import Article
from domain.errors import ParseError
from domain.fetched import Fetched
from domain.publisher import Publisher, publisher_of
from ingest.parse.authors import read_authors
from ingest.parse.body import Body, read_body
from ingest.parse.canonical import article_url
from ingest.parse.content import is_door, kind_of
from ingest.parse.decode import decode
from ingest.parse.language import identify_language
from ingest.parse.metadata import Metadata, read_metadata
from ingest.parse.paragraphs import join, paragraphs_of
from ingest.parse.publisher import NOTHING, Ruled, read_by_rules
from ingest.parse.tree import parse_html

NO_PUBLISHERS: Mapping[str, Publisher] = MappingProxyType({})
# How an extractor that had to stand in for a publisher's rule is marked in `Article.extractor`.
RULE_MISSED = "(rule missed)"
_OG_URL = "//meta[@property='og:url']/@content"

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
    publishers: Mapping[str, Publisher] = NO_PUBLISHERS,
) -> Article:
    """Read the article out of a fetched page.

    Shape:   `timezone` (IANA), `language_hint` (BCP 47) and `encoding` are what the source is known for;
             `publishers` are the rules on single outlets' pages, by domain
    Errors:  ParseError, permanent: `content_type` for what is no page, `empty` for one without title
             and text, `blocked` for an error, challenge, consent or paywall page
    """
    kind = kind_of(fetched)
    publisher = publisher_of(fetched.final_url, publishers)
    encoding = encoding or (publisher.encoding if publisher else None)
    text = decode(fetched.body, charset=fetched.charset, override=encoding, language=language_hint)
    if kind == "plain":
        return plain_article(
            text, url=article_url(fetched.final_url, ()), language_hint=language_hint
        )
    return html_article(
        text,
        url=fetched.final_url,
        now=now,
        timezone=timezone,
        language_hint=language_hint,
        publishers=publishers,
    )


def html_article(
    markup: str,
    *,
    url: str,
    now: datetime,
    timezone: str | None = None,
    language_hint: str | None = None,
    publishers: Mapping[str, Publisher] = NO_PUBLISHERS,
) -> Article:
    """Read the article out of HTML. Errors: as `parse_page`."""
    try:
        tree = parse_html(markup)
        publisher = _publisher(tree, url, publishers)
        ruled = read_by_rules(tree, publisher) if publisher else NOTHING
        found = read_metadata(
            tree,
            url=url,
            now=now,
            timezone=(publisher.timezone if publisher else None) or timezone,
            language_hint=language_hint,
            ruled=ruled,
        )
        body = _body(tree, found, ruled, is_expected=bool(publisher and publisher.body))
    except (RecursionError, MemoryError) as error:
        raise ParseError(
            f"page {url} is too deep or too large: {error}", reason="too_complex"
        ) from error
    if is_door(found.title, body.text, markup, is_article=found.is_article):
        raise ParseError(f"page {url} is no article: {found.title!r}", reason="blocked")
    if not found.title and not body.text:
        raise ParseError(f"page {url} has neither title nor text", reason="empty")
    return _compose(found, body, language_hint)


def _publisher(
    tree: HtmlElement, url: str, publishers: Mapping[str, Publisher]
) -> Publisher | None:
    """The rules for a page: by its address, or by the one it claims, when it was read from a file."""
    if url.startswith(("http://", "https://")) or not publishers:
        return publisher_of(url, publishers)
    claims = (*tree.xpath("//link[@rel='canonical']/@href"), *tree.xpath(_OG_URL))
    return next((p for claim in claims if (p := publisher_of(claim, publishers))), None)


def _body(tree: HtmlElement, found: Metadata, ruled: Ruled, *, is_expected: bool) -> Body:
    """The text by the publisher's rules, else as the generic reader finds it.

    A body that rules should have yielded, and that the page's own data does not hold either, means that
    the outlet has changed its template: the extractor says so.
    """
    if ruled.text:
        return Body(ruled.text, "rule", "the publisher's rule found it")
    body = read_body(tree, declared=found.body, description=found.description, title=found.title)
    if is_expected and body.extractor != "json-ld":
        return replace(body, extractor=f"{body.extractor} {RULE_MISSED}")
    return body


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
        extraction_reason="not HTML",
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
        extraction_reason=body.reason or None,
        description=found.description[:2000],
        dates=found.dates,
    )
