"""Redirects: followed to a cap, never to where we must not go, learnt only when permanent."""

from __future__ import annotations

from tests.chaos.case import Case, Seen, good, moved, with_page
from tests.chaos.server import Pages, Reply, answer

CAP = 5


def _to(name: str, to: str | bytes, outcome: str, *, end: str | None = None) -> Case:
    """One redirect; `end` is the path that has the good listing."""
    pages: dict[str, Reply] = {"/feed": moved(302, to)}
    if end is not None:
        pages[end] = good()
    return Case(
        name=f"redirect-{name}",
        pages=pages,
        polls=(outcome,),
        entries=2 if outcome == "new" else 0,
        paths=("/feed", end) if end else ("/feed",),
    )


def _here(name: str, to: str, outcome: str, *, end: str | None = None) -> Case:
    """As `_to`, where the target holds the address of the server itself."""

    def pages(base: str) -> Pages:
        host = base.removeprefix("http://")
        found: dict[str, Reply] = {"/feed": moved(302, to.format(base=base, host=host))}
        return {**found, end: good()} if end else found

    return Case(
        name=f"redirect-{name}",
        pages=pages,
        polls=(outcome,),
        paths=("/feed", end) if end else ("/feed",),
    )


def _chain(length: int, outcome: str) -> Case:
    steps: dict[str, Reply] = {f"/{n}": moved(302, f"/{n + 1}") for n in range(1, length)}
    paths = ["/feed", *(f"/{n}" for n in range(1, min(length, CAP) + 1))]
    return Case(
        name=f"redirect-chain-of-{length}",
        pages={"/feed": moved(302, "/1"), **steps, f"/{length}": good()},
        polls=(outcome,),
        paths=paths,
    )


def _status(status: int) -> Case:
    return Case(
        name=f"redirect-{status}",
        pages={"/feed": moved(status, "/end"), "/end": good()},
        polls=("new", "unchanged"),
        paths=("/feed", "/end", "/feed", "/end"),
    )


def _quiet(seen: Seen) -> bool:
    names = {name.lower() for ask in seen.asks for name, _ in ask.fields}
    return not names & {b"referer", b"cookie", b"authorization"}


CASES = [
    *(_status(status) for status in (301, 302, 303, 307, 308)),
    _chain(CAP, "new"),
    _chain(CAP + 1, "failed:too_many_redirects"),
    _to("to-itself", "/feed", "failed:redirect_loop"),
    _to("to-its-fragment", "#top", "failed:redirect_loop"),
    Case(
        name="redirect-loop-of-two",
        pages={"/feed": moved(301, "/b"), "/b": moved(301, "/feed")},
        polls=("failed:redirect_loop",),
        paths=("/feed", "/b"),
    ),
    _to("relative", "other?x=1", "new", end="/other?x=1"),
    _to("relative-up", "../../up", "new", end="/up"),
    _to("query-only", "?page=2", "new", end="/feed?page=2"),
    _to("with-fragment", "/end#part", "new", end="/end"),
    _to("with-space", "/a b", "new", end="/a%20b"),
    _to("utf-8", "/북한".encode(), "new", end="/%EB%B6%81%ED%95%9C"),
    _to("cp949", "/북한".encode("cp949"), "new", end="/%BA%CF%C7%D1"),
    _to("quoted-already", "/%EB%B6%81", "new", end="/%EB%B6%81"),
    _to("with-a-control-character", b"/end\x0bx", "new", end="/end%0Bx"),
    _to("empty", "", "failed:redirect"),
    Case(name="redirect-without-location", pages={"/feed": answer(302)}, polls=("failed:redirect",)),
    _to("to-file", "file:///etc/passwd", "failed:scheme"),
    _to("to-ftp", "ftp://127.0.0.1/x", "failed:scheme"),
    _to("to-data", "data:text/xml,<rss/>", "failed:scheme"),
    _to("to-javascript", "javascript:alert(1)", "failed:scheme"),
    _to("to-gopher", "gopher://127.0.0.1:70/x", "failed:scheme"),
    _to("to-nowhere", "http://", "failed:redirect_loop"),
    _to("to-port-zero", "http://127.0.0.1:0/", "failed:bad_url"),
    _to("to-port-70000", "http://127.0.0.1:70000/", "failed:bad_url"),
    _to("too-long", "/" + "a" * 9000, "failed:bad_url"),
    _to("to-private", "http://10.0.0.1/", "failed:private_address"),
    _to("to-cloud-metadata", "http://169.254.169.254/latest/meta-data/", "failed:private_address"),
    _to("to-localhost-by-name", "http://localhost/x", "failed:private_address"),
    _here("to-localhost-same-port", "http://localhost:{base}/x".replace("{base}", "80"), "failed:private_address"),
    _here("to-userinfo", "http://user:secret@{host}/end", "failed:userinfo"),
    _here("to-empty-userinfo", "http://@{host}/end", "failed:userinfo"),
    _here("to-backslash-host", "http://evil.example\\@{host}/end", "failed:bad_url"),
    _here("to-backslashes", "\\\\{host}\\end", "failed:bad_url"),
    _here("without-scheme", "//{host}/end", "new", end="/end"),
    _here("absolute", "{base}/end", "new", end="/end"),
    _here("upper-case-scheme", "HTTP://{host}/end", "new", end="/end"),
    _here("to-https-of-a-plain-port", "https://{host}/end", "failed:tls"),
    Case(
        name="redirect-sends-neither-cookie-nor-referer",
        pages={
            "/feed": moved(302, "/end", "Set-Cookie: a=1", "WWW-Authenticate: Basic"),
            "/end": good(),
        },
        polls=("new",),
        check=_quiet,
    ),
    Case(
        name="redirect-in-the-html-is-not-followed",
        pages={"/feed": answer(200, "Content-Type: text/html", "Refresh: 0; url=/end",
                               body='<meta http-equiv="refresh" content="0; url=/end">'), "/end": good()},
        polls=("failed",),
        paths=("/feed",),
    ),
    Case(
        name="redirect-of-a-page-to-private",
        pages=with_page(moved(302, "http://192.168.0.1/")),
        polls=("new",),
        page="private_address",
    ),
    Case(
        name="redirect-of-a-page-for-ever",
        pages={**with_page(moved(302, "/p1")), **{f"/p{n}": moved(302, f"/p{n + 1}") for n in range(1, 9)}},
        polls=("new",),
        page="too_many_redirects",
    ),
]  # fmt: skip
