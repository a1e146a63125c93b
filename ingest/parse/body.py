"""Choose the text of an article among what the page's blocks, its data and an extractor say it is.

It reads text only; titles, authors and dates are `metadata.py`'s.
"""

from __future__ import annotations

import copy
import html
import itertools
import re
from dataclasses import dataclass, replace

import lxml.etree
import lxml.html
import trafilatura
from lxml.html import HtmlElement

from ingest.parse.boilerplate import trim
from ingest.parse.calls import looks_like_call
from ingest.parse.choosing import Choice, choose_blocks
from ingest.parse.paragraphs import Whole, fold, join, paragraphs_of, squeeze
from ingest.parse.passages import Passage, around, passages_of
from ingest.parse.traits import Page

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
# The page shows its declared text itself when it has this share of it: its blocks then have the borders.
SHOWN_SHARE = 0.85
# Below this expected F1 of the blocks an extractor is asked, too, and believed; but on pages with less text
# than that it returns menus. F1 on 889 public pages of sites that nothing was learnt from (four sets,
# 2026-11-24) with the share of pages asked about: never .964 .931 .954 .942; below .80 .969 .935 .954 .940
# (5 %), .85 .969 .937 .955 .942 (8 %), .88 .976 .938 .956 .942 (12 %), .92 .973 .935 .954 .944 (24 %),
# .95 .972 .934 .950 .939 (43 %); always .966 .931 .943 .931.
ASK_BELOW = 0.88
ASK_FROM = 1200
# Of pages with more blocks it costs seconds: 5 s for 60,000; the longest of 1,850 public pages has fewer.
ASK_UP_TO = 10_000
# A gap in what was extracted is filled from the markup when that has nearly all of it and not much more.
MISSING_SHARE = 0.05
FILLED_SHARE = 1.15
SUBHEADINGS = frozenset({"h2", "h3", "h4", "h5"})
DROPPED = frozenset({"li", "h2", "h3", "h4", "dt", "dd"})
FILLED_CHANCE = 0.2
# One paragraph of this length is several whose borders got lost.
LONG_PARAGRAPH = 600
MAX_EDGE = 120
# Blocks of which next to none is likely: a gallery or a video with a summary in its head.
DOUBTFUL = 0.3
# Where so little is expected, a flash stands by its title, and what is further off belongs to others.
FLASH = 300

_CJK = re.compile("[가-힣ぁ-ヺ一-鿿]")
_TAG = re.compile(r"<(?:p|br|div|a|b|strong|em|span|h\d|img|figure)\b[^>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,5}|[a-zA-Z]{2,8}\d?);")
# What is never text, and would confuse an extractor.
_USELESS = ("script", "style", "svg", "noscript", "template", "iframe", "textarea", "title")
_HIDDEN = lxml.etree.XPath("//*[@hidden][not(.//p)]")


@dataclass(frozen=True, slots=True)
class Body:
    """The text and the name of what found it, as in `Article.extractor`."""

    text: str
    extractor: str
    reason: str = ""  # why that won, as in `Article.extraction_reason`
    edges: str = ""  # lines just before and behind the text: bylines stand there


def is_short(text: str) -> bool:
    """Whether a text is too short to trust it to be the whole article."""
    return len(text) < (SHORT_CJK if len(_CJK.findall(text)) * 3 > len(text) else SHORT)


def read_body(
    tree: HtmlElement, *, declared: str = "", description: str = "", title: str = ""
) -> Body:
    """Choose the text of the article in `tree`, which is left as it is.

    `declared` is the articleBody of JSON-LD, `description` the page's own summary. The declared text
    wins when it is whole and the page does not show it, then the blocks that are surely the article's,
    then what trafilatura finds, then the description.

    Shape:   paragraphs split by a blank line; repeated paragraphs are kept as often as they stand
    """
    page = Page(passages_of(tree), title=title, description=description, declared=declared)
    choice = choose_blocks(page)
    body = _choose(tree, page, choice, declared, title)
    if description and choice.expected < DOUBTFUL and body.extractor == "blocks":
        body = Body("", "headline", f"no block is likely to be text ({choice.expected:.2f})")
    if is_short(body.text):
        body = _short_body(body, declared, description)
    return replace(body, edges=_edges(page, choice))


def _choose(tree: HtmlElement, page: Page, choice: Choice, declared: str, title: str) -> Body:
    bridged = _bridged(page, choice)
    read = trim([passage.text for passage in bridged], title)
    stated = trim(_declared_paragraphs(declared, read), title)
    if _is_whole(stated, read) and (shown := page.shown(stated)) < SHOWN_SHARE:
        return Body(join(stated), "json-ld", f"declared whole, {shown:.0%} of it shown")
    if choice.held < FLASH:
        read = trim([passage.text for passage in page.nearest(bridged)], title) or read
    sure = f"({choice.expected:.2f})"
    if choice.expected >= ASK_BELOW:
        return Body(join(read), "blocks", f"blocks agree {sure}")
    if len(page.passages) > ASK_UP_TO:
        return Body(join(read), "blocks", f"blocks in doubt {sure}, too many for an extractor")
    if choice.held < ASK_FROM:
        return Body(
            join(read), "blocks", f"blocks in doubt {sure}, too little text for an extractor"
        )
    extracted = trim(_extract(tree), title)
    if is_short(join(extracted)):
        return Body(join(read), "blocks", f"blocks in doubt {sure}, an extractor found less")
    filled = _fill_gaps(extracted, page, choice)
    text = join([line for line in filled if not looks_like_call(line)])
    return Body(text, "trafilatura", f"blocks in doubt {sure}")


def _bridged(page: Page, choice: Choice) -> list[Passage]:
    """The kept blocks but for calls, and the subheadings and items of lists between them."""
    kept = set(map(id, choice.kept))
    rows = page.passages
    bridged = []
    for at, passage in enumerate(rows):
        if id(passage) in kept:
            bridged.append(passage)
        elif 0 < at < len(rows) - 1 and id(rows[at + 1]) in kept:
            follows = id(rows[at - 1]) in kept
            if (follows and _is_dropped(passage, choice.chances[at])) or _is_subheading(
                passage, rows[at - 1], rows[at + 1]
            ):
                bridged.append(passage)
    return [passage for passage in bridged if not looks_like_call(passage.text)] or bridged


def _is_subheading(passage: Passage, before: Passage, behind: Passage) -> bool:
    """Whether a block is a heading that stands among a text's own paragraphs.

    Of such headings that the weights dropped, 15 belonged to the text and 3 did not (402 public pages of
    sites that were looked at, 2026-11-24); of those with other neighbours 52 and 1879.
    """
    home = passage.place.around
    return (
        passage.place.tag in SUBHEADINGS
        and not passage.linked
        and before.place.around is home
        and behind.place.around is home
    )


def _edges(page: Page, choice: Choice) -> str:
    """The short lines around the text."""
    if not choice.kept:
        return ""
    first, last = (page.passages.index(choice.kept[n]) for n in (0, -1))
    near = (*page.passages[max(first - 3, 0) : first + 1], *page.passages[last : last + 4])
    return "\n".join(passage.text for passage in near if len(passage.text) <= MAX_EDGE)


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
    return [passage.text for passage in passages_of(root) if not _is_caption(passage)]


def _is_caption(passage: Passage) -> bool:
    return any(
        place.tag == "figcaption" or "caption" in place.words for place in around(passage.place)
    )


def _is_whole(stated: list[str], shown: list[str]) -> bool:
    """Whether the declared text is the article: as long as the shown one, or shown in part only.

    Some outlets declare a teaser, others the text of several articles.
    """
    declared, there = sum(map(len, stated)), sum(map(len, shown))
    if not stated or (is_short(join(stated)) and declared <= there):
        return False
    if not shown:
        return True
    whole = Whole(squeeze(" ".join(stated)))
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
    own = copy.deepcopy(tree)
    for element in _HIDDEN(own):
        element.drop_tree()
    lxml.etree.strip_elements(own, *_USELESS, with_tail=False)
    try:
        found = trafilatura.bare_extraction(
            own,
            with_metadata=False,
            include_comments=False,
            include_tables=True,
            fast=True,  # without its own second opinions: as good here, and twice as fast (889 pages)
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


def _fill_gaps(extracted: list[str], page: Page, choice: Choice) -> list[str]:
    """Put back what an extractor dropped inside the text: repeats, subheadings, items of lists.

    The page's own sequence from the first to the last extracted paragraph stands in, when it holds
    all that was extracted and not much more.
    """
    size = sum(map(len, extracted))
    wanted = {squeeze(paragraph) for paragraph in extracted}
    keys = [squeeze(passage.text) for passage in page.passages]
    places = [at for at, key in enumerate(keys) if key in wanted]
    there = {keys[at] for at in places}
    missing = sum(len(p) for p in extracted if squeeze(p) not in there)
    if not places or missing > MISSING_SHARE * size:
        return extracted
    sequence = [
        passage.text
        for at, passage in enumerate(page.passages)
        if places[0] <= at <= places[-1]
        and (keys[at] in wanted or _is_dropped(passage, choice.chances[at]))
    ]
    return sequence if sum(map(len, sequence)) <= FILLED_SHARE * size else extracted


def _is_dropped(passage: Passage, chance: float) -> bool:
    return passage.place.tag in DROPPED and not passage.linked and chance >= FILLED_CHANCE


def _short_body(body: Body, declared: str, description: str) -> Body:
    """The text of a page that has little: a flash, a gallery, a teaser."""
    stated = join(trim(plain_of(declared)))
    if len(stated) > len(body.text):
        return Body(stated, "json-ld", f"declared, the page shows {len(body.text)} characters")
    if body.text:
        return body
    why = body.reason or "no text on the page"
    return Body(fold(description), "description", why) if description else Body("", "headline", why)
