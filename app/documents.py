"""Documents given by a person: files or standard input of text, HTML, Markdown or JSON lines.

It turns bytes into titled texts with an id; it assesses nothing and fetches nothing.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
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
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"[") and (items := _json_array(data)) is not None:
        yield from (_from_json(item, f"{name}:{number}") for number, item in enumerate(items, 1))
    elif head.startswith(b"{"):
        yield from _json_lines(data, name)
    else:
        yield _whole(data, name, now)


def _json_array(data: bytes) -> list[Any] | None:
    """An array of objects, or None: a Korean headline may well begin with a bracket."""
    try:
        items = json.loads(data)
    except ValueError:
        return None
    return items if isinstance(items, list) else None


def _json_lines(data: bytes, name: str) -> Iterator[Document]:
    lines = data.decode("utf-8-sig", errors="replace").splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError as error:
            yield Document(
                id=f"{name}:{number}", error=f"{name}, line {number}: not JSON ({error})"
            )
        else:
            yield _from_json(item, f"{name}:{number}")


def _from_json(item: Any, place: str) -> Document:
    if not isinstance(item, dict):
        return Document(id=place, error=f"{place}: not an object with id, title and text")
    name = str(item.get("id", place))
    for field in ("title", "text", "lang", "published"):
        if not isinstance(item.get(field), str | None):
            return Document(id=name, error=f"{place}: '{field}' is not a string")
    published = None
    if item.get("published"):
        try:
            published = datetime.fromisoformat(item["published"])
        except ValueError:
            return Document(id=name, error=f"{place}: 'published' is not an ISO 8601 time")
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
