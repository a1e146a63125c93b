"""Doors before an article are told from articles; numbers in a headline are no HTTP status."""

from __future__ import annotations

import pytest

from ingest.parse.content import is_door


@pytest.mark.parametrize(
    ("title", "door"),
    [
        ("404", True),
        ("404 Not Found", True),
        ("Error 403", True),
        ("Page missing | 404", True),
        ("500 Internal Server Error", True),
        ("Ошибка 404", True),
        ("Just a moment...", True),
        ("North Korea sends 1,500 more soldiers to Kursk, NIS says", False),
        ("500 North Korean soldiers killed", False),
        ("Kyiv: 403 captured", False),
        ("북한군 500명 사망", False),
        ("Потери КНДР: 500 человек", False),
    ],
)
def test_only_a_status_by_itself_makes_a_door(title: str, door: bool) -> None:
    assert is_door(title, "A short text.", "<html></html>") is door
