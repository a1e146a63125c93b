"""Walk a page once and give its text blocks with what surrounds each: tags, names, links, neighbours.

It judges nothing; `traits.py` describes the blocks and `choosing.py` weighs the descriptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import lxml.etree
from lxml.html import HtmlElement

from ingest.parse.paragraphs import fold

UNREAD = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "embed",
        "canvas",
        "video",
        "audio",
        "map",
        "title",
        "button",
        "select",
        "input",
        "textarea",
        "dialog",
        "nav",
        "menu",
    ]
)
BORDERS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "blockquote",
        "pre",
        "figure",
        "hr",
        "figcaption",
        "aside",
        "address",
        "body",
        "center",
        "details",
        "summary",
        "fieldset",
        "footer",
        "form",
        "html",
    ]
)
CELLS = frozenset({"td", "th"})
# Inline elements that stand alone when their name says that they are no running text.
_APART = frozenset({"span", "em", "strong", "small", "i", "b", "time", "label", "cite"})
_SENTENCE_END = re.compile(r"[.!?…。！？:：»”\"'」』)\]】]\s*$")
_SPLIT = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ALONE = re.compile(
    r"caption|copyright|credit|byline|author|reporter|share|social|related|time|date|desc|photo|tag|banner|label",
    re.IGNORECASE,
)
_INLINE, _SKIPPED, _BORDER, _CELL, _PERHAPS, _BREAK, _LINK = range(7)
_KINDS = (
    dict.fromkeys(UNREAD, _SKIPPED) | dict.fromkeys(BORDERS, _BORDER) | dict.fromkeys(CELLS, _CELL)
)
_KINDS |= dict.fromkeys(_APART, _PERHAPS) | {"br": _BREAK, "a": _LINK}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# What only screen readers tell: "opens new tab", "image caption". Longer parts may be the article.
MAX_SPOKEN = 100
_LENGTH = lxml.etree.XPath("string-length()")
_SPOKEN_ONLY = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-?only|screen-?reader(?:-text|-only)?|a11y-hidden|assistive-text|u-hidden-visually)(?:$|[\s_-])",
    re.IGNORECASE,
)
# What links say of themselves to those who cannot see it.
_OPENS = re.compile(
    r",? ?\(?(?:opens (?:in )?(?:an? )?new (?:tab|window)|öffnet in (?:einem )?neue[mn] (?:Fenster|Tab)|"
    r"(?:открывается|откроется) в новом окне|새 ?창(?:에서|으로)? ?열(?:림|기|립니다)|新しい(?:タブ|ウィンドウ)で開く)\)?",
    re.IGNORECASE,
)
MAX_WORDS = 12  # of one element's names; utility frameworks write dozens that say nothing


@dataclass(slots=True, eq=False)
class Place:
    """An element that blocks stand in, with its names and what is around it."""

    tag: str
    words: tuple[str, ...]
    key: str  # tag and names: elements made by the same template share it
    around: Place | None
    inside: frozenset[str] = frozenset()  # tags of the elements around, its own included
    depth: int = 0
    hidden: bool = False
    mass: float = 0.0  # running text of the blocks directly in it
    total: float = 0.0  # and below it
    heirs: int = 0  # blocks directly in it


@dataclass(slots=True, eq=False)
class Passage:
    """A run of text between borders."""

    text: str
    place: Place
    linked: int
    links: int
    size: float = 0.0
    share: float = field(default=0.0)  # of links in the text


@lru_cache(maxsize=16384)
def words_of(names: str) -> tuple[str, ...]:
    """The words in an element's class and id.

    Example:
        >>> words_of("articleBody related-links_2")
        ('article', 'body', 'related', 'links')
    """
    split = _SPLIT.split(_CAMEL.sub(" ", names).lower())
    return tuple(dict.fromkeys(w for w in split if len(w) > 1 and not w.isdigit()))[:MAX_WORDS]


def passages_of(root: HtmlElement, skip: frozenset[HtmlElement] = frozenset()) -> list[Passage]:
    """The text blocks under `root` in reading order, without what is in the elements of `skip`.

    A double line break, or a single one after the end of a sentence, ends a block: many Korean and
    Russian outlets set whole articles in one element with `<br>`.
    """
    walk = _Walk(skip)
    place = _place(root, str(root.tag), None)
    walk.visit(root, place)
    walk.flush(place)
    return walk.found


class _Walk:
    def __init__(self, skip: frozenset[HtmlElement]) -> None:
        self._skip = skip
        self.found: list[Passage] = []
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0
        self._open = 0  # links around
        self._broken = False

    def visit(self, element: HtmlElement, place: Place) -> None:
        """Read an element and what is below it; recursion is bounded by MAX_DEPTH of the tree."""
        if text := element.text:
            self._add(text)
        for child in element:
            tag = child.tag
            kind = _KINDS.get(tag, _INLINE) if isinstance(tag, str) else _SKIPPED  # a comment
            if kind != _SKIPPED and not self._is_skipped(child):
                if (
                    kind == _BORDER
                    or (kind == _CELL and _lays_out(child))
                    or (kind == _PERHAPS and _stands_apart(child))
                ):
                    self.flush(place)
                    inner = _place(child, str(tag), place)
                    self.visit(child, inner)
                    self.flush(inner)
                elif kind == _BREAK:
                    self._line_break(place)
                elif kind == _LINK:
                    self._open += 1
                    self._links += 1
                    self.visit(child, place)
                    self._open -= 1
                else:
                    self.visit(child, place)
                    if kind == _CELL:
                        self._add(" | ")
            if text := child.tail:
                self._add(text)

    def _is_skipped(self, element: HtmlElement) -> bool:
        """Whether a part is to be left out, or hidden without being an article behind a "read more"."""
        if self._skip and element in self._skip:
            return True
        if element.get("hidden") is not None and next(element.iter("p"), None) is None:
            return True
        names = element.get("class")
        return bool(names) and _is_spoken_only(names) and _LENGTH(element) < MAX_SPOKEN

    def _add(self, text: str) -> None:
        if not text.isspace():
            self._parts.append(text)
            self._broken = False
            if self._open:
                self._linked += len(text.strip())
        elif self._parts:
            self._parts.append(text)

    def _line_break(self, place: Place) -> None:
        if self._broken or _SENTENCE_END.search("".join(self._parts[-3:])):
            self.flush(place)
        if self._parts:
            self._parts.append(" ")
        self._broken = True

    def flush(self, place: Place) -> None:
        if self._parts:
            text = fold("".join(self._parts)).strip("| ")
            if self._links:
                text = _OPENS.sub("", text)
            if text:
                self.found.append(Passage(text, place, self._linked, self._links))
            self._parts = []
        self._linked = 0
        self._links = 1 if self._open else 0
        self._broken = False


def _place(element: HtmlElement, tag: str, around: Place | None) -> Place:
    get = element.get
    classes, key, part = get("class") or "", get("id"), get("itemprop")
    names = f"{classes} {key}" if key else classes
    if part:
        names = f"{names} {part}"
    words = words_of(names) if names else ()
    if around is None:
        return Place(tag, words, f"{tag}.{names}", None, frozenset({tag}))
    inside = around.inside if tag in around.inside else around.inside | {tag}
    hidden = around.hidden or _is_hidden(element)
    return Place(tag, words, f"{tag}.{classes}", around, inside, around.depth + 1, hidden)


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(style and _HIDDEN.search(style))
    )


def _lays_out(cell: HtmlElement) -> bool:
    """Whether a cell lays out a page instead of holding data."""
    return any(child.tag in ("p", "br", "div", "table", "h1", "h2") for child in cell)


def _stands_apart(element: HtmlElement) -> bool:
    names = element.get("class")
    return bool(names) and _is_alone(names)


@lru_cache(maxsize=16384)
def _is_spoken_only(names: str) -> bool:
    return bool(_SPOKEN_ONLY.search(names))


@lru_cache(maxsize=4096)
def _is_alone(names: str) -> bool:
    return bool(_ALONE.search(names))


def around(place: Place) -> Iterator[Place]:
    """The place itself and those around it, inside out."""
    at: Place | None = place
    while at is not None:
        yield at
        at = at.around
