"""Documents given by a person: files or standard input of text, HTML, Markdown or JSON lines.

It turns bytes into titled texts with an id; it assesses nothing and fetches nothing.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.seed import load_seed
from domain.errors import ConfigError, ParseError
from ingest.parse import parse_document

STDIN = "-"
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--|article|div|p|h1)", re.I
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LINES = (".jsonl", ".ndjson")
# Bytes that no encoding of text has; of pictures, archives and programs they are 5 % and more.
_NOT_TEXT = re.compile(rb"[\x00-\x06\x10-\x1a]")
_SNIFFED, _STRAY = 4096, 0.02
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text to assess; `error` instead of a text when it cannot be read."""

    id: str
    title: str = ""
    text: str = ""
    language: str | None = None
    published: datetime | None = None
    error: str | None = None


def read_documents(names: list[str], *, now: datetime) -> Iterator[Document]:
    """Read every document of every file; `-` is standard input.

    Shape: JSON lines when each line is an object; else one document a file: HTML, Markdown with front
    matter, or plain text whose first line is the title.
    """
    for name in names:
        try:
            data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        except OSError as error:
            yield Document(id=name, error=f"{name}: {error.strerror}")
            continue
        yield from documents_of(data, name, now=now)


def documents_of(data: bytes, name: str, *, now: datetime) -> Iterator[Document]:
    """Split one input into documents."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        yield Document(id=name, error=f"{name}: is empty; expected a text, HTML or JSON lines")
        return
    if data.startswith(_UTF16):
        data = data.decode("utf-16", errors="replace").encode()
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"{", b"[")) and (items := _json_whole(data)) is not None:
        yield from (_from_json(item, f"{name}:{number}") for number, item in enumerate(items, 1))
    elif head.startswith(b"{") or name.endswith(_LINES):
        yield from _json_lines(data, name)
    elif _is_binary(data[:_SNIFFED]):
        yield Document(id=name, error=f"{name}: is not text; expected a text, HTML or JSON lines")
    else:
        yield _whole(data, name, now)


def _is_binary(head: bytes) -> bool:
    return len(_NOT_TEXT.findall(head)) > max(2, _STRAY * len(head))


def _json_whole(data: bytes) -> list[Any] | None:
    """One array or one object over several lines; None: a Korean headline may well begin with a bracket."""
    try:
        items = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return items if isinstance(items, list) else [items]


def _json_lines(data: bytes, name: str) -> Iterator[Document]:
    # Not splitlines: U+2028 and its like may stand within a JSON string.
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        place = f"{name}, line {number}"
        try:
            item = json.loads(line.decode())
        except UnicodeDecodeError as error:
            wrong = f"not UTF-8 ({line[error.start]:#x} at byte {error.start + 1}); convert it, e.g. with iconv"
            yield Document(id=f"{name}:{number}", error=f"{place}: {wrong}")
        except (ValueError, RecursionError) as error:
            yield Document(id=f"{name}:{number}", error=f"{place}: not JSON ({error})")
        else:
            yield replace(_from_json(item, place), id=_id_of(item, f"{name}:{number}"))


def _id_of(item: Any, place: str) -> str:
    name = item.get("id") if isinstance(item, dict) else None
    return place if name is None else str(name)


def _from_json(item: Any, place: str) -> Document:
    name = _id_of(item, place)
    if not isinstance(item, dict):
        return Document(id=place, error=f"{place}: not an object with id, title and text")
    if "title" not in item and "text" not in item:
        return Document(id=name, error=f"{place}: has neither 'title' nor 'text'")
    for field in ("title", "text", "lang", "published"):
        if not isinstance(item.get(field), str | None):
            return Document(id=name, error=f"{place}: '{field}' is not a string")
    published = None
    if item.get("published"):
        try:
            published = datetime.fromisoformat(item["published"])
        except ValueError:
            wrong = f"{item['published']!r} is not an ISO 8601 time such as 2025-06-17T09:00:00Z"
            return Document(id=name, error=f"{place}: 'published': {wrong}")
    return Document(
        id=name,
        title=_whole_characters(item.get("title") or ""),
        text=_whole_characters(item.get("text") or ""),
        language=item.get("lang") or None,
        published=published
        if published is None or published.tzinfo
        else published.replace(tzinfo=UTC),
    )


def _whole_characters(text: str) -> str:
    # JSON can carry lone surrogates, which no output encoding takes; offsets stay as they are.
    return _SURROGATE.sub("\ufffd", text)


def _whole(data: bytes, name: str, now: datetime) -> Document:
    """One document: Markdown with front matter, HTML, or plain text whose first line is the title."""
    try:
        if data.lstrip(b"\xef\xbb\xbf").startswith(b"---") and name != STDIN:
            seed = load_seed(Path(name))
            return Document(
                id=name,
                title=seed.title,
                text=seed.text,
                language=seed.language,
                published=seed.published.at if seed.published else None,
            )
        kind = "text/html" if _HTML.match(data) else "text/plain"
        article = parse_document(data, content_type=kind, url="", now=now)
    except (ParseError, ConfigError) as error:
        return Document(id=name, error=f"{name}: {error.message}")
    return Document(
        id=name,
        title=article.title,
        text=article.text,
        language=article.language,
        published=article.published.at if article.published else None,
    )
