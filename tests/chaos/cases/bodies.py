"""Bodies: gzip whole, cut and hostile; codings never offered; lengths that lie."""

from __future__ import annotations

import gzip
import zlib

from tests.chaos.case import GOOD, RSS, Case, drip, good, pour, then_hang, then_reset, with_page
from tests.chaos.server import Reply, answer

GZ = "Content-Encoding: gzip"
CLOSE = "Connection: close"
BIG = GOOD.replace(b"</channel>", b"<!-- " + b"x" * 200_000 + b" --></channel>")


def packed(data: bytes = GOOD) -> bytes:
    return gzip.compress(data, mtime=0)


def _zipped(name: str, body: bytes, outcome: str, coding: str = GZ) -> Case:
    return Case(
        name=f"gzip-{name}",
        pages={"/feed": answer(200, RSS, coding, body=body)},
        polls=(outcome,),
        entries=2 if outcome == "new" else 0,
        check=lambda seen: set(seen.sent("Accept-Encoding")) == {b"gzip"},
    )


def _wire(name: str, reply: Reply, outcome: str) -> Case:
    return Case(
        name=f"body-{name}",
        pages={"/feed": reply},
        polls=(outcome,),
        entries=2 if outcome == "new" else 0,
    )


def _chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n", fields: tuple[str, ...] = ()) -> bytes:
    wire = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return answer(200, RSS, "Transfer-Encoding: chunked", *fields, length=False) + wire + end


def _bomb(rounds: int) -> bytes:
    body = b"\0" * 20_000_000
    for _ in range(rounds):
        body = gzip.compress(body, 9, mtime=0)
    return body


_FLUSHED = zlib.compressobj(wbits=31)
_MANY_FLUSHES = (
    b"".join(
        _FLUSHED.compress(GOOD[at : at + 7]) + _FLUSHED.flush(zlib.Z_FULL_FLUSH)
        for at in range(0, len(GOOD), 7)
    )
    + _FLUSHED.flush()
)
_WRONG_SUM = packed()[:-8] + bytes(4) + packed()[-4:]
_WRONG_SIZE = packed()[:-4] + bytes(4)

CASES = [
    _zipped("whole", packed(), "new"),
    _zipped("of-many-members", b"".join(packed(GOOD[at : at + 50]) for at in range(0, len(GOOD), 50)), "new"),
    _zipped("with-many-flushes", _MANY_FLUSHES, "new"),
    _zipped("with-empty-members", packed(b"") * 3 + packed() + packed(b""), "new"),
    _zipped("with-zeros-behind", packed() + b"\0" * 512, "new"),
    _zipped("with-garbage-behind", packed() + b"garbage", "new"),
    _zipped("x-gzip", packed(), "new", "Content-Encoding: x-gzip"),
    _zipped("upper-case", packed(), "new", "Content-Encoding: GZIP"),
    _zipped("identity-said", GOOD, "new", "Content-Encoding: identity"),
    _zipped("cut-in-the-trailer", packed()[:-3], "failed:cut"),
    _zipped("cut-in-the-middle", packed()[: len(packed()) // 2], "failed:cut"),
    _zipped("cut-in-the-header", packed()[:6], "failed:cut"),
    _zipped("second-member-cut", packed(GOOD[:300]) + packed(GOOD[300:])[:-10], "failed:cut"),
    _zipped("wrong-checksum", _WRONG_SUM, "failed:encoding"),
    _zipped("wrong-size", _WRONG_SIZE, "failed:encoding"),
    _zipped("of-plain-text", GOOD, "failed:encoding"),
    _zipped("empty", b"", "failed:empty"),
    _zipped("twice", packed(packed()), "failed:encoding", "Content-Encoding: gzip, gzip"),
    _zipped("bomb", _bomb(1), "failed:too_large"),
    _zipped("bomb-in-a-bomb", _bomb(2), "failed"),
    _zipped("of-empty-members-without-end", packed(b"") * 20_000, "failed:encoding"),
    _zipped("deflate-not-offered", zlib.compress(GOOD), "failed:encoding", "Content-Encoding: deflate"),
    _zipped("brotli-not-offered", b"\x0b\x02\x80abc\x03", "failed:encoding", "Content-Encoding: br"),
    _zipped("zstd-not-offered", b"\x28\xb5\x2f\xfd\x04\x00", "failed:encoding", "Content-Encoding: zstd"),
    _zipped("compress-not-offered", b"\x1f\x9d\x90", "failed:encoding", "Content-Encoding: compress"),
    _zipped("unknown-coding", GOOD, "failed:encoding", "Content-Encoding: rot13"),
    _wire("gzip-without-saying-so", answer(200, RSS, body=packed()), "new"),
    _wire("length-too-long", answer(200, RSS, f"Content-Length: {len(GOOD) + 1}", body=GOOD, length=False), "failed:cut"),
    _wire("length-too-short", answer(200, RSS, "Content-Length: 300", CLOSE, body=GOOD, length=False), "failed:bad_http"),
    _wire("length-negative", answer(200, RSS, "Content-Length: -1", body=GOOD, length=False), "failed:bad_http"),
    _wire("length-in-words", answer(200, RSS, "Content-Length: many", body=GOOD, length=False), "failed:bad_http"),
    _wire("length-twice-unlike", answer(200, RSS, "Content-Length: 3", body=GOOD), "failed:bad_http"),
    _wire("length-twice-alike", answer(200, RSS, f"Content-Length: {len(GOOD)}", body=GOOD), "failed:bad_http"),
    _wire("length-and-chunked", _chunked(GOOD, fields=("Content-Length: 5",)), "failed:bad_http"),
    _wire("length-huge", answer(200, RSS, "Content-Length: 99999999999", body=GOOD, length=False), "failed:too_large"),
    _wire("length-none-ends-with-the-connection", answer(200, RSS, CLOSE, body=GOOD, length=False), "new"),
    _wire("length-none-and-reset", then_reset(answer(200, RSS, CLOSE, body=GOOD, length=False)), "failed"),
    _wire("reset-in-the-middle", then_reset(answer(200, RSS, "Content-Length: 5000", body=GOOD, length=False)), "failed"),
    _wire("chunked", _chunked(GOOD[:100], GOOD[100:]), "new"),
    _wire("chunked-byte-by-byte", _chunked(*(GOOD[at : at + 1] for at in range(len(GOOD)))), "new"),
    _wire("chunked-with-extension", answer(200, RSS, "Transfer-Encoding: chunked", length=False)
          + b"%x;name=value\r\n%s\r\n0\r\n\r\n" % (len(GOOD), GOOD), "new"),
    _wire("chunked-with-trailer", _chunked(GOOD, end=b"0\r\nX-Sum: 1\r\n\r\n"), "new"),
    _wire("chunked-without-end", _chunked(GOOD, end=b""), "failed:cut"),
    _wire("chunked-cut-in-a-chunk", _chunked(GOOD[:100], end=b"fff\r\nabc"), "failed:cut"),
    _wire("chunked-bad-size", _chunked(GOOD[:100], end=b"zz\r\nabc\r\n0\r\n\r\n"), "failed"),
    _wire("chunked-negative-size", _chunked(GOOD[:100], end=b"-5\r\nabc\r\n0\r\n\r\n"), "failed"),
    _wire("chunked-huge-size", _chunked(GOOD[:100], end=b"ffffffffffffffff1\r\nabc"), "failed"),
    _wire("chunked-endless-extension", pour(
        answer(200, RSS, "Transfer-Encoding: chunked", length=False) + b"5;", b"x" * 10_000), "failed"),
    _wire("chunked-endless-trailer", pour(
        answer(200, RSS, "Transfer-Encoding: chunked", length=False) + b"1\r\nx\r\n0\r\n", b"A: b\r\n" * 500), "failed"),
    # By size or by time, whichever a busy machine reaches first.
    _wire("endless", pour(answer(200, RSS, length=False), b"x" * 65_536), "failed"),
    _wire("endless-chunks", pour(answer(200, RSS, "Transfer-Encoding: chunked", length=False),
                                 b"10000\r\n" + b"x" * 65_536 + b"\r\n"), "failed"),
    _wire("drips", drip(answer(200, RSS, "Content-Length: 900", length=False), b"<", every_s=0.05), "failed:timeout"),
    _wire("hangs", then_hang(answer(200, RSS, "Content-Length: 900", length=False) + GOOD[:200]), "failed:timeout"),
    _wire("large-but-good", answer(200, RSS, body=BIG), "new"),
    Case(name="page-gzip-cut", pages=with_page(answer(200, GZ, body=packed()[:-5])), polls=("new",), page="cut"),
    Case(name="page-cut", pages=with_page(answer(200, "Content-Length: 9999", body="<p>", length=False)),
         polls=("new",), page="cut"),
    Case(name="page-bomb", pages=with_page(answer(200, GZ, body=_bomb(1))), polls=("new",), page="too_large"),
    Case(name="page-brotli", pages=with_page(answer(200, "Content-Encoding: br", body="abc")), polls=("new",),
         page="encoding"),
    Case(name="cut-then-whole", pages={"/feed": [
        answer(200, RSS, GZ, 'ETag: "1"', body=packed()[:-9]), good()]}, polls=("failed:cut", "new"), entries=2),
]  # fmt: skip
