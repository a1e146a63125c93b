"""Decoding of response bodies, bounded and whole or not at all; knows no HTTP library.

We offer gzip only and read all its members, and we look at the end: common clients take a cut gzip
stream for whole (aiohttp and httpx both did, measured 23 Nov 2026).
"""

from __future__ import annotations

import zlib

from domain.errors import FetchError

# A page has one member; a server that flushes often may write some hundred. An empty member costs 20
# bytes on the wire and some 10 µs here: the cap keeps a body of nothing else from taking minutes.
MAX_MEMBERS = 10_000
_MAGIC = b"\x1f\x8b"


class BodyDecoder:
    """Collects one body as it arrives.

    Units: `max_bytes` decoded bytes; the wire is held to the same number. `host` is for messages.
    Errors: FetchError with reason `encoding` (not offered, or not what it says), `too_large`, `cut`.
    `size` is what has been decoded so far. With `clip` a body that is too large ends in silence at `max_bytes`; see `full`.
    """

    def __init__(self, encoding: str, *, host: str, max_bytes: int, clip: bool = False) -> None:
        self._gzip = _is_gzip(encoding, host)
        self._host = host
        self._max_bytes = max_bytes
        self._clip = clip
        self._parts: list[bytes] = []
        self.size = 0
        self._wire = 0
        self._members = 0
        self._member = zlib.decompressobj(31) if self._gzip else None
        self._pending = b""
        self.full = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes from the wire."""
        if self.full:
            return
        self._wire += len(chunk)
        if self._gzip:
            self._inflate(chunk)
        else:
            self._keep(chunk)
        if self._wire > self._max_bytes:
            self._overflow()

    def finish(self) -> bytes:
        """Give the whole body after the last byte has come."""
        cut = self._gzip and self._wire > 0 and (self._member is not None or self._pending)
        if cut and not self.full:
            raise FetchError(f"{self._host}: the gzip stream ends before its end", reason="cut")
        return b"".join(self._parts)

    def _inflate(self, chunk: bytes) -> None:
        chunk, self._pending = self._pending + chunk, b""
        while chunk and not self.full:
            if self._member is None:
                if len(chunk) < len(_MAGIC) and _MAGIC.startswith(chunk):
                    self._pending = chunk
                    return
                if not chunk.startswith(_MAGIC):
                    # Padding after the last member: every gzip tool passes over it.
                    return
                self._member = zlib.decompressobj(31)
            try:
                data = self._member.decompress(chunk, self._max_bytes - self.size + 1)
            except zlib.error as error:
                raise FetchError(
                    f"{self._host}: the body is not the gzip it says", reason="encoding"
                ) from error
            self._keep(data)
            if not self._member.eof:
                return
            chunk, self._member = self._member.unused_data, None
            self._members += 1
            if self._members > MAX_MEMBERS:
                raise FetchError(
                    f"{self._host}: more than {MAX_MEMBERS} gzip members", reason="encoding"
                )

    def _keep(self, data: bytes) -> None:
        room = self._max_bytes - self.size
        if len(data) > room:
            self._overflow()
            data = data[:room]
        self._parts.append(data)
        self.size += len(data)

    def _overflow(self) -> None:
        if not self._clip:
            raise FetchError(
                f"{self._host}: more than {self._max_bytes} bytes",
                reason="too_large",
                transient=False,
            )
        self.full = True


def _is_gzip(encoding: str, host: str) -> bool:
    codings = [part.strip().lower() for part in encoding.split(",")]
    codings = [coding for coding in codings if coding not in ("", "identity")]
    if codings in ([], ["gzip"], ["x-gzip"]):
        return bool(codings)
    raise FetchError(
        f"{host}: content encoding {', '.join(codings)[:60]!r} was not offered",
        reason="encoding",
        transient=False,
    )
