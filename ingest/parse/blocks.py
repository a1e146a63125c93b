"""Find the element that holds the article, and read its paragraphs as they stand.

It is the second opinion beside an extractor: it never looks at the page as a whole.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import lxml.etree
from lxml.html import HtmlElement

from ingest.parse.tree import Block, blocks

# A block counts towards its element when it has this many code points (CJK: half) and few links.
COUNTED = 25
MAX_LINK_SHARE = 0.5
# How much of the best element's text a semantic one (itemprop, article) must hold to be preferred.
SEMANTIC_SHARE = 0.5
DENSE_SHARE = 0.9
# Pages with less running text (weighed) hold a flash among menus: only what stands by the title counts.
SHORT_PAGE = 600
MIN_TITLE = 8

Kind = Literal["microdata", "named", "semantic", "title", "densest"]

_BODY_NAMES = (
    "articlebody article-body article_body articletext article-text article_text article-content article_content "
    "article__body article__text article__content news-text news_text newsbody news-body news_body story-body "
    "story-news storybody story__body text-content post-content post_text post__text entry-content newsct_article "
    "news_view view_con content--detail-body article-view-content-div detailbody topic-body js-mediator-article "
    "newsviewarea article_view news_content newscontent view_content contents_body cont_article articleview article_txt text_area cont_area newstext generalmaterial-article"
)
_SEMANTIC = lxml.etree.XPath(
    "//*[@itemprop='articleBody' or @property='articleBody'] | //article | //main | //*[@role='main']"
)
_NAMED = lxml.etree.XPath("//*[(@class or @id) and (self::div or self::section or self::td)]")
_CJK = re.compile("[가-힣ぁ-ヺ一-鿿]")

_NAMEABLE = [
    "div",
    "section",
    "aside",
    "ul",
    "ol",
    "p",
    "span",
    "figure",
    "figcaption",
    "dl",
    "table",
    "a",
    "header",
    "em",
    "strong",
    "time",
    "address",
]
_NEVER_TEXT = frozenset({"aside", "figure", "figcaption", "time", "address"})
# Parts of an article's element that are not its text, by class or id.
_NOT_TEXT = re.compile(
    r"relat(?:ed|ion)|recommend|read-?(?:more|also|next)|see-?also|share|sns|social|comment|reply|banner|advert|"
    r"(?:^|[\s_-])ads?(?:$|[\s_-])|promo|newsletter|copyright|breadcrumb|byline|author|reporter|journalist|"
    r"tag(?:s|list|cloud)?(?:$|[\s_-])|keyword|toolbar|button|menu|navi?(?:$|[\s_-])|sidebar|widget|popular|"
    r"ranking|most-|footer|article__?meta|article-?info|donat|cookie|consent|update-?time|txt-copyright|print",
    re.IGNORECASE,
)
# The same for names that wrappers of the text itself bear, too: they count for short parts only.
_PERHAPS_NOT_TEXT = re.compile(
    r"subscri|caption|paywall|hidden|sr-only|blind|article-?header|infobox|teaser|player|audio|disclaimer|"
    r"photo-?(?:credit|desc)|img-?desc|date-?line|(?:^|\s)date(?:$|\s)|channel|edit(?:or)?$",
    re.IGNORECASE,
)
SHORT_PART = 300
# Names of wrappers that hold everything, the text included.
_WHOLE = re.compile(
    r"(?:has|with|no|is|page|type|single|layout|body)-|sidebar-(?:left|right|no)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Container:
    """The element that holds the article, and what made us think so, surest first."""

    element: HtmlElement
    kind: Kind
    share: float  # of all running text on the page


def text_blocks(root: HtmlElement) -> Iterator[Block]:
    """The blocks under an element without captions, link lists and parts named as no text."""
    skip = frozenset(_not_text(root))
    return (block for block in blocks(root, skip) if _is_text(block))


def find_container(tree: HtmlElement) -> Container | None:
    """The element holding the most running text, preferring those that say they are the article."""
    scores = _scores(tree)
    if not scores:
        return None
    best = max(scores.values())
    rivals: tuple[tuple[Kind, Iterable[HtmlElement]], ...]
    rivals = (
        ("microdata", _by_microdata(tree)),
        ("named", _by_name(tree)),
        ("semantic", _semantic(tree)),
    )
    for kind, elements in rivals:
        fit = [element for element in elements if scores.get(element, 0.0) >= SEMANTIC_SHARE * best]
        if fit:
            # Of nested ones the innermost, which has the least beside the text.
            chosen = min(fit, key=lambda e: scores[e])
            return Container(chosen, kind, scores[chosen] / best)
    if best < SHORT_PAGE and (beside := _beside_title(tree, scores)) is not None:
        return Container(beside, "title", scores[beside] / best)
    dense = [element for element, score in scores.items() if score >= DENSE_SHARE * best]
    chosen = max(dense, key=_depth)
    return Container(chosen, "densest", scores[chosen] / best)


def _beside_title(tree: HtmlElement, scores: dict[HtmlElement, float]) -> HtmlElement | None:
    """The nearest element around the title that holds any running text: the text of a flash."""
    headings = [e for e in tree.iter("h1") if len(e.text_content().strip()) > MIN_TITLE]
    around = (e for heading in headings[:1] for e in heading.iterancestors())
    return next((element for element in around if scores.get(element)), None)


def _depth(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def _scores(tree: HtmlElement) -> dict[HtmlElement, float]:
    """Running text under each element; an element far above a paragraph is credited with all of it."""
    scores: dict[HtmlElement, float] = {}
    skip = frozenset(_not_text(tree))
    for block in blocks(tree, skip):
        weight = len(block.text) + len(_CJK.findall(block.text))
        if (
            weight < COUNTED
            or block.link_share > MAX_LINK_SHARE
            or block.tag in ("li", "h1", "h2", "h3", "h4", "figcaption", "address")
        ):
            continue
        path = (block.element, *block.element.iterancestors())
        if any(around.tag == "li" for around in path):
            continue  # lists of teasers hold more text than a flash
        for around in path:
            scores[around] = scores.get(around, 0.0) + weight
    return scores


def _by_microdata(tree: HtmlElement) -> Iterable[HtmlElement]:
    return [e for e in _SEMANTIC(tree) if "articleBody" in (e.get("itemprop"), e.get("property"))]


def _by_name(tree: HtmlElement) -> Iterable[HtmlElement]:
    wanted = set(_BODY_NAMES.split())
    named = []
    for element in _NAMED(tree):
        names = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
        if not wanted.isdisjoint(names) or any(n.rpartition("__")[2] in wanted for n in names):
            named.append(element)
    return named


def _semantic(tree: HtmlElement) -> Iterable[HtmlElement]:
    return [e for e in _SEMANTIC(tree) if e.tag in ("article", "main") or e.get("role") == "main"]


def _not_text(root: HtmlElement) -> Iterable[HtmlElement]:
    for element in root.iter(*_NAMEABLE):
        if element is root:
            continue
        if element.tag in _NEVER_TEXT:
            yield element
            continue
        sure, perhaps = _says_no_text(element.get("class"), element.get("id"))
        if (sure and not _holds_text(element, root)) or (
            perhaps and len(element.text_content()) < SHORT_PART
        ):
            yield element


@functools.lru_cache(maxsize=8192)
def _says_no_text(classes: str | None, key: str | None) -> tuple[bool, bool]:
    if not classes and not key:
        return False, False
    names = f"{classes or ''} {key or ''}"
    if _WHOLE.search(names):
        return False, False
    return bool(_NOT_TEXT.search(names)), bool(_PERHAPS_NOT_TEXT.search(names))


def _holds_text(element: HtmlElement, root: HtmlElement) -> bool:
    """Whether most of the text stands in here in spite of its name."""
    own = sum(len(p.text_content()) for p in element.iter("p"))
    return own > 400 and own * 2 > sum(len(p.text_content()) for p in root.iter("p"))


def _is_text(block: Block) -> bool:
    if block.tag in ("h1", "figcaption", "address", "time"):
        return False
    return (
        block.link_share < 0.9
        if block.tag in ("li", "td", "th")
        else block.link_share < 0.8 or len(block.text) > 120
    )
