"""The door to the network, told to be quiet, and answers that are not what they seem."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.errors import FetchError
from domain.fetched import FetchRequest
from domain.source import Validators
from ingest.fetch.client import HttpClient
from ingest.fetch.pace import Pace
from ingest.fetch.policy import FetchPolicy
from tests.fakes import FakeClock
from tests.farm import Farm

LOCAL = FetchPolicy(allow_private=("127.0.0.1",))


@pytest.fixture
async def client(clock: FakeClock) -> AsyncIterator[HttpClient]:
    async with HttpClient(LOCAL, clock) as client:
        yield client


def listing(url: str) -> FetchRequest:
    return FetchRequest(url=url, purpose="listing")


async def failure(client: HttpClient, request: FetchRequest) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await client.fetch(request)
    return caught.value


async def test_a_429_silences_the_whole_host_until_its_time(farm: Farm, clock: FakeClock) -> None:
    pace = Pace()
    async with HttpClient(LOCAL, clock, pace=pace) as client:
        farm.serve("/busy", status=429, headers={"Retry-After": "60"})
        farm.serve("/", "x")
        assert (await failure(client, listing(farm.url("/busy")))).host == farm.host
        clock.advance(seconds=20)
        held = await failure(client, listing(farm.url()))
        assert (held.reason, held.retry_after_s, held.transient) == ("held", 40, True)
        clock.advance(seconds=40)
        assert (await client.fetch(listing(farm.url()))).body == b"x"
    assert len(farm.seen) == 2


@pytest.mark.parametrize(
    ("status", "headers", "rest_s"),
    [
        (429, {}, 60),
        (503, {"Retry-After": "600"}, 600),
        (503, {}, 0),
        (500, {"Retry-After": "9"}, 0),
    ],
)
async def test_a_page_can_silence_the_pages_of_its_host_only(
    farm: Farm, clock: FakeClock, status: int, headers: dict[str, str], rest_s: int
) -> None:
    pace = Pace()
    async with HttpClient(LOCAL, clock, pace=pace) as client:
        farm.serve("/page", status=status, headers=headers)
        farm.serve("/", "x")
        await failure(client, FetchRequest(url=farm.url("/page"), purpose="page"))
        assert (await client.fetch(listing(farm.url()))).body == b"x"
        until = pace.rests_until(farm.host, clock.now())
        assert until == (clock.now() + timedelta(seconds=rest_s) if rest_s else None)
        if rest_s:
            error = await failure(client, FetchRequest(url=farm.url("/page"), purpose="page"))
            assert (error.reason, error.retry_after_s) == ("held", rest_s)


async def test_a_203_is_read_without_its_validators(farm: Farm, client: HttpClient) -> None:
    farm.serve("/", "x", status=203, headers={"ETag": '"proxy"'})
    fetched = await client.fetch(listing(farm.url()))
    assert (fetched.body, fetched.validators) == (b"x", Validators())


async def test_a_body_that_only_the_connection_ends_is_cut_by_a_reset(
    farm: Farm, client: HttpClient
) -> None:
    async def reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    url = await farm.raw(b"HTTP/1.1 200 OK\r\n\r\nhalf of it", then=reset)
    assert (await failure(client, listing(url))).reason in ("cut", "disconnected")
