"""The wire: heads that are no HTTP, floods of fields, servers that hang, drip, break off or speak TLS."""

from __future__ import annotations

from tests.chaos.case import GOOD, Case, Seen, drip, good, later, pour, then_hang, then_reset
from tests.chaos.server import Reply, answer

LENGTH = b"Content-Length: %d\r\n" % len(GOOD)
HEAD = b"HTTP/1.1 200 OK\r\n"


def _wire(name: str, reply: Reply, outcome: str, *, url: str = "{base}/feed") -> Case:
    return Case(
        name=f"wire-{name}",
        pages={"/feed": reply},
        polls=(outcome,),
        entries=2 if outcome == "new" else 0,
        url=url,
    )


def _introduced(seen: Seen) -> bool:
    """What we say of ourselves, and what we never say."""
    names = {name.lower() for ask in seen.asks for name, _ in ask.fields}
    never = {b"cookie", b"referer", b"authorization", b"origin", b"x-forwarded-for", b"via"}
    agent = seen.sent("User-Agent")[0] or b""
    return agent.startswith(b"tumen/1 (+https://example.org/bot)") and not names & never


CASES = [
    Case(name="we-introduce-ourselves", pages={"/feed": good()}, polls=("new",), check=_introduced),
    Case(
        name="cookies-are-never-sent-back",
        pages={"/feed": good("Set-Cookie: session=1; Path=/", "Set-Cookie: b=2; Max-Age=99999")},
        polls=("new", "unchanged"),
        check=_introduced,
        keep=True,
    ),
    Case(
        name="cookie-of-a-redirect-is-not-sent-on",
        pages={
            "/feed": answer(302, "Location: /feed2", "Set-Cookie: a=1; Path=/"),
            "/feed2": good(),
        },
        polls=("new",),
        check=_introduced,
    ),
    _wire("no-fields", b"HTTP/1.1 200 OK\r\n\r\n" + GOOD, "new"),
    _wire("http-1.0", b"HTTP/1.0 200 OK\r\n\r\n" + GOOD, "new"),
    _wire("http-0.9", GOOD, "failed:bad_http"),
    _wire("no-reason-phrase", b"HTTP/1.1 200\r\n" + LENGTH + b"\r\n" + GOOD, "new"),
    _wire("phrase-in-korean", "HTTP/1.1 200 좋아요\r\n".encode() + LENGTH + b"\r\n" + GOOD, "new"),
    _wire("bare-newlines", HEAD.replace(b"\r", b"") + LENGTH.replace(b"\r", b"") + b"\n" + GOOD, "new"),
    _wire("status-of-two-digits", b"HTTP/1.1 20 OK\r\n\r\n" + GOOD, "failed:bad_http"),
    _wire("status-of-four-digits", b"HTTP/1.1 2000 OK\r\n\r\n" + GOOD, "failed:bad_http"),
    _wire("status-in-words", b"HTTP/1.1 fine OK\r\n\r\n" + GOOD, "failed:bad_http"),
    _wire("http-3.7", b"HTTP/3.7 200 OK\r\n\r\n" + GOOD, "failed:bad_http"),
    _wire("shoutcast", b"ICY 200 OK\r\n\r\n" + GOOD, "failed:bad_http"),
    _wire("ssh", b"SSH-2.0-OpenSSH_9.2\r\n", "failed:bad_http"),
    _wire("smtp", b"220 mail.example ESMTP\r\n", "failed:bad_http"),
    _wire("noise", bytes(range(256)) * 20, "failed:bad_http"),
    _wire("field-without-colon", HEAD + b"nonsense\r\n" + LENGTH + b"\r\n" + GOOD, "failed:bad_http"),
    _wire("field-with-space-before-colon", HEAD + b"X : y\r\n" + LENGTH + b"\r\n" + GOOD, "failed:bad_http"),
    _wire("field-with-nul", HEAD + b"X: a\0b\r\n" + LENGTH + b"\r\n" + GOOD, "failed:bad_http"),
    _wire("field-in-cp949", HEAD + "X-Title: 북한".encode("cp949") + b"\r\n" + LENGTH + b"\r\n" + GOOD, "new"),
    _wire("field-of-16-kb", HEAD + b"X: " + b"a" * 16_000 + b"\r\n" + LENGTH + b"\r\n" + GOOD, "new"),
    _wire("field-too-long", HEAD + b"X: " + b"a" * 70_000 + b"\r\n" + LENGTH + b"\r\n" + GOOD, "failed:too_large"),
    _wire("100-fields", HEAD + b"X: a\r\n" * 100 + LENGTH + b"\r\n" + GOOD, "new"),
    _wire("too-many-fields", HEAD + b"X: a\r\n" * 5_000 + LENGTH + b"\r\n" + GOOD, "failed:too_large"),
    _wire("fields-for-ever", pour(HEAD, b"X-Flood: yes\r\n" * 100), "failed:too_large"),
    _wire("field-for-ever", pour(HEAD + b"X: ", b"a" * 10_000), "failed:too_large"),
    _wire("status-line-for-ever", pour(b"HTTP/1.1 200 ", b"a" * 10_000), "failed"),
    _wire("fields-drip", drip(HEAD, b"X: a\r\n", every_s=0.05), "failed:timeout"),
    _wire("hangs-before-the-answer", then_hang(), "failed:timeout"),
    _wire("hangs-in-the-head", then_hang(HEAD), "failed:timeout"),
    _wire("closes-without-an-answer", b"", "failed:disconnected"),
    _wire("closes-in-the-status-line", b"HTTP/1.1 20", "failed:disconnected"),
    _wire("closes-in-the-head", HEAD + b"X: y\r\n", "failed:disconnected"),
    _wire("resets-without-an-answer", then_reset(), "failed:disconnected"),
    _wire("resets-in-the-head", then_reset(HEAD), "failed:disconnected"),
    _wire("answers-late-but-in-time", later(good(), after_s=0.5), "new"),
    _wire("tls-asked-of-a-plain-port", good(), "failed:tls", url="https://{host}/feed"),
    Case(
        name="wire-tls-alert-on-a-plain-port",
        pages={},
        greeting=b"\x15\x03\x03\x00\x02\x02\x28",
        polls=("failed:bad_http",),
    ),
    Case(name="wire-nobody-listens", pages={}, listens=False, polls=("failed:connect",)),
    Case(
        name="wire-answer-before-the-question",
        pages={"/feed": good()},
        greeting=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        polls=("failed",),
        entries=0,
    ),
    Case(
        name="wire-two-answers-to-one-question",
        pages={"/feed": [good() + good(body=b"<rss/>"), good()]},
        keep=True,
        polls=("new", "unchanged"),
        entries=2,
    ),
    Case(
        name="wire-kept-connection-that-was-closed-is-opened-anew",
        pages={"/feed": good("Connection: keep-alive", "Keep-Alive: timeout=60")},
        polls=("new", "unchanged"),
        entries=2,
    ),
    Case(
        name="wire-name-that-does-not-resolve",
        pages={},
        url="http://nowhere.invalid/feed",
        polls=("failed:dns",),
    ),
]  # fmt: skip
