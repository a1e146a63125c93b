"""Links come into one form, and no input can break that."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.urls import MAX_URL_LENGTH, absolute_url, canonical_url

SAME = "https://example.org/a"

CASES = {
    "scheme and host are lowered, the path is not": (
        "HTTPS://Example.ORG/Path",
        "https://example.org/Path",
    ),
    "default port goes": ("http://example.org:80/a", "http://example.org/a"),
    "other port stays": ("http://example.org:8080/a", "http://example.org:8080/a"),
    "http port on https stays": ("https://example.org:80/a", "https://example.org:80/a"),
    "empty path becomes a slash": ("https://example.org", "https://example.org/"),
    "fragment goes": ("https://example.org/a#part-2", SAME),
    "hash-bang selects a text and stays": (
        "https://example.org/#!/news/7",
        "https://example.org/#!/news/7",
    ),
    "utm goes": ("https://example.org/a?utm_source=rss&utm_medium=x", SAME),
    "utm goes, the id stays": (
        "https://example.org/a?id=7&utm_source=rss&fbclid=Q",
        "https://example.org/a?id=7",
    ),
    "tracking names in any case": ("https://example.org/a?UTM_Source=rss&CMP=share", SAME),
    "BBC": ("https://example.org/a?at_medium=RSS&at_campaign=rss&at_link_id=1F", SAME),
    "at as a word stays": ("https://example.org/a?at_home=1", "https://example.org/a?at_home=1"),
    "ref that names an origin goes": ("https://example.org/a?ref=rss", SAME),
    "from that names an origin goes": ("https://example.org/a?from=rss", SAME),
    "ref that means something stays": (
        "https://example.org/a?ref=1718",
        "https://example.org/a?ref=1718",
    ),
    "from that is a date stays": (
        "https://example.org/a?from=2026-11-01",
        "https://example.org/a?from=2026-11-01",
    ),
    "parameters are sorted": ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
    "empty parameters stay": ("https://example.org/a?b=&a=1", "https://example.org/a?a=1&b="),
    "percent-encoded EUC-KR is kept byte for byte": (
        "https://example.org/a?q=%BA%CF%C7%D1",
        "https://example.org/a?q=%BA%CF%C7%D1",
    ),
    "Hangul in host and path": (
        "http://북한.example/뉴스",
        "http://xn--pr3b894b.example/%EB%89%B4%EC%8A%A4",
    ),
    "Cyrillic in the query": (
        "https://example.org/?q=КНДР",
        "https://example.org/?q=%D0%9A%D0%9D%D0%94%D0%A0",
    ),
    "needless escapes go": ("https://example.org/%7Ea", "https://example.org/~a"),
    "dots in the path": ("https://example.org/x/../y/./z", "https://example.org/y/z"),
    "dots above the root": ("https://example.org/../../a", SAME),
    "trailing dot of the host": ("https://example.org./a", SAME),
    "white space around and inside": (" https://exam\nple.org/a\t", SAME),
    "NUL": ("https://example.org/a\x00", SAME),
    "AMP is another page": ("https://example.org/amp/a", "https://example.org/amp/a"),
    "IPv6": ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
}

REFUSED = {
    "script": "javascript:alert(1)",
    "script with a space in it": "java\nscript:alert(1)",
    "mail": "mailto:desk@example.org",
    "data": "data:text/html,x",
    "file": "file:///etc/hostname",
    "ftp": "ftp://example.org/a",
    "user name": "https://user:secret@example.org/a",
    "user name to fool the eye": "https://example.org@203.0.113.5/",
    "backslash": "https://example.org\\@203.0.113.5/",
    "no host": "https:///a",
    "relative without base": "/a/b",
    "empty": "",
    "spaces": "   ",
    "port out of range": "https://example.org:99999/a",
    "port of letters": "https://example.org:x/a",
    "space in the host": "https://exa mple.org/",
    "escaped host": "https://%65xample.org/",
    "broken bracket": "http://[::1/a",
    "too long to be a key": "https://example.org/" + "a" * MAX_URL_LENGTH,
    "label too long": "https://" + "ü" * 80 + ".example/",
    "double dot": "https://example..org/",
}


@pytest.mark.parametrize(("url", "expected"), CASES.values(), ids=CASES.keys())
def test_link_comes_into_one_form(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize("url", REFUSED.values(), ids=REFUSED.keys())
def test_unusable_link_is_refused(url: str) -> None:
    assert canonical_url(url) is None
    assert canonical_url(url, "ftp://example.org/") is None


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("b.html", "https://example.org/news/b.html"),
        ("/b.html", "https://example.org/b.html"),
        ("//cdn.example.org/b", "https://cdn.example.org/b"),
        ("?id=7", "https://example.org/news/list?id=7"),
        ("../../../b", "https://example.org/b"),
        ("https:/b", "https://example.org/b"),
        ("#top", "https://example.org/news/list"),
    ],
)
def test_relative_link_is_resolved_against_its_document(link: str, expected: str) -> None:
    assert canonical_url(link, "https://example.org/news/list") == expected


def test_base_does_not_lend_a_scheme_to_a_script() -> None:
    assert canonical_url("javascript:void(0)", "https://example.org/") is None


def test_absolute_url_keeps_parameters_as_they_are() -> None:
    link = "map.xml?b=2&a=1&utm_source=x"
    assert absolute_url(link, "https://example.org/") == "https://example.org/" + link


urls = st.one_of(
    st.text(max_size=80),
    st.builds(
        "{}://{}{}?{}#{}".format,
        st.sampled_from(["http", "https", "HTTP", "javascript"]),
        st.sampled_from(
            ["example.org", "북한.kr", "a.b:80", "[::1]", "x@y", "EXAMPLE.org:443", "..", "a_b"]
        ),
        st.text(alphabet="/.%ab;:@2fЖ한 \\?#&=+", max_size=20),
        st.text(alphabet="utm_=&a%2f+Ж한;#", max_size=20),
        st.text(alphabet="!/a%#", max_size=5),
    ),
)


@given(urls)
@example("http://example.org/%2e%2e/a")
@example("http://example.org/%25252e")
@example("http://example.org/?&&=&a")
def test_canonical_form_is_stable_and_never_raises(url: str) -> None:
    once = canonical_url(url)
    if once is not None:
        assert canonical_url(once) == once
        assert once.startswith(("http://", "https://"))
        assert once.isascii()


@given(urls, urls)
def test_wild_base_never_raises(url: str, base: str) -> None:
    canonical_url(url, base)
    absolute_url(url, base)
