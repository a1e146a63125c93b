"""What Google News has to be asked to say where one of its links leads, and how its answers are read.

It makes no request (`app/jobs/links.py` does) and guesses nothing: an answer of another shape is none.
The way is not documented; it is what public decoders do, seen at work by others, not by us.

Source:  SSujitX/google-news-url-decoder (two steps since August 2024: the page of the link carries a signature
         and a time, with which the site's own interface gives the address)
"""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlsplit

from ingest.urls import canonical_url

HOST = "news.google.com"
ENDPOINT = f"https://{HOST}/_/DotsSplashUi/data/batchexecute"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
_LINK = re.compile(r"/(?:rss/)?(?:articles|read)/([A-Za-z0-9_\-]+=*)")
_SIGNATURE = re.compile(rb'\bdata-n-a-sg="([A-Za-z0-9_\-]{1,200})"')
_TIME = re.compile(rb'\bdata-n-a-ts="(\d{1,20})"')
# The page may be large, but the two attributes stand in the element that all of it is in.
_READ_BYTES = 2_000_000
_PLACE = '[["X","X",["X","X"],null,null,1,1,"US:en",null,1,null,null,null,null,null,0,1],"X","X",1,[1,1,1],1,1,null,0,0,null,0]'


def link_id(url: str) -> str | None:
    """The opaque id of a Google News link, or None if it is no such link."""
    parts = urlsplit(url)
    found = _LINK.fullmatch(parts.path) if parts.hostname == HOST else None
    return found[1] if found else None


def page_of(id_: str) -> str:
    """Where the signature of a link is to be had."""
    return f"https://{HOST}/articles/{id_}"


def read_page(body: bytes) -> tuple[str, str] | None:
    """The signature and the time that a link's page carries, or None."""
    start = body[:_READ_BYTES]
    signature, time = _SIGNATURE.search(start), _TIME.search(start)
    return (signature[1].decode(), time[1].decode()) if signature and time else None


def question(id_: str, signature: str, time: str) -> bytes:
    """The form that asks where a link leads."""
    inner = f'["garturlreq",{_PLACE},"{id_}",{time},"{signature}"]'
    return f"f.req={quote(json.dumps([[['Fbv4je', inner, None, 'generic']]]))}".encode()


def read_answer(body: bytes) -> str | None:
    r"""The address in an answer: a guard line, then lists in a list; None for anything else.

    Example:
        >>> read_answer(b')]}\n\n[["wrb.fr","Fbv4je","[\\"garturlres\\",\\"https://e.org/a\\",1]",null]]')
        'https://e.org/a'
    """
    text = body.decode("utf-8", "replace").partition("\n")[2]
    # Between the lists may stand their lengths, a number on a line of its own.
    for line in text.splitlines():
        if not line.startswith("[["):
            continue
        try:
            parts = json.loads(line)
            named = [part[2] for part in parts if part[:2] == ["wrb.fr", "Fbv4je"]]
            words = json.loads(named[0])
        except (ValueError, IndexError, TypeError, KeyError, RecursionError):
            return None
        if isinstance(words, list) and words[:1] == ["garturlres"] and isinstance(words[1], str):
            target = canonical_url(words[1])
            return None if target is None or urlsplit(target).hostname == HOST else target
    return None
