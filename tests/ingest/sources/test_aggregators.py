"""Aggregators' links: the target is read where it is stated, and never guessed."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.listing import Entry
from ingest.sources.aggregators import google_target, through_aggregator


def google_link(target: bytes, *, path: str = "rss/articles", prefix: bytes = b"\x08\x13") -> str:
    size = (
        bytes([len(target)])
        if len(target) < 128
        else bytes([len(target) & 127 | 128, len(target) >> 7])
    )
    message = prefix + b'"' + size + target + b"\xd2\x01\x00"
    return f"https://news.google.com/{path}/{base64.urlsafe_b64encode(message).decode().rstrip('=')}?oc=5"


@pytest.mark.parametrize("path", ["rss/articles", "articles", "read"])
def test_old_form_contains_its_target(path: str) -> None:
    link = google_link(b"https://www.example.org/a?id=7&utm_source=x", path=path)
    assert google_target(link) == "https://www.example.org/a?id=7"


def test_long_target_has_a_longer_size() -> None:
    target = "https://www.example.org/" + "a" * 300
    assert google_target(google_link(target.encode())) == target


@pytest.mark.parametrize(
    "link",
    [
        google_link(b"AU_yqLOpaqueTokenOpaqueToken"),
        google_link(b"javascript:alert(1)"),
        google_link(b"https://u:p@example.org/"),
        google_link(b"https://www.example.org/a", path="topics"),
        google_link(b"https://www.example.org/a", prefix=b"\x0b"),
        "https://news.google.com/rss/articles/CBMi",
        "https://news.google.com/rss/articles/!!!",
        "https://news.google.com/",
    ],
)
def test_no_other_link_is_taken_for_resolved(link: str) -> None:
    assert google_target(link) is None
    entry = through_aggregator(Entry(identity="i", url=link, title="T - O", outlet="O"), "")
    assert (entry.url, entry.resolved, entry.title) == (link, False, "T")


def test_title_keeps_a_dash_that_is_not_the_outlet() -> None:
    entry = Entry(identity="i", url=google_link(b"AU_"), title="Talks - at last", outlet="O")
    assert through_aggregator(entry, "").title == "Talks - at last"


def test_other_hosts_are_left_alone() -> None:
    entry = Entry(
        identity="i", url="https://e.org/rss/articles/CBMi", title="T - O", outlet="O", summary="s"
    )
    assert through_aggregator(entry, "") is entry


@given(st.binary(max_size=60))
def test_no_message_raises(message: bytes) -> None:
    token = base64.urlsafe_b64encode(message).decode()
    google_target(f"https://news.google.com/rss/articles/{token}")
