"""Articles: parsed text with title, authors, dates and language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.listing import Dated

DateRole = Literal["published", "modified"]


@dataclass(frozen=True, slots=True)
class StatedDate:
    """One date that a page or listing states of its article; `role` is `published` or `modified`."""

    role: DateRole
    dated: Dated


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Parsed text of one page, feed entry or document.

    `url` is canonical. `text` is plain, paragraphs split by a blank line. `extractor` names what won:
    `rule`, `blocks`, `json-ld`, `trafilatura`, `description`, `feed-content`, `feed-summary`, `headline`,
    `seed`, `plain`; with ` (rule missed)` behind it when it had to stand in for a publisher's rule.
    `extraction_reason` says why that won, in short words, with the F1 expected of it where it was weighed.
    `fallback_reason` says why the page itself was not used, when it was not. `dates` are all that page and listing
    state of it, the most trusted first; `published` and `modified` are chosen from them.
    """

    url: str
    title: str
    text: str
    authors: tuple[str, ...] = ()
    published: Dated | None = None
    modified: Dated | None = None
    language: str | None = None
    language_by: str | None = None
    outlet: str | None = None
    extractor: str = "plain"
    extraction_reason: str | None = None
    fallback_reason: str | None = None
    description: str = ""
    dates: tuple[StatedDate, ...] = ()


def document_text(title: str, text: str) -> str:
    """Return the text that all evidence offsets count in: title, blank line, text.

    Shape: offsets are code points into this string.
    """
    return f"{title}\n\n{text}"
