"""Give the JSON values that a page carries for its own scripts, and its form fields.

It runs no script and knows no article: `states.py` looks for that in what is found here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import lxml.etree
from lxml.html import HtmlElement

from ingest.parse.paragraphs import fold

# A page's data may be large (2 MB on portals); what is larger than this is no article's.
MAX_CHARS = 4_000_000
MAX_STATES = 400
# How many places of one script may look like the beginning of a value.
MAX_OPENED = 3000
MIN_CHARS = 100
# Titles are looked for in a script by their beginning, before it is parsed.
TITLE_START = 8

_SCRIPTS = lxml.etree.XPath("//script[not(@src) and not(contains(@type, 'ld+json'))]")
_FIELDS = lxml.etree.XPath("//textarea[@class or @id or @name]")
# name = {…}  |  name.push({…})
_OPENED = re.compile(r"[=(]\s*(?=[{\[])")
_PARSED = re.compile(r'JSON\.parse\(\s*("(?:[^"\\]|\\.)*")')
_PUSHED = re.compile(r'__next_f\.push\(\s*\[\s*1\s*,\s*("(?:[^"\\]|\\.)*")')
# Rows of pushed chunks: `2:{…}` is a value, `1f:T3a2,…` a text of so many bytes that values name `$1f`.
# A row begins where another ends, or on a line of its own.
_ROW = re.compile(r"([0-9a-f]{1,6}):(?:(?=[\[{])|T([0-9a-f]{1,6}),)")
_LINE_ROW = re.compile(f"^{_ROW.pattern}", re.MULTILINE)
_REFERENCE = re.compile(r"\$[0-9a-f]{1,6}")


def script_values(tree: HtmlElement, titles: Iterable[str]) -> Iterator[Any]:
    """The values of the scripts that hold one of the titles (of all, where there is none), and the form fields.

    Shape:   form fields are one object, keyed by the last word of their names
    """
    starts = _starts(titles)
    pushed: list[str] = []
    left = MAX_STATES
    for script in _SCRIPTS(tree):
        text = script.text or ""
        if len(text) > MAX_CHARS:
            continue
        if "__next_f" in text:
            pushed.extend(_PUSHED.findall(text))
        elif len(text) > MIN_CHARS and (not starts or any(start in text for start in starts)):
            for value in _values(text):
                yield value
                left -= 1
                if left <= 0:
                    return
    if pushed:
        yield from _chunks("".join(map(_unquoted, pushed)))
    fields = {_last_word(field): field.text_content() for field in _FIELDS(tree)}
    if len(fields) > 1:
        yield fields


def _starts(titles: Iterable[str]) -> set[str]:
    """The beginnings of titles as they may be written within a script."""
    plain = {fold(title)[:TITLE_START] for title in titles if title}
    quoted = {json.dumps(start, ensure_ascii=False)[1:-1] for start in plain}
    escaped = {json.dumps(start)[1:-1] for start in plain}
    return quoted | escaped | {form.replace("\\", "\\\\") for form in escaped}


def _values(text: str) -> Iterator[Any]:
    """Every value in a script: the whole of it, what is assigned or pushed, what JSON.parse is given."""
    stripped = text.strip()
    if stripped[:1] in ("{", "["):
        value, _ = _decoded(stripped, 0)
        if value is not None:
            yield value
            return
    at = 0
    for _ in range(MAX_OPENED):
        if (match := _OPENED.search(text, at)) is None:
            break
        value, at = _decoded(text, match.end())
        if value is not None:
            yield value
    for literal in _PARSED.findall(text):
        value, _ = _decoded(_unquoted(literal), 0)
        if value is not None:
            yield value


def _chunks(payload: str) -> Iterator[Any]:
    """The values in the rows of pushed chunks, with the texts that they refer to put in."""
    values: list[Any] = []
    texts: dict[str, str] = {}
    at = 0
    while row := _ROW.match(payload, at) or _LINE_ROW.search(payload, at):
        name, size = row.groups()
        if size:
            data = payload[row.end() : row.end() + int(size, 16)].encode("utf-8", "ignore")
            texts[f"${name}"] = text = data[: int(size, 16)].decode("utf-8", "ignore")
            at = row.end() + len(text)
        else:
            value, at = _decoded(payload, row.end())
            if value is not None:
                values.append(value)
    yield from (_resolved(value, texts) for value in values) if texts else values


def _resolved(value: Any, texts: Mapping[str, str]) -> Any:
    """A value with references to texts replaced; nesting is what the JSON reader allowed."""
    if isinstance(value, str):
        return texts.get(value, value) if _REFERENCE.fullmatch(value) else value
    if isinstance(value, list):
        return [_resolved(item, texts) for item in value]
    if isinstance(value, dict):
        return {key: _resolved(item, texts) for key, item in value.items()}
    return value


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


def _last_word(field: HtmlElement) -> str:
    """What a form field holds, by its name: `article-content` is `content`."""
    name = field.get("name") or field.get("class") or field.get("id") or ""
    return re.split(r"[-_\s]", name.strip())[-1]
