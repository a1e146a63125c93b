"""Gather what a page says about its article: declarations in the head, and short marks near the title.

It only collects strings by where they stood; `metadata.py` weighs them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.etree
from lxml.html import HtmlElement

from ingest.parse.paragraphs import fold

# A byline or date line is short; a longer element with such a class is a section of the page.
MAX_MARK_CHARS = 400
MAX_MARK_SOURCE = 2000
MAX_MARKS = 300
MAX_NEAR_CHARS = 120
NEAR = "near-title-date"

# What outlets call the elements that hold author and date, wherever it stands in class or id.
_NAMED = (
    "author", "byline", "reporter", "writer", "journ", "date", "time", "publish", "meta-info", "name-wrap",
    "news_info", "article-info", "article_info", "article-_info", "articleinfo", "signature", "titl", "headline", "subject",
)  # fmt: skip
_OUTSIDE = frozenset({"nav", "footer", "aside"})
_DECLARING = frozenset({"meta", "link", "script", "title"})
_NO_MARKS = frozenset({"img", "button", "input"})
# What follows the title directly is its date and byline, whatever it is called.
_NEAR = lxml.etree.XPath(
    "//h1/following-sibling::*[position() < 4] | //h1/../following-sibling::*[1]"
)
_LENGTH = lxml.etree.XPath("string-length()")
_SPOKEN = lxml.etree.XPath(".//text()[not(parent::script or parent::style)]")
_SILENT = frozenset({"script", "style", "meta", "link"})
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Marks of other articles: lists of related, popular and commented ones.
_ELSEWHERE = (
    "relat",
    "recommend",
    "ranking",
    "comment",
    "sidebar",
    "most-",
    "popular",
    "more-news",
    "reply",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A short piece of the page with what its markup calls it."""

    text: str
    names: str  # class, id, itemprop and rel in one string, lower case
    tag: str
    stamp: str = ""  # a machine-readable date: datetime, content, title or data attribute


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the page says of itself; `marks` start at the title as shown, if it is shown."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    scripts: tuple[str, ...] = ()
    title: str = ""
    headings: tuple[str, ...] = ()
    canonicals: tuple[str, ...] = ()
    language: str = ""
    marks: tuple[Mark, ...] = ()

    def meta(self, *names: str) -> str:
        """The first non-empty declaration among `names`, in their order."""
        return next((value for name in names for value in self.metas.get(name, ())), "")


def read_head(tree: HtmlElement) -> Head:
    """Collect the declarations and marks of a page, in one walk over its elements."""
    metas: dict[str, list[str]] = {}
    scripts, canonicals, title = [], [], ""
    marked = _Marked(tree)
    for element in tree.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag not in _DECLARING:
            marked.look_at(element, tag)
        elif tag == "meta":
            name = _first(element, "property", "name", "itemprop", "http-equiv").lower()
            if name and (value := fold(element.get("content", ""))):
                metas.setdefault(name, []).append(value)
        elif tag == "script":
            if "ld+json" in element.get("type", ""):
                scripts.append(element.text or "")
        elif tag == "title":
            if not title and next(element.iterancestors("svg"), None) is None:
                title = fold(element.text_content())
        elif element.get("rel", "").strip().lower() == "canonical":
            canonicals.append(element.get("href", ""))
    shown = (fold(_text(e)) for top in marked.chosen for e in top.iter("h1"))
    return Head(
        metas=metas,
        scripts=tuple(scripts),
        title=title,
        headings=tuple(filter(None, shown)),
        canonicals=tuple(canonicals),
        language=_first(tree, "lang", "xml:lang", _XML_LANG),
        marks=tuple(_marks(marked.chosen)),
    )


class _Marked:
    """The elements that may tell author, date or title, none within another; fed in the page's order."""

    def __init__(self, tree: HtmlElement) -> None:
        self.chosen: list[HtmlElement] = []
        self._taken: set[HtmlElement] = set()
        self._near = set(_NEAR(tree))

    def look_at(self, element: HtmlElement, tag: str) -> None:
        if element in self._near and element.attrib and _LENGTH(element) < MAX_NEAR_CHARS:
            element.set("class", f"{element.get('class', '')} {NEAR}")
        if (
            _is_mark(element, tag)
            and len(self.chosen) < MAX_MARKS
            and self._taken.isdisjoint(element.iterancestors())
            and not _is_elsewhere(element)
        ):
            self._taken.add(element)
            self.chosen.append(element)


def _is_mark(element: HtmlElement, tag: str) -> bool:
    if tag in _NO_MARKS:
        return False
    if tag not in ("h1", "time"):
        classes, key = element.get("class"), element.get("id")
        if not (
            ((classes or key) and _is_named(classes, key))
            or element.get("itemprop")
            or element.get("rel") == "author"
        ):
            return False
    return bool(_LENGTH(element) < MAX_MARK_SOURCE)


@functools.lru_cache(maxsize=16384)
def _is_named(classes: str | None, key: str | None) -> bool:
    names = f"{classes} {key}".lower()
    return any(word in names for word in _NAMED)


def _is_elsewhere(element: HtmlElement) -> bool:
    for around in element.iterancestors():
        if around.tag == "body":
            return False
        if around.tag in _OUTSIDE or _is_of_others(around.get("class"), around.get("id")):
            return True
    return False


@functools.lru_cache(maxsize=16384)
def _is_of_others(classes: str | None, key: str | None) -> bool:
    names = f"{classes} {key}".lower()
    return any(word in names for word in _ELSEWHERE)


def _marks(marked: list[HtmlElement]) -> Iterator[Mark]:
    for top in marked:
        for element in top.iter():
            if not isinstance(element.tag, str) or element.tag in _SILENT:
                continue
            text = fold(_text(element))
            stamp = _first(
                element, "datetime", "data-published-time", "data-datetime", "content", "title"
            )
            if len(text) <= MAX_MARK_CHARS and (text or stamp):
                names = " ".join(element.get(n, "") for n in ("itemprop", "rel", "class", "id"))
                yield Mark(text, names.lower(), element.tag, stamp)


def _text(element: HtmlElement) -> str:
    """The text of a short element; what scripts and styles in it say is none."""
    if next(element.iter("script", "style"), None) is None:
        return " ".join(element.itertext())
    return " ".join(_SPOKEN(element))


def _first(element: HtmlElement, *names: str) -> str:
    """The first of the attributes that is set."""
    return next((value for name in names if (value := element.get(name))), "")
