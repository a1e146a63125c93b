"""Parse HTML text into one lxml tree that every reader of a page shares.

It finds no article in the tree; `passages.py` walks it and `body.py` chooses.
"""

from __future__ import annotations

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from domain.errors import ParseError
from ingest.parse.paragraphs import fold

# Deeper than any page is made, shallow enough for the recursive steps of the libraries that follow.
MAX_DEPTH = 400

_TOO_DEEP = lxml.etree.XPath("/*" * (MAX_DEPTH + 1))


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
