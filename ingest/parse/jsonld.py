"""Read JSON-LD blocks as they are found in the wild and pick the node that describes the article.

It gives back the publisher's own words as plain dicts; what they mean is decided in `metadata.py`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ingest.parse.paragraphs import squeeze

Node = Mapping[str, Any]  # JSON: any value may stand under any key

# A page with more is not describing an article, it is attacking a reader of pages.
MAX_NODES = 5000
MAX_CHARS = 2_000_000

# schema.org types of an article, by how surely they mean the page's own text.
RANKS = {
    "newsarticle": 5,
    "reportagenewsarticle": 5,
    "analysisnewsarticle": 5,
    "backgroundnewsarticle": 5,
    "opinionnewsarticle": 5,
    "reviewnewsarticle": 5,
    "askpublicnewsarticle": 5,
    "advertisercontentarticle": 3,
    "liveblogposting": 5,
    "article": 4,
    "report": 4,
    "scholarlyarticle": 4,
    "techarticle": 4,
    "satiricalarticle": 4,
    "blogposting": 4,
    "socialmediaposting": 2,
    "discussionforumposting": 2,
    "webpage": 1,
    "itempage": 1,
}
# Under these keys stand other articles than the page's own.
FOREIGN = frozenset(
    [
        "liveBlogUpdate",
        "itemListElement",
        "hasPart",
        "isPartOf",
        "mentions",
        "about",
        "relatedLink",
        "citation",
        "review",
        "comment",
        "video",
        "isBasedOn",
        "subjectOf",
        "significantLink",
        "potentialAction",
        "publisher",
        "breadcrumb",
    ]
)

_WRAPPERS = re.compile(
    r"<!--|-->|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|(?://|/\*)?\s*\]\]>\s*(?:\*/)?"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_COMMENT = re.compile(r"^\s*//[^\n]*$", re.MULTILINE)
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|articleBody|description|inLanguage)"\s*:\s*'
    r'"((?:[^"\\]|\\.|"(?!\s*[,}\]:]))*)"',
    re.DOTALL,
)
_AUTHOR = re.compile(
    r'"(?:author|creator)"\s*:\s*[\[{]+[^\[\]{}]*?"name"\s*:\s*"([^"]{1,200})"', re.DOTALL
)
_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"(\w*(?:Article|Posting|Report))"')


def read_nodes(scripts: Iterable[str]) -> list[Node]:
    """All objects of all blocks, outermost first; a block beyond repair gives what can be salvaged."""
    nodes: list[Node] = []
    for script in scripts:
        for value in _load(script[:MAX_CHARS]):
            nodes.extend(_walk(value))
            if len(nodes) > MAX_NODES:
                return nodes[:MAX_NODES]
    return nodes


def pick_article(nodes: list[Node], *, url: str, titles: Iterable[str] = ()) -> dict[str, Any]:
    """The node that describes this page's article, completed from others that describe the same.

    Shape:   nodes of `read_nodes` -> one dict, empty when no node is an article. References by @id
             (author, publisher) are resolved. Among several articles the one with the page's address
             or title wins, then the surer type, then the first.
    """
    known = {n["@id"]: n for n in nodes if isinstance(n.get("@id"), str) and len(n) > 1}
    wanted = {squeeze(title) for title in titles if title}
    ranked = [(_fit(node, url, wanted), -at, node) for at, node in enumerate(nodes) if _rank(node)]
    ranked.sort(key=lambda item: item[:2], reverse=True)
    article: dict[str, Any] = {}
    for (agrees, _), _, node in ranked:
        if article and not agrees and _headline(node) != _headline(article):
            continue
        for key, value in node.items():
            if not article.get(key) and value:
                article[key] = _resolve(value, known)
    return article


def text_of(value: Any) -> str:  # JSON, see Node
    """The text of a JSON-LD value: a string, a list of them, or an object with a name."""
    if isinstance(value, str):
        return html.unescape(value)
    if isinstance(value, list):
        return "\n".join(filter(None, map(text_of, value[:200])))
    if isinstance(value, Mapping):
        return text_of(value.get("name") or value.get("@value") or "")
    return ""


def types_of(node: Node) -> list[str]:
    """The types of a node, in lower case, without the vocabulary's address."""
    found = node.get("@type", "")
    names = found if isinstance(found, list) else [found]
    return [n.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for n in names if isinstance(n, str)]


def _load(script: str) -> list[Any]:
    """Every value in a block, repairing what publishers break: wrappers, commas, escapes, newlines."""
    text = _WRAPPERS.sub("", script).strip().strip(";")
    if not text:
        return []
    for repair in (str, _repair):
        if values := _decode_all(repair(text)):
            return values
    return _salvage(text)


def _decode_all(text: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)
    values, at = [], 0
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            values.append(value)
            while at < len(text) and text[at] in " \t\r\n;,":
                at += 1
    except (ValueError, RecursionError):
        # Several objects in one block are read one by one; rubbish after a whole one is dropped.
        return [v for v in values if isinstance(v, (dict, list))]
    return values


def _repair(text: str) -> str:
    return _TRAILING_COMMA.sub(
        "", _BAD_ESCAPE.sub(r"\\\\", _COMMENT.sub("", text)).replace("\\\\'", "'")
    )


def _salvage(text: str) -> list[Any]:
    kind = _TYPE.search(text)
    if not kind:
        return []
    node: dict[str, Any] = {"@type": kind.group(1)}
    for key, raw in _FIELD.findall(text):
        node.setdefault(key, raw.replace("\\n", "\n").replace('\\"', '"').replace("\\/", "/"))
    if author := _AUTHOR.search(text):
        node["author"] = {"@type": "Person", "name": author.group(1)}
    return [node]


def _walk(value: Any) -> Iterator[Node]:
    queue = [value]
    for seen in range(MAX_NODES):
        if seen >= len(queue):
            return
        item = queue[seen]
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            yield item
            queue.extend(
                v for k, v in item.items() if isinstance(v, (dict, list)) and k not in FOREIGN
            )


def _rank(node: Node) -> int:
    rank = max((RANKS.get(name, 0) for name in types_of(node)), default=0)
    return rank if rank > 1 or node.get("datePublished") or node.get("headline") else 0


def _fit(node: Node, url: str, titles: set[str]) -> tuple[bool, int]:
    addresses = {
        text_of(node.get("url")),
        _address(node.get("mainEntityOfPage")),
        text_of(node.get("@id")),
    }
    same_url = any(a and a.split("#")[0].rstrip("/") == url.rstrip("/") for a in addresses)
    headline = _headline(node)
    same_title = bool(headline) and any(headline in t or t in headline for t in titles if t)
    return same_url or same_title, _rank(node)


def _headline(node: Node) -> str:
    return squeeze(text_of(node.get("headline") or node.get("name")))


def _address(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else ""


def _resolve(value: Any, known: Mapping[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolve(item, known) for item in value[:200]]
    if isinstance(value, Mapping) and not value.get("name") and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value
