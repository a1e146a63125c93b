"""Finds the hub and the topic that a listing announces; it subscribes to nothing.

The Link header goes before what stands in the document, as the header is the server's. In a document
they are `atom:link` (RSS, Atom), `link` (HTML) or `hubs` (JSON Feed), before the first item.
Source: W3C WebSub §4 (Discovery), RFC 8288 §3, jsonfeed.org/version/1.1.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from domain.errors import RefusedError
from domain.fetched import Fetched
from domain.subscription import Announcement
from ingest.fetch.guard import check_url

# Hubs stand at the head of a listing; a longer head is not one.
HEAD_BYTES = 65_536
_LINK_VALUE = re.compile(r"<([^<>]*)>((?:[^<>\",]|\"[^\"]*\")*)")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")
_FIRST_ITEM = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry|body)[\s>]", re.IGNORECASE)
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?link\b([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
Links = dict[str, list[str]]


def announcement(fetched: Fetched) -> Announcement | None:
    """Say which hub sends this listing; None if none does, or if its address may not be asked."""
    said = _of_header(fetched.headers.get("link", ""))
    if "hub" not in said:
        said = {**_of_document(fetched.body), **said}
    base = fetched.final_url
    hubs = [url for link in said.get("hub", ()) if (url := _address(link, base))]
    topics = [url for link in said.get("self", ()) if (url := _address(link, base))]
    return Announcement(hub=hubs[0], topic=topics[0] if topics else base) if hubs else None


def may_announce(fetched: Fetched) -> bool:
    """Tell cheaply whether a closer look is worth it."""
    return b"hub" in fetched.body[:HEAD_BYTES].lower() or "hub" in fetched.headers.get("link", "")


def _of_header(value: str) -> Links:
    found: Links = {}
    for target, parameters in _LINK_VALUE.findall(value):
        given = {
            name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(parameters)
        }
        for word in given.get("rel", "").lower().split():
            found.setdefault(word, []).append(target)
    return found


def _of_document(body: bytes) -> Links:
    start = body[:256].lstrip(b"\xef\xbb\xbf \t\r\n")
    return _of_json(body) if start.startswith(b"{") else _of_markup(body)


def _of_json(body: bytes) -> Links:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(feed, dict):
        return {}
    hubs = feed.get("hubs")
    found = [
        hub["url"]
        for hub in (hubs if isinstance(hubs, list) else ())
        if isinstance(hub, dict)
        and str(hub.get("type", "")).lower() == "websub"
        and isinstance(hub.get("url"), str)
    ]
    own = feed.get("feed_url")
    return {"hub": found, "self": [own] if isinstance(own, str) else []}


def _of_markup(body: bytes) -> Links:
    head = body[:HEAD_BYTES]
    if first := _FIRST_ITEM.search(head):
        head = head[: first.start()]
    found: Links = {}
    for attributes in _attributes(head.decode("utf-8", "replace")):
        for word in attributes.get("rel", "").lower().split():
            found.setdefault(word, []).append(attributes.get("href", ""))
    return found


def _attributes(head: str) -> Iterator[dict[str, str]]:
    for element in _ELEMENT.findall(head):
        yield {
            name.lower(): html.unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(element)
        }


def _address(link: str, base: str) -> str | None:
    if not link.strip():
        return None
    try:
        return str(check_url(urljoin(base, link.strip())))
    except (RefusedError, ValueError):
        return None
