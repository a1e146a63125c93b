"""Pages, feed entries and documents become articles: pure functions that run in killable processes.

Nothing is fetched or stored here; `app/jobs.py` brings the bytes and takes the articles.
"""

from ingest.parse.choice import article_from_entry, choose_article
from ingest.parse.document import parse_document
from ingest.parse.language import identify_language
from ingest.parse.page import parse_page

__all__ = [
    "article_from_entry",
    "choose_article",
    "identify_language",
    "parse_document",
    "parse_page",
]
