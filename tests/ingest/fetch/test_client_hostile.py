"""The door to the network, against servers that lie, dawdle and hang up."""

from __future__ import annotations

import asyncio
import gzip
import itertools
from collections.abc import AsyncIterator

import pytest

from domain.errors import FetchError
from domain.fetched import FetchRequest
from ingest.fetch.client import MAX_FIELDS, HttpClient
from ingest.fetch.policy import FetchPolicy
from tests.fakes import FakeClock
from tests.farm import Farm

OK = b"HTTP/1.1 200 OK\r\n"
GZIP = OK + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n"


@pytest.fixture
async def client(clock: FakeClock) -> AsyncIterator[HttpClient]:
    async with HttpClient(FetchPolicy(allow_private=("127.0.0.1",)), clock) as client:
        yield client


def page(url: str, *, deadline_s: float = 5.0, max_bytes: int = 200_000) -> FetchRequest:
    return FetchRequest(url=url, purpose="page", deadline_s=deadline_s, max_bytes=max_bytes)


async def reason(client: HttpClient, request: FetchRequest) -> str:
    with pytest.raises(FetchError) as caught:
        await client.fetch(request)
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 300
    return caught.value.reason


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        (OK + b"Content-Length: 100\r\n\r\nshort", "cut"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "cut"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n50\r\nhello", "cut"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n", "bad_http"),
        (GZIP + gzip.compress(b"hello" * 100, mtime=0)[:-9], "cut"),
        (GZIP + gzip.compress(b"hello", mtime=0) + gzip.compress(b"world", mtime=0)[:12], "cut"),
        (GZIP + b"plain text", "encoding"),
        (OK + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\nab", "encoding"),
        (
            OK + b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\na",
            "encoding",
        ),
        (OK + b"Content-Length: 999999999\r\n\r\n", "too_large"),
        (OK + b"X: " + b"a" * 70_000 + b"\r\n\r\n", "too_large"),
        (OK + b"X: a\r\n" * (MAX_FIELDS + 5) + b"\r\n", "too_large"),
        (OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello", "bad_http"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "bad_http"),
        (b"HTTP/1.1 two hundred\r\n\r\n", "bad_http"),
        (b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", "server_error"),
        (b"", "disconnected"),
        (b"HTTP/1.1 200 O", "disconnected"),
    ],
)
async def test_a_broken_answer_has_its_reason(
    farm: Farm, client: HttpClient, wire: bytes, expected: str
) -> None:
    assert await reason(client, page(await farm.raw(wire))) == expected


async def test_a_body_without_a_length_ends_with_the_connection(
    farm: Farm, client: HttpClient
) -> None:
    url = await farm.raw(OK + b"\r\nhello")
    assert (await client.fetch(page(url))).body == b"hello"


async def test_an_endless_body_is_stopped(farm: Farm, client: HttpClient) -> None:
    async def pour(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()

    assert await reason(client, page(await farm.raw(OK + b"\r\n", then=pour))) == "too_large"


async def test_an_endless_header_is_stopped(farm: Farm, client: HttpClient) -> None:
    async def pour(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = 0
        while True:
            number += 1
            writer.write(b"X-%d: y\r\n" % number)
            await writer.drain()

    assert await reason(client, page(await farm.raw(OK, then=pour))) == "too_large"


@pytest.mark.parametrize(
    "start", [b"", OK, OK + b"Content-Length: 50\r\n\r\n"], ids=["silence", "head", "body"]
)
async def test_a_dripping_server_is_left_at_the_deadline(
    farm: Farm, client: HttpClient, start: bytes
) -> None:
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while start:
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(0.02)
        await asyncio.Event().wait()

    url = await farm.raw(start, then=drip)
    assert await reason(client, page(url, deadline_s=0.2)) == "timeout"


async def test_the_deadline_counts_over_all_hops(farm: Farm, client: HttpClient) -> None:
    hops = itertools.count()

    async def late(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.15)
        head = b"HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\n\r\n"
        writer.write(head % next(hops))
        await writer.drain()

    url = await farm.raw(then=late)
    assert await reason(client, page(url, deadline_s=0.4)) == "timeout"


async def test_fifty_hanging_servers_do_not_delay_a_good_one(farm: Farm, clock: FakeClock) -> None:
    async def hang(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    farm.serve("/", "x")
    policy = FetchPolicy(allow_private=("127.0.0.1",), concurrency=64)
    async with HttpClient(policy, clock) as client:
        urls = [await farm.raw(then=hang) for _ in range(50)]
        hanging = [asyncio.create_task(client.fetch(page(url))) for url in urls]
        fetched = await asyncio.wait_for(client.fetch(page(farm.url())), 2)
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
    assert fetched.body == b"x"


async def test_a_slow_host_with_a_long_queue_leaves_the_others_free(
    farm: Farm, clock: FakeClock
) -> None:
    async def hang(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    farm.serve("/", "x")
    policy = FetchPolicy(allow_private=("127.0.0.1",), concurrency=4)
    async with HttpClient(policy, clock) as client:
        url = await farm.raw(then=hang)
        hanging = [asyncio.create_task(client.fetch(page(url))) for _ in range(20)]
        fetched = await asyncio.wait_for(client.fetch(page(farm.url())), 2)
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
        assert len(client._slots) == 0
    assert fetched.body == b"x"
