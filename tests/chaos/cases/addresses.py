"""Addresses that must not be dialled, however they are written, in sources, links, indexes and robots."""

from __future__ import annotations

from tests.chaos.case import RSS, SUBJECT, Case, Seen, feed, good, moved, with_page
from tests.chaos.server import answer

# The table's server is listed as 127.0.0.1; every other name of this machine is not.
PRIVATE = {
    "localhost": "http://localhost:{port}/feed",
    "localhost-with-a-dot": "http://localhost.:{port}/feed",
    "127.0.0.2": "http://127.0.0.2:{port}/feed",
    "zeros": "http://0.0.0.0:{port}/feed",
    "v6-loopback": "http://[::1]:{port}/feed",
    "v6-unspecified": "http://[::]:{port}/feed",
    "v4-mapped": "http://[::ffff:127.0.0.1]:{port}/feed",
    "v4-mapped-hex": "http://[::ffff:7f00:1]:{port}/feed",
    "v4-compatible": "http://[::127.0.0.1]:{port}/feed",
    "nat64": "http://[64:ff9b::7f00:1]:{port}/feed",
    "nat64-local": "http://[64:ff9b:1::7f00:1]:{port}/feed",
    "6to4": "http://[2002:7f00:1::]:{port}/feed",
    "teredo": "http://[2001:0:7f00:1::]:{port}/feed",
    "unique-local": "http://[fd00::1]:{port}/feed",
    "link-local-v6": "http://[fe80::1]:{port}/feed",
    "multicast-v6": "http://[ff02::1]:{port}/feed",
    "ten": "http://10.1.2.3:{port}/feed",
    "172": "http://172.16.0.1:{port}/feed",
    "192": "http://192.168.1.1:{port}/feed",
    "cgnat": "http://100.64.0.1:{port}/feed",
    "link-local": "http://169.254.169.254/feed",
    "benchmarking": "http://198.18.0.1/feed",
    "multicast": "http://224.0.0.1/feed",
    "broadcast": "http://255.255.255.255/feed",
    "documentation": "http://192.0.2.1/feed",
    "reserved": "http://240.0.0.1/feed",
}
# By what they resolve to (`tests/chaos/names.py`).
NAMED = {
    f"name-{name}": f"http://{name}.test:{{port}}/feed"
    for name in ("inward", "mapped", "metadata", "nat64", "two-faced", "turncoat")
}
# Ways to write 127.0.0.1 that a browser reads and we refuse to guess.
ODD = {
    "decimal": "http://2130706433:{port}/feed",
    "octal": "http://0177.0.0.1:{port}/feed",
    "hex": "http://0x7f000001:{port}/feed",
    "hex-parts": "http://0x7f.0.0.1:{port}/feed",
    "short": "http://127.1:{port}/feed",
    "leading-zeros": "http://127.000.000.001:{port}/feed",
}


def _page_at(name: str, link: str, reason: str) -> Case:
    """A good listing whose entry leads there: the entry is kept, the page is not asked for."""

    def pages(base: str) -> dict[str, bytes]:
        port = base.rpartition(":")[2]
        listing = feed(link.format(port=port), title=SUBJECT)
        return {"/feed": answer(200, RSS, body=listing)}

    # Each costs an assessment; the sources of the same addresses, which cost none, are all run by default.
    heavy = name not in (
        "localhost",
        "decimal",
        "v4-mapped",
        "userinfo",
        "link-local",
        "name-turncoat",
    )
    return Case(heavy=heavy, name=f"page-at-{name}", pages=pages, polls=("new",), page=reason, entries=1,
                check=_only_listing)  # fmt: skip


def _only_listing(seen: Seen) -> bool:
    return set(seen.site.paths) <= {"/feed", "/robots.txt"}


def _redirected(name: str, to: str) -> Case:
    def pages(base: str) -> dict[str, bytes]:
        return {"/feed": moved(302, to.format(port=base.rpartition(":")[2])), "/end": good()}

    return Case(
        name=f"redirect-to-{name}",
        pages=pages,
        polls=("failed:private_address", "failed:private_address"),
        paths=("/feed", "/feed"),
    )


def _index(link: str) -> bytes:
    return (
        '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{link}</loc></sitemap></sitemapindex>"
    ).encode()


def _indexed(name: str, link: str, told: str) -> Case:
    def pages(base: str) -> dict[str, bytes]:
        port = base.rpartition(":")[2]
        return {"/feed": answer(200, "Content-Type: text/xml", body=_index(link.format(port=port)))}

    return Case(
        name=f"sitemap-index-names-{name}",
        pages=pages,
        polls=("unchanged",),
        kind="sitemap",
        paths=("/feed",),
        check=lambda seen: told in seen.polls[0]["detail"],
    )


CASES = [
    *(
        Case(name=f"source-at-{name}", pages={"/feed": good()}, url=url, paths=(),
             # Not every resolver knows a name with a dot behind it.
             polls=("failed" if name == "localhost-with-a-dot" else "failed:private_address",))
        for name, url in PRIVATE.items()
    ),
    *(_page_at(name, url, "private_address") for name, url in PRIVATE.items() if name[0] in "lvn1"),
    *(
        Case(name=f"source-at-{name}", pages={"/feed": good()}, url=url, paths=(),
             # The second look-up of a turncoat gives the address that the first did not.
             polls=("failed:private_address",) * 2)
        for name, url in NAMED.items()
    ),
    Case(name="source-at-name-friend", pages={"/feed": good()}, url="http://friend.test:{port}/feed",
         polls=("new",), entries=2),
    *(_redirected(name, url.replace("/feed", "/end")) for name, url in NAMED.items()),
    _page_at("name-inward", "http://inward.test:{port}/page", "private_address"),
    _page_at("name-turncoat", "http://turncoat.test:{port}/page", "private_address"),
    _indexed("a-name-that-leads-inward", "http://inward.test:{port}/secret", "loopback"),
    *(_page_at(name, url, "bad_url") for name, url in ODD.items()),
    # The reader of listings does not even take these for links.
    _page_at("zone", "http://[fe80::1%25eth0]:{port}/page", "no_link"),
    _page_at("percent-in-host", "http://127%2e0.0.1:{port}/page", "no_link"),
    _page_at("userinfo", "http://u:p@127.0.0.1:{port}/secret", "no_link"),
    _indexed("localhost", "http://localhost:{port}/secret", "loopback"),
    _indexed("metadata", "http://169.254.169.254/latest", "link-local"),
    _indexed("a-file", "file:///etc/passwd", "usable address"),
    *(
        Case(
            name=f"robots-redirects-to-{name}",
            pages=with_page(good(), robots=moved(302, to)),
            polls=("new",),
            page="robots",
            check=lambda seen: (
                "/page" not in seen.site.paths and seen.entries[0]["state"] == "pending"
            ),
        )
        for name, to in (
            ("private", "http://localhost:80/robots.txt"),
            ("metadata", "http://169.254.169.254/robots.txt"),
            ("a-name-that-leads-inward", "http://inward.test:80/robots.txt"),
            ("a-file", "file:///etc/passwd"),
            ("userinfo", "http://u:p@127.0.0.1/robots.txt"),
        )
    ),
]  # fmt: skip
