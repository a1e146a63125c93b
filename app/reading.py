"""What a worker process does to read a page: parse it by the rules on publishers that ship with the program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from config.publishers import load_publishers
from domain.article import Article
from domain.fetched import Fetched
from domain.publisher import Publisher
from ingest.parse import parse_page


@cache
def publishers() -> Mapping[str, Publisher]:
    """The rules of this process; they do not change while it runs."""
    return load_publishers()


def read_page(
    fetched: Fetched,
    *,
    now: datetime,
    timezone: str | None = None,
    language_hint: str | None = None,
    encoding: str | None = None,
) -> Article:
    """Read the article out of a page, as `parse_page`."""
    return parse_page(
        fetched,
        now=now,
        timezone=timezone,
        language_hint=language_hint,
        encoding=encoding,
        publishers=publishers(),
    )
