"""Read public sets of pages with their truth from folders outside the repository.

It knows three layouts of folders, tells them apart by their files, and scores nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.parse.canonical import host_of, registered

Half = Literal["all", "look", "score"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page with what is known of it; None or empty where the set does not say.

    `text` is the whole article. `wanted` and `unwanted` are pieces of it and of its surroundings, for
    sets that have no whole texts.
    """

    key: str
    url: str
    body: bytes
    text: str | None = None
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    title: str | None = None
    authors: tuple[str, ...] = ()
    day: str | None = None


def read_set(folder: Path, half: Half = "all") -> list[Page]:
    """Read all pages of a set, or a half of it that is the same on every machine.

    Shape:   `folder` holds one of
             - `ground-truth.json` or `articles.json`: {key: {articleBody, url, title?, authors?, date?}}
               with the pages as html/KEY.html or html/KEY.html.gz
             - `evaldata.json`: {url: {file, with, without, title?, author?, date?}} with the pages in
               cache/ and eval/
             - folders of countries with `meta.info`, PUBLISHER.json by versions and
               PUBLISHER_DATE.html.gz, one page per version in the same order
    """
    for name, read in (
        ("ground-truth.json", _bodies),
        ("articles.json", _bodies),
        ("evaldata.json", _pieces),
    ):
        if (folder / name).exists():
            pages = read(folder, json.loads((folder / name).read_text("utf-8")))
            break
    else:
        pages = _publishers(folder)
    return [page for page in pages if half in ("all", half_of(page.url))]


def half_of(url: str) -> Half:
    """The half a page belongs to: one is for looking at, the other for scores only.

    By site, not by page: what was learnt of an outlet must not be measured on it.
    """
    site = registered(host_of(url))
    return "look" if hashlib.sha256(site.encode()).digest()[0] % 2 else "score"


def _bodies(folder: Path, truth: dict[str, Any]) -> Iterator[Page]:
    for key, item in truth.items():
        body = _load(folder / "html" / f"{key}.html")
        if body is None:
            continue
        authors = str(item.get("authors") or "")
        yield Page(
            key=key,
            url=item.get("url") or f"https://set.example/{key}",
            body=body,
            text=item.get("articleBody") or "",
            title=item.get("title") or None,
            authors=tuple(name for name in re.split(r"\s*,\s*", authors) if name),
            day=item.get("date") or None,
        )


def _pieces(folder: Path, truth: dict[str, Any]) -> Iterator[Page]:
    for url, item in truth.items():
        body = _load(folder / "cache" / item["file"]) or _load(folder / "eval" / item["file"])
        if body is None:
            continue
        author = item.get("author") or ()
        names = author if isinstance(author, list) else re.split(r"\s*[;,/]\s*", author or "")
        yield Page(
            key=item["file"],
            url=url,
            body=body,
            wanted=tuple(item["with"]),
            unwanted=tuple(item["without"]),
            title=(item.get("title") or "").strip() or None,
            authors=tuple(name.strip() for name in names if name.strip()),
            day=item.get("date") or None,
        )


def _publishers(folder: Path) -> Iterator[Page]:
    for meta in sorted(folder.glob("*/meta.info")):
        addresses = json.loads(meta.read_text("utf-8"))
        for truth in sorted(meta.parent.glob("*.json")):
            versions = json.loads(truth.read_text("utf-8"))
            files = sorted(meta.parent.glob(f"{truth.stem}_*.html.gz"))
            for (_, item), file in zip(sorted(versions.items()), files, strict=True):
                yield Page(
                    key=file.name,
                    url=addresses[file.name]["url"],
                    body=gzip.decompress(file.read_bytes()),
                    text="\n\n".join(_paragraphs(item["body"])),
                    title=item.get("title"),
                    authors=tuple(item.get("authors") or ()),
                    day=str(item.get("publishing_date") or "")[:10] or None,
                )


def _paragraphs(body: dict[str, Any]) -> Iterator[str]:
    yield from body["summary"]
    for section in body["sections"]:
        yield from section["headline"]
        yield from section["paragraphs"]


def _load(path: Path) -> bytes | None:
    packed = path.with_name(path.name + ".gz")
    if packed.exists():
        return gzip.decompress(packed.read_bytes())
    return path.read_bytes() if path.exists() else None
