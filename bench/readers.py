"""The readers of pages that are compared: ours, and peers where they are installed.

Each takes bytes and an address and gives a `Reading`; none is fetched, none keeps anything.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import lxml.html
import trafilatura

from domain.errors import TumenError
from domain.fetched import Fetched
from ingest.parse import parse_page

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader made of a page; `days` are all that its date may fairly be taken for."""

    text: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    days: frozenset[str] = frozenset()
    by: str = ""


Reader = Callable[[bytes, str], Reading]


def readers(wanted: list[str]) -> dict[str, Reader]:
    """The readers named, or all that can run here."""
    known: dict[str, tuple[str, Reader]] = {
        "tumen": ("ingest", _tumen),
        "trafilatura": ("trafilatura", partial(_trafilatura, {})),
        "trafilatura-fast": ("trafilatura", partial(_trafilatura, {"fast": True})),
        "trafilatura-precision": (
            "trafilatura",
            partial(_trafilatura, {"favor_precision": True}),
        ),
        "readability": ("readability", _readability),
        "newspaper4k": ("newspaper", _newspaper),
        "goose3": ("goose3", _goose),
    }
    chosen = wanted or list(known)
    return {name: known[name][1] for name in chosen if find_spec(known[name][0])}


def _tumen(body: bytes, url: str) -> Reading:
    fetched = Fetched(
        url=url, final_url=url, status=200, headers={"content-type": "text/html"}, body=body
    )
    try:
        article = parse_page(fetched, now=datetime.now(UTC))
    except TumenError as error:
        return Reading(by=str(error.reason if hasattr(error, "reason") else error))
    days = set()
    if article.published:
        days = {article.published.at.date().isoformat()}
        days |= set(_DAY.findall(article.published.raw[:10]))
    return Reading(
        text=article.text,
        title=article.title,
        authors=article.authors,
        days=frozenset(days),
        by=article.extractor,
    )


def _trafilatura(options: dict[str, Any], body: bytes, url: str) -> Reading:
    found = trafilatura.bare_extraction(
        body, url=url, with_metadata=True, include_comments=False, **options
    )
    if found is None or isinstance(found, dict):
        return Reading()
    return Reading(
        text=found.text or "",
        title=found.title or "",
        authors=tuple(filter(None, re.split(r";\s*", found.author or ""))),
        days=frozenset(filter(None, [found.date])),
    )


def _readability(body: bytes, url: str) -> Reading:
    document = _peer("readability").Document(body)
    root = lxml.html.fromstring(document.summary())
    return Reading(text="\n".join(root.itertext()), title=document.short_title())


def _newspaper(body: bytes, url: str) -> Reading:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        article = _peer("newspaper").Article(url or "https://set.example/", fetch_images=False)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
    return Reading(
        text=article.text,
        title=article.title or "",
        authors=tuple(article.authors),
        days=_days(article.publish_date),
    )


def _goose(body: bytes, url: str) -> Reading:
    with _peer("goose3").Goose({"enable_image_fetching": False}) as goose:
        article = goose.extract(raw_html=body)
        return Reading(
            text=article.cleaned_text or "",
            title=article.title or "",
            authors=tuple(article.authors or ()),
            days=_days(article.publish_datetime_utc) | _days(article.publish_date),
        )


def _peer(name: str) -> Any:  # installed for a run or not, and untyped
    return import_module(name)


def _days(value: Any) -> frozenset[str]:  # datetime, text or None, by peer and page
    return frozenset(_DAY.findall(str(value or "")))


def quiet() -> None:
    """Silence what peers say about hostile pages."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
