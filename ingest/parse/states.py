"""Find the article in the data that a page carries for its own scripts, and give it as a JSON-LD node would.

What to believe is decided in `metadata.py`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from ingest.parse.body import plain_of
from ingest.parse.paragraphs import fold, squeeze
from ingest.parse.scriptdata import script_values

MAX_VALUES = 60_000
MAX_DEPTH = 40
MIN_TITLE = 6
# A page that bears no title is a shell: in its data an object with a longer title and such a text is the article.
MIN_UNCLAIMED_TITLE = 10
MIN_UNCLAIMED_BODY = 150
# How many levels under the object that bears the title its text may stand.
BODY_DEPTH = 3

_TITLE_KEYS = "title headline headlines heading subject name newstitle articletitle tit"
_AUTHOR_KEYS = "author authors byline bylines reporter reporters writer writers"
_BODY = re.compile(
    r"body|content|text|html|paragraph|blocks|elements|component|story|detail|arrange"
)
# In order of trust: when it was shown first, then when it was made.
_PUBLISHED = (
    re.compile(r"publish|^pub|^date$|^datetime$|articletime|articledate|newsdate"),
    re.compile(r"display|deploy|service|send|issue|input|regist|^reg"),
    re.compile(r"creat|^time$|^ctime$"),
)
_MODIFIED = (re.compile(r"modif|updat|^mod|^upd|lastedit"),)
_TEXTS = "text content html body value paragraph model data blocks children items"
_FOREIGN = re.compile(
    r"relat|recommend|ranking|popular|most|next|prev|comment|advert|^ads?$|teaser|promo|sidebar|menu|breadcrumb|"
    r"caption|credit|image|photo|video|gallery|seo|meta|description|summary|sub_?title|feed|taxonomy|config",
    re.IGNORECASE,
)
_NO_TEXT = re.compile(
    r"image|photo|video|audio|^ad|banner|relat|embed|gallery|caption|raw_?html|promo|newsletter|interstitial|"
    r"divider|social|twitter|tweet|reference|bookmark|podcast",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"^(?:p|paragraph|h[1-6]|heading|li|list-?item|quote|blockquote)$", re.IGNORECASE
)
# Where a template puts advertisements into a text: $$ARTICLEAD$$, {{banner}}
_SLOT = re.compile(r"\$\$\w{2,30}\$\$|\{\{\s*\w{2,30}\s*\}\}")
_DAY = re.compile(r"(?:19|20)\d\d\D\d")
_COUNTED = re.compile(r"1\d{9}(?:\d{3})?|20[012]\d[01]\d[0-3]\d[0-2]\d[0-5]\d(?:[0-5]\d)?")


_TITLES = tuple(_TITLE_KEYS.split())


def read_state(tree: HtmlElement, titles: Iterable[str]) -> dict[str, Any]:
    """The article as the page's own data has it, empty when there is none.

    Shape:   `titles` are what the page calls itself; the object that bears one of them is the article.
             The result has the keys of schema.org: headline, articleBody (paragraphs split by a blank
             line), datePublished, dateModified, author
    """
    try:
        return _longest(tree, titles)
    except RecursionError:  # nested as no outlet nests its data
        return {}


def _longest(tree: HtmlElement, titles: Iterable[str]) -> dict[str, Any]:
    borne = [title for title in titles if len(squeeze(title)) >= MIN_TITLE]
    wanted = [squeeze(title) for title in borne]
    best: dict[str, Any] = {}
    for value in script_values(tree, borne):
        for item in _objects(value):
            node = _article(item, wanted)
            if len(node) > 1 and _size(node) >= _size(best) + bool(best):
                best = node
    return best


@functools.lru_cache(maxsize=4096)
def _is_foreign(name: str) -> bool:
    return bool(_FOREIGN.search(name))


def _size(node: Mapping[str, Any]) -> int:
    return len(node.get("articleBody", ""))


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:  # JSON: any value may stand anywhere
    """The objects under a value, outermost first, those of other articles left out."""
    queue: list[Any] = [value]
    for seen in range(MAX_VALUES):
        if seen >= len(queue):
            return
        item = queue[seen]
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            yield item
            queue.extend(
                v for k, v in item.items() if isinstance(v, (dict, list)) and not _is_foreign(k)
            )


def _article(item: Mapping[str, Any], wanted: list[str]) -> dict[str, Any]:
    keys = {_key(name): value for name, value in item.items()}
    named = (keys[k] for k in _TITLES if k in keys)
    title = next((t for value in named if (t := _titled(value, wanted))), "")
    if not title:
        return {}
    paragraphs = max(_bodies(item, 0), key=lambda found: sum(map(len, found)), default=[])
    found = {
        "headline": title,
        "articleBody": "\n\n".join(paragraphs),
        "datePublished": _moment(keys, _PUBLISHED),
        "dateModified": _moment(keys, _MODIFIED),
        "author": next((v for k in _AUTHOR_KEYS.split() if (v := keys.get(k))), None),
    }
    if not wanted and (_size(found) < MIN_UNCLAIMED_BODY or not found["datePublished"]):
        return {}
    return {name: value for name, value in found.items() if value}


def _titled(value: Any, wanted: list[str]) -> str:
    """The title in a value: one that the page bears, or any long one where it bears none."""
    if isinstance(value, Mapping):
        parts = (part for part in value.values() if isinstance(part, str))
        return next((title for part in parts if (title := _titled(part, wanted))), "")
    if not isinstance(value, str):
        return ""
    key = squeeze(value)
    if not wanted:
        return fold(value) if len(key) >= MIN_UNCLAIMED_TITLE else ""
    fits = len(key) >= MIN_TITLE and any(key == title or title.startswith(key) for title in wanted)
    return fold(value) if fits else ""


def _bodies(item: Mapping[str, Any], depth: int) -> Iterator[list[str]]:
    for name, value in item.items():
        if _is_foreign(name):
            continue
        if _BODY.search(name.lower()):
            yield _paragraphs(value, depth)
        if isinstance(value, Mapping) and depth < BODY_DEPTH:
            yield from _bodies(value, depth + 1)


def _paragraphs(value: Any, depth: int) -> list[str]:
    """The text in a value: HTML, lines, or lists of objects that hold them."""
    if isinstance(value, str):
        if value.startswith(("http://", "https://", "/")):
            return []
        return plain_of(_SLOT.sub("\n", value))
    if depth > MAX_DEPTH:
        return []
    if isinstance(value, list):
        return [paragraph for part in value for paragraph in _paragraphs(part, depth + 1)]
    if not isinstance(value, Mapping):
        return []
    names = ("type", "_type", "kind", "component")
    kind = next((v for name in names if isinstance(v := value.get(name), str)), "")
    if _NO_TEXT.search(kind):
        return []
    for name in _TEXTS.split():
        if name in value and (found := _paragraphs(value[name], depth + 1)):
            # A paragraph's pieces, bold and plain, are one.
            return [fold(" ".join(found))] if _INLINE.match(kind) else found
    return []


def _moment(keys: Mapping[str, Any], names: Iterable[re.Pattern[str]]) -> str:
    for pattern in names:
        for name, value in keys.items():
            if not pattern.search(name) or isinstance(value, bool):
                continue
            text = str(value).strip() if isinstance(value, (str, int)) else ""
            if len(text) < 40 and (_DAY.match(text) or _COUNTED.fullmatch(text)):
                return text
    return ""


@functools.lru_cache(maxsize=8192)
def _key(name: str) -> str:
    return re.sub(r"[-_]", "", name).lower()
