"""Which address a page may claim."""

from __future__ import annotations

import pytest

from ingest.parse.canonical import article_url


@pytest.mark.parametrize(
    ("found", "claim", "expected"),
    [
        ("https://m.example.com/a/1", "https://www.example.com/a/1", "https://www.example.com/a/1"),
        ("https://www.example.co.kr/a/1?x=1", "/a/1", "https://www.example.co.kr/a/1"),
        ("https://a.example.co.kr/a/1", "https://b.other.co.kr/a/1", "https://a.example.co.kr/a/1"),
        ("https://example.com/a/1", "https://example.com/", "https://example.com/a/1"),
        ("https://example.com/en/a/1", "https://example.com/en/", "https://example.com/en/a/1"),
        ("https://example.com/a/1", "https://evil.example.net/a/1", "https://example.com/a/1"),
        ("https://ann.blogspot.com/p", "https://bob.blogspot.com/p", "https://ann.blogspot.com/p"),
        ("https://example.com/a/1", "javascript:alert(1)", "https://example.com/a/1"),
        ("https://example.com/a/1", "http://[", "https://example.com/a/1"),
        (
            "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/a",
            "https://www.example.com/a",
            "https://www.example.com/a",
        ),
    ],
)
def test_claim_counts_within_the_own_site_only(found: str, claim: str, expected: str) -> None:
    assert article_url(found, [claim]) == expected


def test_a_page_from_a_file_is_known_by_its_claim() -> None:
    claims = ["https://example.com/", "https://example.com/a/1"]
    assert article_url("file:///tmp/a.html", claims) == "https://example.com/a/1"
    assert article_url("file:///tmp/a.html", []) == "file:///tmp/a.html"
