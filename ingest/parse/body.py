"""Choose the text of an article among what the page's data, an extractor and its markup say it is.

It reads text only; titles, authors and dates are `metadata.py`'s.
"""

from __future__ import annotations

import copy
import html
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import lxml.etree
import lxml.html
import trafilatura
from lxml.html import HtmlElement

from ingest.parse.blocks import Container, Kind, find_container, text_blocks
from ingest.parse.boilerplate import trim
from ingest.parse.paragraphs import fold, join, paragraphs_of, squeeze
from ingest.parse.tree import Block

# Below these lengths (code points) trafilatura returns menus: 22 characters of text became 633 with
# navigation (2026-11-23). A CJK character says about as much as two letters.
SHORT = 250
SHORT_CJK = 120
# JSON-LD text is whole when it holds at least this share of what the markup holds, and is known to it.
WHOLE_SHARE = 0.8
KNOWN_SHARE = 0.5
TEASER_SHARE = 0.4
# Where the markup shows next to nothing of it, the text is in the page's data only; what is shown is menus.
FOREIGN_SHARE = 0.1
# A gap in what was extracted is filled from the markup when that has nearly all of it and not much more.
MISSING_SHARE = 0.05
FILLED_SHARE = 1.15
DROPPED = frozenset({"li", "h2", "h3", "h4", "dt", "dd"})
# Length of the article's element over length extracted, between which the element was nearer to the truth
# on 257 public pages of 181 outlets (2026-11-23; the ranges were chosen on these pages): F1 .96 against .86
# for ratios of .3 to .9 (7 pages), equal up to 1.1 (218), .83 against .91 above (19).
MARKED_RATIO: dict[Kind, tuple[float, float]] = {
    "microdata": (0.3, 5.0),
    "named": (0.3, 1.1),
    "semantic": (0.3, 0.9),
    "title": (0.8, 1.1),
    "densest": (1.0, 0.0),  # never: the extractor knows better
}
# Share of the page's running text from which an element of each kind is believed without asking. Believing
# semantic ones at .85 made parsing 1.4 times as fast and cost .011 of F1 (same pages).
NEVER = 2.0
SURE_SHARE: dict[Kind, float] = {
    "microdata": 0.5,
    "named": 0.8,
    "semantic": NEVER,
    "title": NEVER,
    "densest": NEVER,
}
# One paragraph of this length is several whose borders got lost.
LONG_PARAGRAPH = 600

_CJK = re.compile("[가-힣ぁ-ヺ一-鿿]")
_TAG = re.compile(r"<(?:p|br|div|a|b|strong|em|span|h\d|img|figure)\b[^>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,5}|[a-zA-Z]{2,8}\d?);")
_USELESS = lxml.etree.XPath(
    "//script | //style | //svg | //noscript | //template | //iframe | //textarea | //title | //*[@hidden and not(.//p)]"
)


@dataclass(frozen=True, slots=True)
class Body:
    """The text and the name of what found it, as in `Article.extractor`."""

    text: str
    extractor: str
    edges: str = ""  # first and last lines of the article's element: bylines that the text has lost


def is_short(text: str) -> bool:
    """Whether a text is too short to trust it to be the whole article."""
    return len(text) < (SHORT_CJK if len(_CJK.findall(text)) * 3 > len(text) else SHORT)


def read_body(
    tree: HtmlElement, *, declared: str = "", description: str = "", title: str = ""
) -> Body:
    """Choose the text of the article in `tree`, which is changed: what is never text is removed.

    `declared` is the articleBody of JSON-LD, `description` the page's own summary. The declared text
    wins when it is whole, then an element that microdata calls the article's text, then the better of
    what trafilatura finds and what the article's own element holds, then the description.

    Shape:   paragraphs split by a blank line; repeated paragraphs are kept as often as they stand
    """
    for element in _USELESS(tree):
        element.drop_tree()
    container = find_container(tree)
    contained = list(text_blocks(container.element)) if container else []
    body = _choose(tree, container, contained, declared, description, title)
    return replace(body, edges="\n".join(block.text for block in (*contained[:1], *contained[-3:])))


def _choose(
    tree: HtmlElement,
    container: Container | None,
    contained: list[Block],
    declared: str,
    description: str,
    title: str,
) -> Body:
    shown = [block.text for block in contained]
    marked = trim(shown, title)
    stated = trim(_declared_paragraphs(declared, shown), title)
    if _is_whole(stated, marked):
        return Body(join(stated), "json-ld")
    if container and _is_sure(container) and not is_short(join(marked)):
        return Body(join(marked), "selectors")
    chosen, extractor = _prefer(
        trim(_extract(tree), title), marked, container, f"{title} {description}"
    )
    if is_short(join(chosen)):
        sure = container is not None and container.kind != "densest"
        return _short_body(stated, marked if sure or not description else [], description)
    return Body(join(_fill_gaps(chosen, contained)), extractor)


def _is_sure(container: Container) -> bool:
    """Whether the markup names the article so clearly that no extractor is asked."""
    return container.share >= SURE_SHARE[container.kind]


def plain_of(markup: str) -> list[str]:
    """Paragraphs of a text that may hold HTML, as feeds and JSON-LD give it, escaped once too often or not."""
    if _ENTITY.search(markup):
        markup = html.unescape(markup)
    if not _TAG.search(markup):
        return paragraphs_of(markup)
    try:
        root = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return paragraphs_of(_TAG.sub("\n", markup))
    return [block.text for block in text_blocks(root)]


def _is_whole(stated: list[str], shown: list[str]) -> bool:
    """Whether the declared text is the article: as long as the shown one, or shown in part only.

    Some outlets declare a teaser, others the text of several articles.
    """
    declared, there = sum(map(len, stated)), sum(map(len, shown))
    if not stated or (is_short(join(stated)) and declared <= there):
        return False
    if not shown:
        return True
    whole = squeeze(" ".join(stated))
    known = sum(len(paragraph) for paragraph in shown if squeeze(paragraph) in whole)
    if known < FOREIGN_SHARE * there and declared > there:
        return True
    if known < KNOWN_SHARE * there:
        return False
    alike = WHOLE_SHARE * there <= declared <= there / WHOLE_SHARE
    return alike or there < TEASER_SHARE * declared


def _declared_paragraphs(declared: str, contained: list[str]) -> list[str]:
    """The declared text with the borders of paragraphs that the markup shows, when it has none."""
    paragraphs = plain_of(declared)
    longest = max(map(len, paragraphs), default=0)
    if len(paragraphs) * 2 > len(contained) and longest < LONG_PARAGRAPH:
        return paragraphs
    return _split_like(fold(" ".join(paragraphs)), contained)


def _split_like(text: str, model: list[str]) -> list[str]:
    """Split `text` wherever a paragraph of `model` begins or ends in it."""
    borders = {0, len(text)}
    at = 0
    for paragraph in model:
        start = text.find(paragraph, at)
        if start >= 0 and len(paragraph) > 20:
            at = start + len(paragraph)
            borders |= {start, at}
    cuts = sorted(borders)
    pieces = (text[a:b].strip() for a, b in itertools.pairwise(cuts))
    return [piece for piece in pieces if piece]


def _extract(tree: HtmlElement) -> list[str]:
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(tree), with_metadata=False, include_comments=False, include_tables=True
        )
    except Exception:
        # A foreign extractor on a hostile page: whatever it raises means that it found nothing.
        return []
    if found is None or isinstance(found, dict):
        return []
    return [_row(line) for line in paragraphs_of(found.text or "")]


def _row(line: str) -> str:
    """A table's row without the bars at its ends."""
    return line.strip("| ").replace("\\|", "|") if line.startswith("|") else line


def _prefer(
    extracted: list[str], marked: list[str], container: Container | None, said: str
) -> tuple[list[str], str]:
    """The better of two readings of the same page, and its name.

    Where the article's element says so itself, it wins unless it holds next to nothing or more than was
    extracted: an extractor then took menus and teasers along. Elsewhere the extractor knows better. A
    short element, a flash, wins when the extractor found it too or the page's own words confirm it.
    """
    if not extracted or not marked or container is None:
        return (extracted, "trafilatura") if extracted else (marked, "selectors")
    ratio = sum(map(len, marked)) / sum(map(len, extracted))
    limit = MARKED_RATIO[container.kind]
    flash = False
    if is_short(join(marked)) and container.kind != "densest":
        confirmed = squeeze(" ".join([*extracted, said]))
        flash = all(squeeze(paragraph) in confirmed for paragraph in marked)
    if limit[0] <= ratio <= limit[1] or flash or is_short(join(extracted)):
        return marked, "selectors"
    return extracted, "trafilatura"


def _fill_gaps(extracted: list[str], contained: list[Block]) -> list[str]:
    """Put back what an extractor dropped inside the text: repeats, subheadings, items of lists.

    The markup's own sequence from the first to the last extracted paragraph stands in, when it holds
    all that was extracted and not much more.
    """
    size = sum(map(len, extracted))
    wanted = {squeeze(paragraph) for paragraph in extracted}
    places = [at for at, block in enumerate(contained) if squeeze(block.text) in wanted]
    there = {squeeze(contained[at].text) for at in places}
    missing = sum(len(p) for p in extracted if squeeze(p) not in there)
    if not places or missing > MISSING_SHARE * size:
        return extracted
    sequence = [
        block.text
        for block in contained[places[0] : places[-1] + 1]
        if squeeze(block.text) in wanted or (block.tag in DROPPED and not block.linked)
    ]
    return sequence if sum(map(len, sequence)) <= FILLED_SHARE * size else extracted


def _short_body(stated: list[str], marked: list[str], description: str) -> Body:
    """The text of a page that has little: a flash, a gallery, a teaser."""
    summary = [fold(description)] if description else []
    rivals: Iterable[tuple[list[str], str]] = (
        (stated, "json-ld"),
        (marked, "selectors"),
        (summary, "selectors"),
    )
    best, extractor = max(
        rivals, key=lambda rival: sum(map(len, rival[0])) if rival[0] is not summary else 1
    )
    if not best:
        return Body(join(summary), "selectors") if summary else Body("", "headline")
    return Body(join(best), extractor)
