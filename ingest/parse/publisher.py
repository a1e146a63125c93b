"""Read a page by its publisher's rules: where they yield nothing, nothing is said, and the generic reader goes on.

It applies rules; which there are is data (`config/data/publishers.toml`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import lxml.etree
from cssselect import HTMLTranslator
from lxml.html import HtmlElement

from domain.publisher import Publisher
from ingest.parse.boilerplate import trim
from ingest.parse.paragraphs import fold, join
from ingest.parse.passages import passages_of

# What is in no article's text, wherever a rule finds its body.
ALWAYS_DROPPED = ("figure", "figcaption", "aside", "time", "amp-ad", "ins")
# Where a page states its time in an attribute, that is more exact than what it shows.
STAMPS = ("datetime", "content")
MAX_VALUES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What a publisher's rules found, as it stands on the page; empty where they found nothing."""

    text: str = ""
    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()


NOTHING = Ruled()


def read_by_rules(tree: HtmlElement, publisher: Publisher) -> Ruled:
    """Read a page by the rules of its publisher. The tree is left as it is."""
    titles = _values(tree, publisher.title)
    return Ruled(
        text=_text(tree, publisher, next(iter(titles), "")),
        titles=titles,
        authors=_values(tree, publisher.authors),
        published=_values(tree, publisher.published, STAMPS),
        modified=_values(tree, publisher.modified, STAMPS),
    )


def _text(tree: HtmlElement, publisher: Publisher, title: str) -> str:
    """The text of the first selector of the body that holds any."""
    dropped = frozenset(
        element
        for selector in (*ALWAYS_DROPPED, *publisher.drop)
        for element in _select(tree, selector)
    )
    for selector in publisher.body:
        found = [
            passage.text
            for element in _outermost(_select(tree, selector))
            if element not in dropped
            for passage in passages_of(element, dropped)
        ]
        if text := join(trim(found, title)):
            return text
    return ""


def _outermost(elements: list[HtmlElement]) -> Iterator[HtmlElement]:
    """Elements that are not within another one of them."""
    chosen = set(elements)
    return (e for e in elements if chosen.isdisjoint(e.iterancestors()))


def _values(
    tree: HtmlElement, selectors: Iterable[str], stamps: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The values of the first selector that yields any."""
    for selector in selectors:
        css, _, attribute = selector.partition(" @")
        names = (attribute,) if attribute else stamps
        found = (_value(element, names, bool(attribute)) for element in _select(tree, css))
        if values := tuple(value for value in found if value):
            return values[:MAX_VALUES]
    return ()


def _value(element: HtmlElement, names: tuple[str, ...], only: bool) -> str:
    stamp = next((value for name in names if (value := element.get(name))), "")
    return fold(stamp or ("" if only else " ".join(element.itertext())))


def _select(tree: HtmlElement, css: str) -> list[HtmlElement]:
    found: list[HtmlElement] = _compiled(css)(tree)
    return found


@functools.lru_cache(maxsize=1024)
def _compiled(css: str) -> lxml.etree.XPath:
    return lxml.etree.XPath(HTMLTranslator().css_to_xpath(css))
