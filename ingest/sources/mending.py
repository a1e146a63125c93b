"""Mend the XML of listings: references XML does not know, an end that is missing.

It changes nothing in a document that a strict parser takes, but for references that break feedparser.
"""

from __future__ import annotations

import html.entities
import re
from dataclasses import replace

from ingest.sources.document import Document

_NUMERIC = re.compile(r"&#(?:(?P<decimal>\d+)|[xX](?P<hex>[0-9a-fA-F]+));?")
# CDATA sections and comments are found first, so that nothing within them is changed.
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|&(?:#\d+;|#[xX][0-9a-fA-F]+;|(?P<name>[A-Za-z]\w{0,31});|(?P<bare>))",
    re.DOTALL,
)
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
# What stands between texts: sections that are not markup, and tags with their names. Unfinished ones of
# either kind reach to the end, so that nothing within them is taken for a tag.
_PART = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<[?!][^>]*(?:>|\Z)"
    r"|<(?P<close>/?)(?P<name>[A-Za-z_][\w.:\-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(?P<empty>/?)>",
    re.DOTALL,
)


def mended_xml(document: Document, items: tuple[str, ...]) -> Document:
    """Return XML that a strict parser has the best chance with; keep every field that is whole.

    Names of HTML become the characters they mean, bare ampersands are escaped, references to characters
    that XML forbids go: after that most feeds parse strictly, and feedparser's lenient parser,
    which makes "R&D;" of "R&D", is not needed. If the root element does not end, the text is ended
    after the last field that is whole, so that there is never half a title or half a link.

    Shape:   `items` are the local names of the elements that are entries
    """
    document = _with_references(with_possible_references(document))
    text = document.text
    names = "|".join(items)
    ends = re.compile(rf"</(?:[\w.\-]+:)?(?:{names})\s*>")
    starts = re.compile(rf"<((?:[\w.\-]+:)?(?:{names}))(?=[\s>])")
    last_end = max((found.end() for found in ends.finditer(text)), default=0)
    if _is_closed(text, document.root, last_end):
        return document
    open_items = list(starts.finditer(text, last_end))
    half = open_items[-1] if open_items else None
    kept = _whole_fields(text, half) if half else text[: last_end or len(text)]
    closing = f"</{document.root}>"
    if document.root_name == "rss" and "</channel" not in kept[last_end:]:
        closing = "</channel>" + closing
    return replace(
        document,
        text=kept + closing,
        whole=False,
        cut_items=int(half is not None),
        notes=(*document.notes, "listing is cut: its end is missing"),
    )


def with_possible_references(document: Document) -> Document:
    """Drop references to characters that XML forbids.

    Also within CDATA: no HTML can mean such a character either, and feedparser fails on it.
    """
    if "&#" not in document.text:
        return document
    return _noted(document, _NUMERIC.sub(_possible_reference, document.text))


def _whole_fields(text: str, half: re.Match[str]) -> str:
    """The text up to the last field that the item at the cut has whole, and the item's end."""
    depth, kept = 0, half.end()
    for part in _PART.finditer(text, half.start()):
        if part["name"] is None:
            continue  # a comment, a CDATA section, an instruction
        if part["close"]:
            depth -= 1
        elif not part["empty"]:
            depth += 1
        if depth == 1:
            kept = part.end()
    if kept == half.end():
        return text[: half.start()] + f"<{half[1]}></{half[1]}>"
    return text[:kept] + f"</{half[1]}>"


def _is_closed(text: str, root: str, after: int) -> bool:
    if text.find(f"</{root}", after) >= 0:
        return True
    start = re.search(rf"<{re.escape(root)}\b[^<>]*>", text)
    return start is not None and start[0].endswith("/>")


def _with_references(document: Document) -> Document:
    # Entities a document declares are its own affair.
    if "&" not in document.text or "<!ENTITY" in document.text:
        return document
    return _noted(document, _REFERENCE.sub(_known_reference, document.text))


def _noted(document: Document, text: str) -> Document:
    if text == document.text:
        return document
    notes = (*document.notes, "references repaired that XML does not know")
    return replace(document, text=text, notes=tuple(dict.fromkeys(notes)))


def _known_reference(found: re.Match[str]) -> str:
    if found["bare"] is not None:
        return "&amp;"
    if found["name"] is None or found["name"] in _XML_NAMES:
        return found[0]
    return html.entities.html5.get(f"{found['name']};") or f"&amp;{found['name']};"


def _possible_reference(found: re.Match[str]) -> str:
    digits = found["decimal"] or found["hex"]
    point = int(digits, 10 if found["decimal"] else 16) if len(digits) <= 8 else 0xFFFFFF
    return found[0] if _is_possible(point) else "\ufffd" if point > 31 else ""


def _is_possible(point: int) -> bool:
    """XML 1.0 §2.2 names the characters that may be referred to; one other makes the feed malformed."""
    return (
        point in (9, 10, 13)
        or 32 <= point < 0xD800
        or 0xE000 <= point < 0xFFFE
        or 0xFFFF < point < 0x110000
    )
