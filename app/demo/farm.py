"""Serves the recorded sources on loopback as their outlets would; it fetches and judges nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

from aiohttp import web

from app.demo.loopback import address_of, free_socket, serving
from app.demo.moments import fill_moments

# One link of the recorded feeds leads nowhere, as some always do: the feed's own text must serve.
DEAD_PAGES = ("/dnipro-en/up-to-30000-more-north-korean-soldiers-could-join-russias-war",)

_TYPES = {".xml": "text/xml", ".html": "text/html", ".txt": "text/plain"}
_ATOM = "application/atom+xml"
_CHARSET = re.compile(r"(?:encoding=\"|charset=)([\w-]+)")
_NOT_FOUND = (
    "<!doctype html><title>404</title><h1>Page not found</h1><p>It may have been moved.</p>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One recorded answer, with its validators."""

    body: bytes
    content_type: str
    charset: str
    etag: str
    last_modified: str


def load_recorded(base_url: str, *, now: datetime) -> Mapping[str, Recorded]:
    """Read all recorded files, with addresses and moments filled in; keys are paths without extension."""
    root = files("app.demo") / "recorded"
    return {
        "/" + _path(name): _recorded(name, file, base_url=base_url, now=now)
        for name, file in _walk(root, "")
    }


@asynccontextmanager
async def serve_farm(*, now: datetime) -> AsyncIterator[str]:
    """Serve everything recorded until the block ends; yields the base address."""
    with free_socket() as listening:
        base_url = address_of(listening)
        app = web.Application()
        app[_RECORDED] = load_recorded(base_url, now=now)
        app.router.add_get("/{path:.*}", _answer)
        async with serving(app, listening):
            yield base_url


_RECORDED = web.AppKey("recorded", Mapping[str, Recorded])


async def _answer(request: web.Request) -> web.Response:
    recorded = request.app[_RECORDED].get(_path(request.path))
    if recorded is None:
        return web.Response(status=404, text=_NOT_FOUND, content_type="text/html")
    validators = {"ETag": recorded.etag, "Last-Modified": recorded.last_modified}
    if _is_known(request, recorded):
        return web.Response(status=304, headers=validators)
    answer = web.Response(
        body=recorded.body,
        content_type=recorded.content_type,
        charset=recorded.charset,
        headers={**validators, "Cache-Control": "max-age=60"},
    )
    answer.enable_compression()
    return answer


def _is_known(request: web.Request, recorded: Recorded) -> bool:
    """Source: RFC 9110 §13.2.2, If-Modified-Since counts only without If-None-Match."""
    if known := request.headers.get("If-None-Match"):
        return recorded.etag in [tag.strip() for tag in known.split(",")]
    return request.headers.get("If-Modified-Since") == recorded.last_modified


def _recorded(name: str, file: Traversable, *, base_url: str, now: datetime) -> Recorded:
    text = fill_moments(file.read_text("utf-8").replace("{{base}}", base_url), now=now)
    # As the file itself says: one outlet still writes windows-1251.
    declared = _CHARSET.search(text[:400])
    charset = declared[1].lower() if declared else "utf-8"
    body = text.encode(charset)
    return Recorded(
        body=body,
        content_type=_ATOM if ".atom." in name else _TYPES[name[name.rindex(".") :]],
        charset=charset,
        etag=f'W/"{hashlib.sha256(body).hexdigest()[:20]}"',
        last_modified=format_datetime(
            now.replace(microsecond=0) - timedelta(minutes=1), usegmt=True
        ),
    )


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found = []
    for item in sorted(folder.iterdir(), key=lambda i: i.name):
        if item.is_dir():
            found += _walk(item, f"{prefix}{item.name}/")
        elif item.name.endswith(tuple(_TYPES)):
            found.append((prefix + item.name, item))
    return found


def _path(name: str) -> str:
    """Outlets' addresses end in nothing, a slash, .html or .xml; the recorded files always in a type."""
    return re.sub(r"\.(?:html|xml)$", "", name.rstrip("/"))
