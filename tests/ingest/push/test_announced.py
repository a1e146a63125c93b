"""Hubs in headers and documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fetched import Fetched
from domain.subscription import Announcement
from ingest.push.announced import announcement, may_announce

FEED = "https://agency.example/news/rss"
HUB, SELF = "https://hub.example/", "https://agency.example/all.xml"
BOTH = Announcement(hub=HUB, topic=SELF)


def found(body: bytes | str = b"", link: str = "") -> Announcement | None:
    data = body.encode() if isinstance(body, str) else body
    headers = {"link": link} if link else {}
    return announcement(Fetched(url=FEED, final_url=FEED, status=200, headers=headers, body=data))


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (f'<{HUB}>; rel="hub", <{SELF}>; rel="self"', BOTH),
        (f"<{HUB}>;rel=hub,<{SELF}>;rel=self", BOTH),
        (f'<{SELF}>; title="a, b; rel=hub"; rel="alternate self", <{HUB}>; REL="HUB"', BOTH),
        (f'<{HUB}>; rel="hub"', Announcement(hub=HUB, topic=FEED)),
        ('</hub>; rel="hub"', Announcement(hub="https://agency.example/hub", topic=FEED)),
        (f'<{SELF}>; rel="self"', None),
        ('<ftp://hub.example/>; rel="hub"', None),
        ('<https://u:p@hub.example/>; rel="hub"', None),
        ('<>; rel="hub"', None),
        ("hub", None),
    ],
)
def test_link_headers(link: str, expected: Announcement | None) -> None:
    assert found(link=link) == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            f'<rss xmlns:atom="a"><channel><atom:link rel="hub" href="{HUB}"/>'
            f'<atom:link href="{SELF}" rel="self" type="application/rss+xml" /><item/></channel></rss>',
            id="rss",
        ),
        pytest.param(
            f"<feed><link rel='self' href='{SELF}'/><link rel='hub' href='{HUB}'/><entry/></feed>",
            id="atom",
        ),
        pytest.param(
            f"<html><head><link rel=hub href={HUB}><link rel=self href={SELF}></head><body>",
            id="html",
        ),
        pytest.param(
            f'{{"feed_url": "{SELF}", "hubs": [{{"type": "rssCloud", "url": "x"}},'
            f' {{"type": "WebSub", "url": "{HUB}"}}], "items": []}}',
            id="json",
        ),
    ],
)
def test_documents(body: str) -> None:
    assert found(body) == BOTH
    assert may_announce(Fetched(url=FEED, final_url=FEED, status=200, body=body.encode()))


def test_the_header_goes_before_the_document() -> None:
    body = '<feed><link rel="hub" href="https://other.example/"/></feed>'
    assert found(body, f'<{HUB}>; rel="hub", <{SELF}>; rel="self"') == BOTH
    assert found(body, f'<{SELF}>; rel="self"') == Announcement(
        hub="https://other.example/", topic=SELF
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"hubs": 5}',
        b'{"hubs": [1, {"type": "WebSub"}]}',
        b"[" * 100_000,
        b"<rss><channel><item><link rel='hub' href='https://in.an.item/'/></item></channel></rss>",
        b"<html><head></head><body><link rel=hub href=https://written.by.a.reader/></body></html>",
        b"<link rel='hub' href='https://hub.example/" + b"x" * 70_000,
    ],
    ids=["nothing", "cut", "number", "no-address", "deep", "in-an-item", "in-a-comment", "endless"],
)
def test_what_announces_nothing(body: bytes) -> None:
    assert found(body) is None


@given(st.binary(max_size=300), st.text(max_size=200))
def test_any_bytes_are_read(body: bytes, link: str) -> None:
    found(b"<feed><link rel='hub' href='" + body, link)
