"""Documents of the operator become seed articles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.errors import ParseError
from ingest.parse import parse_document

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_html_document_keeps_the_given_title() -> None:
    data = b"<title>Page</title><article><p>" + b"A paragraph of the document. " * 20
    article = parse_document(data, content_type="text/html", url="file:seed", title="Seed", now=NOW)
    assert (article.title, article.extractor, article.url) == ("Seed", "seed", "file:seed")
    assert article.text.startswith("A paragraph")


def test_plain_document_takes_its_first_line_as_title() -> None:
    data = "Заголовок\n\nТекст документа.".encode("cp1251")
    article = parse_document(
        data, content_type="text/plain", url="file:seed", now=NOW, language_hint="ru"
    )
    assert (article.title, article.text, article.language) == (
        "Заголовок",
        "Текст документа.",
        "ru",
    )


def test_document_without_text_is_refused() -> None:
    with pytest.raises(ParseError):
        parse_document(b"Only a title", content_type="text/plain", url="file:seed", now=NOW)
