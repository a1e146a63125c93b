"""The door to the network, against a loopback server that behaves."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator

import pytest
import trustme
from aiohttp import web

from domain.errors import FetchError, RefusedError
from domain.fetched import FetchRequest
from domain.source import Validators
from ingest.fetch.client import HttpClient
from ingest.fetch.policy import FetchPolicy
from tests.fakes import FakeClock
from tests.farm import Farm

DATE = "Mon, 23 Nov 2026 12:00:00 GMT"


@pytest.fixture
async def client(farm: Farm, clock: FakeClock) -> AsyncIterator[HttpClient]:
    policy = FetchPolicy(
        user_agent="tumen/1 (+https://example.org/bot)",
        contact="desk@example.org",
        allow_private=(farm.host,),
    )
    async with HttpClient(policy, clock) as client:
        yield client


def listing(url: str, **fields: object) -> FetchRequest:
    return FetchRequest(url=url, purpose="listing", **fields)  # type: ignore[arg-type]


async def failure(client: HttpClient, request: FetchRequest) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await client.fetch(request)
    assert "\n" not in caught.value.message
    return caught.value


async def test_a_whole_answer_comes_back(farm: Farm, client: HttpClient) -> None:
    url = farm.serve("/feed", "<rss/>", headers={"Content-Type": "text/xml; charset=euc-kr"})
    fetched = await client.fetch(listing(url))
    assert (fetched.status, fetched.body, fetched.charset) == (200, b"<rss/>", "euc-kr")
    assert (fetched.url, fetched.final_url, fetched.redirects) == (url, url, ())
    assert fetched.permanent_url is None


async def test_we_introduce_ourselves_and_carry_nothing_else(
    farm: Farm, client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    farm.serve("/", "x", headers={"Set-Cookie": "a=b; Path=/"})
    await client.fetch(listing(farm.url()))
    await client.fetch(listing(farm.url()))
    sent = farm.seen[-1].headers
    assert sent["User-Agent"] == "tumen/1 (+https://example.org/bot)"
    assert sent["From"] == "desk@example.org"
    assert sent["Accept-Encoding"] == "gzip"
    assert not {"Cookie", "Referer", "Authorization", "If-None-Match"} & set(sent)


@pytest.mark.parametrize("etag", ['W/"x y"', "bare", '"é한"', '"quo""te"', "'"])
async def test_validators_are_echoed_byte_for_byte(
    farm: Farm, client: HttpClient, etag: str
) -> None:
    stamp = "Mon, 23 Nov 2026 12:00:00 +0900 (odd)"
    farm.serve("/", "x", headers={"ETag": etag, "Last-Modified": stamp})
    first = await client.fetch(listing(farm.url()))
    farm.serve("/", status=304)
    second = await client.fetch(listing(farm.url(), validators=first.validators))
    assert second.not_modified
    sent = dict(farm.seen[-1].raw_headers)
    assert sent[b"If-None-Match"] == etag.encode()
    assert sent[b"If-Modified-Since"] == stamp.encode()


async def test_a_304_to_an_unconditional_request_is_an_error(
    farm: Farm, client: HttpClient
) -> None:
    farm.serve("/", status=304)
    error = await failure(client, listing(farm.url(), validators=Validators(etag="")))
    assert (error.reason, error.status) == ("unexpected_status", 304)


@pytest.mark.parametrize(
    ("status", "reason", "transient"),
    [
        (206, "unexpected_status", True),
        (300, "unexpected_status", True),
        (400, "client_error", False),
        (401, "forbidden", False),
        (403, "forbidden", False),
        (404, "not_found", False),
        (408, "timeout", True),
        (410, "gone", False),
        (425, "client_error", True),
        (429, "rate_limited", True),
        (500, "server_error", True),
        (503, "unavailable", True),
        (599, "server_error", True),
    ],
)
async def test_other_statuses_are_graded(
    farm: Farm, client: HttpClient, status: int, reason: str, transient: bool
) -> None:
    farm.serve("/", "busy", status=status, headers={"Retry-After": "77"})
    error = await failure(client, listing(farm.url()))
    assert (error.status, error.reason, error.transient) == (status, reason, transient)
    assert error.retry_after_s == 77


async def test_an_empty_answer_is_left_to_the_reader(farm: Farm, client: HttpClient) -> None:
    farm.serve("/", status=204)
    assert (await client.fetch(listing(farm.url()))).body == b""


async def test_gzip_is_decoded(farm: Farm, client: HttpClient) -> None:
    wire = gzip.compress(b"one ") + gzip.compress(b"two")
    farm.serve("/", wire, headers={"Content-Encoding": "gzip"})
    assert (await client.fetch(listing(farm.url()))).body == b"one two"


async def test_a_bomb_is_stopped(farm: Farm, client: HttpClient) -> None:
    farm.serve("/", gzip.compress(b"\0" * 30_000_000), headers={"Content-Encoding": "gzip"})
    error = await failure(client, listing(farm.url()))
    assert (error.reason, error.transient) == ("too_large", False)


async def test_a_body_that_announces_too_much_is_not_read(farm: Farm, client: HttpClient) -> None:
    farm.serve("/", b"x" * 2000)
    error = await failure(client, listing(farm.url(), max_bytes=1999))
    assert "announces 2000 bytes" in error.message


async def test_robots_files_may_go_on_beyond_the_limit(farm: Farm, client: HttpClient) -> None:
    farm.serve("/robots.txt", b"x" * 200_000)
    request = FetchRequest(url=farm.url("/robots.txt"), purpose="robots", max_bytes=1000)
    fetched = await client.fetch(request)
    assert (len(fetched.body), fetched.clipped) == (1000, True)


async def test_redirects_are_followed_and_kept(farm: Farm, client: HttpClient) -> None:
    farm.redirect("/a", "/b", status=301)
    farm.redirect("/b", farm.url("/c#top"), status=308)
    farm.redirect("/c", "d?x=1", status=302)
    farm.serve("/d", "end")
    fetched = await client.fetch(listing(farm.url("/a")))
    assert fetched.body == b"end"
    assert fetched.redirects == (farm.url("/b"), farm.url("/c"), farm.url("/d?x=1"))
    assert fetched.final_url == farm.url("/d?x=1")
    assert fetched.permanent_url == farm.url("/c")


async def test_a_temporary_redirect_teaches_nothing(farm: Farm, client: HttpClient) -> None:
    farm.redirect("/a", "/b", status=307)
    farm.redirect("/b", "/c", status=301)
    farm.serve("/c", "end")
    assert (await client.fetch(listing(farm.url("/a")))).permanent_url is None


async def test_a_location_in_a_legacy_charset_is_followed_as_its_bytes(
    farm: Farm, client: HttpClient
) -> None:
    wire = b"HTTP/1.1 302 Found\r\nLocation: " + farm.url("/").encode() + b"\xc6\xc4 x\r\n\r\n"
    farm.serve("/%C6%C4%20x", "end")
    url = await farm.raw(wire)
    async with HttpClient(FetchPolicy(allow_private=("127.0.0.1",)), FakeClock()) as open_client:
        assert (await open_client.fetch(listing(url))).body == b"end"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("/a", "redirect_loop"),
        ("#here", "redirect_loop"),
        ("/b", "redirect_loop"),
        ("", "redirect"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://127.0.0.1/", "scheme"),
        ("http://u:p@127.0.0.1/", "userinfo"),
        ("//[::1", "bad_url"),
        ("\\\\10.0.0.1\\", "bad_url"),
        ("http://127.1/", "bad_url"),
        ("http://localhost/", "private_address"),
        ("http://127.0.0.1:1/", "private_address"),
        ("http://[::1]/", "private_address"),
        ("http://[::ffff:127.0.0.1]/", "private_address"),
        ("http://169.254.169.254/latest/meta-data/", "private_address"),
        ("http://0.0.0.0/", "private_address"),
    ],
)
async def test_a_redirect_that_leads_nowhere_good_is_refused(
    farm: Farm, client: HttpClient, location: str, reason: str
) -> None:
    farm.redirect("/a", location)
    farm.redirect("/b", "/a")
    assert (await failure(client, listing(farm.url("/a")))).reason == reason


async def test_redirects_end_at_the_limit(farm: Farm, client: HttpClient) -> None:
    for step in range(7):
        farm.redirect(f"/{step}", f"/{step + 1}")
    error = await failure(client, listing(farm.url("/0")))
    assert (error.reason, len(farm.seen)) == ("too_many_redirects", 6)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
async def test_a_private_address_is_refused_unless_listed(
    farm: Farm, clock: FakeClock, host: str
) -> None:
    async with HttpClient(FetchPolicy(), clock) as client:
        url = f"http://{host}:{farm.port}/secret"
        for attempt in (client.fetch(listing(url)), _post(client, url)):
            with pytest.raises(RefusedError) as caught:
                await attempt
            assert caught.value.reason == "private_address"
            assert "secret" not in caught.value.message
    assert farm.seen == []


async def test_a_listed_name_may_be_private(farm: Farm, clock: FakeClock) -> None:
    farm.serve("/", "x")
    async with HttpClient(FetchPolicy(allow_private=("localhost",)), clock) as client:
        assert (await client.fetch(listing(f"http://localhost:{farm.port}/"))).body == b"x"


async def test_an_unknown_name_is_a_dns_failure(clock: FakeClock) -> None:
    async with HttpClient(FetchPolicy(), clock) as client:
        error = await failure(client, listing("http://nowhere.invalid/"))
    assert (error.reason, error.transient) == ("dns", True)


async def test_a_refused_connection_says_so(farm: Farm, clock: FakeClock) -> None:
    async with HttpClient(FetchPolicy(allow_private=("127.0.0.1",)), clock) as client:
        error = await failure(client, listing("http://127.0.0.1:1/key?secret"))
    assert (error.reason, error.transient) == ("connect", True)
    assert "secret" not in error.message


async def test_a_host_gets_two_requests_at_a_time(farm: Farm, client: HttpClient) -> None:
    running, most = 0, 0
    both = asyncio.Event()

    async def answer(_: web.Request) -> web.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 2:
            both.set()
        await both.wait()
        running -= 1
        return web.Response(text="x")

    farm.handle("/", answer)
    await asyncio.gather(*(client.fetch(listing(farm.url())) for _ in range(6)))
    assert (most, len(farm.seen)) == (2, 6)


async def test_waiting_for_a_turn_costs_nothing_of_the_deadline(
    farm: Farm, client: HttpClient
) -> None:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    farm.handle("/hang", answer)
    farm.serve("/", "x")
    hanging = [client.fetch(listing(farm.url("/hang"), deadline_s=0.2)) for _ in range(4)]
    waiting = client.fetch(listing(farm.url(), deadline_s=0.2))
    *failed, good = await asyncio.gather(*hanging, waiting, return_exceptions=True)
    assert [getattr(error, "reason", None) for error in failed] == ["timeout"] * 4
    assert not isinstance(good, BaseException)


async def test_a_certificate_nobody_vouches_for_is_refused(farm: Farm, clock: FakeClock) -> None:
    authority = trustme.CA()
    policy = FetchPolicy(allow_private=("localhost",))
    server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(server_tls)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "localhost", 0, ssl=server_tls)
    url = f"https://localhost:{server.sockets[0].getsockname()[1]}/"
    async with HttpClient(policy, clock) as client:
        assert (await failure(client, listing(url))).reason == "tls"
    client_tls = ssl.create_default_context()
    authority.configure_trust(client_tls)
    async with HttpClient(policy, clock, tls=client_tls) as client:
        assert (await client.fetch(listing(url))).body == b"ok"
    server.close()


async def test_a_post_is_sent_whole_and_its_answer_cut(farm: Farm, client: HttpClient) -> None:
    farm.serve("/hook", b"y" * 9000, status=410)
    answer = await client.post(
        farm.url("/hook"), body=b'{"a":1}', headers={"user-agent": "other"}, deadline_s=5
    )
    assert (answer.status, len(answer.body)) == (410, 4096)
    assert (farm.seen[0].method, farm.bodies[0]) == ("POST", b'{"a":1}')
    assert farm.seen[0].headers.getall("User-Agent") == ["other"]


async def test_a_post_is_not_redirected(farm: Farm, client: HttpClient) -> None:
    farm.redirect("/hook", "/other", status=307)
    assert (await _post(client, farm.url("/hook"))).status == 307  # type: ignore[attr-defined]
    assert len(farm.seen) == 1


async def test_the_status_of_a_post_counts_even_if_the_body_hangs(
    farm: Farm, clock: FakeClock
) -> None:
    async def hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    url = await farm.raw(b"HTTP/1.1 202 Accepted\r\nContent-Length: 9\r\n\r\nab", then=hang)
    async with HttpClient(FetchPolicy(allow_private=("127.0.0.1",)), clock) as client:
        answer = await client.post(url, body=b"{}", headers={}, deadline_s=0.2)
    assert answer.status == 202


async def test_the_client_is_opened_before_it_is_used(clock: FakeClock) -> None:
    with pytest.raises(RuntimeError, match="async with"):
        await HttpClient(FetchPolicy(), clock).fetch(listing("http://example.com/"))


async def _post(client: HttpClient, url: str) -> object:
    return await client.post(url, body=b"{}", headers={}, deadline_s=5)
