"""No page, however mutated, raises anything but ParseError."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import ParseError
from domain.fetched import Fetched
from ingest.parse import parse_page

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PAGES = [
    p.read_bytes() for p in sorted((Path(__file__).parents[2] / "data" / "pages").glob("*.html"))
]
SPLINTERS = [
    b"<", b">", b"</article>", b"<!--", b"-->", b"]]>", b"\x00", b"\xff\xfe", b"<p", b"&#xD800;", b"&#0;",
    b'{"@type":"NewsArticle","author":{"name":[1,null,{}]},"articleBody":[[]],"datePublished":{"a":1}}',
    b'<script type="application/ld+json">', b"</script>", b'<meta charset="', b"<svg><title>", b"<table><tr>",
    b'<html xmlns:o="x"><o:p>', b'<?xml version="1.0" encoding="utf-16"?>', b"<template>", b"<math><mi>",
    b'<time datetime="9999-99-99T99:99:99+99:99">', b'<link rel="canonical" href="http://[::1">', b"<frameset>",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(PAGES))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        cut = draw(st.integers(0, 200))
        put = draw(st.one_of(st.sampled_from(SPLINTERS), st.binary(max_size=8)))
        data = data[:at] + put + data[at + cut :]
    return data


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=mutated(),
    kind=st.sampled_from(
        ["text/html", "", "text/html; charset=euc-kr", "text/plain", "application/xml"]
    ),
    url=st.sampled_from(
        ["https://example.kr/2026/11/23/a", "https://[", "x", "https://example.com/"]
    ),
)
def test_mutated_page_is_read_or_refused(data: bytes, kind: str, url: str) -> None:
    page = Fetched(url=url, final_url=url, status=200, headers={"content-type": kind}, body=data)
    with contextlib.suppress(ParseError):
        article = parse_page(page, now=NOW, timezone="Asia/Seoul", language_hint="ko")
        article.text.encode("utf-8")
        assert "\x00" not in article.title + article.text
