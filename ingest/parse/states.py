"""Find the article in the data that a page carries for its own scripts, and give it as a JSON-LD node would.

It runs no script: only what is plain JSON, or a form field, is read. What to believe is decided in `metadata.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import lxml.etree
from lxml.html import HtmlElement

from ingest.parse.body import plain_of
from ingest.parse.paragraphs import fold, squeeze

# A page's data may be large (2 MB on portals); what is larger than this is no article's.
MAX_CHARS = 4_000_000
MAX_VALUES = 60_000
MAX_STATES = 40
MAX_DEPTH = 40
MIN_TITLE = 6
# How many levels under the object that bears the title its text may stand.
BODY_DEPTH = 3
# Titles are looked for in a script by their beginning, before it is parsed.
TITLE_START = 8

_SCRIPTS = lxml.etree.XPath("//script[not(@src) and not(contains(@type, 'ld+json'))]")
_FIELDS = lxml.etree.XPath("//textarea[@class or @id or @name]")
_ASSIGNED = re.compile(r"=\s*(?=[{\[])")
_PARSED = re.compile(r'JSON\.parse\(\s*("(?:[^"\\]|\\.)*")')
_PUSHED = re.compile(r'__next_f\.push\(\s*\[\s*1\s*,\s*("(?:[^"\\]|\\.)*")')
_CHUNK = re.compile(r"^[0-9a-f]+:(?=[\[{])", re.MULTILINE)
_MILLISECONDS = re.compile(r"1\d{9}(?:\d{3})?")

_TITLE_KEYS = "title headline headlines heading subject name newstitle articletitle tit"
_BODY_KEYS = (
    "body bodies content contents text articlebody articletext articlecontent contentelements contentarrange "
    "blocks paragraphs components elements html story detail fulltext maintext newsbody articlehtml"
)
_PUBLISHED_KEYS = (
    "datepublished publishedat publishdate publisheddate publishedtime publishtime pubdate publicationdate "
    "firstpublishdate firstpublished displaydate servicedate senddate createdat createtime createdate created "
    "regdate regdt articletime newsdate time date datetime"
)
_MODIFIED_KEYS = (
    "datemodified modifiedat modifieddate modifytime updatedat updateddate updated updatetime "
    "lastupdateddate lastmodified moddate"
)
_AUTHOR_KEYS = "author authors byline bylines reporter reporters writer writers"
_TEXTS = (
    "text",
    "content",
    "html",
    "body",
    "value",
    "paragraph",
    "model",
    "data",
    "blocks",
    "children",
    "items",
)
_FOREIGN = re.compile(
    r"relat|recommend|ranking|popular|most|next|prev|comment|advert|^ads?$|teaser|promo|sidebar|menu|breadcrumb|"
    r"caption|credit|image|photo|video|gallery|seo|meta|description|summary|subtitle|feed|taxonomy|config",
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


def read_state(tree: HtmlElement, titles: Iterable[str]) -> dict[str, Any]:
    """The article as the page's own data has it, empty when there is none.

    Shape:   `titles` are what the page calls itself; the object that bears one of them is the article.
             The result has the keys of schema.org: headline, articleBody (paragraphs split by a blank
             line), datePublished, dateModified, author
    """
    wanted = [key for key in map(squeeze, titles) if len(key) >= MIN_TITLE]
    if not wanted:
        return {}
    starts = _starts(titles)
    best: dict[str, Any] = {}
    for state in _states(tree, starts):
        for item in _objects(state):
            node = _article(item, wanted)
            if len(node) > 1 and _size(node) >= _size(best) + bool(best):
                best = node
    return best


def _size(node: Mapping[str, Any]) -> int:
    return len(node.get("articleBody", ""))


def _starts(titles: Iterable[str]) -> set[str]:
    """The beginnings of titles as they may be written within a script."""
    plain = {fold(title)[:TITLE_START] for title in titles if title}
    quoted = {json.dumps(start, ensure_ascii=False)[1:-1] for start in plain}
    escaped = {json.dumps(start)[1:-1] for start in plain}
    return {
        form for form in (*quoted, *escaped, *(e.replace("\\", "\\\\") for e in escaped)) if form
    }


def _states(tree: HtmlElement, starts: set[str]) -> Iterator[Any]:
    """The values of all scripts that hold the title, and the page's form fields as one object."""
    left = MAX_STATES
    pushed: list[str] = []
    for script in _SCRIPTS(tree):
        text = script.text or ""
        if "__next_f" in text and len(text) < MAX_CHARS:
            pushed.extend(_PUSHED.findall(text))
            continue
        if not 100 < len(text) < MAX_CHARS or not any(start in text for start in starts):
            continue
        for value in _values(text):
            left -= 1
            yield value
            if left <= 0:
                return
    if pushed:
        yield from _chunks("".join(_unquoted(piece) for piece in pushed))
    fields = {_last_name(field): field.text_content() for field in _FIELDS(tree)}
    if len(fields) > 1:
        yield fields


def _values(text: str) -> Iterator[Any]:
    """Every JSON value in a script: the whole of it, what is assigned, what JSON.parse is given."""
    stripped = text.strip()
    if stripped[:1] in ("{", "["):
        value, _ = _decoded(stripped, 0)
        if value is not None:
            yield value
            return
    at = 0
    while match := _ASSIGNED.search(text, at):
        value, at = _decoded(text, match.end())
        if value is not None:
            yield value
    for literal in _PARSED.findall(text):
        value, _ = _decoded(_unquoted(literal), 0)
        if value is not None:
            yield value


def _chunks(payload: str) -> Iterator[Any]:
    for match in _CHUNK.finditer(payload):
        value, _ = _decoded(payload, match.end())
        if value is not None:
            yield value


def _decoded(text: str, at: int) -> tuple[Any, int]:
    """The value that begins at a place and where it ends; None where none does."""
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, at + 1
    return (value if isinstance(value, (dict, list)) else None), end


def _unquoted(literal: str) -> str:
    try:
        return str(json.loads(literal, strict=False))
    except (ValueError, RecursionError):
        return ""


def _last_name(field: HtmlElement) -> str:
    """What a form field holds, by its name: `article-content` is `content`."""
    name = field.get("name") or field.get("class") or field.get("id") or ""
    return re.split(r"[-_\s]", name.strip())[-1]


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:  # JSON, any value may stand anywhere
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
                v for k, v in item.items() if isinstance(v, (dict, list)) and not _FOREIGN.search(k)
            )


def _article(item: Mapping[str, Any], wanted: list[str]) -> dict[str, Any]:
    keys = {_key(name): value for name, value in item.items()}
    title = next((t for name in _TITLE_KEYS.split() if (t := _titled(keys.get(name), wanted))), "")
    if not title:
        return {}
    paragraphs = max(_bodies(item, 0), key=lambda found: sum(map(len, found)), default=[])
    found = {
        "headline": title,
        "articleBody": "\n\n".join(paragraphs),
        "datePublished": _moment(keys, _PUBLISHED_KEYS.split()),
        "dateModified": _moment(keys, _MODIFIED_KEYS.split()),
        "author": next((keys[name] for name in _AUTHOR_KEYS.split() if keys.get(name)), None),
    }
    return {name: value for name, value in found.items() if value}


def _titled(value: Any, wanted: list[str]) -> str:
    """The title in a value, when it is one of those the page bears."""
    if isinstance(value, Mapping):
        return next(
            (
                t
                for part in value.values()
                if (t := _titled(part, wanted) if isinstance(part, str) else "")
            ),
            "",
        )
    if not isinstance(value, str):
        return ""
    key = squeeze(value)
    fits = len(key) >= MIN_TITLE and any(key == title or title.startswith(key) for title in wanted)
    return fold(value) if fits else ""


def _bodies(item: Mapping[str, Any], depth: int) -> Iterator[list[str]]:
    for name, value in item.items():
        if _FOREIGN.search(name):
            continue
        if _key(name) in _BODY_KEYS.split():
            yield _paragraphs(value, depth)
        if isinstance(value, Mapping) and depth < BODY_DEPTH:
            yield from _bodies(value, depth + 1)


def _paragraphs(value: Any, depth: int) -> list[str]:
    """The text in a value: HTML, lines, or lists of objects that hold them."""
    if isinstance(value, str):
        return plain_of(value) if not value.startswith(("http://", "https://", "/")) else []
    if depth > MAX_DEPTH:
        return []
    if isinstance(value, list):
        return [paragraph for part in value for paragraph in _paragraphs(part, depth + 1)]
    if not isinstance(value, Mapping):
        return []
    kind = next(
        (v for k in ("type", "_type", "kind", "component") if isinstance(v := value.get(k), str)),
        "",
    )
    if _NO_TEXT.search(kind):
        return []
    for name in _TEXTS:
        if name in value and (found := _paragraphs(value[name], depth + 1)):
            # A paragraph's pieces, bold and plain, are one.
            return [fold(" ".join(found))] if _INLINE.match(kind) else found
    return []


def _moment(keys: Mapping[str, Any], names: Iterable[str]) -> str:
    for name in names:
        value = keys.get(name)
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            text = str(value).strip()
            if re.match(r"(?:19|20)\d\d\D", text) or _MILLISECONDS.fullmatch(text):
                return text
    return ""


def _key(name: str) -> str:
    return re.sub(r"[-_]", "", name).lower()
