"""Load the seed document; HTML is handed on raw, for the page parser to read.

Rules, in words:
- Markdown (by name, or because it begins with front matter) tells title, url, publisher, published and language
  in its front matter; without a title there, its first heading is the title. Wrapped lines become paragraphs.
- Plain text: the first line is the title, the rest is the text, as it stands.
- HTML is known by its name or its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import frontmatter
from frontmatter.default_handlers import YAMLHandler
from yaml import YAMLError  # type: ignore[import-untyped]  # PyYAML publishes no types

from config.source_checks import check_language, check_url
from config.tables import shown
from config.tomlfile import read_bytes, read_text
from domain.errors import ConfigError
from domain.listing import Dated, Precision

BUNDLED = Path(__file__).parent / "data" / "seed.md"
MARKDOWN, PLAIN, HTML = "text/markdown", "text/plain", "text/html"

_SUFFIXES = {".md": MARKDOWN, ".markdown": MARKDOWN, ".html": HTML, ".htm": HTML, ".xhtml": HTML}
_LOOKS_HTML = re.compile(
    rb"\s*(?:<!doctype html|<\?xml[^>]*>\s*<html|<html|<head|<body)", re.IGNORECASE
)
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1")
_BLANK_LINES = re.compile(r"\n[ \t]*\n+")
_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s")
# Signs written without spaces between words (kana, Han, their full-width stops): a wrapped line joins without one.
_UNSPACED = r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_WRAP = re.compile(rf"(?<={_UNSPACED})\n(?={_UNSPACED})")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedDocument:
    """The document the project began with.

    For `text/html`, `data` holds the bytes of the page for the page parser, which finds out title, text
    and encoding; `title` is empty and `text` is the source read as UTF-8. Otherwise `data` is empty and
    `text` is plain, paragraphs split by a blank line.
    """

    title: str
    text: str
    url: str | None = None
    published: Dated | None = None
    language: str | None = None
    outlet: str | None = None
    content_type: str = PLAIN
    data: bytes = b""


def load_seed(path: Path | None) -> SeedDocument:
    """Read the operator's seed, or the bundled one for None.

    Errors: ConfigError.
    """
    path = path or BUNDLED
    data = read_bytes(path)
    kind = _kind(path, data)
    if kind == HTML:
        return SeedDocument(
            title="", text=data.decode("utf-8", "replace"), content_type=HTML, data=data
        )
    document = _markdown(path) if kind == MARKDOWN else _plain(path)
    if not document.title:
        raise ConfigError(f"{path}: has no title; put it on the first line, or in front matter")
    if not document.text:
        raise ConfigError(f"{path}: has no text below its title")
    return document


def _kind(path: Path, data: bytes) -> str:
    if kind := _SUFFIXES.get(path.suffix.lower()):
        return kind
    if _LOOKS_HTML.match(data):
        return HTML
    return MARKDOWN if data.removeprefix(b"\xef\xbb\xbf").startswith(b"---") else PLAIN


def _plain(path: Path) -> SeedDocument:
    title, _, text = read_text(path).strip().partition("\n")
    return SeedDocument(title=title.strip(), text=text.strip())


def _markdown(path: Path) -> SeedDocument:
    try:
        facts, body = frontmatter.parse(read_text(path), handler=YAMLHandler())
    except (YAMLError, ValueError) as error:  # ValueError: a date such as 2025-13-45
        mark = getattr(error, "problem_mark", None)
        # The mark counts from 0 and begins with the line of the first dashes.
        line = f", line {mark.line + 1}" if mark else ""
        raise ConfigError(f"{path}{line}: front matter is not valid YAML") from error
    title = facts.get("title")
    if title is None and (heading := _HEADING.search(body)):
        title, body = _unmarked(heading[1]), body[: heading.start()] + body[heading.end() :]
    return SeedDocument(
        title=" ".join(str(title or "").split()),
        text=_paragraphs(body),
        url=_checked(path, facts, "url", check_url),
        published=_published(path, facts.get("published")),
        language=_checked(path, facts, "language", check_language),
        outlet=str(facts["publisher"]) if facts.get("publisher") else None,
        content_type=MARKDOWN,
    )


def _paragraphs(body: str) -> str:
    """Turn light Markdown into paragraphs: marks go, wrapped lines join, list items keep their lines."""
    body = _unmarked(_HEADING.sub(r"\n\1\n", body))
    return "\n\n".join(
        joined for block in _BLANK_LINES.split(body.strip()) if (joined := _unwrapped(block))
    )


def _unmarked(text: str) -> str:
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text))


def _unwrapped(block: str) -> str:
    items: list[str] = []
    for line in block.splitlines():
        line = line.strip().removeprefix("> ").strip()
        if items and not _LIST_ITEM.match(line):
            items[-1] += "\n" + line
        else:
            items.append(line)
    return "\n".join(_WRAP.sub("", item).replace("\n", " ") for item in items).strip()


def _checked(path: Path, facts: Mapping[str, Any], field: str, check: Any) -> str | None:
    value = facts.get(field)
    if value is None:
        return None
    if trouble := check(value):
        raise ConfigError(f"{path}: front matter, {field}: {trouble}")
    return str(value)


def _published(path: Path, value: object) -> Dated | None:
    """YAML reads `2025-03-24` as a date and `2025-03-24 09:30:00` as a moment; without a zone it is UTC."""
    if value is None:
        return None
    found = value
    if isinstance(value, str):
        value = _moment(value)
    precision: Precision = "second"
    if isinstance(value, date) and not isinstance(value, datetime):
        value, precision = datetime(value.year, value.month, value.day), "day"  # noqa: DTZ001 - made aware below
    if not isinstance(value, datetime):
        raise ConfigError(
            f"{path}: front matter, published: found {shown(found)}; write 2025-03-24"
        )
    at = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return Dated(at=at, by="operator", precision=precision, raw=str(found))


def _moment(text: str) -> date | None:
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    return None
