"""Read what a page says of its article: title, authors, dates, address, language, outlet, summary.

The text of the article is `body.py`'s; here is only what is declared or stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from domain.article import StatedDate
from domain.listing import Dated
from ingest.parse.authors import looks_like_person, read_authors, split_authors
from ingest.parse.canonical import article_url, host_of
from ingest.parse.datefinder import find_day
from ingest.parse.dating import (
    DateReader,
    assumed_zone,
    choose_date,
    ruled_dates,
    stated_dates,
)
from ingest.parse.head import Head, Mark, read_head
from ingest.parse.jsonld import pick_article, read_nodes, text_of
from ingest.parse.language import primary
from ingest.parse.paragraphs import fold
from ingest.parse.publisher import NOTHING, Ruled
from ingest.parse.states import read_state
from ingest.parse.titles import choose_title

AUTHOR_METAS = (
    "author",
    "authors",
    "article:author",
    "article:author_name",
    "og:article:author",
    "dable:author",
    "cxenseparse:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "mediator_author",
    "twitter:data1",
)
_BYLINE = re.compile(
    r"byline|author|reporter|writer|journalist|journ|signature|name-wrap", re.IGNORECASE
)
_PHOTO = re.compile(r"photo|caption|credit|image")
_TITLE = re.compile(r"headline|title|subject")
_LINK = re.compile(r"https?://|^/|^www\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of its article. `dates` are all that were found, in order of trust.

    `body` is the article's text as JSON-LD gives it, HTML and all; `language` what the page declares.
    """

    url: str
    title: str
    authors: tuple[str, ...] = ()
    published: Dated | None = None
    modified: Dated | None = None
    dates: tuple[StatedDate, ...] = ()
    language: str | None = None
    outlet: str | None = None
    description: str = ""
    body: str = ""
    bylines: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    outlets: tuple[str, ...] = field(default=(), repr=False)
    is_article: bool = False


def read_metadata(
    tree: HtmlElement,
    *,
    url: str,
    now: datetime,
    timezone: str | None = None,
    language_hint: str | None = None,
    ruled: Ruled = NOTHING,
) -> Metadata:
    """Read the metadata of a page found at `url`.

    Shape:   `timezone` is the source's IANA zone for dates without one; unknown, it is assumed from the
             host's country and the page's language. `ruled` is what the publisher's rules found: it
             goes before all else
    """
    head = read_head(tree)
    titles = (head.meta("og:title"), head.title, *head.headings)
    address = article_url(url, (*head.canonicals, head.meta("og:url")))
    node = pick_article(read_nodes(head.scripts), url=address, titles=titles)
    state = {} if _tells_all(node) else read_state(tree, titles)
    language = _declared_language(head, node)
    outlets = _outlets(head, node, address)
    zone = timezone or assumed_zone(address, language or language_hint)
    reader = DateReader(now=now, timezone=zone, language=language or language_hint)
    dates = [*ruled_dates(ruled, reader), *stated_dates(head, node, state, address, reader)]
    bylines = (ruled.authors, *_bylines(head, node, state))
    return Metadata(
        url=address,
        title=next(iter(ruled.titles), "")
        or choose_title(
            headline=text_of(node.get("headline") or state.get("headline")),
            declared=(
                head.meta("og:title"),
                head.meta("twitter:title"),
                head.meta("title", "dc.title", "mrc__share_title"),
            ),
            headings=_headings(head),
            title=head.title,
            names=outlets,
        ),
        authors=read_authors(bylines, names=outlets),
        published=choose_date(dates, "published", now) or find_day(tree, url=address, now=now),
        modified=choose_date(dates, "modified", now),
        dates=tuple(dates),
        language=language,
        outlet=next(iter(outlets), None),
        description=fold(
            text_of(node.get("description")) or head.meta("og:description", "description")
        ),
        body=max(text_of(node.get("articleBody")), text_of(state.get("articleBody")), key=len),
        bylines=bylines,
        outlets=outlets,
        is_article=bool(node) or head.meta("og:type").lower() == "article",
    )


def _tells_all(node: Mapping[str, Any]) -> bool:
    """Whether the page's declaration leaves nothing to look for in the data of its scripts."""
    return all(node.get(key) for key in ("headline", "articleBody", "datePublished", "author"))


def _declared_language(head: Head, node: Mapping[str, Any]) -> str | None:
    declared = (
        head.language,
        text_of(node.get("inLanguage")),
        head.meta("og:locale"),
        head.meta("content-language", "dc.language", "language"),
    )
    return next((tag for tag in map(primary, declared) if tag), None)


def _outlets(head: Head, node: Mapping[str, Any], url: str) -> tuple[str, ...]:
    """What the outlet calls itself, the host's own word last."""
    host = host_of(url)
    labels = [label for label in host.removeprefix("www.").split(".") if len(label) > 3]
    stated = (
        head.meta("og:site_name"),
        text_of(node.get("publisher")),
        head.meta(
            "application-name",
            "apple-mobile-web-app-title",
            "dc.publisher",
            "copyright",
            "twitter:site",
        ),
    )
    names = [
        fold(name).lstrip("@")
        for name in stated
        if name and len(name) < 80 and not _LINK.search(name)
    ]
    return tuple(dict.fromkeys((*filter(None, names), *labels[:1])))


def _headings(head: Head) -> list[str]:
    """The h1 elements, then what microdata and classes call a title."""
    marked = [m.text for m in head.marks if _TITLE.search(m.names) and 8 < len(m.text) < 200]
    return [*head.headings, *marked[:6]]


def _bylines(
    head: Head, node: Mapping[str, Any], state: Mapping[str, Any]
) -> tuple[tuple[str, ...], ...]:
    """The statements on authors, in order of trust."""
    declared = [
        value
        for name in AUTHOR_METAS
        for value in head.metas.get(name, ())
        if not _LINK.match(value)
    ]
    below = _below_title(head.marks)
    return (
        (*_people(node.get("author")), *_people(node.get("contributor"))),
        tuple(_people(node.get("creator"))),
        *((value,) for value in declared[:1]),
        tuple(declared),
        tuple(_people(state.get("author"))),
        tuple(m.text or m.stamp for m in head.marks if "author" in m.names.split())[:6],
        tuple(m.text for m in below if _is_byline(m))[:3],
    )


def _people(value: Any) -> list[str]:  # JSON, see jsonld.Node
    """Names of an author value; persons before organisations."""
    items = value if isinstance(value, list) else [value]
    names: list[str] = []
    for item in items[:50]:
        if isinstance(item, Mapping) and isinstance(item.get("name"), list):
            names.extend(text_of(part) for part in item["name"][:20])
        else:
            names.append(text_of(item))
    return [name for name in names if name and not _LINK.match(name)]


def _below_title(marks: tuple[Mark, ...]) -> Iterable[Mark]:
    at = next((n for n, mark in enumerate(marks) if mark.tag == "h1" and len(mark.text) > 8), 0)
    return marks[at:]


def _is_byline(mark: Mark) -> bool:
    """Whether a mark holds authors: its name says so, and its text is no call to share or follow."""
    if (
        mark.tag == "h1"
        or _PHOTO.search(mark.names)
        or not 1 < len(mark.text) <= 100
        or not _BYLINE.search(mark.names)
    ):
        return False
    return any(looks_like_person(name) for name in split_authors(mark.text))
