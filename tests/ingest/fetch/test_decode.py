"""Bounded decoding: whole or not at all."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import FetchError
from ingest.fetch.decode import MAX_MEMBERS, BodyDecoder

TEXT = "파병 설 — отправка войск. ".encode() * 200


def decode(
    wire: bytes,
    *,
    encoding: str = "gzip",
    max_bytes: int = 100_000,
    step: int = 7,
    clip: bool = False,
) -> bytes:
    decoder = BodyDecoder(encoding, host="h", max_bytes=max_bytes, clip=clip)
    for start in range(0, len(wire), step):
        decoder.feed(wire[start : start + step])
    return decoder.finish()


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.integers(1, 50))
def test_all_members_are_read_however_they_arrive(parts: list[bytes], step: int) -> None:
    wire = b"".join(gzip.compress(part, mtime=0) for part in parts)
    assert decode(wire, step=step) == b"".join(parts)


@given(st.binary(max_size=400), st.data())
def test_a_cut_stream_is_never_whole(body: bytes, data: st.DataObject) -> None:
    wire = gzip.compress(body, mtime=0)
    end = data.draw(st.integers(1, len(wire) - 1))
    with pytest.raises(FetchError) as caught:
        decode(wire[:end])
    assert caught.value.reason == "cut"
    assert caught.value.transient


@given(st.integers(1, 40))
def test_a_second_member_that_is_cut_is_noticed(end: int) -> None:
    member = gzip.compress(TEXT, mtime=0)
    with pytest.raises(FetchError, match="ends before its end"):
        decode(member + member[:end])


@pytest.mark.parametrize("encoding", ["", "identity", "Identity"])
def test_a_plain_body_stays_as_it_is(encoding: str) -> None:
    assert decode(TEXT, encoding=encoding) == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", " GZIP ", "identity, gzip"])
def test_gzip_has_several_spellings(encoding: str) -> None:
    assert decode(gzip.compress(TEXT), encoding=encoding) == TEXT


@pytest.mark.parametrize(
    "encoding", ["br", "deflate", "zstd", "gzip, gzip", "gzip, br", "x" * 5000]
)
def test_an_encoding_that_was_not_offered_is_refused(encoding: str) -> None:
    with pytest.raises(FetchError, match="was not offered") as caught:
        BodyDecoder(encoding, host="h", max_bytes=10)
    assert caught.value.reason == "encoding"
    assert len(caught.value.message) < 200


@pytest.mark.parametrize(
    "wire",
    [TEXT, zlib.compress(TEXT), b"\x1f\x8b\x08" + b"\xff" * 50],
    ids=["text", "zlib", "broken"],
)
def test_a_body_that_is_not_its_encoding_is_refused(wire: bytes) -> None:
    with pytest.raises(FetchError) as caught:
        decode(wire)
    assert caught.value.reason == "encoding"


def test_a_wrong_checksum_is_noticed() -> None:
    wire = bytearray(gzip.compress(TEXT))
    wire[-6] ^= 1
    with pytest.raises(FetchError, match="not the gzip"):
        decode(bytes(wire))


def test_padding_after_the_last_member_is_passed_over() -> None:
    assert decode(gzip.compress(TEXT) + b"\0" * 100) == TEXT


def test_an_empty_body_is_empty() -> None:
    assert decode(b"") == b""


def test_a_bomb_stops_at_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    with pytest.raises(FetchError) as caught:
        decode(bomb, step=65_536)
    assert caught.value.reason == "too_large"
    assert not caught.value.transient


def test_exactly_the_limit_is_allowed() -> None:
    assert len(decode(gzip.compress(b"x" * 5000), max_bytes=5000)) == 5000
    assert len(decode(b"x" * 5000, encoding="", max_bytes=5000)) == 5000
    with pytest.raises(FetchError):
        decode(gzip.compress(b"x" * 5001), max_bytes=5000)


def test_padding_counts_on_the_wire() -> None:
    with pytest.raises(FetchError, match="more than"):
        decode(gzip.compress(b"x") + b"\0" * 6000, max_bytes=5000)


def test_a_body_of_nothing_but_members_is_refused() -> None:
    empty = gzip.compress(b"", mtime=0)
    with pytest.raises(FetchError, match="members"):
        decode(empty * (MAX_MEMBERS + 2), max_bytes=10_000_000, step=65_536)


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_clipped_body_keeps_its_beginning(encoding: str) -> None:
    wire = gzip.compress(TEXT) if encoding else TEXT
    decoder = BodyDecoder(encoding, host="h", max_bytes=100, clip=True)
    decoder.feed(wire)
    decoder.feed(wire)
    assert decoder.finish() == TEXT[:100]
    assert decoder.full
