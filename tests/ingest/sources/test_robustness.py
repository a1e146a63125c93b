"""Whatever the bytes: a listing with sound entries, or a ParseError."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import ParseError

FOLDER = Path(__file__).parents[2] / "data" / "listings"
FILES = sorted(path.stem for path in FOLDER.glob("*.py"))
SCRAPS = [
    b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"&#xD800;", b"&#99999999999;", b"&nbsp;", b"&", b"\x00",
    b"<link/>", b"<image>", b"<source url='x'>", b"<textinput>", b"<author>", b"http://[::1", b"<svg>",
    b" xml:base='http://['", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b" mode='base64'", b"\xed\xa0\x80", b"<?x?>",
    b"<div>" * 40, b"null", b"1e999", b'{"a":', b"\\u12", b"<guid>", b"</channel>", b"</rss>", b"<!--",
]  # fmt: skip
edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 60), st.sampled_from(SCRAPS) | st.binary(max_size=6)),
    min_size=1,
    max_size=6,
)
often = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check(read: Any, body: bytes, **given: Any) -> None:
    try:
        listing = read(body, **given)
    except ParseError:
        return
    named = {(entry.identity, entry.url, entry.title) for entry in listing.entries}
    assert len(named) == len({entry.identity for entry in listing.entries})
    for entry in listing.entries:
        assert 0 < len(entry.identity) <= 500
        assert entry.title or not (entry.summary or entry.content)
        assert entry.url is None or entry.url.startswith(("http://", "https://"))
        f"{entry.title}{entry.summary}{entry.content}{entry.identity}".encode()


@often
@given(name=st.sampled_from(FILES), changes=edits, end=st.floats(0.2, 1.2))
def test_damaged_listing_is_read_or_refused(
    read: Any, name: str, changes: list[tuple[float, int, bytes]], end: float
) -> None:
    body = (FOLDER / name).read_bytes()
    for where, removed, scrap in changes:
        at = int(where * len(body))
        body = body[:at] + scrap + body[at + removed :]
    check(
        read, body[: int(end * len(body))], **runpy.run_path(str(FOLDER / f"{name}.py"))["SOURCE"]
    )


@often
@given(body=st.binary(max_size=200), kind=st.sampled_from(["feed", "sitemap", "page"]))
def test_random_bytes_are_read_or_refused(read: Any, body: bytes, kind: str) -> None:
    check(read, body, kind=kind)


@pytest.mark.parametrize("kind", ["feed", "sitemap", "page"])
def test_binary_files_are_refused(read: Any, kind: str) -> None:
    for body in (
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"%PDF-1.7\n%\xe2\xe3",
        b"PK\x03\x04" + b"\0" * 50,
    ):
        with pytest.raises(ParseError):
            read(body, kind=kind)


def test_giant_author_field_takes_no_square_of_time(read: Any) -> None:
    """A search for addresses that started at every letter took minutes for this."""
    body = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "t", "author": {"name": "%s"}}]}'
    assert len(read(body % ("a" * 300_000)).entries) == 1


def test_links_left_open_take_no_square_of_time(read: Any) -> None:
    """3,000 links within each other took two minutes when each gave its whole text as a title."""
    open_links = "".join(
        f"<a href='/n/{i}'>A headline long enough to be one <b>" for i in range(3000)
    )
    assert read(f"<html><body>{open_links}", kind="page").entries
