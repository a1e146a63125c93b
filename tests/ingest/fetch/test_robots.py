"""What robots.txt allows, and how often it is asked for."""

from __future__ import annotations

import asyncio

import pytest

from domain.errors import FetchError, RefusedError
from domain.fetched import Fetched, FetchRequest, RobotsCopy
from ingest.fetch.robots import Robots, parse_robots, product_token
from tests.fakes import FakeClock, FakeFetcher

SITE = "https://example.com"
ROBOTS = f"{SITE}/robots.txt"


def asked(
    rules: str | bytes | FetchError, clock: FakeClock | None = None
) -> tuple[Robots, FakeFetcher]:
    answer = rules.encode() if isinstance(rules, str) else rules
    fetcher = FakeFetcher({ROBOTS: answer})
    return Robots(fetcher, clock or FakeClock(), user_agent="Tumen/1 (+https://e.org)"), fetcher


def status(code: int) -> FetchError:
    return FetchError(f"answered {code}", status=code, transient=code >= 500)


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: TUMEN\nAllow: /", "/a", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: tumen/2.0\nDisallow: /", "/a", False),
        ("User-agent: other\nUser-agent: tumen\nDisallow: /", "/a", False),
        ("User-agent: tum\nDisallow: /", "/a", True),
        ("User-agent: tumenbot\nDisallow: /", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /b\n\nUser-agent: other\nDisallow: /a", "/a", True),
        ("\ufeffuser-agent:*\r\ndisallow:/a\r\n", "/a", False),
        ("User-agent: *\nDisallow: /한국", "/%ED%95%9C%EA%B5%AD", False),
        ("<html><body>Not here</body></html>", "/a", True),
        ("User-agent: *\nDisallow: /robots.txt", "/robots.txt", True),
    ],
)
async def test_the_rules_are_read(rules: str, path: str, allowed: bool) -> None:
    robots, _ = asked(rules)
    verdict = await robots.allows(SITE + path)
    assert (verdict.allowed, verdict.reason) == (allowed, "rules")


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 451])
async def test_a_missing_file_allows_all(code: int) -> None:
    robots, _ = asked(status(code))
    verdict = await robots.allows(f"{SITE}/a")
    assert (verdict.allowed, verdict.reason) == (True, "no_rules")


@pytest.mark.parametrize(
    "error", [status(429), status(500), status(503), FetchError("no", reason="dns")]
)
async def test_an_unreachable_file_allows_nothing_for_now(error: FetchError) -> None:
    robots, _ = asked(error)
    verdict = await robots.allows(f"{SITE}/a")
    assert (verdict.allowed, verdict.reason, verdict.transient) == (False, "unreachable", True)


async def test_a_private_host_is_not_allowed() -> None:
    robots, _ = asked(RefusedError("no", reason="private_address"))
    verdict = await robots.allows(f"{SITE}/a")
    assert (verdict.allowed, verdict.reason, verdict.transient) == (False, "private_address", False)


async def test_the_file_is_asked_for_once_a_day() -> None:
    clock = FakeClock()
    robots, fetcher = asked("User-agent: *\nDisallow: /a", clock)
    for _ in range(3):
        await robots.allows(f"{SITE}/a")
    clock.advance(hours=23)
    await robots.allows(f"{SITE}/b")
    assert len(fetcher.requests) == 1
    clock.advance(hours=2)
    await robots.allows(f"{SITE}/a")
    assert len(fetcher.requests) == 2


async def test_an_unreachable_file_is_asked_for_again_soon() -> None:
    clock = FakeClock()
    robots, fetcher = asked(status(503), clock)
    assert not (await robots.allows(f"{SITE}/a")).allowed
    fetcher.answers[ROBOTS] = b""
    assert not (await robots.allows(f"{SITE}/a")).allowed
    clock.advance(minutes=11)
    assert (await robots.allows(f"{SITE}/a")).allowed


async def test_an_older_copy_helps_over_an_outage() -> None:
    clock = FakeClock()
    robots, fetcher = asked("User-agent: *\nDisallow: /a", clock)
    await robots.allows(f"{SITE}/a")
    fetcher.answers[ROBOTS] = status(503)
    clock.advance(days=2)
    assert not (await robots.allows(f"{SITE}/a")).allowed
    assert (await robots.allows(f"{SITE}/b")).allowed
    assert len(fetcher.requests) == 2


async def test_many_at_once_share_one_request() -> None:
    fetcher = SlowFetcher()
    robots = Robots(fetcher, FakeClock())
    waiting = [asyncio.create_task(robots.allows(f"{SITE}/{n}")) for n in range(20)]
    await fetcher.asked.wait()
    waiting[0].cancel()
    fetcher.go.set()
    verdicts = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(verdicts[0], asyncio.CancelledError)
    assert all(getattr(verdict, "allowed", False) for verdict in verdicts[1:])
    assert fetcher.count == 1


async def test_origins_are_kept_apart() -> None:
    robots, fetcher = asked("User-agent: *\nDisallow: /")
    assert not (await robots.allows(f"{SITE}:443/a")).allowed
    assert (await robots.allows(f"{SITE}:8443/a")).allowed
    assert (await robots.allows("http://example.com/a")).allowed
    assert [request.url for request in fetcher.requests] == [
        ROBOTS,
        f"{SITE}:8443/robots.txt",
        "http://example.com/robots.txt",
    ]


async def test_the_request_says_what_it_is() -> None:
    robots, fetcher = asked("")
    await robots.allows(f"{SITE}/a")
    assert fetcher.requests[0].purpose == "robots"
    assert fetcher.requests[0].max_bytes >= 500 * 1024


async def test_a_crawl_delay_is_told() -> None:
    robots, _ = asked("User-agent: *\nCrawl-delay: 7.5")
    assert (await robots.allows(f"{SITE}/a")).crawl_delay_s == 7.5


async def test_a_url_that_is_none_is_not_allowed() -> None:
    robots, fetcher = asked("")
    assert not (await robots.allows("mailto:x")).allowed
    assert fetcher.requests == []


def test_a_file_of_many_agents_does_not_take_long() -> None:
    agents = "".join(f"User-agent: a{n}\n" for n in range(15_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(20_000))
    parsed = parse_robots((agents + rules).encode(), "tumen")
    assert parsed.can_fetch(f"{SITE}/1", "tumen")


@pytest.mark.parametrize(
    ("header", "token"),
    [("Tumen/1 (x)", "tumen"), ("my-bot", "my-bot"), ("", "tumen"), ("1/2", "tumen")],
)
def test_our_token_is_the_first_word_of_the_header(header: str, token: str) -> None:
    assert product_token(header) == token


class SlowFetcher:
    """Answers when told."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.go = asyncio.Event()
        self.count = 0

    async def fetch(self, request: FetchRequest) -> Fetched:
        self.count += 1
        self.asked.set()
        await self.go.wait()
        return Fetched(url=request.url, final_url=request.url, status=200)


class Memory:
    """What is kept between processes, in a dictionary."""

    def __init__(self) -> None:
        self.copies: dict[str, RobotsCopy] = {}

    async def read(self, origin: str) -> RobotsCopy | None:
        return self.copies.get(origin)

    async def keep(self, copy: RobotsCopy) -> None:
        self.copies[copy.origin] = copy


@pytest.mark.parametrize("answer", [b"User-agent: *\nDisallow: /1", None], ids=["rules", "none"])
async def test_the_next_process_does_not_ask_again_within_a_day(
    clock: FakeClock, answer: bytes | None
) -> None:
    fetcher, memory = FakeFetcher(), Memory()
    if answer is not None:
        fetcher.answers[f"{SITE}/robots.txt"] = answer
    verdicts = []
    for _ in range(3):
        robots = Robots(fetcher, clock, memory=memory)
        verdicts.append((await robots.allows(f"{SITE}/1")).allowed)
        clock.advance(hours=13)
    assert verdicts == [answer is None] * 3
    assert len(fetcher.requests) == 2


async def test_an_old_copy_of_an_earlier_process_is_better_than_none(clock: FakeClock) -> None:
    fetcher, memory = FakeFetcher(), Memory()
    fetcher.answers[f"{SITE}/robots.txt"] = b"User-agent: *\nDisallow: /no"
    assert (await Robots(fetcher, clock, memory=memory).allows(f"{SITE}/1")).allowed
    clock.advance(days=3)
    fetcher.answers[f"{SITE}/robots.txt"] = FetchError("down", reason="timeout")
    robots = Robots(fetcher, clock, memory=memory)
    assert (await robots.allows(f"{SITE}/1")).allowed
    assert not (await robots.allows(f"{SITE}/no")).allowed


@pytest.mark.parametrize("reason", ["redirect_loop", "too_many_redirects"])
async def test_redirects_that_lead_nowhere_count_as_no_file(clock: FakeClock, reason: str) -> None:
    fetcher = FakeFetcher()
    fetcher.answers[f"{SITE}/robots.txt"] = FetchError("lost", reason=reason, transient=False)
    verdict = await Robots(fetcher, clock).allows(f"{SITE}/1")
    assert (verdict.allowed, verdict.reason) == (True, "no_rules")
