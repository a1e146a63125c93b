"""Read a document that an operator hands in: HTML, Markdown or plain text from a file.

It does not read front matter; the configuration's seed loader does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.article import Article
from domain.errors import ParseError
from domain.fetched import Fetched
from ingest.parse.content import kind_of
from ingest.parse.decode import decode
from ingest.parse.page import html_article, plain_article


def parse_document(
    data: bytes,
    *,
    content_type: str,
    url: str,
    title: str = "",
    now: datetime,
    language_hint: str | None = None,
    encoding: str | None = None,
) -> Article:
    """Read a document into an article with the extractor `seed`; a given title is kept.

    Errors: ParseError with the reasons of `parse_page`
    """
    fetched = Fetched(
        url=url, final_url=url, status=200, headers={"content-type": content_type}, body=data
    )
    kind = kind_of(fetched)
    text = decode(data, charset=fetched.charset, override=encoding, language=language_hint)
    if kind == "html":
        article = html_article(text, url=url, now=now, language_hint=language_hint)
        return replace(article, title=title or article.title, extractor="seed")
    article = plain_article(text, url=url, title=title, language_hint=language_hint)
    if not article.text:
        raise ParseError(f"document {url} has a title only", reason="empty")
    return replace(article, extractor="seed")
