"""Validators: opaque, echoed byte for byte, never learnt from an answer that is not whole and good."""

from __future__ import annotations

import gzip

from tests.chaos.case import GOOD, RSS, Case, Seen, feed, good, moved
from tests.chaos.server import answer

STAMP = "Mon, 23 Nov 2026 12:00:00 GMT"
OTHER = feed("/1", "/2", "/3")
NOTHING_NEW = answer(304, length=False)


def _echoes(name: str, etag: bytes) -> Case:
    def echoed(seen: Seen) -> bool:
        return seen.sent("If-None-Match") == [None, etag]

    return Case(
        name=f"etag-{name}",
        pages={"/feed": [good(b"ETag: " + etag), NOTHING_NEW]},
        polls=("new", "not_modified"),
        entries=2,
        check=echoed,
    )


def _stamp(name: str, stamp: bytes) -> Case:
    def echoed(seen: Seen) -> bool:
        return seen.sent("If-Modified-Since") == [None, stamp]

    return Case(
        name=f"last-modified-{name}",
        pages={"/feed": [good(b"Last-Modified: " + stamp), NOTHING_NEW]},
        polls=("new", "not_modified"),
        check=echoed,
    )


def _unlearnt(name: str, bad: bytes, outcome: str, *, entries: int = 2) -> Case:
    """A bad answer with a validator of its own comes after a good one: the good one's is kept."""

    def kept(seen: Seen) -> bool:
        return seen.sent("If-None-Match") == [None, b'"good"', b'"good"']

    return Case(
        name=f"etag-of-{name}-is-not-learnt",
        pages={"/feed": [good('ETag: "good"'), bad, NOTHING_NEW]},
        polls=("new", outcome, "not_modified"),
        entries=entries,
        check=kept,
    )


def _never_sent(seen: Seen) -> bool:
    sent = seen.sent("If-None-Match") + seen.sent("If-Modified-Since")
    return set(sent) == {None}


BAD = b'ETag: "bad"'
_CUT_GZIP = gzip.compress(GOOD, mtime=0)[:-12]

CASES = [
    _echoes("strong", b'"abc"'),
    _echoes("weak", b'W/"abc"'),
    _echoes("lower-case-weak", b'w/"abc"'),
    _echoes("unquoted", b"abc-123"),
    _echoes("half-quoted", b'"abc'),
    _echoes("quotes-inside", b'"a"b"c"'),
    _echoes("escaped", b'"a\\"b"'),
    _echoes("empty-quoted", b'""'),
    _echoes("with-spaces", b'"a  b" ; x'),
    _echoes("with-comma", b'"a,b", "c"'),
    _echoes("star", b"*"),
    _echoes("gzip-suffix", b'"abc-gzip"'),
    _echoes("utf-8", '"é한국어"'.encode()),
    _echoes("latin-1", b'"\xe9t\xe9"'),
    _echoes("cp949", '"한국"'.encode("cp949")),
    _echoes("of-4000-bytes", b'"' + b"x" * 4000 + b'"'),
    _echoes("with-tab", b'"a\tb"'),
    _stamp("proper", STAMP.encode()),
    _stamp("nonsense", b"yesterday"),
    _stamp("zone", b"Mon, 23 Nov 2026 21:00:00 +0900"),
    _stamp("iso", b"2026-11-23T12:00:00Z"),
    _stamp("zero", b"0"),
    _stamp("future", b"Fri, 01 Jan 2038 00:00:00 GMT"),
    _stamp("cyrillic", "Пн, 23 ноя 2026 12:00:00 GMT".encode()),
    _stamp("windows-1251", "Пн, 23 ноя 2026".encode("windows-1251")),
    _stamp("euc-kr", "월요일, 23 11 2026".encode("euc-kr")),
    Case(
        name="both-validators-are-sent",
        pages={"/feed": [good('ETag: "a"', f"Last-Modified: {STAMP}"), NOTHING_NEW]},
        polls=("new", "not_modified"),
        check=lambda seen: (
            seen.sent("If-None-Match")[1] == b'"a"'
            and seen.sent("If-Modified-Since")[1] == STAMP.encode()
        ),
    ),
    Case(
        name="empty-etag-is-none",
        pages={"/feed": [good("ETag:"), good("ETag:")]},
        polls=("new", "unchanged"),
        check=_never_sent,
    ),
    Case(
        name="newest-validator-wins",
        pages={"/feed": [good('ETag: "1"'), good('ETag: "2"', body=OTHER), NOTHING_NEW]},
        polls=("new", "new", "not_modified"),
        entries=3,
        check=lambda seen: seen.sent("If-None-Match") == [None, b'"1"', b'"2"'],
    ),
    Case(
        name="304-renews-the-validator",
        pages={"/feed": [good('ETag: "1"'), answer(304, 'ETag: "2"', length=False), NOTHING_NEW]},
        polls=("new", "not_modified", "not_modified"),
        check=lambda seen: seen.sent("If-None-Match") == [None, b'"1"', b'"2"'],
    ),
    Case(
        name="validator-that-goes-is-forgotten",
        pages={"/feed": [good('ETag: "1"'), good(body=OTHER), good(body=OTHER)]},
        polls=("new", "new", "unchanged"),
        check=lambda seen: seen.sent("If-None-Match") == [None, b'"1"', None],
    ),
    Case(
        name="same-body-again-is-unchanged-and-its-validator-new",
        pages={"/feed": [good('ETag: "1"'), good('ETag: "2"'), NOTHING_NEW]},
        polls=("new", "unchanged", "not_modified"),
        check=lambda seen: seen.sent("If-None-Match") == [None, b'"1"', b'"2"'],
    ),
    Case(
        name="304-to-a-first-request-is-a-failure",
        pages={"/feed": [NOTHING_NEW, good()]},
        polls=("failed:unexpected_status", "new"),
        entries=2,
        check=_never_sent,
    ),
    Case(
        name="304-with-a-body-does-not-spoil-the-next-answer",
        keep=True,
        pages={
            "/feed": [
                good('ETag: "1"'),
                answer(304, 'ETag: "1"', body="HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nX"),
                good('ETag: "3"', body=OTHER),
            ]
        },
        polls=("new", "not_modified", "new"),
        entries=3,
    ),
    _unlearnt("error", answer(500, BAD), "failed:server_error"),
    _unlearnt("not-found", answer(404, BAD), "failed:not_found"),
    _unlearnt("partial-content", answer(206, RSS, BAD, body=OTHER), "failed:unexpected_status"),
    _unlearnt("empty-answer", answer(200, RSS, BAD), "failed:empty"),
    _unlearnt(
        "short-body",
        answer(200, RSS, BAD, f"Content-Length: {len(OTHER) + 9}", body=OTHER, length=False),
        "failed:cut",
    ),
    _unlearnt(
        "cut-gzip",
        answer(200, RSS, BAD, "Content-Encoding: gzip", body=_CUT_GZIP),
        "failed:cut",
    ),
    _unlearnt(
        "html-error-page",
        answer(200, "Content-Type: text/html", BAD, body="<html><body><h1>Please wait"),
        "failed:html",
    ),
    _unlearnt("redirect-without-target", answer(302, BAD), "failed:redirect"),
    Case(
        name="etag-of-cut-xml-is-not-learnt",
        pages={
            "/feed": [good('ETag: "cut"', body=GOOD[:-120]), good('ETag: "whole"'), NOTHING_NEW]
        },
        polls=("new", "new", "not_modified"),
        entries=2,
        check=lambda seen: seen.sent("If-None-Match") == [None, None, b'"whole"'],
    ),
    Case(
        name="etag-of-redirect-is-not-learnt",
        pages={
            "/feed": moved(302, "/end", 'ETag: "hop"'),
            "/end": [good('ETag: "end"'), NOTHING_NEW],
        },
        polls=("new", "not_modified"),
        check=lambda seen: seen.sent("If-None-Match", "/end") == [None, b'"end"'],
    ),
    *(
        Case(
            name=f"condition-answered-with-{status}-is-left-out-next-time",
            pages={"/feed": [good('ETag: "1"'), answer(status), good(body=OTHER)]},
            polls=("new", "failed:client_error", "new"),
            entries=3,
            check=lambda seen: seen.sent("If-None-Match") == [None, b'"1"', None],
        )
        for status in (400, 412, 431)
    ),
]
