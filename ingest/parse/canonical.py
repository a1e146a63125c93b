"""Decide under which address an article is known, out of where it was found and what the page claims.

How an address is normalised is `ingest/urls.py`; nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from ingest.urls import canonical_url

# Hosts whose subdomains belong to different people.
SHARED_HOSTS = (
    "blogspot.com",
    "wordpress.com",
    "tistory.com",
    "substack.com",
    "medium.com",
    "livejournal.com",
    "github.io",
    "tumblr.com",
    "dzen.ru",
    "blog.naver.com",
)
# Second levels under which countries register names: co.kr, com.ua, or.jp …
SECOND_LEVELS = frozenset(
    [
        "co",
        "com",
        "net",
        "org",
        "or",
        "go",
        "gov",
        "ac",
        "edu",
        "ne",
        "re",
        "pe",
        "in.net",
        "mil",
        "info",
    ]
)
_HOME = re.compile(
    r"/?(?:[a-z]{2,3}(?:-[a-z]{2})?/?)?(?:(?:index|default|main|home)\.\w{2,5})?", re.IGNORECASE
)
_AMP_CACHE = re.compile(r"\.cdn\.ampproject\.org$")


def article_url(found: str, claims: Iterable[str], base: str | None = None) -> str:
    """The address of an article: the page's own claim if it may make it, else where it was found.

    A page may claim another address of its own site only, and never the home page, which careless
    templates put on every page. A page read from a file has no site of its own: its claim stands.

    Example:
        >>> article_url("https://m.example.com/a/1?utm_source=x", ["https://example.com/a/1"])
        'https://example.com/a/1'
        >>> article_url("https://example.com/a/1", ["https://other.example.net/a/1"])
        'https://example.com/a/1'
    """
    is_local = not found.startswith(("http://", "https://"))
    for claim in claims:
        url = canonical_url(claim, base or found)
        if url and (is_local or same_site(url, found)) and not _is_home(url):
            return url
    return canonical_url(found) or found


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one outlet: one host, a subdomain of it, or one registered name."""
    hosts = _own_host(one), _own_host(other)
    if not all(hosts):
        return False
    if hosts[0] == hosts[1]:
        return True
    if _AMP_CACHE.search(hosts[1]):
        cached = hosts[0].replace("-", "--").replace(".", "-")
        return hosts[1].removeprefix("www-").startswith(cached)
    if any(
        host == shared or host.endswith("." + shared) for host in hosts for shared in SHARED_HOSTS
    ):
        return False
    return registered(hosts[0]) == registered(hosts[1])


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and bool(_HOME.fullmatch(parts.path))


def host_of(url: str) -> str:
    """The host of an address, empty for what is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _own_host(url: str) -> str:
    return host_of(url).removeprefix("www.")


def registered(host: str) -> str:
    """The name an outlet registered, without its subdomains."""
    labels = host.split(".")
    if all(label.isdigit() for label in labels):
        return host
    country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVELS
    return ".".join(labels[-3:] if country else labels[-2:])
