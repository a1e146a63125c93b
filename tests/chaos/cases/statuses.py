"""Statuses: what counts as a listing, what as a passing fault, what as the end."""

from __future__ import annotations

from tests.chaos.case import GOOD, RSS, Case, Seen, drip, feed, good, pour, with_page
from tests.chaos.server import Play, Talk, answer

SAID = {
    201: "unexpected_status",
    202: "unexpected_status",
    204: "empty",
    205: "unexpected_status",
    206: "unexpected_status",
    207: "unexpected_status",
    226: "unexpected_status",
    300: "unexpected_status",
    305: "unexpected_status",
    306: "unexpected_status",
    400: "client_error",
    401: "forbidden",
    402: "client_error",
    403: "forbidden",
    404: "not_found",
    405: "client_error",
    406: "client_error",
    407: "client_error",
    408: "timeout",
    409: "client_error",
    410: "gone",
    411: "client_error",
    412: "client_error",
    413: "client_error",
    414: "client_error",
    415: "client_error",
    416: "client_error",
    417: "client_error",
    418: "client_error",
    421: "client_error",
    425: "client_error",
    426: "client_error",
    428: "client_error",
    431: "client_error",
    451: "forbidden",
    500: "server_error",
    501: "server_error",
    502: "server_error",
    503: "unavailable",
    504: "server_error",
    507: "server_error",
    511: "server_error",
    520: "server_error",
    530: "server_error",
    599: "server_error",
    999: "server_error",
}


def _status(status: int, reason: str) -> Case:
    """An error whose body is a good feed, as broken caches serve them."""

    def told(seen: Seen) -> bool:
        return seen.polls[0]["http_status"] == (200 if status == 204 else status) or status == 204

    body = b"" if status in (204, 205) else GOOD
    return Case(
        name=f"status-{status}",
        pages={"/feed": [answer(status, RSS, body=body), good()]},
        polls=(f"failed:{reason}", "new"),
        entries=2,
        paths=("/feed", "/feed"),
        check=told,
    )


def _retry_after(name: str, value: str, low_s: float, high_s: float, date: str = "") -> Case:
    """A 503 that says when to come again; the bounds hold the wait from the poll to the next."""

    def waits(seen: Seen) -> bool:
        poll, source = seen.polls[0], seen.source
        return low_s <= _seconds(poll["finished_at"], source["next_due_at"]) <= high_s

    fields = [f"Retry-After: {value}", *([f"Date: {date}"] if date else [])]
    return Case(
        name=f"retry-after-{name}",
        pages={"/feed": answer(503, *fields)},
        polls=("failed:unavailable",),
        check=waits,
        options={"poll_interval_s": 60},
    )


def _seconds(start: str, end: str) -> float:
    from datetime import datetime

    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


def _interim(first: bytes) -> Play:
    async def play(talk: Talk) -> None:
        await talk.say(first)
        await talk.say(good())

    return play


DAY = 86_400
CASES = [
    Case(
        name="status-429-leaves-the-host-alone",
        pages={"/feed": [answer(429), good()]},
        polls=("failed:rate_limited", "skipped"),
        paths=("/feed",),
    ),
    *(_status(status, reason) for status, reason in SAID.items()),
    Case(
        name="status-203-is-read-but-teaches-no-validator",
        pages={"/feed": answer(203, RSS, 'ETag: "proxy"', body=GOOD)},
        polls=("new", "unchanged"),
        entries=2,
        check=lambda seen: seen.sent("If-None-Match") == [None, None],
    ),
    Case(
        name="100-continue-first",
        pages={"/feed": _interim(b"HTTP/1.1 100 Continue\r\n\r\n")},
        polls=("new",),
    ),
    Case(
        name="103-early-hints-first",
        pages={"/feed": _interim(b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n")},
        polls=("new",),
    ),
    Case(
        name="102-processing-thrice",
        pages={"/feed": _interim(b"HTTP/1.1 102 Processing\r\n\r\n" * 3)},
        polls=("new",),
    ),
    Case(
        name="101-switching-protocols",
        pages={"/feed": answer(101, "Upgrade: h2c", "Connection: Upgrade", length=False)},
        polls=("failed",),
    ),
    Case(
        name="interim-answers-for-ever",
        pages={"/feed": pour(b"", b"HTTP/1.1 100 Continue\r\n\r\n")},
        polls=("failed:bad_http",),
    ),
    Case(
        name="interim-answers-now-and-then-for-ever",
        pages={"/feed": drip(b"", b"HTTP/1.1 102 Processing\r\n\r\n", every_s=0.05)},
        polls=("failed:bad_http",),
    ),
    Case(
        name="interim-answers-of-30-are-borne",
        pages={"/feed": _interim(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 30)},
        polls=("new",),
    ),
    Case(
        name="empty-200",
        pages={"/feed": answer(200, RSS)},
        polls=("failed:empty",),
        entries=0,
    ),
    Case(
        name="empty-200-after-a-good-one",
        pages={"/feed": [good(), answer(200, RSS), good()]},
        polls=("new", "failed:empty", "unchanged"),
        entries=2,
    ),
    Case(
        name="white-space-only",
        pages={"/feed": answer(200, RSS, body=" \n\t" * 50)},
        polls=("failed:empty",),
    ),
    Case(
        name="html-error-page-in-place-of-a-feed",
        pages={"/feed": answer(200, RSS, body="<!doctype html><title>Error</title><p>Sorry")},
        polls=("failed:html",),
    ),
    Case(
        name="feed-without-items-is-no-failure",
        pages={"/feed": good(body=feed())},
        polls=("unchanged",),
        entries=0,
    ),
    Case(
        name="page-soft-404",
        pages=with_page(answer(200, "Content-Type: text/html", body="<title>404</title><p>Gone.")),
        polls=("new",),
        entries=1,
        check=lambda seen: "11,000" in seen.articles[0]["title"],
    ),
    Case(
        name="page-404",
        pages=with_page(answer(404)),
        polls=("new",),
        page="not_found",
    ),
    Case(
        name="page-500-is-stored-from-the-feed-and-tried-again",
        pages=with_page(answer(500)),
        polls=("new",),
        page="server_error",
        check=lambda seen: seen.entries[0]["state"] == "pending",
    ),
    _retry_after("seconds", "1800", 1800, 2300),
    _retry_after("date", "Mon, 23 Nov 2026 13:00:00 GMT", 3590, 4600, "Mon, 23 Nov 2026 12:00:00 GMT"),
    _retry_after("date-of-a-clock-that-is-wrong", "Tue, 01 Jan 2008 01:00:00 GMT", 3590, 4600,
                 "Tue, 01 Jan 2008 00:00:00 GMT"),
    _retry_after("past-date", "Mon, 23 Nov 2026 11:00:00 GMT", 250, 400,
                 "Mon, 23 Nov 2026 12:00:00 GMT"),
    _retry_after("negative", "-50", 250, 400),
    _retry_after("zero", "0", 250, 400),
    _retry_after("words", "soon, I promise", 250, 400),
    _retry_after("absurd", "9" * 11, 31 * DAY - 5, 42 * DAY),
    _retry_after("of-400-digits", "9" * 400, 250, 42 * DAY),
    _retry_after("beyond-the-cap", str(90 * DAY), 31 * DAY - 5, 42 * DAY),
    _retry_after("fraction", "1800.5", 1800, 2300),
]  # fmt: skip
