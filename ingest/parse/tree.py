"""Parse HTML text into one lxml tree that every reader of a page shares.

It finds no article in the tree; `passages.py` walks it and `body.py` chooses.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from domain.errors import ParseError
from ingest.parse.paragraphs import fold
from ingest.parse.passages import BORDERS

# Deeper than any page is made, shallow enough for the recursive steps of the libraries that follow.
MAX_DEPTH = 400
# So many tags are taken out of a page that nests them beyond that; what is left is cut.
MAX_UNNESTED = 3

# libxml2 compares each attribute with all before it: 100,000 of them on one element ran to the deadline
# (24 Nov 2026). Elements of real pages have some dozens.
MAX_ATTRIBUTES = 1_000
# Shorter ones cannot hold so many.
_LONG_TAG = re.compile(r"<([a-zA-Z][\w:-]*)([^<>]{2000,})")
_ATTRIBUTE = re.compile(r"""[^\s=/"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"']+))?""")

_TOO_DEEP = lxml.etree.XPath("/*" * (MAX_DEPTH + 1))
# lxml.html asks a function of its own which class an element gets, each time one is touched: a fifth of the
# time of reading a page (322 public pages, 2026-11-24). One class for all is looked up in C.
_ONE_CLASS = lxml.etree.ElementDefaultClassLookup(element=HtmlElement)


def parse_html(html: str) -> HtmlElement:
    """Parse a page, however broken.

    What is nested too deep was never closed: the page is read again without the tag that nests most, so that
    the text behind it keeps its paragraphs.

    Errors: ParseError with reason `empty` when there is no element in it
    """
    html = _LONG_TAG.sub(_uncrowded, html)
    tree = _parsed(html)
    for _ in range(MAX_UNNESTED):
        deep = _TOO_DEEP(tree)
        if not deep:
            break
        html = _without_nesting(html, deep[0])
        tree = _parsed(html)
    _flatten_depths(tree)
    return tree


def _parsed(html: str) -> HtmlElement:
    # Bytes, not str: lxml refuses str with an XML declaration, and would believe a wrong one in bytes. Without
    # `huge_tree` it drops all that follows the 256th level.
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        return lxml.html.document_fromstring(html.encode("utf-8", "ignore"), parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise ParseError(f"page is not HTML: {error}", reason="empty") from error


def _uncrowded(tag: re.Match[str]) -> str:
    """The beginning of a tag as it is, or without its attributes if there are more than anybody needs."""
    attributes = islice(_ATTRIBUTE.finditer(tag[2]), MAX_ATTRIBUTES + 1)
    return tag[0] if sum(1 for _ in attributes) <= MAX_ATTRIBUTES else f"<{tag[1]}"


def _without_nesting(html: str, deepest: HtmlElement) -> str:
    """The page without the commonest tag around an element; a paragraph begins where one stood."""
    tags = Counter(
        tag
        for element in deepest.iterancestors()
        if isinstance(tag := element.tag, str) and tag not in ("html", "body")
    )
    if not tags:
        return html
    tag = tags.most_common(1)[0][0]
    border = "<p>" if tag in BORDERS else ""
    return re.sub(rf"</?{re.escape(tag)}\b[^>]*>", border, html, flags=re.IGNORECASE)


def _flatten_depths(tree: HtmlElement) -> None:
    """Cut what is nested beyond MAX_DEPTH: hostile pages nest 100,000 elements to break recursion."""
    for element in _TOO_DEEP(tree):
        text = fold("".join(element.itertext()))
        parent = element.getparent()
        element.drop_tree()
        if parent is not None and text:
            parent.text = f"{parent.text or ''} {text}"
