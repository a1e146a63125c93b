"""What we send of ourselves, to receivers and hubs: it goes to no address that a page may not come from, either."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from alerts.channels.webhook import read_options
from app import jobs
from domain.alert import Route
from domain.errors import ConfigError, RefusedError
from domain.filters import parse_filter
from ingest.fetch.client import HttpClient
from ingest.fetch.policy import FetchPolicy
from tests.app.conftest import hall, migrated
from tests.app.hall import Hall, item, rss
from tests.chaos.cases.addresses import NAMED, ODD, PRIVATE
from tests.chaos.names import Names
from tests.chaos.server import Site, answer
from tests.fakes import FakeClock
from tests.farm import Farm, farm

__all__ = ["farm", "hall", "migrated"]

FEED = "https://agency.example/rss"
FOREIGN = {
    "userinfo": "http://u:p@127.0.0.1:{port}/",
    "backslash": "http://evil.example\\@127.0.0.1:{port}/",
    "file": "file:///etc/passwd",
    "gopher": "gopher://127.0.0.1:{port}/",
    "zone": "http://[fe80::1%25eth0]:{port}/",
}
# Not every resolver knows a name with a dot behind it.
DIALLED = {**PRIVATE, **NAMED, **ODD}
del DIALLED["localhost-with-a-dot"]
REFUSED = {**DIALLED, **FOREIGN}


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """Listens where nothing may be sent: only 127.0.0.1 on another port is listed."""
    site = await Site(pages={"/": answer(200), "/feed": answer(200)}).start()
    yield site
    await site.stop()


@pytest.fixture
async def poster(farm: Farm, clock: FakeClock) -> AsyncIterator[HttpClient]:
    """The real door, with the farm alone as a listed host."""
    policy = FetchPolicy(allow_private=(farm.host,), deadline_s=5)
    async with HttpClient(policy, clock, lookups=Names) as client:
        yield client


@pytest.mark.parametrize("name", REFUSED)
async def test_no_webhook_goes_inward(poster: HttpClient, site: Site, name: str) -> None:
    url = REFUSED[name].format(port=site.port)
    for _ in range(2):  # a turncoat gives another address the second time
        with pytest.raises(RefusedError) as caught:
            await poster.post(url, body=b"x", headers={}, deadline_s=5)
        assert not caught.value.transient
    assert site.connections == 0


async def test_a_webhook_is_not_led_inward_by_its_answer(
    poster: HttpClient, farm: Farm, site: Site
) -> None:
    for status in (301, 302, 307, 308):
        url = farm.redirect("/hook", f"{site.base}/", status=status)
        found = await poster.post(url, body=b"x", headers={}, deadline_s=5)
        assert found.status == status
    assert site.connections == 0


@pytest.mark.parametrize("name", ["userinfo", "file", "gopher"])
def test_a_route_with_such_an_address_stops_the_start(name: str) -> None:
    options = {"url": FOREIGN[name].format(port=80), "secret_env": "DESK_SECRET"}
    route = Route(name="desk", channel="webhook", filter=parse_filter(""), options=options)
    with pytest.raises(ConfigError, match="url"):
        read_options(route)


@pytest.fixture
def reachable(hall: Hall, poster: HttpClient) -> Hall:
    """A hall that hubs can reach and that asks them through the real door."""
    hall.environ["TUMEN_WEB__CALLBACK_URL"] = "https://tumen.example/"
    hall.pulse.reachable = True
    hall.poster = poster  # type: ignore[assignment]  # the real one in the place of its double
    hall.source(fetch_pages=False)
    return hall


async def announced(hall: Hall, hub: str) -> None:
    links = f'<atom:link rel="hub" href="{hub}"/><atom:link rel="self" href="{FEED}"/>'
    feed = rss(item("https://agency.example/1")).replace(b"<channel>", f"<channel>{links}".encode())
    hall.serve(FEED, feed)
    await hall.poll()
    await jobs.ask_hubs(hall.house)


@pytest.mark.parametrize("name", DIALLED)
async def test_no_hub_is_asked_inward(reachable: Hall, site: Site, name: str) -> None:
    await announced(reachable, DIALLED[name].format(port=site.port))
    kept = reachable.rows("SELECT state, failures, last_error FROM subscriptions")
    assert site.connections == 0
    if name in ODD:
        assert kept == [], "what cannot be an address is no announcement"
    else:
        assert kept[0]["failures"] == 1
        assert "fetch.allow_private" in kept[0]["last_error"]


@pytest.mark.parametrize("name", FOREIGN)
async def test_a_hub_with_such_an_address_is_no_announcement(
    reachable: Hall, site: Site, name: str
) -> None:
    await announced(reachable, FOREIGN[name].format(port=site.port))
    assert reachable.rows("SELECT * FROM subscriptions") == []


@pytest.mark.parametrize(
    "to", ["{base}/", "http://localhost:{port}/", "http://inward.test:{port}/"]
)
async def test_a_hub_that_moves_inward_is_not_followed(
    reachable: Hall, farm: Farm, site: Site, to: str
) -> None:
    hub = farm.redirect("/hub", to.format(base=site.base, port=site.port), status=307)
    await announced(reachable, hub)
    assert reachable.row("SELECT failures FROM subscriptions")["failures"] == 1
    assert (len(farm.seen), site.connections) == (1, 0)


async def test_a_hub_that_moves_for_ever_is_left(reachable: Hall, farm: Farm) -> None:
    hub = farm.redirect("/hub", "/hub", status=308)
    await announced(reachable, hub)
    kept = reachable.row("SELECT failures, last_error FROM subscriptions")
    assert (kept["failures"], kept["last_error"]) == (1, "the hub answered 308")
    assert len(farm.seen) == 4
