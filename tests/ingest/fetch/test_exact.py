"""Bytes that are no UTF-8, to text and back, and over the wire."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fetched import FetchRequest
from domain.source import Validators
from ingest.fetch.client import HttpClient
from ingest.fetch.exact import MARK, bytes_of, text_of
from ingest.fetch.policy import FetchPolicy
from tests.fakes import FakeClock
from tests.farm import Farm


@given(st.binary())
def test_what_becomes_text_comes_back(raw: bytes) -> None:
    text = text_of(raw)
    assert text is None or bytes_of(text) == raw


def test_plain_text_stays_as_it_is_and_a_forged_mark_is_nothing() -> None:
    assert text_of('"한국"'.encode()) == '"한국"'
    assert text_of(MARK.encode() + b"x") is None


@pytest.mark.parametrize(
    "raw", [b"\xb9\xab", '"Пн, 23 ноя"'.encode("windows-1251"), bytes(range(128, 256))]
)
async def test_marked_validators_go_out_as_their_bytes(
    farm: Farm, clock: FakeClock, raw: bytes
) -> None:
    farm.serve("/", status=304)
    validators = Validators(etag=text_of(raw), last_modified=text_of(raw[::-1]))
    async with HttpClient(FetchPolicy(allow_private=("127.0.0.1",)), clock) as client:
        for _ in range(2):  # the second goes over the kept connection
            request = FetchRequest(url=farm.url(), purpose="listing", validators=validators)
            assert (await client.fetch(request)).not_modified
    for request_seen in farm.seen:
        sent = dict(request_seen.raw_headers)
        assert sent[b"If-None-Match"] == raw
        assert sent[b"If-Modified-Since"] == raw[::-1]
