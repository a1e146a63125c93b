"""Parse HTML text into one lxml tree that every reader of a page shares, and flatten its text blocks.

It finds no article in the tree; `body.py` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from domain.errors import ParseError
from ingest.parse.paragraphs import fold

# Deeper than any page is made, shallow enough for the recursive steps of the libraries that follow.
MAX_DEPTH = 400

# No form: some servers wrap the whole page in one; its controls are left out singly.
UNREAD = {"script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas"}
UNREAD |= {"video", "audio", "map", "title", "button", "select", "input", "textarea", "dialog"}
UNREAD |= {"nav", "footer", "menu"}
BLOCKS = {"p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS |= {"ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "blockquote", "pre", "figure", "hr"}
BLOCKS |= {"figcaption", "aside", "address", "body", "center", "details", "summary", "fieldset"}
_TOO_DEEP = lxml.etree.XPath("/*" * (MAX_DEPTH + 1))
_SENTENCE_END = re.compile(r"[.!?…。！？:：»”\"'」』)\]】]\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between block borders: the nearest block element, and how much of it is links."""

    text: str
    element: HtmlElement
    linked: int

    @property
    def tag(self) -> str:
        return str(self.element.tag)

    @property
    def link_share(self) -> float:
        return min(self.linked / len(self.text), 1.0) if self.text else 0.0


def parse_html(html: str) -> HtmlElement:
    """Parse a page, however broken.

    Errors: ParseError with reason `empty` when there is no element in it
    """
    # Bytes, not str: lxml refuses str with an XML declaration, and would believe a wrong one in bytes.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(html.encode("utf-8", "ignore"), parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise ParseError(f"page is not HTML: {error}", reason="empty") from error
    _flatten_depths(tree)
    return tree


def _flatten_depths(tree: HtmlElement) -> None:
    """Cut what is nested beyond MAX_DEPTH: hostile pages nest 100,000 elements to break recursion."""
    for element in _TOO_DEEP(tree):
        text = fold("".join(element.itertext()))
        parent = element.getparent()
        element.drop_tree()
        if parent is not None and text:
            parent.text = f"{parent.text or ''} {text}"


def blocks(root: HtmlElement, skip: frozenset[HtmlElement] = frozenset()) -> Iterator[Block]:
    """Yield the text blocks under `root` in reading order.

    A double line break, or a single one after the end of a sentence, ends a block: many Korean and
    Russian outlets set whole articles in one element with `<br>`.
    """
    gathered = _Gathered(root)
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if gathered.muted or not isinstance(tag, str) or tag in UNREAD or element in skip:
                gathered.muted += 1
                continue
            if _is_block(element):
                yield from gathered.flush()
                gathered.element = element
            elif tag == "br":
                yield from gathered.line_break()
            gathered.links += tag == "a"
            gathered.add(element.text)
            continue
        if gathered.muted:
            gathered.muted -= 1
        else:
            gathered.links -= tag == "a"
            if _is_block(element):
                yield from gathered.flush()
                parent = element.getparent()
                gathered.element = parent if parent is not None and element is not root else root
            elif tag in ("td", "th"):
                gathered.add(" | ")
        if not gathered.muted and element is not root:
            gathered.add(element.tail)
    yield from gathered.flush()


def _is_block(element: HtmlElement) -> bool:
    """Whether an element borders a block: cells only when they lay out a page instead of data."""
    if element.tag in ("td", "th"):
        return any(child.tag in ("p", "br", "div", "table", "h1", "h2") for child in element)
    return element.tag in BLOCKS


class _Gathered:
    """The text since the last block border."""

    def __init__(self, root: HtmlElement) -> None:
        self.element = root
        self.muted = 0
        self.links = 0
        self._parts: list[str] = []
        self._linked = 0
        self._broken = False

    def add(self, text: str | None) -> None:
        if not text:
            return
        self._parts.append(text)
        if not text.isspace():
            self._broken = False
            if self.links:
                self._linked += len(text.strip())

    def line_break(self) -> Iterator[Block]:
        if self._broken or _SENTENCE_END.search("".join(self._parts[-3:])):
            yield from self.flush()
        self._parts.append(" ")
        self._broken = True

    def flush(self) -> Iterator[Block]:
        text = fold("".join(self._parts)).strip("| ")
        linked, self._parts, self._linked, self._broken = self._linked, [], 0, False
        if text:
            yield Block(text, self.element, linked)
